//! The seams of the family: what an algorithm offers, what a user sees, and a way to be generic over both.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use crate::sync::cell::UnsafeCell;
use crate::sync::reentry::{self, Inside};

/// A lock algorithm, without the value it protects.
///
/// A queue lock keeps its place in the line in a [`Slot`](Self::Slot); a lock that needs none has `Slot = ()`.
///
/// # Safety
/// Between the return of `acquire` (or a `try_acquire` that said yes) and the call of the matching `release` no other
/// acquisition returns, and everything before a release happens before everything after the next acquisition. A default
/// lock is free; acquiring and releasing do not unwind; and once `release` has returned, no thread touches the slot.
pub unsafe trait RawLock: Default + Send + Sync + 'static {
    /// What one acquisition keeps from its beginning to its release. It is lent as `&Slot`, never as `&mut Slot`: other
    /// threads may look into it meanwhile.
    type Slot: Default;

    /// Waits for the lock.
    ///
    /// # Safety
    /// The slot is not in use by another acquisition; it stays where it is until the same thread has
    /// handed it to [`release`](Self::release).
    unsafe fn acquire(&self, slot: &Self::Slot);

    /// Gives the lock away.
    ///
    /// # Safety
    /// The caller holds the lock, by this slot.
    unsafe fn release(&self, slot: &Self::Slot);
}

/// A lock algorithm that can be tried.
///
/// # Safety
/// As for [`RawLock`].
pub unsafe trait TryRawLock: RawLock {
    /// Takes the lock if that needs no waiting.
    ///
    /// # Safety
    /// As for [`RawLock::acquire`]; the slot is in use only if the answer is yes.
    unsafe fn try_acquire(&self, slot: &Self::Slot) -> bool;
}

/// A lock whose acquisition has two parts: a doorway, which takes a bounded number of steps, and waiting. Who is through the doorway
/// before another one enters it has the lock before that other one (Lamport, "A New Solution of Dijkstra's Concurrent Programming
/// Problem", 1974): first come, first served, said so that it can be tried.
///
/// # Safety
/// `join`, then `wait` acquire the lock as [`RawLock::acquire`] does.
pub unsafe trait Doorway: RawLock {
    /// What a thread keeps from the doorway until it has the lock, beside its slot.
    type Place: Default;

    /// Goes through the doorway, and never waits.
    ///
    /// # Safety
    /// As for [`RawLock::acquire`]; the place is new, and stays where it is until [`wait`](Self::wait) has returned.
    unsafe fn join(&self, slot: &Self::Slot, place: &Self::Place);

    /// Waits for the lock.
    ///
    /// # Safety
    /// The same thread has just gone through [`join`](Self::join) with this slot and this place.
    unsafe fn wait(&self, slot: &Self::Slot, place: &Self::Place);
}

/// A value that one thread at a time may use.
///
/// Access is by closure, since that is what every lock can offer soundly: a queue lock's place in the line must not move
/// or vanish while others point to it, and a guard can be moved and forgotten.
///
/// # Safety
/// Structures keep pointers in the value, or let the lock guard what stands beside it, and rely on this: of all sections, and
/// of whatever other ways there are to the value, one at a time is under way, also on one thread; and it happens before the
/// next one. The value is the one that was given to [`new`](Self::new), as the sections have left it; it is dropped, if at all,
/// when the lock is.
pub unsafe trait Mutual<T>: Send + Sync + 'static {
    /// Wraps a value.
    fn new(value: T) -> Self;

    /// Waits for the lock, runs `section`, and releases it, also if `section` panics.
    ///
    /// Inside `section` the same lock must not be waited for again: the thread would wait for itself, for ever.
    ///
    /// # Panics
    /// On such a re-entry, in debug builds.
    fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R;
}

/// A [`Mutual`] that can be tried.
pub trait TryLock<T>: Mutual<T> {
    /// Runs `section` if the lock is free; never waits.
    fn try_with<R>(&self, section: impl FnOnce(&mut T) -> R) -> Option<R>;
}

/// A [`Mutual`] on which threads can wait until a condition holds.
pub trait WithCondvar<T>: Mutual<T> {
    /// What they wait on. It goes with one lock: std's panics if it is used with two.
    type Condvar: Default + Send + Sync + 'static;

    /// Runs `step` under the lock until it gives an answer; between two runs sleeps until `condvar` is notified.
    fn wait_until<R>(&self, condvar: &Self::Condvar, step: impl FnMut(&mut T) -> Option<R>) -> R;

    /// Wakes one waiter, if there is one.
    fn notify_one(&self, condvar: &Self::Condvar);

    /// Wakes every waiter.
    fn notify_all(&self, condvar: &Self::Condvar);
}

