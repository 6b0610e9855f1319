//! What every channel must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_loss_no_duplication`] | each message arrives exactly once and in order, and then the receiver learns that all are gone | a lost wake-up; an `if` for a `while` |
//! | [`close_wakes_all`] | whoever waits when the other side goes is woken, and a message that cannot be delivered comes back | a close that notifies one; a clone that is not counted |
//! | [`bounded_wait_says_why`] | a bounded wait tells "nothing yet" from "nothing more" | a time-out for a closed channel |
//! | [`drops_once`] | messages that nobody receives are dropped, once | a leak; a double drop |

use std::time::Duration;

use super::{Channel, Closed, ReceiveEnd, RecvTimeoutError, SendEnd};
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
        let (mut sender, mut receiver) = C::bounded(1).expect("room for one");
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

/// Senders that wait when the receiver goes get their messages back, all of them; a receiver that waits is woken when the
/// last of several senders goes.
pub fn close_wakes_all<C: Channel<u64>>(world: &impl World) {
    const LAW: Law = Law {
        name: "close_wakes_all",
        outcomes: &["both came back, having waited or come too late", "one was taken before"],
    };
    world.explore(LAW, |witness| {
        let (mut sender, mut receiver) = C::bounded(1).expect("room for one");
        let (silent, mut listener) = C::bounded(1).expect("room for one");
        sender.send(0).expect("there is room, and somebody to receive");
        let returned = Arc::new(outside::Mutex::new(0));
        let sending = |message: u64| {
            let (mut sender, silent, returned) = (sender.clone(), silent.clone(), Arc::clone(&returned));
            let witness = witness.clone();
            job(move || {
                if let Err(Closed(back)) = sender.send(message) {
                    witness.check(back == message, || format!("sent {message}, {back} came back"));
                    *returned.lock() += 1;
                }
                drop(silent); // the listener may be waiting for the last of these
            })
        };
        let (first, second) = (sending(1), sending(2));
        drop((sender, silent));
        let listening = {
            let witness = witness.clone();
            job(move || {
                // One sender may get on; then the channel closes over whoever is left.
                let got = receiver.recv();
                witness.check(got == Ok(0), || format!("0 was sent first, {got:?} was received"));
                drop(receiver);
                let heard = listener.recv();
                witness.check(heard.is_err(), || format!("nobody sent anything, {heard:?} was received"));
            })
        };
        witness.par(vec![first, second, listening]);
        witness.saw(match *returned.lock() {
            2 => "both came back, having waited or come too late",
            _ => "one was taken before",
        });
    });
}

/// Every message is dropped once: received, left inside, or sent too late.
pub fn drops_once<C: Channel<Token>>(world: &impl World) {
    const LAW: Law =
        Law { name: "drops_once", outcomes: &["the second came back", "the second was left inside"] };
    world.explore(LAW, |witness| {
        let ledger = Arc::new(Ledger::default());
        let (mut sender, mut receiver) = C::bounded(1).expect("room for one");
        let taken = Arc::new(outside::Mutex::new(0));
        let sending = {
            let (ledger, taken) = (Arc::clone(&ledger), Arc::clone(&taken));
            job(move || {
                *taken.lock() = (0..2).filter(|&number| sender.send(ledger.token(number)).is_ok()).count()
            })
        };
        let receiving = job(move || {
            drop(receiver.recv());
            drop(receiver);
        });
        witness.par(vec![sending, receiving]);
        let complaint = ledger.complaint();
        witness.check(complaint.is_none(), || complaint.unwrap_or_default());
        witness.saw(if *taken.lock() == 2 { "the second was left inside" } else { "the second came back" });
    });
}

/// A bounded wait brings the message that is there, says when there is none, and says when none can come.
///
/// For one thread: under a checker time never runs out, so this law is for the machine.
pub fn bounded_wait_says_why<C: Channel<u64>>() {
    let (mut sender, mut receiver) = C::bounded(1).expect("room for one");
    let nothing = receiver.recv_timeout(Duration::from_millis(1));
    assert_eq!(nothing, Err(RecvTimeoutError::Timeout), "law[bounded_wait_says_why]: nothing was sent");
    sender.send(5).expect("the receiver is here");
    let message = receiver.recv_timeout(Duration::MAX);
    assert_eq!(message, Ok(5), "law[bounded_wait_says_why]: 5 was sent");
    drop(sender);
    let end = receiver.recv_timeout(Duration::MAX);
    assert_eq!(end, Err(RecvTimeoutError::Disconnected), "law[bounded_wait_says_why]: the sender is gone");
}
