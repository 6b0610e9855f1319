//! Time that is made up: it goes on by what operations take and by what it costs to read it, and by nothing else.

use std::cell::Cell;

use benches::engine::clock::Now;
use benches::engine::gate::Gate;
use benches::engine::pace::Pace;
use benches::engine::timed::{Stretch, window};
use benches::engine::{Done, Work};

/// What a reading of the clock costs.
pub(crate) const READING_NS: u64 = 25;
/// When the window begins.
pub(crate) const BEGIN: u64 = 500_000;
/// And how long it is.
pub(crate) const LENGTH: u64 = 4_000_000;

/// One worker's time.
#[derive(Debug)]
pub(crate) struct Hand {
    now: Cell<u64>,
    reading_ns: u64,
}

impl Hand {
    /// At zero; to read it costs so much.
    pub(crate) fn new(reading_ns: u64) -> Hand {
        Hand { now: Cell::new(0), reading_ns }
    }

    /// Time passes.
    pub(crate) fn pass(&self, ns: u64) {
        self.now.set(self.now.get() + ns);
    }

    /// A look that costs nothing.
    pub(crate) fn peek(&self) -> u64 {
        self.now.get()
    }
}

impl Now for &Hand {
    fn now(&self) -> u64 {
        self.pass(self.reading_ns);
        self.peek()
    }
}

/// Operations of a known length; once, from a known moment on, nothing is done for a while.
pub(crate) struct Known<'a> {
    pub(crate) hand: &'a Hand,
    pub(crate) op_ns: u64,
    /// From when, and how long.
    pub(crate) delay: Option<(u64, u64)>,
}

impl Work for Known<'_> {
    type Report = ();

    fn batch(&mut self, ops: u64) -> Done {
        if self.delay.is_some_and(|(from, _)| self.hand.peek() >= from) {
            self.hand.pass(self.delay.take().map_or(0, |(_, long)| long));
        }
        self.hand.pass(ops * self.op_ns);
        Done::ops(ops)
    }

    fn finish(self) {}
}

/// Runs one window of workers that each have a time of their own, beginning at the same moment, through the engine's own loop. Tells their
/// stretches, and how long their batches were.
pub(crate) fn run(op_ns: u64, delays: &[Option<(u64, u64)>]) -> Vec<(Stretch, u64)> {
    let gate = Gate::new(delays.len());
    let worker = |delay: Option<(u64, u64)>| {
        let hand = Hand::new(READING_NS);
        let mut work = Known { hand: &hand, op_ns, delay };
        let mut pace = Pace::new();
        gate.meet(|| gate.announce(BEGIN, BEGIN + LENGTH)).expect("nobody gives up");
        let stretch = window(&mut work, 0, &gate, &&hand, &mut pace);
        // Who pushes whom off a core of this machine is no part of a time that is made up.
        (Stretch { switches: Some(0), ..stretch }, pace.ops())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = delays.iter().map(|&delay| scope.spawn(move || worker(delay))).collect();
        workers.into_iter().map(|worker| worker.join().expect("nobody panics")).collect()
    })
}
