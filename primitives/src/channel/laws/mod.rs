//! What every channel must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_loss_no_duplication`] | each message arrives exactly once and in order, and then the receiver learns that all are gone | a lost wake-up; an `if` for a `while` |
//! | [`fifo_per_producer`] | the messages of each of two senders arrive in its order | a buffer that is not a queue |
//! | [`no_lost_wakeup`] | two senders and two receivers with a message each all come to their end | a wake-up for the wrong one; a flag looked at without a fence |
//! | [`close_wakes_all`] | whoever waits when the other side goes is woken, and a message that cannot be delivered comes back | a clone that is not counted |
//! | [`close_wakes_every_sender`] | all of those who wait to send | a close that notifies one |
//! | [`question_is_never_lost`] | what is sent at the last moment is dropped, or comes back | a message that its own sender keeps alive |
//! | [`panicking_receiver_closes`] | a receiver that panics is gone like any other | an end that is closed only by hand |
//! | [`bounded_wait_says_why`] | a bounded wait tells "nothing yet" from "nothing more" | a time-out for a closed channel |
//! | [`time_runs_out`] | a wait that ends too early leaves the message for the next | a message handed to somebody who has left |
//! | [`linearizable`] | each message, and the end, comes at some moment within the calls that tell of it | a message that is overtaken |
//! | [`meeting_tells`] | without room for a message, who has sent knows what its receiver had done before | a meeting of which only the receiver learns |
//! | [`drops_once`] | messages that nobody receives are dropped, once | a leak; a double drop |
//!
//! They hold of channels with room for some messages, for none and for any number; what can be seen of them differs.
//! [`once`] has the laws of channels for one message.

use std::time::Duration;

use super::{Closed, Disconnected, Kind, ReceiveEnd, RecvTimeoutError, Room, SendEnd, oneshot};
use crate::sync::atomic::{AtomicU64, Ordering};
use crate::sync::{Arc, outside};
use crate::world::{Law, Ledger, Token, World, job};

mod answers;
pub mod once;

pub use answers::linearizable;

