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

use std::collections::HashSet;
use std::hash::Hash;

use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::{Arc, outside};

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
    /// When it began.
    pub begin: usize,
    /// When it ended.
    pub end: usize,
    /// What was asked and answered.
    pub call: C,
}

/// Notes calls of several threads.
#[derive(Debug)]
pub struct Recorder<C> {
    clock: Arc<AtomicUsize>,
    calls: Arc<outside::Mutex<Vec<Timed<C>>>>,
}

impl<C> Clone for Recorder<C> {
    fn clone(&self) -> Self {
        Recorder { clock: Arc::clone(&self.clock), calls: Arc::clone(&self.calls) }
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
        Recorder { clock: Arc::new(AtomicUsize::new(0)), calls: Arc::default() }
    }

    /// Makes a call and notes it.
    pub fn note(&self, call: impl FnOnce() -> C) {
        // AcqRel: a chain of additions. Each one takes over what all before it released, which is what "before" means here.
        let begin = self.clock.fetch_add(1, Ordering::AcqRel);
        let call = call();
        let end = self.clock.fetch_add(1, Ordering::AcqRel); // AcqRel: as above
        self.calls.lock().push(Timed { begin, end, call });
    }

    /// What was noted, in the order of the ends.
    pub fn take(&self) -> Vec<Timed<C>> {
        let mut calls = std::mem::take(&mut *self.calls.lock());
        calls.sort_by_key(|call| call.end);
        calls
    }
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
mod tests {
    use super::{Sequential, Timed, is_linearizable};

    /// A register: reads give what was written last.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    struct Register(u64);

    #[derive(Clone, Debug)]
    enum Call {
        Write(u64),
        Read(u64),
    }
    use Call::{Read, Write};

    impl Sequential for Register {
        type Call = Call;

        fn step(&mut self, call: &Call) -> bool {
            match call {
                Write(value) => {
                    self.0 = *value;
                    true
                }
                Read(value) => self.0 == *value,
            }
        }
    }

    fn holds(calls: &[(usize, usize, Call)]) -> bool {
        let timed = |(begin, end, call): &(usize, usize, Call)| Timed {
            begin: *begin,
            end: *end,
            call: call.clone(),
        };
        is_linearizable(&Register(0), &calls.iter().map(timed).collect::<Vec<_>>())
    }

    #[test]
    fn nothing_is_in_order() {
        assert!(holds(&[]));
    }

    #[test]
    fn a_read_that_overlaps_a_write_may_see_either() {
        assert!(holds(&[(0, 3, Write(1)), (1, 2, Read(0))]));
        assert!(holds(&[(0, 3, Write(1)), (1, 2, Read(1))]));
        assert!(!holds(&[(0, 3, Write(1)), (1, 2, Read(2))]));
    }

    #[test]
    fn what_ended_before_is_seen() {
        assert!(holds(&[(0, 1, Write(1)), (2, 3, Read(1))]));
        assert!(!holds(&[(0, 1, Write(1)), (2, 3, Read(0))]));
    }

    #[test]
    fn no_read_goes_back() {
        // The examples of Herlihy and Wing: once one read saw the new value, no later one sees the old.
        assert!(holds(&[(0, 9, Write(1)), (1, 2, Read(0)), (3, 4, Read(1))]));
        assert!(!holds(&[(0, 9, Write(1)), (1, 2, Read(1)), (3, 4, Read(0))]));
    }

    /// Every row of the calls, by brute force: the definition itself.
    fn by_definition(calls: &[(usize, usize, Call)]) -> bool {
        fn rows(
            done: &mut Vec<usize>,
            calls: &[(usize, usize, Call)],
            works: &mut impl FnMut(&[usize]) -> bool,
        ) -> bool {
            if done.len() == calls.len() {
                return works(done);
            }
            (0..calls.len()).any(|next| {
                if done.contains(&next) {
                    return false;
                }
                done.push(next);
                let found = rows(done, calls, works);
                done.pop();
                found
            })
        }
        rows(&mut Vec::new(), calls, &mut |row| {
            let in_time = (0..row.len())
                .all(|early| (early + 1..row.len()).all(|late| calls[row[late]].1 >= calls[row[early]].0));
            let mut register = Register(0);
            in_time && row.iter().all(|&index| register.step(&calls[index].2))
        })
    }

    #[test]
    fn it_agrees_with_the_definition() {
        // Five calls with begins and ends drawn from a small generator; about a third of the histories hold.
        let (mut random, mut held) = (1u64, 0);
        let mut draw = |below: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % below
        };
        for round in 0..2_000 {
            let calls: Vec<_> = (0..5)
                .map(|number| {
                    let begin = draw(20) as usize * 10 + number; // no two at one moment
                    let end = begin + 1 + draw(8) as usize * 10;
                    (begin, end, if draw(2) == 0 { Write(draw(2)) } else { Read(draw(2)) })
                })
                .collect();
            let expected = by_definition(&calls);
            held += usize::from(expected);
            assert_eq!(holds(&calls), expected, "round {round}: {calls:?}");
        }
        assert!((200..1_800).contains(&held), "both answers were tried: {held} of 2000 hold");
    }
}
