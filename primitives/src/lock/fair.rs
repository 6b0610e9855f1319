//! **A queue in front of a lock that anybody may take, until the first in line has waited long enough.**
//!
//! *Promise.* Mutual exclusion. Threads that stand in line are served in the order in which they joined it, and the first of them
//! waits for a *quantum*, and the section under way: the *k*-th in line waits for *k* quanta, and with each of them for what the
//! system takes to wake a thread and give it a core. Blocking; the first in line spins, then
//! naps, and yields for as long as the section under way takes it beyond its quantum; all others sleep.
//!
//! *Origin.* Dice, "Malthusian Locks", 2017 (LOITER: an outer lock that may be barged into, an inner queue whose first waiter
//! competes for it and grows impatient). That the impatience is a quantum of time, measured by the one who waits, is ours.
//!
//! *State.* One word: `LOCKED`, `DUE`, and above them the number of acquisitions. Beside it `tail`, the last in line, or null. A
//! thread's place in line stands in the frame of its acquisition.
//!
//! *Invariants.*
//! 1. `LOCKED` is set by an exchange that found it clear, and cleared by its holder alone.
//! 2. `DUE` is set and cleared by the first in line alone. While it is set, nobody else takes the lock.
//! 3. There is one first in line at most: who found `tail` null, or whom the first one promoted on leaving. It leaves while it holds the lock.
//! 4. A place stays until its owner has left the line. Those who touch it are its owner, its successor (which links itself, and is
//!    waited for), and its predecessor (which promotes it, and wakes it, while holding the lock that the owner still waits for).
//!
//! *Orderings.* Every exchange that takes the lock is `Acquire`, the subtraction that frees it `Release`; they are each other's pair. A
//! place is shown to its predecessor by the `Release` that links it, and to its successor by the exchange of `tail`. Promotion carries
//! nothing: whatever the predecessor did before comes with the lock.
//!
//! *Trade-off.* Handing a lock over at every release is fair and ruinous: each time, the next one must first be woken. Here one thread
//! uses the lock undisturbed, as its cache likes it, for a quantum; then it is the next one's turn. Releasing is one subtraction
//! that looks at nothing and wakes nobody. Given up: a thread in line waits for about as many quanta as there are threads before
//! it, where an unfair lock would mostly have served it sooner; and while somebody waits, one waiter is awake now and then. Where
//! threads under the lock need each other, as at the two ends of a full queue, most of a turn is wasted: choose another.

use std::ptr::{self, NonNull};
use std::time::Duration;

use super::{Doorway, RawLock, TryRawLock};
use crate::backoff::{Backoff, Spin};
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};
use crate::sync::hint::{pause, spin_loop};
use crate::sync::limits;
use crate::sync::thread::{sleep, yield_now};
use crate::sync::time::now;
use crate::wait::{wait, wake_one};

const LOCKED: u32 = 1;
/// The first in line has waited its quantum: the lock is kept for it.
const DUE: u32 = 2;
/// One acquisition. The count, modulo 2^30, shows the first in line whether the lock was used between two looks.
const USE: u32 = 4;

fn is_locked(word: u32) -> bool {
    word & LOCKED != 0
}

fn is_due(word: u32) -> bool {
    word & DUE != 0
}

/// Now and then.
fn is_time_to_look_around(word: u32) -> bool {
    word & (USE * (limits::USES - 1)) == 0
}

fn taken(word: u32) -> u32 {
    (word & !DUE).wrapping_add(USE) | LOCKED
}

/// A place is behind another one, and its owner is awake.
const BEHIND: u32 = 0;
/// A place is behind another one, and its owner sleeps, or is about to.
const ASLEEP: u32 = 1;
/// A place is the first in line.
const FIRST: u32 = 2;

/// How long the first in line looks at the lock without pause for longer than microseconds.
const WATCHFUL: Duration = Duration::from_micros(20);
/// Then it naps for so long between two looks.
const NAP: Duration = Duration::from_micros(100);
/// Spin hints between the two looks that find the lock idle: longer than its last holder, whose line the first look took away, needs to
/// come straight back; shorter than most work outside.
const MOMENT: u32 = 4;
/// Spin hints between two looks, at most: a look takes the cache line away from whoever is using the lock.
const LONGEST_PAUSE: u32 = 64;

/// A lock with turns of a quantum.
#[derive(Debug)]
pub struct FairLock {
    /// See the header.
    word: AtomicU32,
    /// How long the first in line lets others pass.
    quantum: Duration,
    /// When the turn began that is under way, in nanoseconds; written by whoever leaves the line.
    turn: AtomicU64,
    /// The last in line, or null.
    tail: CachePadded<AtomicPtr<Place>>,
}