/// Each message arrives exactly once and in order; once the sender is gone and all is received, the receiver learns it.
pub fn no_loss_no_duplication<K: Kind<u64>>(world: &impl World) {
    // Room for one and several messages: no serial execution ends, so every one that does has interleaved.
    const LAW: Law = Law {
        name: "no_loss_no_duplication",
        outcomes: &["the last arrived before its send returned", "the last arrived after its send returned"],
    };
    let messages = world.size().ops;
    world.explore(LAW, move |witness| {
        let (mut sender, mut receiver) = K::with_capacity(1).expect("room for one");
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

/// The messages of each of two senders arrive in its order, whatever comes between them.
pub fn fifo_per_producer<K: Kind<u64>>(world: &impl World) {
    const LAW: Law =
        Law { name: "fifo_per_producer", outcomes: &["one sender after the other", "the two mixed"] };
    const EACH: u64 = 2;
    world.explore(LAW, |witness| {
        let (sender, mut receiver) = K::with_capacity(1).expect("room for one");
        let got = Arc::new(outside::Mutex::new(Vec::new()));
        let sending = |from: u64| {
            let mut sender = sender.clone();
            job(move || (from..from + EACH).for_each(|message| assert!(sender.send(message).is_ok())))
        };
        let (first, second) = (sending(0), sending(10));
        drop(sender);
        let receiving = {
            let got = Arc::clone(&got);
            job(move || got.lock().extend(std::iter::from_fn(|| receiver.recv().ok())))
        };
        witness.par(vec![first, second, receiving]);
        let got = got.lock();
        let of = |from: u64| got.iter().copied().filter(move |item| (from..from + EACH).contains(item));
        witness.check(of(0).eq(0..EACH) && of(10).eq(10..10 + EACH) && got.len() as u64 == 2 * EACH, || {
            format!("sent 0, 1 and 10, 11, received {got:?}")
        });
        let switches = got.windows(2).filter(|pair| (pair[0] < 10) != (pair[1] < 10)).count();
        witness.saw(if switches == 1 { "one sender after the other" } else { "the two mixed" });
    });
}

/// Two senders and two receivers with a message each: nobody is left asleep. A receiver that sleeps over a message, or a sender that
/// sleeps over room, is a deadlock.
pub fn no_lost_wakeup<K: Kind<u64, Receiver: Clone>>(world: &impl World) {
    const LAW: Law = Law { name: "no_lost_wakeup", outcomes: &["each got its own", "each got the other's"] };
    world.explore(LAW, |witness| {
        let (sender, receiver) = K::with_capacity(1).expect("room for one");
        let got = Arc::new(outside::Mutex::new([None; 2]));
        let sending = |message: u64| {
            let mut sender = sender.clone();
            job(move || {
                assert!(sender.send(message).is_ok(), "there are receivers until both messages are there")
            })
        };
        let receiving = |index: usize| {
            let (mut receiver, got) = (receiver.clone(), Arc::clone(&got));
            job(move || {
                let message = receiver.recv().ok();
                got.lock()[index] = message;
            })
        };
        witness.par(vec![sending(0), receiving(0), sending(1), receiving(1)]);
        drop((sender, receiver));
        let got = *got.lock();
        let both = [[Some(0), Some(1)], [Some(1), Some(0)]];
        witness.check(both.contains(&got), || format!("sent 0 and 1, received {got:?}"));
        witness.saw(if got == both[0] { "each got its own" } else { "each got the other's" });
    });
}

/// Senders that wait when the receiver goes get their messages back, all of them; a receiver that waits is woken when the
/// last of several senders goes.
pub fn close_wakes_all<K: Kind<u64>>(world: &impl World) {
    // How many are taken before depends on how many fit, and on whether room is made at the end.
    const ROOM: Law = Law {
        name: "close_wakes_all",
        outcomes: &["both came back, having waited or come too late", "one was taken before, or both"],
    };
    const NO_ROOM: Law =
        Law { name: ROOM.name, outcomes: &["both came back, having waited or come too late"] };
    let law = if K::ROOM == Room::None { NO_ROOM } else { ROOM };
    world.explore(law, |witness| {
        let (mut sender, mut receiver) = K::with_capacity(1).expect("room for one");
        let (silent, mut listener) = K::with_capacity(1).expect("room for one");
        let inside = K::ROOM != Room::None;
        if inside {
            sender.send(0).expect("there is room, and somebody to receive");
        }
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
                if inside {
                    // One sender may get on; then the channel closes over whoever is left.
                    let got = receiver.recv();
                    witness.check(got == Ok(0), || format!("0 was sent first, {got:?} was received"));
                }
                drop(receiver);
                let heard = listener.recv();
                witness.check(heard.is_err(), || format!("nobody sent anything, {heard:?} was received"));
            })
        };
        witness.par(vec![first, second, listening]);
        witness.saw(match *returned.lock() {
            2 => "both came back, having waited or come too late",
            _ => "one was taken before, or both",
        });
    });
}

/// Two senders wait for room, and the receiver goes without having taken anything: both are woken, and nobody is left asleep.
pub fn close_wakes_every_sender<K: Kind<u64>>(world: &impl World) {
    // Some channels make room at the end, by dropping what is inside; then a sender may still get in.
    const LAW: Law = Law { name: "close_wakes_every_sender", outcomes: &["both came back"] };
    world.explore(LAW, |witness| {
        let (mut sender, receiver) = K::with_capacity(1).expect("room for one");
        if K::ROOM != Room::None {
            sender.send(0).expect("there is room, and somebody to receive");
        }
        let returned = Arc::new(outside::Mutex::new(0));
        let sending = |message: u64| {
            let (mut sender, returned, witness) = (sender.clone(), Arc::clone(&returned), witness.clone());
            job(move || {
                if let Err(Closed(back)) = sender.send(message) {
                    witness.check(back == message, || format!("sent {message}, {back} came back"));
                    *returned.lock() += 1;
                }
            })
        };
        witness.par(vec![sending(1), sending(2), job(move || drop(receiver))]);
        if *returned.lock() == 2 {
            witness.saw("both came back");
        }
    });
}

