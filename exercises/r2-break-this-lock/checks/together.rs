//! Peterson's lock with its first two steps exchanged: the schedule must bring both inside together.

mod machine;

use crate::exercise::together;
use machine::{Did, Lock, Machine, Shared, State, flag, name, reachable};

/// The step that gives the turn away is number `TURN`, the one that raises the flag the other one.
struct Peterson<const TURN: usize>;
/// As it was published.
type InOrder = Peterson<1>;
/// As it is given.
type Exchanged = Peterson<0>;

impl<const TURN: usize> Lock for Peterson<TURN> {
    const ENTRY: usize = 3;
    const COLUMNS: &'static [&'static str] = &["flag A", "flag B", "turn"];

    fn enter(shared: &mut Shared, me: usize, step: usize) -> Did {
        let other = 1 - me;
        if step == TURN {
            shared.turn = other;
            return Did::Went(format!("turn = {}", name(other)));
        }
        if step < 2 {
            shared.up[me] = true;
            return Did::Went(format!("flag {} = up", name(me)));
        }
        match (shared.up[other], shared.turn == other) {
            (false, _) => Did::Went(format!("flag {} is down", name(other))),
            (true, false) => Did::Went(format!("flag {} is up, and the turn is {}'s", name(other), name(me))),
            (true, true) => Did::Stayed(format!("flag {0} is up, and the turn is {0}'s", name(other))),
        }
    }

    fn leave(shared: &mut Shared, me: usize) -> String {
        shared.up[me] = false;
        format!("flag {} = down", name(me))
    }

    fn show(shared: &Shared) -> Vec<String> {
        vec![flag(shared.up[0]), flag(shared.up[1]), name(shared.turn).to_owned()]
    }
}

fn both<L: Lock>(state: &State) -> bool {
    state.inside::<L>(0) && state.inside::<L>(1)
}

#[test]
fn both_are_inside_together() {
    let machine = Machine::<Exchanged>::follow(together);
    assert!(
        machine.states().any(|state| both::<Exchanged>(&state)),
        "your schedule never has A and B inside together. What happened; the columns show what is true after the step:\n\n{}",
        machine.table()
    );
}

#[test]
fn it_can_be_done_here_and_not_in_the_published_order() {
    assert!(reachable::<Exchanged>().iter().any(both::<Exchanged>), "some schedule breaks it");
    assert!(!reachable::<InOrder>().iter().any(both::<InOrder>), "no schedule breaks Peterson's own lock");
}