/// A place in line.
#[derive(Debug)]
pub struct Place {
    /// [`BEHIND`], [`ASLEEP`] or [`FIRST`].
    rank: AtomicU32,
    /// The next in line; written by it.
    next: AtomicPtr<Place>,
    _own_line: CachePadded<()>,
}

impl Default for Place {
    fn default() -> Self {
        Place {
            rank: AtomicU32::new(BEHIND),
            next: AtomicPtr::new(ptr::null_mut()),
            _own_line: CachePadded::new(()),
        }
    }
}

impl Default for FairLock {
    fn default() -> Self {
        FairLock::with_quantum(FairLock::QUANTUM)
    }
}

impl FairLock {
    /// The quantum of a default lock: ten times what it costs to wake a thread, or so, and too short for anybody to see.
    pub const QUANTUM: Duration = Duration::from_micros(500);

    /// A lock with turns of this length. Shorter ones are fairer over short times and cost more wake-ups; of no length at all, the
    /// lock is handed over whenever somebody waits.
    pub fn with_quantum(quantum: Duration) -> Self {
        FairLock {
            word: AtomicU32::new(0),
            quantum,
            turn: AtomicU64::new(0),
            tail: CachePadded::new(AtomicPtr::new(ptr::null_mut())),
        }
    }

    #[cold]
    fn acquire_contended(&self) {
        // Not everybody who finds it locked need stand in line: where much is done outside, it is soon idle again.
        for look in 0..limits::LOOKS {
            if self.take_if_idle() {
                return;
            }
            pause(1 << look);
        }
        let place = Place::default();
        // SAFETY: the place is new; it stays in this frame until `wait` has returned.
        unsafe {
            self.join(&(), &place);
            self.wait(&(), &place);
        }
    }

    /// Takes the lock if it was free a moment ago and nobody has used it since. Whoever uses the lock without
    /// pause is left alone.
    fn take_if_idle(&self) -> bool {
        let word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        if is_locked(word) || is_due(word) {
            return false;
        }
        pause(MOMENT);
        self.take(word)
    }

