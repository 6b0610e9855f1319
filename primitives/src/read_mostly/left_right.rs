//! **Two copies: one is read while the other is changed.**
//!
//! *Promise.* Linearizable. Reading is wait-free while the thread has a number below [`limits::SLOTS`], and costs atomic
//! additions and no waiting otherwise. Updates take turns under a lock; each waits for the readers of the copy that it changes
//! second. Readers that keep coming do not starve it.
//!
//! *Inside one another.* A reader inside a reader is fine. An update inside a reader of the same value would wait for itself.
//! And two values of which each is updated inside a reader of the other: two threads then wait for each other, and nothing
//! tells.
//!
//! *Origin.* Ramalhete and Correia, "Left-Right: A Concurrency Control Technique with Wait-Free Population Oblivious Reads", 2013,
//! and "Brief Announcement", 2015.
//!
//! *State.* Two copies, and `current`, the index of the one to be read. Readers announce themselves at one of two *versions* of the read
//! indicator: for each thread and version a count of its own, and for threads without a place a count that they share.
//!
//! *Invariants.*
//! 1. `current`, `version` and `writer` are changed under the lock, of which [`Mutual`] promises that it keeps all others out; a place's counts are written by the thread that has its number.
//! 2. Before an update begins, nobody reads or will read the copy that is not current, and it equals the other unless it is *suspect*.
//! 3. A reader is counted, at one version, from before it looks at `current` until it is done.
//!
//! *Why nobody reads what is changed.* A reader counts itself, then comes its fence, then it looks at `current`. An update
//! changes `current`, then comes its fence, then it waits until it has found each count of each version at nothing once.
//! - The update's fence is first: the reader finds the new index, and does not touch the copy that changes second.
//! - The reader's is first: the update finds it counted, at whichever version, and waits until it has left.
//!
//! *Why two versions.* With one, readers that come and go could keep a count above nothing for ever. So the update waits for the
//! version that nobody announces at any more, but for stragglers; sends new readers there; and then waits for the other. Nothing but that
//! hangs on `version`.
//!
//! *Orderings.* `current` is stored with `Release` and loaded with `Acquire`: who finds a copy finds it as it was changed. A count sinks
//! with `Release` and is found at nothing with `Acquire`: the reader's last look happens before the change. Arriving and `version`
//! are `Relaxed`: the fences order them.
//!
//! *A panic* of `change` leaves one copy half changed and suspect; the next update first makes it equal to the current one by
//! cloning. If it panics on the first copy, the update did not happen; on the second, it did. One of `read` leaves as a return does.
//!
//! *Trade-off.* An update copies nothing and allocates nothing, however large the value: right for maps and other structures. It
//! does its work twice, must do the same both times, and waits for readers each time.

use super::ReadMostly;
use crate::backoff::Backoff;
use crate::cache_padded::CachePadded;
use crate::lock::{LockKind, Mutual, StdMutex};
use crate::sync::atomic::{AtomicU64, AtomicUsize, LoadByOwner, Ordering, fence};
use crate::sync::cell::UnsafeCell;
use crate::sync::{limits, thread};

/// A value in two copies, its updates serialised by `L`.
#[derive(Debug)]
pub struct LeftRight<T: Send + 'static, L: LockKind = StdMutex> {
    looked_at: CachePadded<LookedAt>,
    copies: [CachePadded<UnsafeCell<T>>; 2],
    /// For each thread, how many readers of its announced themselves at each version and have not left.
    places: Box<[CachePadded<Counts>]>,
    /// The same for all threads without a place.
    crowd: CachePadded<Counts>,
    writer: L::Of<Writer>,
}

/// What readers look at and writers change.
#[derive(Debug)]
struct LookedAt {
    /// The copy to be read.
    current: AtomicUsize,
    /// Where to announce oneself.
    version: AtomicUsize,
}

/// Readers at each version.
type Counts = [AtomicU64; 2];

/// What only the writer looks at.
#[derive(Debug, Default)]
struct Writer {
    current: usize,
    version: usize,
    /// The copy that is not current may differ: a change did not return from it.
    suspect: bool,
}

// SAFETY: readers on several threads share a copy (T: Sync); the writer changes, on whichever thread, one that nobody
// reads (invariant 2; T: Send).
unsafe impl<T: Send + Sync + 'static, L: LockKind> Sync for LeftRight<T, L> {}

fn counts() -> CachePadded<Counts> {
    CachePadded::new([AtomicU64::new(0), AtomicU64::new(0)])
}

