//! Histories of calls, and whether one is linearizable.
//!
//! An object is linearizable if every call seems to happen at one moment between its begin and its end: if the calls of each
//! history can be put in a row, so that whoever ended before another one began stands before it, and that each
//! answer is the one that a sequential object gives in that row.
//!
//! *Origin.* Herlihy and Wing, "Linearizability: A Correctness Condition for Concurrent Objects", 1990; the search is that of
//! Wing and Gong, "Testing and Verifying Concurrent Objects", 1993, with Lowe's memory of states that led nowhere.
//!
//! *Time.* "Before" has no meaning between threads that exchange nothing. A [`Recorder`] has one clock for all, which each call
//! reads, by adding to it, when it begins and when it ends: so what ends before another begins *happens before* it, also in
//! a memory model without a common time. In exchange the clock orders more than the calls do themselves; races of
//! memory are for other laws to find.

pub mod number;

use std::collections::HashSet;
use std::fmt::{self, Display, Write as _};
use std::hash::Hash;

use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::{Arc, outside};
use crate::world::Witness;

/// A sequential object: what the answers are compared with.
pub trait Sequential: Clone + Eq + Hash {
    /// A call and its answer.
    type Call: Clone;

    /// Takes the step, if the object can give this answer now.
    fn step(&mut self, call: &Self::Call) -> bool;
}

/// A call in a history.
#[derive(Clone, Debug)]
pub struct Timed<C> {
    /// Who called: the number of the recorder that noted it.
    pub caller: usize,
    /// When it began.
    pub begin: usize,
    /// When it ended.
    pub end: usize,
    /// What was asked and answered.
    pub call: C,
}

/// Notes calls of several threads: each has a clone of its own, and its number.
#[derive(Debug)]
pub struct Recorder<C> {
    caller: usize,
    /// Numbers given out.
    callers: Arc<outside::AtomicUsize>,
    clock: Arc<AtomicUsize>,
    calls: Arc<outside::Mutex<Vec<Timed<C>>>>,
}

impl<C> Clone for Recorder<C> {
    fn clone(&self) -> Self {
        Recorder {
            caller: self.callers.fetch_add(1, outside::Ordering::Relaxed), // Relaxed: beside the model
            callers: Arc::clone(&self.callers),
            clock: Arc::clone(&self.clock),
            calls: Arc::clone(&self.calls),
        }
    }
}

impl<C> Default for Recorder<C> {
    fn default() -> Self {
        Recorder::new()
    }
}

impl<C> Recorder<C> {
    /// Nothing noted yet.
    pub fn new() -> Self {
        let callers = Arc::new(outside::AtomicUsize::new(1)); // this one is 0
        Recorder { caller: 0, callers, clock: Arc::new(AtomicUsize::new(0)), calls: Arc::default() }
    }

    /// Makes a call and notes it.
    pub fn note(&self, call: impl FnOnce() -> C) {
        // Acquire: a begin sees what was done in each call that ended before it. The clock is only added to, so all additions behind
        // an end belong to what it released: that the ends themselves see each other is not needed.
        let begin = self.clock.fetch_add(1, Ordering::Acquire);
        let call = call();
        let end = self.clock.fetch_add(1, Ordering::Release); // Release: pairs with every later begin
        self.calls.lock().push(Timed { caller: self.caller, begin, end, call });
    }

    /// What was noted, in the order of the ends.
    pub fn take(&self) -> Vec<Timed<C>> {
        let mut calls = std::mem::take(&mut *self.calls.lock());
        calls.sort_by_key(|call| call.end);
        calls
    }
}

/// The law that every history must keep: some row of the calls explains all answers.
#[track_caller]
pub fn must_be_linearizable<S: Sequential<Call: Display> + fmt::Debug>(
    witness: &Witness,
    start: &S,
    calls: &[Timed<S::Call>],
) {
    witness.check(is_linearizable(start, calls), || {
        format!("no row of these calls explains their answers, from {start:?}:\n{}", show(calls))
    });
}

/// A history for the eye: one line a call, in the order in which they began. Calls that overlap may stand in any order in a row.
pub fn show<C: Display>(calls: &[Timed<C>]) -> String {
    let mut rows: Vec<_> = calls.iter().collect();
    rows.sort_by_key(|call| call.begin);
    let mut text = "caller  begin..end  call".to_owned();
    for Timed { caller, begin, end, call } in rows {
        write!(text, "\n{caller:>6}  {begin:>5}..{end:<3}  {call}").expect("a string takes it");
    }
    text
}

/// Whether the calls can be put in a row that `start` can have taken. *O*(2^n) at worst, at most 64 calls.
///
/// # Panics
/// If there are more than 64 calls.
pub fn is_linearizable<S: Sequential>(start: &S, calls: &[Timed<S::Call>]) -> bool {
    assert!(calls.len() <= 64, "a history of {} calls is too long to search", calls.len());
    let all = if calls.len() == 64 { u64::MAX } else { (1 << calls.len()) - 1 };
    let mut dead_ends = HashSet::new();
    search(start, calls, all, &mut dead_ends)
}

/// Whether the calls that are still `left` can follow from `state`.
fn search<S: Sequential>(
    state: &S,
    calls: &[Timed<S::Call>],
    left: u64,
    dead_ends: &mut HashSet<(u64, S)>,
) -> bool {
    if left == 0 {
        return true;
    }
    if dead_ends.contains(&(left, state.clone())) {
        return false;
    }
    let waiting = || (0..calls.len()).filter(|index| left & (1 << index) != 0);
    // Whoever ends first bounds who can be next: a call that begins later comes after it.
    let first_end = waiting().map(|index| calls[index].end).min().expect("some are left");
    for next in waiting().filter(|&index| calls[index].begin <= first_end) {
        let mut after = state.clone();
        if after.step(&calls[next].call) && search(&after, calls, left & !(1 << next), dead_ends) {
            return true;
        }
    }
    dead_ends.insert((left, state.clone()));
    false
}

#[cfg(test)]
mod tests;
