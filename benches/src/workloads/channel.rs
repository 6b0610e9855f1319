//! Channels: ends that wait for each other, and know when the other side is gone.
//!
//! Each window has a channel of its own. A window ends as a channel does: the senders go, the receivers drain what is
//! left and learn that there will be no more. A channel that forgets to tell them hangs, and the run says so.

use std::sync::Mutex;

use primitives::channel::{Channel, ReceiveEnd, SendEnd};

use super::items::{Role, Roles, Sink, Source, Tally};
use crate::catalogue::{Entry, Subject};
use crate::engine::{Done, Outcome, Session, Work, step};

/// The family's name.
pub const FAMILY: &str = "channel";
/// Its workloads: half of the workers send, the others receive; an operation is a message received.
pub const WORKLOADS: [&str; 1] = ["mpmc"];
/// How many messages may wait.
pub const CAPACITY: usize = 1024;

/// A channel for the catalogue.
pub fn channel_subject<C: Channel<u64, Receiver: Clone>>(entry: Entry) -> Subject {
    Subject::new(entry.info(FAMILY, &WORKLOADS), mpmc::<C>)
}

fn mpmc<C: Channel<u64, Receiver: Clone>>(session: &Session) -> Outcome {
    let new = || C::bounded(CAPACITY).expect("a channel of this capacity");
    let threads = session.threads as usize;
    let roles = Roles::of(threads);
    // One set of ends for each worker, dealt out beforehand: no end may be left over, or its channel never closes.
    let mut hands: Vec<_> = (0..threads).map(|_| Vec::new()).collect();
    for _ in 0..session.windows {
        let (sender, receiver) = new();
        for (index, hand) in hands.iter_mut().enumerate() {
            let role = Roles::role(threads, index);
            let sends = (role != Role::Consumes).then(|| sender.clone());
            let receives = (role != Role::Produces).then(|| receiver.clone());
            hand.push((sends, receives));
        }
    }
    let hands: Vec<_> = hands.into_iter().map(|hand| Mutex::new(Some(hand))).collect();
    let race = session.race(|seat| {
        let hand = hands[seat.index].lock().expect("taken once").take().expect("each worker takes its own");
        let (source, sink) = (Source::new(seat.index), Sink::new(roles.producers));
        Worker::<C> { ends: hand.into_iter(), sender: None, receiver: None, source, sink }
    });
    let memory = session.memory(new, |(sender, receiver)| {
        let (mut sender, mut receiver) = (sender.clone(), receiver.clone());
        (0..1_000).for_each(|message| {
            let _ = sender.send(message);
            let _ = receiver.recv();
        });
        1_000
    });
    Outcome::of(race, |tallies: Vec<Tally>| tallies.iter().fold(Tally::default(), Tally::and).verify())
        .memory(memory)
        .param("producers", roles.producers)
        .param("consumers", roles.consumers)
        .param("capacity", CAPACITY)
        .param("payload", 8)
}

type Ends<C> = (Option<<C as Channel<u64>>::Sender>, Option<<C as Channel<u64>>::Receiver>);

struct Worker<C: Channel<u64>> {
    /// One pair for each window to come.
    ends: std::vec::IntoIter<Ends<C>>,
    sender: Option<C::Sender>,
    receiver: Option<C::Receiver>,
    source: Source,
    sink: Sink,
}

impl<C: Channel<u64>> Work for Worker<C> {
    type Report = Tally;

    fn open(&mut self, _window: u32) {
        (self.sender, self.receiver) = self.ends.next().expect("ends for every window");
    }

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        match (&mut self.sender, &mut self.receiver) {
            (Some(sender), None) => {
                send(sender, &mut self.source, ops);
                Done::default()
            }
            (None, Some(receiver)) => Done::ops(receive(receiver, &mut self.sink, ops)),
            (Some(sender), Some(receiver)) => {
                for _ in 0..ops {
                    send(sender, &mut self.source, 1);
                    receive(receiver, &mut self.sink, 1);
                }
                Done::ops(ops)
            }
            (None, None) => Done::default(),
        }
    }

    /// Senders go first; receivers stay until they hear that all have gone.
    fn close(&mut self) {
        self.sender = None;
        if let Some(mut receiver) = self.receiver.take() {
            receive(&mut receiver, &mut self.sink, u64::MAX);
        }
    }

    fn finish(self) -> Tally {
        Tally::of_source(&self.source).and(&Tally::of_sink(&self.sink))
    }
}

#[inline]
fn send(sender: &mut impl SendEnd<u64>, source: &mut Source, messages: u64) {
    for _ in 0..messages {
        if sender.send(source.next()).is_err() {
            return; // all receivers are gone: another worker failed, and the session is over
        }
        source.sent();
        step();
    }
}

/// Receives until it has so many, or until there will be no more; tells how many.
#[inline]
fn receive(receiver: &mut impl ReceiveEnd<u64>, sink: &mut Sink, messages: u64) -> u64 {
    for received in 0..messages {
        match receiver.recv() {
            Ok(message) => sink.take(message),
            Err(_) => return received,
        }
        step();
    }
    messages
}
