//! Readers beside one writer: the first worker changes the value, at a pace of its own or without a pause.

use std::sync::Arc;

use primitives::read_mostly::ReadMostly;

use super::metronome::Metronome;
use super::read_mostly::{Eye, Report, Value, change, read};
use crate::engine::clock::{Clock, Now};
use crate::engine::{Done, Times, Work, step};

/// `update-10us`: all read; the first changes the value once in a while. `read-only`: nobody does.
pub(super) struct Paced<R> {
    value: Arc<R>,
    /// The writer's.
    metronome: Option<Metronome>,
    eye: Eye,
    changes: u64,
}

impl<R> Paced<R> {
    pub(super) fn new(value: &Arc<R>, writes: bool) -> Paced<R> {
        Paced {
            value: Arc::clone(value),
            metronome: writes.then(Metronome::new),
            eye: Eye::default(),
            changes: 0,
        }
    }
}

impl<R: ReadMostly<Value>> Work for Paced<R> {
    type Report = Report;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let value = &*self.value;
        let Some(metronome) = &mut self.metronome else {
            read(value, &mut self.eye, ops);
            return Done::ops(ops);
        };
        let (mut left, mut updates) = (ops, 0);
        while left > 0 {
            let readings = left.min(metronome.between);
            read(value, &mut self.eye, readings);
            left -= readings;
            if metronome.look(readings) {
                change(value);
                updates += 1;
            }
        }
        self.changes += updates;
        Done { ops, updates, ..Done::default() }
    }

    fn finish(self) -> Report {
        Report { eye: self.eye, changes: self.changes, times: None }
    }
}

/// `update-storm`: the first only writes, the others only read. Its changes are no operations: what is asked is what
/// readers get.
pub(super) struct Storm<R> {
    value: Arc<R>,
    writes: bool,
    eye: Eye,
    changes: u64,
}

impl<R> Storm<R> {
    pub(super) fn new(value: &Arc<R>, writes: bool) -> Storm<R> {
        Storm { value: Arc::clone(value), writes, eye: Eye::default(), changes: 0 }
    }
}

impl<R: ReadMostly<Value>> Work for Storm<R> {
    type Report = Report;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let value = &*self.value;
        if !self.writes {
            read(value, &mut self.eye, ops);
            return Done::ops(ops);
        }
        for _ in 0..ops {
            change(value);
            step();
        }
        self.changes += ops;
        Done { updates: ops, ..Done::default() }
    }

    fn finish(self) -> Report {
        Report { eye: self.eye, changes: self.changes, times: None }
    }
}

/// `read-latency`: as [`Paced`], with every reading timed.
pub(super) struct Timed<R> {
    value: Arc<R>,
    clock: Clock,
    /// The writer's.
    metronome: Option<Metronome>,
    eye: Eye,
    changes: u64,
    times: Times,
}

impl<R> Timed<R> {
    pub(super) fn new(value: &Arc<R>, writes: bool) -> Timed<R> {
        let metronome = writes.then(Metronome::new);
        let clock = metronome.as_ref().map_or_else(Clock::start, |metronome| metronome.clock);
        Timed {
            value: Arc::clone(value),
            clock,
            metronome,
            eye: Eye::default(),
            changes: 0,
            times: Times::new(),
        }
    }
}

impl<R: ReadMostly<Value>> Work for Timed<R> {
    type Report = Report;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let value = &*self.value;
        for _ in 0..ops {
            let begun = self.clock.now();
            let words = value.read(|words| *words);
            let ended = self.clock.now();
            self.times.record(ended - begun);
            self.eye.look(words);
            if self.metronome.as_mut().is_some_and(|metronome| metronome.is_due(ended)) {
                change(value);
                self.changes += 1;
            }
        }
        Done::ops(ops)
    }

    fn finish(self) -> Report {
        // The writer's own readings never wait for a writer.
        let times = self.metronome.is_none().then_some(self.times);
        Report { eye: self.eye, changes: self.changes, times }
    }
}