    /// Takes the lock if its word is still this one.
    #[inline]
    fn take(&self, free: u32) -> bool {
        // Acquire: pairs with the Release in `release`. Relaxed on failure: nothing was taken.
        self.word.compare_exchange(free, taken(free), Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Waits behind another one.
    fn wait_to_be_first(place: &Place) {
        let mut spin = Spin::new();
        // Relaxed, here and below: see the header
        while place.rank.load(Ordering::Relaxed) != FIRST {
            let asleep = || place.rank.compare_exchange(BEHIND, ASLEEP, Ordering::Relaxed, Ordering::Relaxed);
            if !spin.wait() && asleep() != Err(FIRST) {
                wait(&place.rank, ASLEEP); // until it is no longer so: it may return for no reason
            }
        }
    }

    /// Waits for the lock as the first in line: for a quantum politely, then with the right of the longest wait.
    fn wait_as_first(&self) {
        let begun = now();
        let mut hints = 1;
        while !self.take_if_idle() {
            let waited = now().saturating_sub(begun);
            if waited >= self.quantum {
                return self.insist();
            }
            if waited < WATCHFUL {
                pause(hints);
                hints = (2 * hints).min(LONGEST_PAUSE);
            } else {
                sleep(NAP.min(self.quantum - waited));
            }
        }
    }

    /// Has the lock kept for the first in line, and takes it at the end of the section under way.
    fn insist(&self) {
        let mut word = self.word.fetch_or(DUE, Ordering::Relaxed) | DUE; // Relaxed: a mark in the word; it orders nothing else
        let mut backoff = Backoff::new();
        while is_locked(word) || !self.take(word) {
            backoff.wait();
            word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        }
    }

    /// Lets the first in line have this core, if the last one left the line more than a quantum ago: it may be waiting for nothing
    /// else. On a core of its own it would long have insisted.
    #[cold]
    fn look_around(&self) {
        // Relaxed: whether anybody is there, and a moment; nothing hangs on either
        let someone_waits = !self.tail.load(Ordering::Relaxed).is_null();
        let turn = Duration::from_nanos(self.turn.load(Ordering::Relaxed));
        if someone_waits && now().saturating_sub(turn) > self.quantum.saturating_add(self.quantum / 4) {
            yield_now();
        }
    }

    /// Leaves the line, as its first, with the lock in hand.
    fn leave(&self, place: &Place) {
        self.turn.store(now().as_nanos() as u64, Ordering::Relaxed); // Relaxed: a moment; nothing hangs on it
        let me = ptr::from_ref(place).cast_mut();
        let mut next = place.next.load(Ordering::Acquire); // Acquire: pairs with the Release in `join`
        if next.is_null() {
            // Relaxed: whoever comes next and finds null has nothing to learn from us but what the lock tells it
            if self.tail.compare_exchange(me, ptr::null_mut(), Ordering::Relaxed, Ordering::Relaxed).is_ok() {
                return;
            }
            while next.is_null() {
                spin_loop(); // somebody came, and is about to link itself
                next = place.next.load(Ordering::Acquire); // Acquire: pairs with the Release in `join`
            }
        }
        // SAFETY: the next one stays in line until it has the lock, which we hold (invariant 4).
        let next = unsafe { &*next };
        // Relaxed: see the header
        if next.rank.swap(FIRST, Ordering::Relaxed) == ASLEEP {
            wake_one(&next.rank);
        }
    }
}

// SAFETY: LOCKED is found clear by one exchange before it is cleared again (invariant 1); the pair of Acquire and Release
// orders one section before the next. Places are no slots: they are left before `acquire` returns.
unsafe impl RawLock for FairLock {
    type Slot = ();

    #[inline]
    unsafe fn acquire(&self, _slot: &()) {
        let word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        if is_time_to_look_around(word) {
            self.look_around();
        }
        if is_locked(word) || is_due(word) || !self.take(word) {
            self.acquire_contended();
        }
    }

    #[inline]
    unsafe fn release(&self, _slot: &()) {
        self.word.fetch_sub(LOCKED, Ordering::Release); // Release: pairs with the Acquire of whoever takes the lock next
    }
}

// SAFETY: as above; it does not wait.
unsafe impl TryRawLock for FairLock {
    #[inline]
    unsafe fn try_acquire(&self, _slot: &()) -> bool {
        let word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        !is_locked(word) && !is_due(word) && self.take(word)
    }
}

// SAFETY: places are first in the order in which they were exchanged into `tail` (invariant 3), and only the first
// takes the lock.
unsafe impl Doorway for FairLock {
    type Place = Place;

    unsafe fn join(&self, _slot: &(), place: &Place) {
        let me = ptr::from_ref(place).cast_mut();
        // AcqRel: Release shows our place to our successor; Acquire shows us our predecessor's.
        match NonNull::new(self.tail.swap(me, Ordering::AcqRel)) {
            None => place.rank.store(FIRST, Ordering::Relaxed), // Relaxed: nobody else writes it
            Some(predecessor) => {
                // SAFETY: it stays until it has left the line, and before that it waits for this link (invariant 4).
                let link = unsafe { &predecessor.as_ref().next };
                link.store(me, Ordering::Release); // Release: pairs with the Acquire in `leave`
            }
        }
    }

    unsafe fn wait(&self, _slot: &(), place: &Place) {
        FairLock::wait_to_be_first(place);
        self.wait_as_first();
        self.leave(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::Arc;
    use crate::sync::thread::{JoinHandle, spawn};

    /// A lock that somebody else is first in line for, and insists; who comes to it is patient.
    fn due() -> FairLock {
        let lock = FairLock::with_quantum(Duration::MAX);
        lock.word.store(DUE, Ordering::Relaxed);
        lock
    }

    #[test]
    fn a_lock_that_is_due_is_kept_for_the_first_in_line() {
        let lock = due();
        // SAFETY: the slot is empty; the answer must be no.
        assert!(!unsafe { lock.try_acquire(&()) });
        assert!(!lock.take_if_idle());
        lock.insist();
        assert_eq!(lock.word.load(Ordering::Relaxed), USE | LOCKED, "taken, and due no longer");
    }

    /// Acquires and releases on a thread of its own.
    fn visitor(lock: &Arc<FairLock>) -> JoinHandle<()> {
        let lock = Arc::clone(lock);
        // SAFETY: the slot is empty, and the lock is released by the same thread.
        spawn(move || unsafe {
            lock.acquire(&());
            lock.release(&());
        })
    }

    #[test]
    fn who_comes_to_a_lock_that_is_due_stands_in_line() {
        let lock = Arc::new(due());
        let newcomer = visitor(&lock);
        while lock.tail.load(Ordering::Relaxed).is_null() {
            yield_now();
        }
        assert!(!newcomer.is_finished());
        assert_eq!(lock.word.load(Ordering::Relaxed) / USE, 0, "nobody has had it");
        lock.word.fetch_and(!DUE, Ordering::Relaxed);
        newcomer.join().expect("it gets the lock");
        assert_eq!(lock.word.load(Ordering::Relaxed), USE);
    }

    #[test]
    fn the_first_in_line_insists_when_its_quantum_is_over() {
        let lock = Arc::new(FairLock::with_quantum(Duration::ZERO));
        // SAFETY: the slot is empty; released below.
        unsafe { lock.acquire(&()) };
        let waiter = visitor(&lock);
        while !is_due(lock.word.load(Ordering::Relaxed)) {
            yield_now();
        }
        // SAFETY: we hold it.
        unsafe { lock.release(&()) };
        waiter.join().expect("it gets the lock");
        assert_eq!(lock.word.load(Ordering::Relaxed), 2 * USE, "two uses, and nobody is due");
    }
}
