//! Streams: some threads only put items in, the others only take them out.

use primitives::queue::{Full, Kind, Pop, PopMany, Push, PushMany};

use super::super::hands::{End, both, copies, shares};
use super::super::items::{Item, Sink, Source, Tally};
use super::{Patience, made};
use crate::engine::{Done, Memory, Outcome, Session, Work, step};

/// One producer, one consumer.
pub(super) fn spsc<K: Kind<T>, T: Item>(session: &Session, capacity: usize) -> Outcome {
    let (producer, consumer) = made::<K, T>(capacity);
    singly::<K, T>(session, vec![producer], vec![consumer], capacity)
}

/// Many producers, one consumer.
pub(super) fn mpsc<K: Kind<u64, Producer: Clone>>(
    session: &Session,
    capacity: usize,
    producers: usize,
) -> Outcome {
    let (producer, consumer) = made::<K, u64>(capacity);
    singly::<K, u64>(session, copies(producer, producers), vec![consumer], capacity)
}

/// One producer, many consumers.
pub(super) fn spmc<K: Kind<u64, Consumer: Clone>>(
    session: &Session,
    capacity: usize,
    consumers: usize,
) -> Outcome {
    let (producer, consumer) = made::<K, u64>(capacity);
    singly::<K, u64>(session, vec![producer], copies(consumer, consumers), capacity)
}

/// Half of the workers produce, the others consume.
pub(super) fn mpmc<K: Kind<T, Producer: Clone, Consumer: Clone>, T: Item>(
    session: &Session,
    capacity: usize,
) -> Outcome {
    let (producer, consumer) = made::<K, T>(capacity);
    let (producers, consumers) = shares(session.threads as usize);
    singly::<K, T>(session, copies(producer, producers), copies(consumer, consumers), capacity)
}

/// One producer, one consumer, so many items at once.
pub(super) fn batches<K: Kind<u64, Producer: PushMany<u64>, Consumer: PopMany<u64>>>(
    session: &Session,
    capacity: usize,
    batch: u64,
) -> Outcome {
    let (producer, consumer) = made::<K, u64>(capacity);
    let put = move |end: &mut K::Producer, source: &mut Source, patience: &mut Patience, tries: u64| {
        put_many(end, source, patience, tries, batch)
    };
    let take = move |end: &mut K::Consumer, sink: &mut Sink, patience: &mut Patience, tries: u64| {
        take_many(end, sink, patience, tries, batch)
    };
    stream::<K, u64>(session, vec![producer], vec![consumer], capacity, put, take).param("batch", batch)
}

fn singly<K: Kind<T>, T: Item>(
    session: &Session,
    producers: Vec<K::Producer>,
    consumers: Vec<K::Consumer>,
    capacity: usize,
) -> Outcome {
    stream::<K, T>(session, producers, consumers, capacity, put_singly::<K::Producer, T>, take_singly)
}

/// Races these ends, and asks afterwards whether each item came out once, whole and in order.
fn stream<K: Kind<T>, T: Item>(
    session: &Session,
    producers: Vec<K::Producer>,
    consumers: Vec<K::Consumer>,
    capacity: usize,
    put: impl Fn(&mut K::Producer, &mut Source, &mut Patience, u64) -> Done + Copy + Sync,
    take: impl Fn(&mut K::Consumer, &mut Sink, &mut Patience, u64) -> Done + Copy + Sync,
) -> Outcome {
    let counts = (producers.len(), consumers.len());
    let hands = both(producers, consumers);
    let race = session.race(|seat| Streaming {
        work: match hands.take(seat.index) {
            End::In(end) => End::In((end, Source::new(seat.index))),
            End::Out(end) => End::Out((end, Sink::new(counts.0))),
        },
        patience: Patience::default(),
        bounded: K::BOUNDED,
        put,
        take,
        item: std::marker::PhantomData::<T>,
    });
    let outcome = Outcome::of(race, |told| verify::<K, T>(told)).memory(memory::<K, T>(session, capacity));
    super::told::<K, T>(outcome, counts.0, counts.1, capacity)
}

/// What a worker tells in the end, and its consumer's end, behind which items may be left.
pub(super) type Told<C> = (Tally, Option<C>);