/// A question that is sent while the last receiver goes comes back, or is dropped: its sender, which waits for the answer, hears that
/// there will be none. Left inside, it would be kept alive by the very end that waits.
pub fn question_is_never_lost<K: Kind<oneshot::Sender<u64>>>(world: &impl World) {
    const LAW: Law =
        Law { name: "question_is_never_lost", outcomes: &["it came back", "it was dropped there"] };
    world.explore(LAW, |witness| {
        let (mut sender, receiver) = K::with_capacity(1).expect("room for one");
        let asking = {
            let witness = witness.clone();
            job(move || {
                let (reply, answer) = oneshot::channel();
                let sent = sender.send(reply).is_ok();
                let heard = if sent { answer.recv() } else { Err(Disconnected) };
                witness.check(heard.is_err(), || format!("nobody answers, {heard:?} was heard"));
                witness.saw(if sent { "it was dropped there" } else { "it came back" });
                drop(sender);
            })
        };
        witness.par(vec![asking, job(move || drop(receiver))]);
    });
}

/// A receiver that panics is gone like any other: a sender that waits for it gets its message back. For real threads.
pub fn panicking_receiver_closes<K: Kind<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "panicking_receiver_closes", outcomes: &[] };
    world.explore(LAW, |witness| {
        let (mut sender, mut receiver) = K::with_capacity(1).expect("room for one");
        let sending = {
            let witness = witness.clone();
            job(move || {
                let refused = (0..1_000_000).find(|&message| sender.send(message).is_err());
                witness
                    .check(refused.is_some(), || "nobody receives, and a million messages went".to_owned());
                witness.check(sender.send(7) == Err(Closed(7)), || "closed, and open again".to_owned());
            })
        };
        let receiving = job(move || {
            let panic = crate::sync::thread::catch_panic(move || {
                let message = receiver.recv();
                panic!("over {message:?}, as it was made to");
            });
            drop(panic);
        });
        witness.par(vec![sending, receiving]);
    });
}

