//! Queues: ends that never wait.

use primitives::queue::{Full, Mpmc, Pop, Push};

use super::items::{Role, Roles, Sink, Source, Tally};
use crate::catalogue::{Entry, Subject};
use crate::engine::{Done, Outcome, Session, Work, step};

/// The family's name.
pub const FAMILY: &str = "queue";
/// Its workloads: half of the workers put items in, the others take them out; an operation is an item received.
pub const WORKLOADS: [&str; 1] = ["mpmc"];
/// How many items fit.
pub const CAPACITY: usize = 1024;
/// Failed tries in a row, with a spin hint after each, before the core is given away: the other side may need it.
const PATIENCE: u32 = 64;

/// A queue for the catalogue.
pub fn queue_subject<Q: Mpmc<u64, Producer: Clone + Sync, Consumer: Clone + Sync>>(entry: Entry) -> Subject {
    Subject::new(entry.info(FAMILY, &WORKLOADS), mpmc::<Q>)
}

pub(super) fn mpmc<Q: Mpmc<u64, Producer: Clone + Sync, Consumer: Clone + Sync>>(
    session: &Session,
) -> Outcome {
    let new = || Q::bounded(CAPACITY).expect("a queue of this capacity");
    let (producer, mut consumer) = new();
    let threads = session.threads as usize;
    let roles = Roles::of(threads);
    let race = session.race(|seat| Worker {
        producer: producer.clone(),
        consumer: consumer.clone(),
        role: Roles::role(threads, seat.index),
        source: Source::new(seat.index),
        sink: Sink::new(roles.producers),
        failures: 0,
    });
    let memory = session.memory(new, |(producer, consumer)| {
        let (source, sink) = (Source::new(0), Sink::new(1));
        let (producer, consumer) = (producer.clone(), consumer.clone());
        Worker { producer, consumer, role: Role::Both, source, sink, failures: 0 }.batch(1_000).ops
    });
    let verify = |tallies: Vec<Tally>| {
        let rest: Vec<u64> = std::iter::from_fn(|| consumer.try_pop()).collect();
        tallies.iter().fold(Tally::of_rest(&rest), Tally::and).verify()
    };
    Outcome::of(race, verify)
        .memory(memory)
        .param("producers", roles.producers)
        .param("consumers", roles.consumers)
        .param("capacity", CAPACITY)
        .param("payload", 8)
}

struct Worker<P, C> {
    producer: P,
    consumer: C,
    role: Role,
    source: Source,
    sink: Sink,
    /// Failed tries in a row.
    failures: u32,
}

impl<P: Push<u64>, C: Pop<u64>> Work for Worker<P, C> {
    type Report = Tally;

    #[inline]
    fn batch(&mut self, tries: u64) -> Done {
        match self.role {
            Role::Produces => self.produce(tries),
            Role::Consumes => self.consume(tries),
            Role::Both => self.both(tries),
        }
    }

    fn finish(self) -> Tally {
        Tally::of_source(&self.source).and(&Tally::of_sink(&self.sink))
    }
}

impl<P: Push<u64>, C: Pop<u64>> Worker<P, C> {
    #[inline]
    fn produce(&mut self, tries: u64) -> Done {
        let mut failed = 0;
        for _ in 0..tries {
            match self.producer.try_push(self.source.next()) {
                Ok(()) => {
                    self.source.sent();
                    self.failures = 0;
                }
                Err(Full(_)) => {
                    failed += 1;
                    self.be_patient();
                }
            }
            step();
        }
        Done { failed, ..Done::default() }
    }

    #[inline]
    fn consume(&mut self, tries: u64) -> Done {
        let mut failed = 0;
        for _ in 0..tries {
            match self.consumer.try_pop() {
                Some(item) => {
                    self.sink.take(item);
                    self.failures = 0;
                }
                None => {
                    failed += 1;
                    self.be_patient();
                }
            }
            step();
        }
        Done { ops: tries - failed, failed, ..Done::default() }
    }

    #[inline]
    fn both(&mut self, pairs: u64) -> Done {
        let mut failed = 0;
        for _ in 0..pairs {
            match self.producer.try_push(self.source.next()) {
                Ok(()) => self.source.sent(),
                Err(Full(_)) => failed += 1,
            }
            match self.consumer.try_pop() {
                Some(item) => self.sink.take(item),
                None => failed += 1,
            }
            step();
        }
        Done { ops: pairs, failed, ..Done::default() }
    }

    #[inline]
    fn be_patient(&mut self) {
        self.failures += 1;
        if self.failures < PATIENCE {
            std::hint::spin_loop();
        } else {
            self.failures = 0;
            std::thread::yield_now();
        }
    }
}