/// Nothing was lost, doubled, torn, or overtaken, what is left in the queue included.
pub(super) fn verify<K: Kind<T>, T: Item>(told: Vec<Told<K::Consumer>>) -> Result<(), String> {
    let mut all = Tally::default();
    for (tally, consumer) in told {
        all = all.and(&tally);
        if let Some(mut consumer) = consumer {
            all = all.and(&Tally::of_rest(std::iter::from_fn(|| consumer.try_pop())));
        }
    }
    all.verify(K::PROMISE.keeps_order())
}

/// What an instance needs, used by one thread.
pub(super) fn memory<K: Kind<T>, T: Item>(session: &Session, capacity: usize) -> Memory {
    session.memory(
        || made::<K, T>(capacity),
        |(producer, consumer)| {
            for number in 1..=1_000 {
                let _ = producer.try_push(T::of(number));
                producer.flush();
                let _ = consumer.try_pop();
            }
            1_000
        },
    )
}

struct Streaming<P, C, I, O, T> {
    work: End<(P, Source), (C, Sink)>,
    patience: Patience,
    bounded: bool,
    put: I,
    take: O,
    item: std::marker::PhantomData<T>,
}

impl<P, C, I, O, T> Work for Streaming<P, C, I, O, T>
where
    P: Push<T>,
    C: Pop<T>,
    I: Fn(&mut P, &mut Source, &mut Patience, u64) -> Done,
    O: Fn(&mut C, &mut Sink, &mut Patience, u64) -> Done,
    T: Item,
{
    type Report = Told<C>;

    #[inline]
    fn batch(&mut self, tries: u64) -> Done {
        match &mut self.work {
            End::In((end, source)) => (self.put)(end, source, &mut self.patience, tries),
            End::Out((end, sink)) => (self.take)(end, sink, &mut self.patience, tries),
        }
    }

    /// Nothing stays behind unseen, and without a limit nothing stays at all: what a fast producer is ahead would grow from
    /// window to window, and each window would begin with another queue.
    fn close(&mut self) {
        match &mut self.work {
            End::In((end, _)) => end.flush(),
            End::Out((end, sink)) if !self.bounded => {
                while let Some(item) = end.try_pop() {
                    sink.take(item);
                }
            }
            End::Out(_) => {}
        }
    }

    fn finish(self) -> Told<C> {
        match self.work {
            End::In((_, source)) => (Tally::of_source(&source), None),
            End::Out((end, sink)) => (Tally::of_sink(&sink), Some(end)),
        }
    }
}

#[inline]
fn put_singly<P: Push<T>, T: Item>(
    end: &mut P,
    source: &mut Source,
    patience: &mut Patience,
    tries: u64,
) -> Done {
    let mut failed = 0;
    for _ in 0..tries {
        match end.try_push(T::of(source.next())) {
            Ok(()) => {
                source.sent();
                patience.renew();
            }
            Err(Full(_)) => {
                failed += 1;
                end.flush(); // or the consumers might wait for what is not shown
                patience.lose();
            }
        }
        step();
    }
    Done { failed, ..Done::default() }
}

#[inline]
fn take_singly<C: Pop<T>, T: Item>(
    end: &mut C,
    sink: &mut Sink,
    patience: &mut Patience,
    tries: u64,
) -> Done {
    let mut failed = 0;
    for _ in 0..tries {
        match end.try_pop() {
            Some(item) => {
                sink.take(item);
                patience.renew();
            }
            None => {
                failed += 1;
                patience.lose();
            }
        }
        step();
    }
    Done { ops: tries - failed, failed, ..Done::default() }
}

#[inline]
fn put_many<P: PushMany<u64>>(
    end: &mut P,
    source: &mut Source,
    patience: &mut Patience,
    tries: u64,
    batch: u64,
) -> Done {
    let mut failed = 0;
    for _ in 0..tries.div_ceil(batch) {
        if end.push_many(&mut source.run(batch)) > 0 {
            patience.renew();
        } else {
            failed += 1;
            end.flush(); // see above
            patience.lose();
        }
        step();
    }
    Done { failed, ..Done::default() }
}

#[inline]
fn take_many<C: PopMany<u64>>(
    end: &mut C,
    sink: &mut Sink,
    patience: &mut Patience,
    tries: u64,
    batch: u64,
) -> Done {
    let (mut ops, mut failed) = (0, 0);
    for _ in 0..tries.div_ceil(batch) {
        let taken = end.pop_many(batch as usize, |item| sink.take(item)) as u64;
        ops += taken;
        if taken > 0 {
            patience.renew();
        } else {
            failed += 1;
            patience.lose();
        }
        step();
    }
    Done { ops, failed, ..Done::default() }
}
