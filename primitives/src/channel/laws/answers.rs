//! What the ends of a channel say: what those of a sequential queue say that is closed when its last sender has left.

use std::collections::VecDeque;
use std::fmt::{self, Display};

use crate::channel::{Kind, ReceiveEnd, Room, SendEnd};
use crate::history::{Recorder, Sequential, Timed, must_be_linearizable};
use crate::world::{Law, Witness, World, job};

/// A call to a channel, and the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Sent(u64),
    Left,
    Received(u64),
    HeardTheEnd,
}

impl Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Sent(message) => write!(f, "send {message}"),
            Call::Left => f.write_str("drop the sender"),
            Call::Received(message) => write!(f, "receive: {message}"),
            Call::HeardTheEnd => f.write_str("receive: disconnected"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Oracle {
    messages: VecDeque<u64>,
    capacity: usize,
    senders: usize,
}

impl Sequential for Oracle {
    type Call = Call;

    fn step(&mut self, call: &Call) -> bool {
        match *call {
            Call::Sent(message) => {
                self.messages.push_back(message);
                self.messages.len() <= self.capacity
            }
            Call::Left => {
                self.senders -= 1;
                true
            }
            Call::Received(message) => self.messages.pop_front() == Some(message),
            Call::HeardTheEnd => self.messages.is_empty() && self.senders == 0,
        }
    }
}

/// Several senders with a message each, over a channel with room for one, and a receiver that hears them out: each message is sent, and
/// received, and the end comes, at some moment within its call. In a channel without room the two are one: there is no moment at
/// which a message is inside, so it is received before its sending returns.
pub fn linearizable<K: Kind<u64>>(world: &impl World) {
    const LAW: Law =
        Law { name: "linearizable", outcomes: &["in the order of their numbers", "in another order"] };
    let senders = world.size().threads;
    world.explore(LAW, move |witness| {
        let (sender, mut receiver) = K::with_capacity(1).expect("room for one");
        let calls = Recorder::new();
        let mut jobs = Vec::with_capacity(senders + 1);
        for message in 1..=senders as u64 {
            let (mut sender, calls) = (sender.clone(), calls.clone());
            jobs.push(job(move || {
                calls.note(|| {
                    assert!(sender.send(message).is_ok(), "the receiver stays until the end");
                    Call::Sent(message)
                });
                calls.note(|| {
                    drop(sender);
                    Call::Left
                });
            }));
        }
        drop(sender);
        let receiving = calls.clone();
        jobs.push(job(move || {
            let mut more = true;
            while more {
                receiving.note(|| {
                    let answer = receiver.recv();
                    more = answer.is_ok();
                    answer.map_or(Call::HeardTheEnd, Call::Received)
                });
            }
        }));
        witness.par(jobs);
        let calls = calls.take();
        let capacity = if K::ROOM == Room::Some { 1 } else { usize::MAX };
        must_be_linearizable(witness, &Oracle { messages: VecDeque::new(), capacity, senders }, &calls);
        if K::ROOM == Room::None {
            must_meet(witness, &calls);
        }
        let received = calls.iter().filter_map(|call| match call.call {
            Call::Received(message) => Some(message),
            _ => None,
        });
        witness.saw(LAW.outcomes[usize::from(!received.is_sorted())]);
    });
}

/// Each message is handed over: its receiving began before its sending returned.
fn must_meet(witness: &Witness, calls: &[Timed<Call>]) {
    for receiving in calls {
        let Call::Received(message) = receiving.call else { continue };
        let sending = calls.iter().find(|call| call.call == Call::Sent(message));
        witness.check(sending.is_some_and(|sending| receiving.begin < sending.end), || {
            format!("{message} was left inside:\n{}", crate::history::show(calls))
        });
    }
}
