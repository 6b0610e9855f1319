//! A spin lock that is right: the schedule must let A inside three times, while B tries each time and never is.

mod machine;

use crate::exercise::left_out;
use machine::{Did, Lock, Machine, Shared, reachable};

/// How often A is to be inside, and B to try meanwhile.
const OFTEN: usize = 3;

struct Spin;

impl Lock for Spin {
    const ENTRY: usize = 1;
    const COLUMNS: &'static [&'static str] = &["lock "];

    fn enter(shared: &mut Shared, _me: usize, _step: usize) -> Did {
        if std::mem::replace(&mut shared.up[0], true) {
            Did::Stayed("lock is taken".to_owned())
        } else {
            Did::Went("lock was free, is taken".to_owned())
        }
    }

    fn leave(shared: &mut Shared, _me: usize) -> String {
        shared.up[0] = false;
        "lock = free".to_owned()
    }

    fn show(shared: &Shared) -> Vec<String> {
        vec![if shared.up[0] { "taken" } else { "free" }.to_owned()]
    }
}

#[test]
fn one_is_served_and_the_other_one_never() {
    let machine = Machine::<Spin>::follow(left_out);
    let (a_entered, tried) = machine.stays(0);
    let (b_entered, _) = machine.stays(1);
    assert!(
        a_entered >= OFTEN && b_entered == 0 && tried >= OFTEN,
        "it must be so that A is inside {OFTEN} times, B tries each time, and is never inside. A was inside {a_entered} times, B tried in \
         {tried} of them and was inside {b_entered} times. What happened:\n\n{}",
        machine.table()
    );
}

#[test]
fn it_is_right() {
    let reached = reachable::<Spin>();
    assert!(
        !reached
            .iter()
            .any(|state| (state.inside::<Spin>(0) && state.inside::<Spin>(1)) || state.is_stuck::<Spin>()),
        "no schedule brings both inside, and none makes it stand still"
    );
}
