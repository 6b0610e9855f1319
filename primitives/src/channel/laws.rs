//! What every channel must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_loss_no_duplication`] | each message arrives exactly once and in order, and then the receiver learns that all are gone | a lost wake-up; an `if` for a `while` |
//! | [`close_wakes_all`] | whoever waits when the other side goes is woken, and a message that cannot be delivered comes back | a close that notifies one |
//! | [`drops_once`] | messages that nobody receives are dropped, once | a leak; a double drop |

use super::{Channel, Closed, ReceiveEnd, SendEnd};
use crate::sync::{Arc, outside};
use crate::world::{Law, Ledger, Token, World, job};

/// Each message arrives exactly once and in order; once the sender is gone and all is received, the receiver learns it.
pub fn no_loss_no_duplication<C: Channel<u64>>(world: &impl World) {
    // Room for one and several messages: no serial execution ends, so every one that does has interleaved.
    const LAW: Law = Law {
        name: "no_loss_no_duplication",
        outcomes: &["the last arrived before its send returned", "the last arrived after its send returned"],
    };
    let messages = world.size().ops;
    world.explore(LAW, move |witness| {
        let (sender, receiver) = C::bounded(1).expect("room for one");
        let got = Arc::new(outside::Mutex::new((Vec::new(), 0)));
        let sent = Arc::new(outside::AtomicUsize::new(0));
        let sending = {
            let sent = Arc::clone(&sent);
            job(move || {
                for message in 0..messages {
                    assert!(
                        sender.send(message).is_ok(),
                        "the receiver lives until it hears that we are gone"
                    );
                    sent.fetch_add(1, outside::Ordering::Relaxed); // Relaxed: beside the model
                }
            })
        };
        let receiving = {
            let got = Arc::clone(&got);
            job(move || {
                while let Ok(message) = receiver.recv() {
                    let so_far = sent.load(outside::Ordering::Relaxed); // Relaxed: beside the model
                    let mut got = got.lock();
                    got.1 = so_far;
                    got.0.push(message);
                }
            })
        };
        witness.par(vec![sending, receiving]);
        let (got, sent_at_last) = &*got.lock();
        witness
            .check(got.iter().copied().eq(0..messages), || format!("sent 0..{messages}, received {got:?}"));
        witness.saw(if *sent_at_last as u64 == messages {
            "the last arrived after its send returned"
        } else {
            "the last arrived before its send returned"
        });
    });
}

/// A receiver that waits when the last sender goes is woken; a sender that waits when the last receiver goes gets its
/// message back.
pub fn close_wakes_all<C: Channel<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "close_wakes_all", outcomes: &["the second came back", "both came back"] };
    world.explore(LAW, |witness| {
        let (unused, silent) = C::bounded(1).expect("room for one");
        let (sender, receiver) = C::bounded(1).expect("room for one");
        let returned = Arc::new(outside::Mutex::new(Vec::new()));
        let first = {
            let returned = Arc::clone(&returned);
            job(move || {
                for message in 0..2 {
                    if let Err(Closed(back)) = sender.send(message) {
                        returned.lock().push(back);
                    }
                }
                drop(unused); // its receiver may be waiting
            })
        };
        let second = {
            let witness = witness.clone();
            job(move || {
                drop(receiver); // its sender may be waiting
                witness.check(silent.recv().is_err(), || "received what nobody sent".to_owned());
            })
        };
        witness.par(vec![first, second]);
        let returned = returned.lock();
        witness.saw(match returned.as_slice() {
            [1] => "the second came back",
            [0, 1] => "both came back",
            other => panic!("law[close_wakes_all]: sent 0 and 1, came back {other:?}"),
        });
    });
}

/// Every message is dropped once: received, left inside, or sent too late.
pub fn drops_once<C: Channel<Token>>(world: &impl World) {
    const LAW: Law =
        Law { name: "drops_once", outcomes: &["the message came back", "the message was taken"] };
    world.explore(LAW, |witness| {
        let ledger = Arc::new(Ledger::default());
        let (sender, receiver) = C::bounded(1).expect("room for one");
        let taken = Arc::new(outside::Mutex::new(false));
        let sending = {
            let (ledger, taken) = (Arc::clone(&ledger), Arc::clone(&taken));
            job(move || *taken.lock() = sender.send(ledger.token(0)).is_ok())
        };
        witness.par(vec![sending, job(move || drop(receiver))]);
        let (made, dropped) = ledger.made_and_dropped();
        witness.check(made == dropped, || format!("{made} messages were made, {dropped} were dropped"));
        witness.saw(if *taken.lock() { "the message was taken" } else { "the message came back" });
    });
}
