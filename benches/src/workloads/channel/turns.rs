//! Taking turns: each thread sends and receives.

use primitives::channel::{Kind, ReceiveEnd, SendEnd};

use super::super::hands::{Hands, copies};
use super::super::items::{Sink, Source, Tally};
use super::made;
use super::streams::{all_came, deal, memory, receive, send};
use crate::engine::clock::{Clock, Now};
use crate::engine::{Done, Memory, Outcome, Session, Times, Work, step};

/// One thread, both ends.
pub(super) fn pairs_alone<K: Kind<u64>>(session: &Session, capacity: usize) -> Outcome {
    pairs_of::<K>(session, vec![made::<K, u64>(capacity)], capacity)
}

/// Each thread has both ends.
pub(super) fn pairs<K: Kind<u64, Receiver: Clone>>(session: &Session, capacity: usize) -> Outcome {
    let threads = session.threads as usize;
    let (sender, receiver) = made::<K, u64>(capacity);
    let ends = copies(sender, threads).into_iter().zip(copies(receiver, threads)).collect();
    pairs_of::<K>(session, ends, capacity)
}

/// Nobody receives more than it sent, so nobody ever waits for a message that will not come, and one channel serves all windows.
fn pairs_of<K: Kind<u64>>(
    session: &Session,
    ends: Vec<(K::Sender, K::Receiver)>,
    capacity: usize,
) -> Outcome {
    let threads = ends.len();
    let hands = Hands::new(ends);
    let race = session.race(|seat| {
        let (sender, receiver) = hands.take(seat.index);
        Pairs { sender, receiver, source: Source::new(seat.index), sink: Sink::new(threads) }
    });
    let outcome = Outcome::of(race, all_came).memory(memory::<K, u64>(session, capacity));
    super::told::<K, u64>(outcome, threads, threads, capacity)
}

struct Pairs<S, R> {
    sender: S,
    receiver: R,
    source: Source,
    sink: Sink,
}

impl<S: SendEnd<u64>, R: ReceiveEnd<u64>> Work for Pairs<S, R> {
    type Report = Tally;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        for _ in 0..ops {
            send(&mut self.sender, &mut self.source, 1);
            receive(&mut self.receiver, &mut self.sink, 1);
        }
        Done::ops(ops)
    }

    fn finish(self) -> Tally {
        Tally::of_source(&self.source).and(&Tally::of_sink(&self.sink))
    }
}

/// One thread sends and waits for the answer; the other answers. The clock is read once a round trip, between two.
pub(super) fn round_trip<K: Kind<u64>>(session: &Session) -> Outcome {
    let channels = (0..session.windows).map(|_| {
        let ((there, other), (back, own)) = (made::<K, u64>(1), made::<K, u64>(1));
        vec![(there, own), (back, other)]
    });
    let hands = deal(2, channels);
    let clock = Clock::start();
    let race = session.race(|seat| Player {
        ends: hands.take(seat.index).into_iter(),
        now: None,
        serves: seat.index == 0,
        source: Source::new(0),
        sink: Sink::new(1),
        clock,
        times: Times::new(),
    });
    let mut all = Times::new();
    let outcome = Outcome::of(race, |reports: Vec<(Tally, Times)>| {
        reports.iter().for_each(|(_, times)| all.add(times));
        all_came(reports.into_iter().map(|(tally, _)| tally).collect())
    });
    super::told::<K, u64>(outcome.latency(&all), 1, 1, 1)
}

struct Player<S, R> {
    /// A way out and a way in for each window to come.
    ends: std::vec::IntoIter<(S, R)>,
    now: Option<(S, R)>,
    serves: bool,
    source: Source,
    sink: Sink,
    clock: Clock,
    times: Times,
}

impl<S: SendEnd<u64>, R: ReceiveEnd<u64>> Work for Player<S, R> {
    type Report = (Tally, Times);

    fn open(&mut self, _window: u32) {
        self.now = self.ends.next();
    }

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let Some((sender, receiver)) = &mut self.now else { return Done::default() };
        if !self.serves {
            (0..ops).take_while(|_| answer(sender, receiver)).for_each(|_| step());
            return Done::default(); // round trips are counted once, by whoever serves
        }
        let mut before = self.clock.now();
        for _ in 0..ops {
            send(sender, &mut self.source, 1);
            receive(receiver, &mut self.sink, 1);
            let now = self.clock.now();
            self.times.record(now - before);
            before = now;
        }
        Done::ops(ops)
    }

    /// Whoever serves goes first; the other one answers what is left, and hears that there will be no more.
    fn close(&mut self) {
        if let Some((mut sender, mut receiver)) = self.now.take()
            && !self.serves
        {
            while answer(&mut sender, &mut receiver) {}
        }
    }

    fn finish(self) -> (Tally, Times) {
        (Tally::of_source(&self.source).and(&Tally::of_sink(&self.sink)), self.times)
    }
}

/// Waits for a message and sends it back, unless there will be no more.
#[inline]
fn answer(sender: &mut impl SendEnd<u64>, receiver: &mut impl ReceiveEnd<u64>) -> bool {
    receiver.recv().is_ok_and(|message| sender.send(message).is_ok())
}

/// A channel with room for one, for one message.
pub(super) fn carry<K: Kind<u64>>(message: u64) -> Option<u64> {
    let (mut sender, mut receiver) = made::<K, u64>(1);
    sender.send(message).ok()?;
    receiver.recv().ok()
}

/// One channel for each message.
pub(super) fn oneshot(session: &Session, carry: impl Fn(u64) -> Option<u64> + Copy + Sync) -> Outcome {
    let new = |seat: usize| OneShots { carry, source: Source::new(seat), sink: Sink::new(seat + 1) };
    let race = session.race(|seat| new(seat.index));
    let memory = session.memory(|| (), |()| new(0).batch(1_000).ops);
    let memory = Memory { bytes: None, ..memory }; // each is gone at once
    Outcome::of(race, all_came).memory(memory).param("payload", 8).param("capacity", 1)
}

struct OneShots<F> {
    carry: F,
    source: Source,
    sink: Sink,
}

impl<F: Fn(u64) -> Option<u64>> Work for OneShots<F> {
    type Report = Tally;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let mut received = 0;
        for _ in 0..ops {
            let message = (self.carry)(self.source.next());
            self.source.sent();
            if let Some(message) = message {
                self.sink.take(message);
                received += 1;
            }
            step();
        }
        Done::ops(received)
    }

    fn finish(self) -> Tally {
        Tally::of_source(&self.source).and(&Tally::of_sink(&self.sink))
    }
}
