//! Streams: some threads only send, the others only receive.

use primitives::channel::{Kind, ReceiveEnd, SendEnd};

use super::super::hands::{End, Hands, copies, shares};
use super::super::items::{Item, Sink, Source, Tally};
use super::made;
use crate::engine::{Done, Memory, Outcome, Session, Work, step};

/// One sender, one receiver.
pub(super) fn spsc<K: Kind<T>, T: Item>(session: &Session, capacity: usize) -> Outcome {
    stream::<K, T>(session, 1, 1, capacity, |receiver, _| vec![receiver])
}

/// Many senders, one receiver.
pub(super) fn mpsc<K: Kind<u64>>(session: &Session, capacity: usize, senders: usize) -> Outcome {
    stream::<K, u64>(session, senders, 1, capacity, |receiver, _| vec![receiver])
}

/// Half of the workers send, the others receive.
pub(super) fn mpmc<K: Kind<u64, Receiver: Clone>>(session: &Session, capacity: usize) -> Outcome {
    let (senders, receivers) = shares(session.threads as usize);
    stream::<K, u64>(session, senders, receivers, capacity, copies)
}

fn stream<K: Kind<T>, T: Item>(
    session: &Session,
    senders: usize,
    receivers: usize,
    capacity: usize,
    split: impl Fn(K::Receiver, usize) -> Vec<K::Receiver>,
) -> Outcome {
    let channels = (0..session.windows).map(|_| {
        let (sender, receiver) = made::<K, T>(capacity);
        let senders = copies(sender, senders).into_iter().map(End::In);
        senders.chain(split(receiver, receivers).into_iter().map(End::Out)).collect()
    });
    let hands = deal(senders + receivers, channels);
    let race = session.race(|seat| Streaming::<K, T> {
        ends: hands.take(seat.index).into_iter(),
        end: None,
        source: Source::new(seat.index),
        sink: Sink::new(senders),
    });
    let outcome = Outcome::of(race, all_came).memory(memory::<K, T>(session, capacity));
    super::told::<K, T>(outcome, senders, receivers, capacity)
}

/// Gives each worker its ends of all channels: one for each window to come.
pub(super) fn deal<E>(workers: usize, channels: impl Iterator<Item = Vec<E>>) -> Hands<Vec<E>> {
    let mut hands: Vec<_> = (0..workers).map(|_| Vec::new()).collect();
    for ends in channels {
        hands.iter_mut().zip(ends).for_each(|(hand, end)| hand.push(end));
    }
    Hands::new(hands)
}

/// Nothing was lost, doubled, torn, or overtaken; whoever received has drained its channel.
pub(super) fn all_came(tallies: Vec<Tally>) -> Result<(), String> {
    tallies.iter().fold(Tally::default(), Tally::and).verify(true)
}

/// What an instance needs, used by one thread; nothing where sending would wait for a receiver for ever.
pub(super) fn memory<K: Kind<T>, T: Item>(session: &Session, capacity: usize) -> Memory {
    if capacity == 0 {
        return Memory::default();
    }
    session.memory(
        || made::<K, T>(capacity),
        |(sender, receiver)| {
            (1..=1_000).for_each(|number| {
                let _ = sender.send(T::of(number));
                let _ = receiver.recv();
            });
            1_000
        },
    )
}

struct Streaming<K: Kind<T>, T: Item> {
    /// One for each window to come.
    ends: std::vec::IntoIter<End<K::Sender, K::Receiver>>,
    end: Option<End<K::Sender, K::Receiver>>,
    source: Source,
    sink: Sink,
}

impl<K: Kind<T>, T: Item> Work for Streaming<K, T> {
    type Report = Tally;

    fn open(&mut self, _window: u32) {
        self.end = self.ends.next();
    }

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        match &mut self.end {
            Some(End::In(sender)) => {
                send(sender, &mut self.source, ops);
                Done::default()
            }
            Some(End::Out(receiver)) => Done::ops(receive(receiver, &mut self.sink, ops)),
            None => Done::default(),
        }
    }

    /// Senders go first; receivers stay until they hear that all have gone.
    fn close(&mut self) {
        if let Some(End::Out(mut receiver)) = self.end.take() {
            receive(&mut receiver, &mut self.sink, u64::MAX);
        }
    }

    fn finish(self) -> Tally {
        Tally::of_source(&self.source).and(&Tally::of_sink(&self.sink))
    }
}

/// Sends so many, unless all receivers are gone: then another worker failed, and the session is over.
#[inline]
pub(super) fn send<T: Item>(sender: &mut impl SendEnd<T>, source: &mut Source, messages: u64) {
    for _ in 0..messages {
        if sender.send(T::of(source.next())).is_err() {
            return;
        }
        source.sent();
        step();
    }
}

/// Receives until it has so many, or until there will be no more; tells how many.
#[inline]
pub(super) fn receive<T: Item>(receiver: &mut impl ReceiveEnd<T>, sink: &mut Sink, messages: u64) -> u64 {
    for received in 0..messages {
        match receiver.recv() {
            Ok(message) => sink.take(message),
            Err(_) => return received,
        }
        step();
    }
    messages
}
