//! Two who send and two who receive, room for one message.

use harness::{Limits, Setup};
use primitives::channel::{Bounded, laws};
use primitives::world::Size;

use crate::exercise::YourQueue;

const LIMITS: Limits = Limits {
    size: Size { threads: 2, ops: 1 },
    bounds: &[1, 2],
    bounded: 15_000,
    unbounded: 0,
    why: "both mistakes need one or two pre-emptions",
    ..Limits::USUAL
};

#[test]
fn no_lost_wakeup() {
    let model = harness::model!("channel", "your_queue", "no_lost_wakeup", no_lost_wakeup);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| laws::no_lost_wakeup::<Bounded<YourQueue>>(world));
}

#[test]
fn no_loss_no_duplication() {
    let model = harness::model!("channel", "your_queue", "no_loss_no_duplication", no_loss_no_duplication);
    let law = laws::no_loss_no_duplication::<Bounded<YourQueue>>;
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| law(world));
}
