//! Floors: lower bounds, for orientation. No subject can pass them, and none is ranked against them.

use std::sync::atomic::{AtomicU64, Ordering};

use primitives::cache_padded::CachePadded;
use primitives::read_mostly::ReadMostly;

use super::read_mostly::{Value, read_only_subject};
use super::{channel, counter, most_threads, queue};
use crate::catalogue::{Entry, Subject};
use crate::engine::gate::wait_until;
use crate::engine::{Done, Outcome, Seat, Session, Work, step};

/// The measured loop with nothing in it: what the harness itself costs.
pub fn noop_subject(entry: Entry) -> Subject {
    Subject::new(entry.info(counter::FAMILY, &counter::WORKLOADS), |session| {
        Outcome::of(session.race(|_| Noop), |_| Ok(()))
    })
}

struct Noop;

impl Work for Noop {
    type Report = ();

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        for _ in 0..ops {
            step();
        }
        Done::ops(ops)
    }

    fn finish(self) {}
}

type Cell = CachePadded<AtomicU64>;

/// Counting without sharing: each thread has a cell of its own, adds with `add`, and nobody sums.
fn cells(session: &Session, cells: usize, add: impl Fn(&AtomicU64) + Copy + Sync) -> Outcome {
    let cells: Vec<Cell> = (0..cells).map(|_| Cell::default()).collect();
    let race = session.race(|seat: Seat| Additions { cell: &cells[seat.index % cells.len()], add, added: 0 });
    let verify = |added: Vec<u64>| {
        let added: u64 = added.iter().sum();
        let sum: u64 = cells.iter().map(|cell| cell.load(Ordering::Relaxed)).sum();
        if added == sum { Ok(()) } else { Err(format!("no_lost_update: added {added}, the sum is {sum}")) }
    };
    Outcome::of(race, verify)
}

/// One thread's ordinary load and store: the least that counting can cost.
pub fn single_writer_store_subject(entry: Entry) -> Subject {
    // Relaxed: each cell has one writer and, until all have ended, no reader.
    let add = |cell: &AtomicU64| cell.store(cell.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    Subject::new(entry.info(counter::FAMILY, &["inc"]), move |session| {
        cells(session, session.threads as usize, add)
    })
}

/// `fetch_add` where nobody else wants the line, for up to two threads.
pub fn faa_two_counters_subject(entry: Entry) -> Subject {
    // Relaxed: a sum stands for nothing but itself.
    let add = |cell: &AtomicU64| {
        cell.fetch_add(1, Ordering::Relaxed);
    };
    Subject::new(entry.info(counter::FAMILY, &["inc"]), move |session| cells(session, 2, add))
}

struct Additions<'a, F> {
    cell: &'a AtomicU64,
    add: F,
    added: u64,
}

impl<F: Fn(&AtomicU64)> Work for Additions<'_, F> {
    type Report = u64;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        for _ in 0..ops {
            (self.add)(self.cell);
            step();
        }
        self.added += ops;
        Done::ops(ops)
    }

    fn finish(self) -> u64 {
        self.added
    }
}

/// Reading four words one by one: the least that reading 32 bytes can cost that others may write. Nobody looks whether
/// they fit together, so it is offered where nobody writes.
pub fn relaxed_words_subject(entry: Entry) -> Subject {
    read_only_subject::<RelaxedWords>(entry)
}

struct RelaxedWords(CachePadded<[AtomicU64; 4]>);

impl ReadMostly<Value> for RelaxedWords {
    fn new(value: Value) -> Self {
        RelaxedWords(CachePadded::new(value.map(AtomicU64::new)))
    }

    // Relaxed, here and below: the words stand for nothing but themselves.
    #[inline]
    fn read<R>(&self, read: impl FnOnce(&Value) -> R) -> R {
        read(&std::array::from_fn(|place| self.0[place].load(Ordering::Relaxed)))
    }

    fn update(&self, change: impl Fn(&mut Value)) {
        let mut words = self.read(|words| *words);
        change(&mut words);
        words.iter().zip(&*self.0).for_each(|(&word, atomic)| atomic.store(word, Ordering::Relaxed));
    }
}

