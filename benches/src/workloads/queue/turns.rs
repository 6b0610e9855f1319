//! Taking turns: each thread puts items in and takes items out itself.

use primitives::queue::{Kind, Pop, Push};

use super::super::hands::{Hands, copies};
use super::super::items::{Sink, Source, Tally};
use super::made;
use super::streams::{Told, memory, verify};
use crate::engine::{Done, Outcome, Session, Work, step};

/// One thread, both ends.
pub(super) fn pairs_alone<K: Kind<u64>>(session: &Session, capacity: usize) -> Outcome {
    race::<K>(session, vec![made::<K, u64>(capacity)], capacity, pairs_of)
}

/// Each thread has both ends.
pub(super) fn pairs<K: Kind<u64, Producer: Clone, Consumer: Clone>>(
    session: &Session,
    capacity: usize,
) -> Outcome {
    let threads = session.threads as usize;
    let (producer, consumer) = made::<K, u64>(capacity);
    let ends = copies(producer, threads).into_iter().zip(copies(consumer, threads)).collect();
    race::<K>(session, ends, capacity, pairs_of)
}

/// One thread fills half of the queue, and empties it.
pub(super) fn burst<K: Kind<u64>>(session: &Session, capacity: usize) -> Outcome {
    let burst = capacity as u64 / 2;
    let fill_and_drain =
        move |turns: &mut Turns<K::Producer, K::Consumer>, ops: u64| bursts_of(turns, ops, burst);
    race::<K>(session, vec![made::<K, u64>(capacity)], capacity, fill_and_drain).param("burst", burst)
}

fn race<K: Kind<u64>>(
    session: &Session,
    ends: Vec<(K::Producer, K::Consumer)>,
    capacity: usize,
    run: impl Fn(&mut Turns<K::Producer, K::Consumer>, u64) -> Done + Copy + Sync,
) -> Outcome {
    let threads = ends.len();
    let hands = Hands::new(ends);
    let race = session.race(|seat| {
        let (producer, consumer) = hands.take(seat.index);
        let (source, sink) = (Source::new(seat.index), Sink::new(threads));
        Turning { turns: Turns { producer, consumer, source, sink, owed: 0 }, run }
    });
    let outcome = Outcome::of(race, verify::<K, u64>).memory(memory::<K, u64>(session, capacity));
    super::told::<K, u64>(outcome, threads, threads, capacity)
}

/// One thread's ends, and what went through them.
struct Turns<P, C> {
    producer: P,
    consumer: C,
    source: Source,
    sink: Sink,
    /// How many more items this thread put in than it took out.
    owed: u64,
}

struct Turning<P, C, R> {
    turns: Turns<P, C>,
    run: R,
}

impl<P: Push<u64>, C: Pop<u64>, R: Fn(&mut Turns<P, C>, u64) -> Done> Work for Turning<P, C, R> {
    type Report = Told<C>;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        (self.run)(&mut self.turns, ops)
    }

    fn close(&mut self) {
        self.turns.producer.flush();
    }

    fn finish(self) -> Told<C> {
        let Turns { consumer, source, sink, .. } = self.turns;
        (Tally::of_source(&source).and(&Tally::of_sink(&sink)), Some(consumer))
    }
}

/// Puts one in, takes one out. No thread ever takes more than it put in, so whenever one asks, at least one of its items, or
/// another's in its place, is in the queue: an "empty" is no answer that a linearizable queue may give. It is counted as a
/// failed try, and the item is asked for again beside the next one. (A "full" is no failed try here: it only follows from
/// many such answers.)
#[inline]
fn pairs_of<P: Push<u64>, C: Pop<u64>>(turns: &mut Turns<P, C>, pairs: u64) -> Done {
    let (mut ops, mut failed) = (0, 0);
    for _ in 0..pairs {
        if turns.producer.try_push(turns.source.next()).is_ok() {
            turns.source.sent();
            turns.owed += 1;
        }
        for _ in 0..turns.owed.min(2) {
            match turns.consumer.try_pop() {
                Some(item) => {
                    turns.sink.take(item);
                    turns.owed -= 1;
                    ops += 1;
                }
                None => {
                    turns.producer.flush();
                    failed += 1;
                    break;
                }
            }
        }
        step();
    }
    Done { ops, failed, ..Done::default() }
}

/// Puts a burst in, takes it out.
#[inline]
fn bursts_of<P: Push<u64>, C: Pop<u64>>(turns: &mut Turns<P, C>, ops: u64, burst: u64) -> Done {
    let mut done = Done::default();
    for _ in 0..ops.div_ceil(burst) {
        for _ in 0..burst {
            match turns.producer.try_push(turns.source.next()) {
                Ok(()) => turns.source.sent(),
                Err(_) => done.failed += 1,
            }
            step();
        }
        turns.producer.flush();
        for _ in 0..burst {
            match turns.consumer.try_pop() {
                Some(item) => {
                    turns.sink.take(item);
                    done.ops += 1;
                }
                None => done.failed += 1,
            }
            step();
        }
    }
    done
}