impl<T: Clone + Send + Sync + 'static, L: LockKind> ReadMostly<T> for LeftRight<T, L> {
    fn new(value: T) -> Self {
        let copy = value.clone();
        LeftRight {
            looked_at: CachePadded::new(LookedAt {
                current: AtomicUsize::new(0),
                version: AtomicUsize::new(0),
            }),
            copies: [value, copy].map(|copy| CachePadded::new(UnsafeCell::new(copy))),
            places: (0..limits::SLOTS).map(|_| counts()).collect(),
            crowd: counts(),
            writer: L::Of::new(Writer::default()),
        }
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let version = self.looked_at.version.load(Ordering::Relaxed); // Relaxed: either is waited for
        let _arrival = match self.own_place() {
            Some(counts) => Arrival::in_place(&counts[version & 1]),
            None => Arrival::in_the_crowd(&self.crowd[version & 1]),
        };
        fence(Ordering::SeqCst); // see the header: with the fence of `update`
        // Acquire: pairs with the Release in `update`: we find the copy as it was changed.
        let current = self.looked_at.current.load(Ordering::Acquire);
        // SAFETY: we are counted, so no update changes the copy that we found current (the header's two cases).
        self.copies[current & 1].with(|value| read(unsafe { &*value }))
    }

    /// # Panics
    /// In debug builds, inside a reader of the same value: it would wait for itself. (In release builds it does, and so does,
    /// in any, a thread without a place: it cannot be told.)
    fn update(&self, change: impl Fn(&mut T)) {
        debug_assert!(
            !self.is_read_here(),
            "re-entry: this thread reads this value, and its update would wait for itself"
        );
        self.writer.with(|writer| {
            let (old, new) = (writer.current, 1 - writer.current);
            if writer.suspect {
                self.make_equal(new, old);
            }
            writer.suspect = true;
            // SAFETY: we hold the lock, and nobody reads the copy that is not current (invariant 2).
            self.copies[new].with_mut(|value| change(unsafe { &mut *value }));
            writer.current = new;
            self.looked_at.current.store(new, Ordering::Release); // Release: pairs with the Acquire in `read`
            fence(Ordering::SeqCst); // see the header: with the fence of `read`
            self.wait_for_readers(writer);
            // SAFETY: we hold the lock, and whoever read this copy has left, whoever comes reads the other (the header's two cases).
            self.copies[old].with_mut(|value| change(unsafe { &mut *value }));
            writer.suspect = false;
        });
    }
}

impl<T: Clone + Send + Sync + 'static, L: LockKind> LeftRight<T, L> {
    #[inline(always)]
    fn own_place(&self) -> Option<&Counts> {
        self.places.get(thread::number()?).map(|place| &**place)
    }

    /// Whether the current thread is inside a reader. Of a thread without a place it is not known: then the answer is no.
    fn is_read_here(&self) -> bool {
        self.own_place().is_some_and(|counts| counts.iter().any(|count| count.load_by_owner() > 0))
    }

    /// Makes a suspect copy what the current one is.
    #[cold]
    fn make_equal(&self, suspect: usize, current: usize) {
        // SAFETY: the current copy is changed by nobody while it is current, and the lock is ours.
        let copy = self.copies[current].with(|value| T::clone(unsafe { &*value }));
        // SAFETY: we hold the lock, and nobody reads the copy that is not current (invariant 2).
        self.copies[suspect].with_mut(|value| unsafe { *value = copy });
    }

    /// Waits until whoever was counted when this was called has left.
    fn wait_for_readers(&self, writer: &mut Writer) {
        let (before, next) = (writer.version, 1 - writer.version);
        self.wait_for_version(next); // but for stragglers nobody is there
        writer.version = next;
        self.looked_at.version.store(next, Ordering::Relaxed); // Relaxed: either is waited for
        self.wait_for_version(before);
    }

    fn wait_for_version(&self, version: usize) {
        for counts in self.places.iter().chain([&self.crowd]) {
            let mut backoff = Backoff::new();
            // Acquire: pairs with the Release with which the count sinks: they have read what they read.
            while counts[version].load(Ordering::Acquire) != 0 {
                backoff.wait();
            }
        }
    }
}

/// A reader that is counted until this is dropped. It stays in the frame of `read`, and so on its thread.
enum Arrival<'a> {
    /// In the thread's own count.
    Place(&'a AtomicU64),
    /// In a count that others write too.
    Crowd(&'a AtomicU64),
}

impl<'a> Arrival<'a> {
    #[inline(always)]
    fn in_place(count: &'a AtomicU64) -> Self {
        count.store(count.load_by_owner() + 1, Ordering::Relaxed); // Relaxed: the fence shows it to the update
        Arrival::Place(count)
    }

    #[cold]
    fn in_the_crowd(count: &'a AtomicU64) -> Self {
        count.fetch_add(1, Ordering::Relaxed); // Relaxed: as above
        Arrival::Crowd(count)
    }
}

impl Drop for Arrival<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        // Release, both: pairs with the Acquire in `wait_for_version`.
        match self {
            Arrival::Place(count) => {
                count.store(count.load_by_owner() - 1, Ordering::Release); // Release: our reading is over
            }
            Arrival::Crowd(count) => {
                count.fetch_sub(1, Ordering::Release); // Release: our reading is over
            }
        }
    }
}