/// Reading a constant: what the measured loop of readings costs itself, without its checks, which have nothing to check.
pub fn noop_read_subject(entry: Entry) -> Subject {
    read_only_subject::<Constant>(entry).only("read-only") // beside a delay nothing else would show
}

struct Constant;

impl ReadMostly<Value> for Constant {
    fn new(_value: Value) -> Self {
        Constant
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&Value) -> R) -> R {
        read(&[0; 4])
    }

    fn update(&self, change: impl Fn(&mut Value)) {
        change(&mut [0; 4]);
    }
}

/// One cache line there and back: the least that an answer from another core can cost. An operation is a round trip.
pub fn ping_pong_subject(entry: Entry) -> Subject {
    let run = |session: &Session| {
        let ball = CachePadded::new(AtomicU64::new(0));
        let race = session.race(|seat| Player { ball: &ball, serves: seat.index == 0 });
        Outcome::of(race, |_| Ok(()))
    };
    Subject::new(entry.info(channel::FAMILY, &["round-trip"]), run).threads(2..=2)
}

/// The server has left.
const OVER: u64 = u64::MAX;

struct Player<'a> {
    /// Even: the server's turn; odd: the returner's; or [`OVER`].
    ball: &'a AtomicU64,
    serves: bool,
}

impl Player<'_> {
    /// Release and Acquire: nothing else is carried, but it is how an answer would be handed over.
    fn hit(&self, ball: u64) {
        self.ball.store(ball, Ordering::Release);
    }

    fn see(&self) -> u64 {
        self.ball.load(Ordering::Acquire)
    }

    fn serve(&self) {
        let ball = self.see() + 1;
        self.hit(ball);
        wait_until(|| self.see() != ball);
    }

    /// Waits for a ball and returns it, unless the game is over.
    fn return_one(&self) -> bool {
        let mut ball = 0;
        wait_until(|| {
            ball = self.see();
            ball % 2 == 1
        });
        if ball != OVER {
            self.hit(ball + 1);
        }
        ball != OVER
    }
}

impl Work for Player<'_> {
    type Report = ();

    /// A new game: the returner waits for the first serve either way.
    fn open(&mut self, _window: u32) {
        if self.serves {
            self.hit(0);
        }
    }

    fn batch(&mut self, ops: u64) -> Done {
        if self.serves {
            (0..ops).for_each(|_| self.serve());
            return Done::ops(ops);
        }
        for _ in 0..ops {
            if !self.return_one() {
                break;
            }
        }
        Done::default() // round trips are counted once, by the server
    }

    /// The server has finished its last batch when it comes here; the returner serves its remaining ones.
    fn close(&mut self) {
        if self.serves {
            self.hit(OVER);
        } else {
            while self.return_one() {}
        }
    }

    fn finish(self) {}
}

/// Copying items from one place to another within a thread: the least that handing them over can cost.
pub fn memcpy_subject(entry: Entry) -> Subject {
    let run = |session: &Session| {
        let race = session
            .race(|_| Copies { from: (1..=queue::CAPACITY as u64).collect(), to: vec![0; queue::CAPACITY] });
        let verify = |rights: Vec<bool>| {
            let right = rights.into_iter().all(|right| right);
            right.then_some(()).ok_or_else(|| "no_loss_no_duplication: the copy differs".to_owned())
        };
        Outcome::of(race, verify).param("payload", 8).param("capacity", queue::CAPACITY)
    };
    Subject::new(entry.info(queue::FAMILY, &["spsc", "mpmc"]), run)
        .threads(2..=most_threads())
        .threads_of("spsc", 2..=2)
}

struct Copies {
    from: Vec<u64>,
    to: Vec<u64>,
}

impl Work for Copies {
    type Report = bool;

    fn batch(&mut self, ops: u64) -> Done {
        let copies = ops.div_ceil(queue::CAPACITY as u64);
        for _ in 0..copies {
            self.to.copy_from_slice(&self.from);
            std::hint::black_box(&mut self.to); // or one copy would do for all
            step();
        }
        Done::ops(copies * queue::CAPACITY as u64)
    }

    fn finish(self) -> bool {
        self.from == self.to
    }
}
