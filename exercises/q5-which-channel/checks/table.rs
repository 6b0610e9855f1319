//! Each question is put to the channels themselves: the textbook's, which is the one of q1, the standard library's and crossbeam's; and
//! where there is no room, to the project's own.

use std::time::Duration;

use primitives::channel::condvar::CondvarChannel;
use primitives::channel::rendezvous::Rendezvous;
use primitives::channel::{Channel, CrossbeamChannel, ReceiveEnd, RecvTimeoutError, SendEnd, StdChannel};

use crate::exercise::{self, Told};

/// What somebody who sends is told.
fn send(sender: &mut impl SendEnd<u64>) -> Told {
    if sender.send(5).is_ok() { Told::Sent } else { Told::ItComesBack }
}

/// What somebody who receives is told. No time passes: whoever would go on waiting is told so.
fn receive(receiver: &mut impl ReceiveEnd<u64>) -> Told {
    match receiver.recv_timeout(Duration::ZERO) {
        Ok(_) => Told::AMessage,
        Err(RecvTimeoutError::Timeout) => Told::NothingYet,
        Err(RecvTimeoutError::Disconnected) => Told::TheEnd,
    }
}

/// Sends in a thread, which has to wait or comes too late, while the last receiver goes.
fn send_while_it_goes(mut sender: impl SendEnd<u64>, receiver: impl ReceiveEnd<u64>) -> Told {
    let sending = std::thread::spawn(move || send(&mut sender));
    drop(receiver);
    sending.join().expect("sending does not panic")
}

fn sends_too_late<C: Channel<u64>>() -> Told {
    let (mut sender, receiver) = C::bounded(1).expect("room for one");
    drop(receiver);
    send(&mut sender)
}

fn waits_for_room<C: Channel<u64>>() -> Told {
    let (mut sender, receiver) = C::bounded(1).expect("room for one");
    assert_eq!(send(&mut sender), Told::Sent, "there is room for this one");
    send_while_it_goes(sender, receiver)
}

fn inside_and_not_taken<C: Channel<u64>>() -> Told {
    let (mut sender, receiver) = C::bounded(1).expect("room for one");
    let told = send(&mut sender);
    drop(receiver);
    told
}

fn no_room_and_not_taken<C: Channel<u64>>() -> Told {
    let (sender, receiver) = C::bounded(0).expect("a channel without room");
    send_while_it_goes(sender, receiver)
}

fn inside_at_the_end<C: Channel<u64>>() -> Told {
    let (mut sender, mut receiver) = C::bounded(1).expect("room for one");
    assert_eq!(send(&mut sender), Told::Sent, "there is room");
    drop(sender);
    receive(&mut receiver)
}

fn one_of_two_goes<C: Channel<u64>>() -> Told {
    let (sender, mut receiver) = C::bounded(1).expect("room for one");
    let other = sender.clone();
    drop(sender);
    let told = receive(&mut receiver);
    drop(other);
    told
}

fn my_own_clone<C: Channel<u64>>() -> Told {
    let (sender, mut receiver) = C::bounded(1).expect("room for one");
    let theirs = sender.clone();
    std::thread::spawn(move || drop(theirs)).join().expect("dropping does not panic");
    let told = receive(&mut receiver);
    drop(sender);
    told
}

fn the_sender_panics<C: Channel<u64>>() -> Told {
    let (sender, mut receiver) = C::bounded(1).expect("room for one");
    let sending = std::thread::spawn(move || {
        let _sender = sender;
        std::panic::resume_unwind(Box::new("as it was made to")); // without a message on the screen
    });
    assert!(sending.join().is_err(), "it was made to panic");
    receive(&mut receiver)
}

/// Compares what was marked with what each channel does.
fn compare(question: &str, marked: Told, seen: &[(&str, Told)]) {
    for (channel, told) in seen {
        assert_eq!(
            marked, *told,
            "{question}: left is what you marked, right is what happens with {channel}"
        );
    }
}

mod told {
    use super::*;

    /// Puts a question to each of some channels.
    macro_rules! question {
        ($name:ident, $marked:ident, [$($channel:ident),*]) => {
            #[test]
            fn $name() {
                let seen = [$((stringify!($channel), super::$name::<$channel>())),*];
                compare(stringify!($marked), exercise::$marked, &seen);
            }
        };
    }

    question!(sends_too_late, SENDS_TOO_LATE, [CondvarChannel, StdChannel, CrossbeamChannel]);
    question!(waits_for_room, WAITS_FOR_ROOM, [CondvarChannel, StdChannel, CrossbeamChannel]);
    question!(inside_and_not_taken, INSIDE_AND_NOT_TAKEN, [CondvarChannel, StdChannel, CrossbeamChannel]);
    question!(no_room_and_not_taken, NO_ROOM_AND_NOT_TAKEN, [Rendezvous]);
    question!(inside_at_the_end, INSIDE_AT_THE_END, [CondvarChannel, StdChannel, CrossbeamChannel]);
    question!(one_of_two_goes, ONE_OF_TWO_GOES, [CondvarChannel, StdChannel, CrossbeamChannel]);
    question!(my_own_clone, MY_OWN_CLONE, [CondvarChannel, StdChannel, CrossbeamChannel]);
    question!(the_sender_panics, THE_SENDER_PANICS, [CondvarChannel, StdChannel, CrossbeamChannel]);
}