/// Every message is dropped once: received, left inside, or sent too late.
pub fn drops_once<K: Kind<Token>>(world: &impl World) {
    const LAW: Law =
        Law { name: "drops_once", outcomes: &["the second came back", "the second was left inside"] };
    const NO_ROOM: Law = Law { name: LAW.name, outcomes: &["the second came back"] };
    world.explore(if K::ROOM == Room::None { NO_ROOM } else { LAW }, |witness| {
        let ledger = Arc::new(Ledger::default());
        let (mut sender, mut receiver) = K::with_capacity(1).expect("room for one");
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

/// Who has sent to nobody but a receiver that took it knows what the receiver had done before: of a channel without room.
pub fn meeting_tells<K: Kind<u64>>(world: &impl World) {
    const LAW: Law = Law {
        name: "meeting_tells",
        outcomes: &["the receiver was on its way", "the receiver had not begun, as far as was seen"],
    };
    world.explore(LAW, |witness| {
        let (mut sender, mut receiver) = K::with_capacity(0).expect("no room");
        let note = Arc::new(AtomicU64::new(0));
        let sending = {
            let (note, witness) = (Arc::clone(&note), witness.clone());
            job(move || {
                let before = note.load(Ordering::Relaxed); // Relaxed: a look
                let sent = sender.send(5).is_ok();
                let after = note.load(Ordering::Relaxed); // Relaxed: the meeting shows it
                witness.check(sent && after == 1, || {
                    format!("the receiver noted 1 and came; sent: {sent}, and the note says {after}")
                });
                witness.saw(LAW.outcomes[usize::from(before == 0)]);
            })
        };
        let receiving = job(move || {
            note.store(1, Ordering::Relaxed); // Relaxed: the meeting shows it
            assert_eq!(receiver.recv(), Ok(5), "it is sent");
        });
        witness.par(vec![sending, receiving]);
    });
}

/// A wait that ends too early leaves the message for the next: whether the time ran out before or after, the message arrives once.
pub fn time_runs_out<K: Kind<Token>>(world: &impl World) {
    const LAW: Law = Law { name: "time_runs_out", outcomes: &["it came in time", "it came too late"] };
    world.explore(LAW, |witness| {
        let ledger = Arc::new(Ledger::default());
        let (mut sender, mut receiver) = K::with_capacity(1).expect("room for one");
        let in_time = Arc::new(outside::Mutex::new(false));
        let sending = {
            let (ledger, witness) = (Arc::clone(&ledger), witness.clone());
            job(move || {
                let sent = sender.send(ledger.token(5)).is_ok();
                witness.check(sent, || "the receiver is there until it has it".to_owned());
            })
        };
        let receiving = {
            let (in_time, witness) = (Arc::clone(&in_time), witness.clone());
            job(move || {
                let first = receiver.recv_timeout(Duration::ZERO);
                *in_time.lock() = first.is_ok();
                // A little time: long enough to fall asleep, and to be woken by the clock.
                let second = first.or_else(|_| receiver.recv_timeout(Duration::from_micros(300)));
                let got = second.or_else(|_| receiver.recv());
                let number = got.map(|token| token.number);
                witness.check(number == Ok(5), || format!("5 was sent, {number:?} was received"));
            })
        };
        witness.par(vec![sending, receiving]);
        let complaint = ledger.complaint();
        witness.check(complaint.is_none(), || complaint.unwrap_or_default());
        witness.saw(if *in_time.lock() { "it came in time" } else { "it came too late" });
    });
}

/// A bounded wait brings the message that is there, says when there is none, and says when none can come.
///
/// For one thread, and a channel in which a message can wait: under a checker time never runs out, so this law is for the machine.
pub fn bounded_wait_says_why<K: Kind<u64>>() {
    let (mut sender, mut receiver) = K::with_capacity(1).expect("room for one");
    let nothing = receiver.recv_timeout(Duration::from_millis(1));
    assert_eq!(nothing, Err(RecvTimeoutError::Timeout), "law[bounded_wait_says_why]: nothing was sent");
    if K::ROOM != Room::None {
        sender.send(5).expect("the receiver is here");
        let message = receiver.recv_timeout(Duration::MAX);
        assert_eq!(message, Ok(5), "law[bounded_wait_says_why]: 5 was sent");
    }
    drop(sender);
    let end = receiver.recv_timeout(Duration::MAX);
    assert_eq!(end, Err(RecvTimeoutError::Disconnected), "law[bounded_wait_says_why]: the sender is gone");
}

/// After the last receiver, a message comes back; what is left inside is drained by receivers before they hear of the end. For one
/// thread, and a channel in which a message can wait.
pub fn closing_is_orderly<K: Kind<u64>>() {
    let (mut sender, receiver) = K::with_capacity(1).expect("room for one");
    drop(receiver);
    assert_eq!(sender.send(5), Err(Closed(5)), "law[closing_is_orderly]: nobody receives");
    let (mut sender, mut receiver) = K::with_capacity(1).expect("room for one");
    sender.send(6).expect("the receiver is here");
    drop(sender);
    assert_eq!(receiver.recv(), Ok(6), "law[closing_is_orderly]: what was sent is received");
    assert_eq!(receiver.recv(), Err(Disconnected), "law[closing_is_orderly]: then there is no more");
    assert_eq!(receiver.recv(), Err(Disconnected), "law[closing_is_orderly]: and stays so");
}
