//! Traces, replayed: by several threads, for the throughput, or by one, once, for the hit ratio.

use std::sync::Arc;

use primitives::cache::Cache;

use super::USUAL_PERCENT;
use super::keys::{Keys, Part};
use super::lookups::{ReadingThrough, read_through};
use super::races::{Bounds, race, verify};
use crate::engine::clock::{Clock, Now};
use crate::engine::timed::Stretch;
use crate::engine::window::Window;
use crate::engine::{Done, Outcome, Seat, Session};
use crate::host::involuntary_switches;
use crate::traces::{Replay, Source, Trace, TraceError};

/// The trace, the capacity, and the part of the different keys that it is.
struct Asked {
    trace: Arc<Trace>,
    capacity: usize,
    share: f64,
}

impl Asked {
    /// What the session asks for; the shipped trace, if it says nothing.
    ///
    /// # Errors
    /// If it cannot be had: it was read when the run was planned, and its file may have changed since then.
    fn of(session: &Session) -> Result<Asked, TraceError> {
        let usual = || Replay { trace: Source::mixed(), percent: USUAL_PERCENT };
        let Replay { trace, percent } = session.replay.clone().unwrap_or_else(usual);
        let trace = trace.read()?;
        Ok(Asked { capacity: trace.capacity(percent), trace, share: f64::from(percent) / 100.0 })
    }

    /// Tells what was replayed.
    fn told(&self, outcome: Outcome, capacity: usize) -> Outcome {
        outcome
            .param("trace", self.trace.name.as_str())
            .param("keys", self.trace.distinct)
            .param("capacity", self.capacity)
            .param("share", self.share)
            .optimum(self.trace.optimum(capacity))
    }
}

/// No answer, for want of a question.
fn unread(error: &TraceError) -> Outcome {
    Outcome { wrong: Some(format!("readable_trace: {error}")), ..Outcome::default() }
}

/// Several threads replay a trace together, over and over; see [`Part`]. A capacity that this cache cannot have gives no rows.
pub(super) fn replay<C: Cache<u64, u64>>(session: &Session, bounds: Bounds<C>) -> Outcome {
    let asked = match Asked::of(session) {
        Ok(asked) => asked,
        Err(error) => return unread(&error),
    };
    let Ok(cache) = C::with_capacity(asked.capacity) else { return Outcome::default() };
    let mut whole = Part::before(&asked.trace);
    let mut wrong = 0;
    for _ in &asked.trace.keys {
        read_through(&cache, whole.next(), &mut wrong);
    }
    cache.settle();
    let capacity = bounds.capacity(&cache, asked.capacity);
    let work = |cache: &Arc<C>, seat: Seat| {
        ReadingThrough::new(cache, Part::of(&asked.trace, seat.index, seat.threads))
    };
    asked.told(race(session, bounds, asked.capacity, Arc::new(cache), work), capacity)
}

/// One thread replays a trace through an empty cache, once a window. A capacity that this cache cannot have gives no rows.
pub(super) fn hits<C: Cache<u64, u64>>(session: &Session, bounds: Bounds<C>) -> Outcome {
    let asked = match Asked::of(session) {
        Ok(asked) => asked,
        Err(error) => return unread(&error),
    };
    let mut outcome = Outcome::default();
    let mut capacity = asked.capacity;
    for _ in 0..session.windows {
        let Ok(cache) = C::with_capacity(asked.capacity) else { return Outcome::default() };
        let (stretch, wrong) = once(&cache, &asked.trace);
        cache.settle();
        capacity = bounds.capacity(&cache, asked.capacity);
        outcome.windows.push(Window { stretches: vec![stretch], ..Window::default() });
        outcome.wrong = outcome.wrong.or(verify(wrong).err());
        outcome = bounds.check(&cache, asked.capacity, outcome);
    }
    asked.told(outcome.param("payload", 8), capacity)
}

/// All requests, one after another.
fn once<C: Cache<u64, u64>>(cache: &C, trace: &Trace) -> (Stretch, u64) {
    let clock = Clock::start();
    let switches_before = involuntary_switches();
    let (mut hits, mut wrong) = (0, 0);
    let begun = clock.now();
    for &key in &trace.keys {
        hits += u64::from(read_through(cache, key, &mut wrong));
    }
    let ended = clock.now();
    let ops = trace.keys.len() as u64;
    let switches = involuntary_switches().zip(switches_before).map(|(after, before)| after - before);
    let done = Done { ops, lookups: ops, hits, ..Done::default() };
    (Stretch { begun, ended, done, batches: 1, switches, ..Stretch::default() }, wrong)
}
