//! A spin lock that is right: the schedule must let A inside three times, while B tries as often and never is.

mod machine;

use crate::exercise::left_out;
use machine::{Did, Lock, Machine, Shared, reachable};

/// How often A is to be inside, and B to try.
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
    let machine = Machine::<Spin>::follow(|machine| left_out(machine));
    let ((a_entered, _), (b_entered, b_tried)) =
        (machine.entered_and_stayed(0), machine.entered_and_stayed(1));
    assert!(
        a_entered >= OFTEN && b_entered == 0 && b_tried >= OFTEN,
        "A was inside {a_entered} times, and is to be {OFTEN} times; B was inside {b_entered} times, and is to be never; B found it taken \
         {b_tried} times, and is to try {OFTEN} times. What happened:\n\n{}",
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