/// A family of [`Mutual`]s: the same lock around any type of value.
pub trait LockKind: Send + Sync + 'static {
    /// The lock around a `T`.
    type Of<T: Send + 'static>: Mutual<T>;
}

impl<L: RawLock> LockKind for L {
    type Of<T: Send + 'static> = Lock<L, T>;
}

/// A value behind a lock algorithm: the safe face of every [`RawLock`].
#[derive(Debug, Default)]
pub struct Lock<L, T> {
    raw: L,
    value: UnsafeCell<T>,
}

impl<L, T> Lock<L, T> {
    /// A value behind a lock that is not the default one of its kind. The lock is free.
    pub fn over(raw: L, value: T) -> Self {
        Lock { raw, value: UnsafeCell::new(value) }
    }
}

// SAFETY: the algorithm promises mutual exclusion (the contract of `RawLock`), so the value is used by one thread at
// a time; T: Send lets that thread change.
unsafe impl<L: RawLock, T: Send> Sync for Lock<L, T> {}
// SAFETY: the lock owns the value; sending the lock sends the value.
unsafe impl<L: RawLock, T: Send> Send for Lock<L, T> {}

// SAFETY: the algorithm promises mutual exclusion (the contract of `RawLock`); the value is a field, and stays there.
unsafe impl<L: RawLock, T: Send + 'static> Mutual<T> for Lock<L, T> {
    fn new(value: T) -> Self {
        Lock { raw: L::default(), value: UnsafeCell::new(value) }
    }

    #[inline]
    fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        let _inside = reentry::enter(self);
        let slot = L::Slot::default();
        // SAFETY: the slot is new; it stays in this frame until `Releases` hands it back on the way out.
        unsafe { self.raw.acquire(&slot) };
        let _releases = Releases { raw: &self.raw, slot: &slot };
        // SAFETY: we hold the lock, so no one else uses the value.
        self.value.with_mut(|value| section(unsafe { &mut *value }))
    }
}

/// Releases on every way out, panics included; the slot stays in the frame below.
struct Releases<'a, L: RawLock> {
    raw: &'a L,
    slot: &'a L::Slot,
}

impl<L: RawLock> Drop for Releases<'_, L> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: made only while the lock is held by this slot.
        unsafe { self.raw.release(self.slot) }
    }
}

impl<L: TryRawLock, T: Send + 'static> TryLock<T> for Lock<L, T> {
    #[inline]
    fn try_with<R>(&self, section: impl FnOnce(&mut T) -> R) -> Option<R> {
        let slot = L::Slot::default();
        // SAFETY: as in `with`.
        if !unsafe { self.raw.try_acquire(&slot) } {
            return None;
        }
        let _releases = Releases { raw: &self.raw, slot: &slot };
        let _inside = reentry::enter_without_waiting(self);
        // SAFETY: we hold the lock, so no one else uses the value.
        Some(self.value.with_mut(|value| section(unsafe { &mut *value })))
    }
}

impl<L: RawLock<Slot = ()>, T> Lock<L, T> {
    /// Waits for the lock and keeps it until the guard is dropped. Only for locks that keep nothing in the guard: the
    /// others offer [`Mutual::with`].
    ///
    /// # Panics
    /// On re-entry, in debug builds, as [`Mutual::with`].
    #[inline]
    pub fn lock(&self) -> Guard<'_, L, T> {
        let inside = reentry::enter(self);
        // SAFETY: the slot is empty, so it cannot be misplaced; `Guard` releases.
        unsafe { self.raw.acquire(&()) };
        Guard { lock: self, _inside: inside, stays_on_its_thread: PhantomData }
    }
}

/// Keeps a [`Lock`] until dropped.
#[must_use = "the lock is released as soon as the guard is dropped"]
#[derive(Debug)]
pub struct Guard<'a, L: RawLock<Slot = ()>, T> {
    lock: &'a Lock<L, T>,
    _inside: Inside,
    /// A lock may expect the thread that took it to be the one that releases it.
    stays_on_its_thread: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives shared access to the value.
unsafe impl<L: RawLock<Slot = ()>, T: Sync> Sync for Guard<'_, L, T> {}

impl<L: RawLock<Slot = ()>, T> Deref for Guard<'_, L, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock.
        self.lock.value.with(|value| unsafe { &*value })
    }
}

impl<L: RawLock<Slot = ()>, T> DerefMut for Guard<'_, L, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock, and is itself borrowed exclusively.
        self.lock.value.with_mut(|value| unsafe { &mut *value })
    }
}

impl<L: RawLock<Slot = ()>, T> Drop for Guard<'_, L, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the guard holds the lock.
        unsafe { self.lock.raw.release(&()) }
    }
}
