//! Two flags and no turn: the schedule must bring both to where no step of anybody changes anything.

mod machine;

use crate::exercise::stuck;
use machine::{Did, Lock, Machine, Shared, flag, name, reachable};

struct Flags;

impl Lock for Flags {
    const ENTRY: usize = 2;
    const COLUMNS: &'static [&'static str] = &["flag A", "flag B"];

    fn enter(shared: &mut Shared, me: usize, step: usize) -> Did {
        let other = 1 - me;
        match step {
            0 => {
                shared.up[me] = true;
                Did::Went(format!("flag {} = up", name(me)))
            }
            _ if shared.up[other] => Did::Stayed(format!("flag {} is up", name(other))),
            _ => Did::Went(format!("flag {} is down", name(other))),
        }
    }

    fn leave(shared: &mut Shared, me: usize) -> String {
        shared.up[me] = false;
        format!("flag {} = down", name(me))
    }

    fn show(shared: &Shared) -> Vec<String> {
        shared.up.map(flag).to_vec()
    }
}

#[test]
fn nobody_can_go_on() {
    let machine = Machine::<Flags>::follow(stuck);
    let end = machine.end();
    let goes_on: Vec<String> = (0..2)
        .filter_map(|me| {
            let mut next = end;
            let what = next.step::<Flags>(me);
            (next != end).then(|| format!("{}, which would do this next: {what}", name(me)))
        })
        .collect();
    assert!(
        end.is_stuck::<Flags>(),
        "after your schedule somebody can go on: {}. What happened:\n\n{}",
        goes_on.join("; "),
        machine.table()
    );
}

#[test]
fn nobody_is_ever_inside_with_another() {
    assert!(
        !reachable::<Flags>().iter().any(|state| state.inside::<Flags>(0) && state.inside::<Flags>(1)),
        "this lock lets nobody in together, whatever the schedule"
    );
}
