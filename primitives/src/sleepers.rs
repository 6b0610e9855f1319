//! A list of threads that sleep until something they wait for may have come.
//!
//! *Promise.* A thread [joins the list, looks once more, and sleeps](Sleepers::sleep_unless); a thread that has changed something [wakes](Sleepers::wake_one)
//! one sleeper. No wake-up is lost: either the look finds the change, or the waker finds the sleeper. Each wake-up goes to one
//! thread, which is off the list from then on, so a stream of changes does not call into the kernel for a thread that is already
//! on its way. Waking when nobody sleeps is a fence and a load.
//!
//! *Origin.* The event count of Reed and Kanodia, "Synchronization with Eventcounts and Sequencers", 1979, in the form that joins
//! a list instead of a number; the list is that of every "condition queue".
//!
//! *State.* The list, inside a lock, and its length beside it, for wakers that need not lock. Each entry is a word that its
//! thread sleeps on.
//!
//! *Invariants.*
//! 1. `length` is written under the lock, and is what the list's length was then.
//! 2. An entry is taken off the list once: by its waker, or by its own thread. Whoever takes it off decides whether it was woken.
//! 3. A thread that was woken and did something else than what it slept for wakes another one in its place.
//!
//! *Orderings.* The sleeper writes `length`, then a fence, then looks at what it waits for. The waker changes that, then a fence,
//! then looks at `length`. Of the two fences one is first: if the sleeper's, the waker finds it on the list; if the waker's,
//! the sleeper's look finds the change. The look must be exact: a queue that may say "empty" while an item is inside breaks
//! this argument.
//!
//! *Trade-off.* Falling asleep takes a lock and an allocation; it happens to threads that have nothing to do.

use std::collections::VecDeque;
use std::time::Duration;

use crate::sync::atomic::{AtomicU32, AtomicUsize, Ordering, fence};
use crate::sync::{Arc, Mutex, time};
use crate::wait;

pub mod laws;

/// Threads that wait for the same thing.
#[derive(Debug)]
pub struct Sleepers {
    length: AtomicUsize,
    list: Mutex<VecDeque<Arc<Sleeper>>>,
}

/// One of them.
#[derive(Debug)]
pub struct Sleeper(AtomicU32);

/// Nobody has woken it yet.
const ASLEEP: u32 = 0;
/// It was taken off the list by a waker.
const WOKEN: u32 = 1;

impl Default for Sleepers {
    fn default() -> Self {
        Sleepers::new()
    }
}

impl Sleepers {
    /// Nobody.
    pub fn new() -> Self {
        Sleepers { length: AtomicUsize::new(0), list: Mutex::new(VecDeque::new()) }
    }

    /// Wakes one, if anybody sleeps: to be called after every change that one sleeper can use.
    #[inline]
    pub fn wake_one(&self) {
        if self.is_anybody_there() {
            self.wake_the_first();
        }
    }

    /// Wakes all: to be called after a change that concerns everybody.
    pub fn wake_all(&self) {
        while self.is_anybody_there() {
            self.wake_the_first();
        }
    }

    /// Joins the list and looks once more; tells what the look found, or `None` after having slept until woken, or until the
    /// clock (`time::now`) has come to the deadline. It may then be worth another look, or the time to give up.
    pub fn sleep_unless<R>(&self, deadline: Option<Duration>, look: impl FnOnce() -> Option<R>) -> Option<R> {
        let me = self.join();
        let leaving = Leaving { sleepers: self, me: &me };
        let found = look();
        if found.is_some() {
            return found;
        }
        std::mem::forget(leaving); // it stays on the list
        // Acquire: pairs with the waker's fence and store: whoever was woken finds what it was woken for, even if it looks only once.
        while me.0.load(Ordering::Acquire) == ASLEEP {
            let Some(deadline) = deadline else {
                wait::wait(&me.0, ASLEEP);
                continue;
            };
            let left = deadline.saturating_sub(time::now());
            if left.is_zero() {
                self.leave(&me); // if somebody has woken us meanwhile, the caller looks once more in any case
                break;
            }
            wait::wait_timeout(&me.0, ASLEEP, left);
        }
        None
    }

    fn join(&self) -> Arc<Sleeper> {
        let me = Arc::new(Sleeper(AtomicU32::new(ASLEEP)));
        let mut list = self.list.lock();
        list.push_back(Arc::clone(&me));
        self.length.store(list.len(), Ordering::Relaxed); // Relaxed: the fence below
        drop(list);
        // SeqCst: pairs with the fence of `is_anybody_there`; the header argues the two cases.
        fence(Ordering::SeqCst);
        me
    }

    /// Takes the own entry off the list; says whether it still was there.
    fn leave(&self, me: &Arc<Sleeper>) -> bool {
        let mut list = self.list.lock();
        let place = list.iter().position(|sleeper| Arc::ptr_eq(sleeper, me));
        if let Some(place) = place {
            list.remove(place);
            self.length.store(list.len(), Ordering::Relaxed); // Relaxed: who sees the old one finds the list as it is
        }
        place.is_some()
    }

    #[inline]
    fn is_anybody_there(&self) -> bool {
        // SeqCst: pairs with the fence of `join`; the header argues the two cases.
        fence(Ordering::SeqCst);
        self.length.load(Ordering::Relaxed) > 0 // Relaxed: the fence above
    }

    #[cold]
    fn wake_the_first(&self) {
        let mut list = self.list.lock();
        let Some(sleeper) = list.pop_front() else { return };
        self.length.store(list.len(), Ordering::Relaxed); // Relaxed: as in `leave`
        // Relaxed: the fence of `is_anybody_there` makes it a release, which pairs with the Acquire in `sleep_unless`.
        sleeper.0.store(WOKEN, Ordering::Relaxed);
        drop(list); // not before: who finds itself off the list has been told (invariant 2)
        wait::wake_one(&raw const sleeper.0);
    }
}

/// A thread that leaves the list with something in its hands, or by a panic of its look.
struct Leaving<'a> {
    sleepers: &'a Sleepers,
    me: &'a Arc<Sleeper>,
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if !self.sleepers.leave(self.me) {
            self.sleepers.wake_one(); // invariant 3
        }
    }
}
