//! Room for one message. One who sends and two who receive; then two of each.

use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::channel::{Bounded, Channel, ReceiveEnd, SendEnd, laws};
use primitives::sync::outside;
use primitives::world::{Law, Size, World, job};

use crate::exercise::YourQueue;

const LIMITS: Limits = Limits {
    size: Size { threads: 2, ops: 1 },
    bounds: &[1, 2],
    bounded: 15_000,
    unbounded: 0,
    why: "both mistakes need one or two pre-emptions",
    ..Limits::USUAL
};

const LAW: Law = Law { name: "a_message_each", outcomes: &["0 and 1", "1 and 0"] };

// The first by name, so that the smallest failure is the one that is shown.
#[test]
fn a_message_each() {
    let model = harness::model!("channel", "your_queue", "a_message_each", a_message_each);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| one_sends(world));
}

/// One sends two messages, and each of two receives one: nobody can hear that there will be no more.
fn one_sends(world: &impl World) {
    world.explore(LAW, |witness| {
        let (mut sender, receiver) = YourQueue::bounded(1).expect("room for one");
        let got = Arc::new(outside::Mutex::new([None; 2]));
        let receives = |index: usize, mut receiver: <YourQueue as Channel<u64>>::Receiver| {
            let (got, witness) = (Arc::clone(&got), witness.clone());
            job(move || {
                let message = receiver.recv().ok();
                let told = "a receiver is told that nobody will send any more, and a message is still to come";
                witness.check(message.is_some(), || told.to_owned());
                got.lock()[index] = message;
            })
        };
        let second = receiver.clone();
        let (one, other) = (receives(0, receiver), receives(1, second));
        let checks = witness.clone();
        let sends = job(move || {
            for message in 0..2 {
                let sent = sender.send(message);
                checks.check(sent.is_ok(), || format!("{message} comes back, and somebody waits for it"));
            }
        });
        witness.par(vec![one, other, sends]);
        let got = *got.lock();
        let both = [[Some(0), Some(1)], [Some(1), Some(0)]];
        witness.check(both.contains(&got), || format!("sent 0 and 1, received {got:?}"));
        witness.saw(LAW.outcomes[usize::from(got == both[1])]);
    });
}

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
