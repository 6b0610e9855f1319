//! **Count time in epochs; what is two epochs old, nobody holds.**
//!
//! *Promise.* Pinning and leaving are wait-free: a load and a store of the thread's own, and a fence; a thread beyond the first
//! [`limits::SLOTS`] pays atomic additions instead. Retiring takes the lock of a bag, and may wait for it: the thread's own
//! bag, while somebody who looks through it is stopped there; or the one bag of all threads without a place. So a
//! structure that retires here is lock-free *but for freeing*, and no more. For readers waits nothing but
//! [`Domain::synchronize`].
//!
//! *Garbage has no bound by itself.* While a thread stalls pinned, the epoch advances once more at most: everything that is
//! retired from its pinning on stays until it leaves, and so may what was retired in the epoch before. While nobody stalls, a
//! thread's own garbage is looked through at each [`limits::GARBAGE`]th retirement, after an attempt to advance: two or three
//! times that many wait. With it another bag is looked through, in turn, and that of the threads without a place: so what a
//! thread leaves behind when it ends or goes over to something else is freed while any other retires, after [`limits::SLOTS`]
//! such looks and two advances. If nobody retires any more, it waits for [`Domain::collect`] or for the domain's end. A
//! structure that may block bounds its garbage by `synchronize`.
//!
//! *Objects that retire objects.* Freeing runs its owner's code, which may retire, and that frees: put off until the outer
//! freeing is through, which then sweeps again. So a chain of objects of which each retires the next is freed in a flat stack,
//! however long.
//!
//! *Origin.* Fraser, "Practical Lock-Freedom", 2004, section 5.2.3.
//!
//! *State.* `epoch`, a number that rises. For each thread a place: `OUT`, or the epoch that it found when it pinned, and how
//! many guards it has. Threads without a place are counted, by the parity of the epoch they found. For each place a bag of
//! retired objects, each stamped with the epoch after it was taken out.
//!
//! *Invariants.*
//! 1. A place is written by the one thread that has its number; successive owners are ordered ([`thread::number`]).
//! 2. The epoch advances from *e* only after a scan that found every place `OUT` or at *e*, and nobody counted at the parity of *e* - 1.
//! 3. An object stamped *s* is freed only once the epoch is *s* + 2 or more.
//!
//! *Why nobody holds what is freed.* Let a pinned reader hold an object stamped *s*. Three fences are in one total order: the
//! reader's in `pin`, the retirer's in `retire`, and that of the scan which advances from *s* + 1 to *s* + 2.
//! - The retirer's fence is first, then the reader's: then the reader finds the object taken out. So the reader's is first,
//!   and the stamp is no older than the epoch *e* that the reader found: *e* ≤ *s*.
//! - The scan's is first, then the reader's: then it is before the retirer's too, who finds the *s* + 1 that the scan had
//!   found, and stamps that. So the reader's is first: the scan finds it pinned at *e* < *s* + 1, and does not advance.
//!
//! Who is counted by parity is found only by every second scan, so such a reader looks at the epoch again, behind its fence. Either it has not moved:
//! then no scan that began before the fence had found *e* + 1, and the first one that does finds the reader. Or it has: then the
//! reader is counted at both parities, and no scan after its second fence advances.
//!
//! *Orderings.* A place is stored with `Release` on leaving and also on pinning: whichever a scan (`Acquire`) finds, all that the
//! thread read under earlier guards happened before. The count sinks with `Release` for the same scan. The advance is `Release`
//! and pairs with the `Acquire` of whoever frees. All else that must be seen is seen through the fences above.
//!
//! *Trade-off.* The cheapest reading there is, however many objects are read under one guard. Paid for with garbage: one sleeping
//! reader keeps everybody's. Hazard pointers bound the garbage and pay the fence for each object.

use std::marker::PhantomData;

use super::{Reclaim, Retired, Synchronize};
use crate::backoff::Backoff;
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU64, LoadByOwner, Ordering, fence};
use crate::sync::{Mutex, limits, outermost, thread};

/// Nobody is pinned by this place. Any other state is an epoch, shifted, and the number of guards, at least one.
const OUT: u64 = 0;
/// Bits for the number of guards.
const GUARD_BITS: u32 = 16;
/// The most guards of one thread.
const MOST_GUARDS: u64 = (1 << GUARD_BITS) - 1;
/// How much older than the epoch a stamp must be.
const AGE: u64 = 2;

fn guards(state: u64) -> u64 {
    state & MOST_GUARDS
}

fn pinned_in(state: u64, epoch: u64) -> bool {
    state >> GUARD_BITS == epoch << GUARD_BITS >> GUARD_BITS
}

/// The objects of one structure, or of several: what is retired here waits for those that are pinned here.
#[derive(Debug)]
pub struct Domain {
    epoch: CachePadded<AtomicU64>,
    places: Box<[CachePadded<Place>]>,
    /// Guards of threads without a place, by the parity of the epoch they found.
    crowd: [CachePadded<AtomicU64>; 2],
    /// What such threads retired.
    crowd_bag: CachePadded<Bag>,
}

/// What was retired by a thread, or by all without a place.
type Bag = Mutex<Garbage>;

#[derive(Debug, Default)]
struct Garbage {
    /// Retired objects, each with its stamp, the oldest first.
    objects: Vec<(u64, Retired)>,
    /// Whose bag is next to be looked through along with this one.
    turn: usize,
}

/// What one thread has in a domain.
#[derive(Debug)]
struct Place {
    /// [`OUT`], or epoch and guards; written by the owner.
    state: AtomicU64,
    /// What the owner retired.
    bag: Bag,
}

impl Domain {
    /// Nothing retired, nobody pinned.
    pub fn new() -> Self {
        Domain {
            epoch: CachePadded::new(AtomicU64::new(0)),
            places: (0..limits::SLOTS).map(|_| CachePadded::new(Place::new())).collect(),
            crowd: std::array::from_fn(|_| CachePadded::new(AtomicU64::new(0))),
            crowd_bag: CachePadded::new(Bag::default()),
        }
    }

    /// Pins the current thread until the guard is dropped, and with it whatever the thread finds from now on. Where a
    /// closure will do, [`while_pinned`](Self::while_pinned) is a little cheaper.
    ///
    /// A guard that is forgotten pins for ever.
    ///
    /// # Panics
    /// At the 65,536th guard of one thread.
    #[inline(always)]
    pub fn pin(&self) -> Pinned<'_> {
        Pinned { held: self.hold(), stays_on_its_thread: PhantomData }
    }

    /// Runs `body` pinned. What cannot outlive its frame need not ask, when it leaves, whose place it is by now.
    #[inline(always)]
    pub fn while_pinned<R>(&self, body: impl FnOnce() -> R) -> R {
        let _held = self.hold();
        body()
    }

    #[inline(always)]
    fn hold(&self) -> Held<'_> {
        match self.own_place() {
            Some((number, place)) => {
                place.enter(&self.epoch);
                Held::Place(number, place)
            }
            None => self.hold_in_the_crowd(),
        }
    }

    #[inline(always)]
    fn own_place(&self) -> Option<(usize, &Place)> {
        let number = thread::number()?;
        self.places.get(number).map(|place| (number, &**place))
    }

    #[cold]
    fn hold_in_the_crowd(&self) -> Held<'_> {
        let epoch = self.epoch.load(Ordering::Relaxed); // Relaxed: looked at again below
        let found = &*self.crowd[parity(epoch)];
        found.fetch_add(1, Ordering::Relaxed); // Relaxed: the fence shows it to the scans
        fence(Ordering::SeqCst); // see the header: with the fences of `retire` and `try_advance`
        // Relaxed: the fence decides what it may miss
        if self.epoch.load(Ordering::Relaxed) == epoch {
            return Held::Crowd([Some(found), None]);
        }
        let other = &*self.crowd[parity(epoch + 1)];
        other.fetch_add(1, Ordering::Relaxed); // Relaxed: as above
        fence(Ordering::SeqCst); // as above
        Held::Crowd([Some(found), Some(other)])
    }

    /// Whether the current thread is pinned here. Of a thread without a place it is not known: then the answer is no.
    pub fn is_pinned_here(&self) -> bool {
        self.own_place().is_some_and(|(_, place)| place.state.load_by_owner() != OUT)
    }

    /// See [`Reclaim::retire`].
    ///
    /// # Safety
    /// As there.
    pub unsafe fn retire(&self, object: Retired) {
        let bag = self.own_place().map_or(&*self.crowd_bag, |(_, place)| &place.bag);
        fence(Ordering::SeqCst); // see the header: with the fences of `pin` and `try_advance`
        let full = {
            let mut bag = bag.lock();
            // Relaxed: the fence decides what it may miss. Under the bag's lock, so that stamps in a bag never sink.
            let stamp = self.epoch.load(Ordering::Relaxed);
            bag.objects.push((stamp, object));
            bag.objects.len().is_multiple_of(limits::GARBAGE).then(|| {
                bag.turn = (bag.turn + 1) % self.places.len();
                bag.turn
            })
        };
        let Some(turn) = full else { return };
        outermost(self.key(), || {
            self.try_advance();
            self.free_from(bag);
            // Their threads may do something else by now.
            self.free_from(&self.places[turn].bag);
            self.free_from(&self.crowd_bag);
        });
    }

    /// Frees everything, of all threads, that nobody pinned can hold, but what others are freeing; never waits.
    ///
    /// Called while an object of this domain is being freed, by its drop, it returns at once; what is freeing goes on
    /// when that drop is done.
    pub fn collect(&self) {
        outermost(self.key(), || {
            for _ in 0..AGE {
                self.try_advance();
            }
            self.places.iter().for_each(|place| self.free_from(&place.bag));
            self.free_from(&self.crowd_bag);
        });
    }

    /// By which a thread knows that it is freeing here.
    fn key(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// Retired objects that are not freed yet. Looks into all bags, one after another.
    pub fn pending(&self) -> usize {
        let of_places: usize = self.places.iter().map(|place| place.bag.lock().objects.len()).sum();
        of_places + self.crowd_bag.lock().objects.len()
    }

    /// Waits until every thread that is pinned now has left, and those that pin before the epoch has moved once. Those that pin later
    /// are not waited for.
    ///
    /// # Panics
    /// If the current thread is pinned here: it would wait for itself. (A thread without a place would; it cannot be told.)
    pub fn synchronize(&self) {
        assert!(!self.is_pinned_here(), "re-entry: this thread is pinned here, and would wait for itself");
        fence(Ordering::SeqCst); // as in `retire`: whoever holds what was taken out before has pinned before
        let until = self.epoch.load(Ordering::Relaxed) + AGE; // Relaxed: the fence decides what it may miss
        let mut backoff = Backoff::new();
        // Acquire: pairs with the Release in `try_advance`: what the readers read, they have read.
        while self.epoch.load(Ordering::Acquire) < until {
            if !self.try_advance() {
                backoff.wait();
            }
        }
    }

    /// Advances the epoch if everybody who is pinned has seen it; says whether it did.
    fn try_advance(&self) -> bool {
        let epoch = self.epoch.load(Ordering::Relaxed); // Relaxed: the exchange checks it
        fence(Ordering::SeqCst); // see the header: with the fences of `pin` and `retire`
        for place in &self.places {
            // Acquire: pairs with the Release of `enter` and of `leave`: what the thread read before happened before we advance.
            let state = place.state.load(Ordering::Acquire);
            if state != OUT && !pinned_in(state, epoch) {
                return false; // somebody is still in the epoch before
            }
        }
        // Acquire: pairs with the Release with which the count sinks
        if self.crowd[parity(epoch + 1)].load(Ordering::Acquire) != 0 {
            return false; // somebody without a place is, or may be
        }
        // Release: pairs with the Acquire of those who free. Relaxed if somebody else advanced: nothing was read.
        self.epoch.compare_exchange(epoch, epoch + 1, Ordering::Release, Ordering::Relaxed).is_ok()
    }

    /// Frees what is old enough, outside the lock: freeing runs its owner's code, which may retire. Called by the [`outermost`] alone: of
    /// objects that retire others as they are freed, one is under the other in no stack.
    fn free_from(&self, bag: &Bag) {
        let Some(mut bag) = bag.try_lock() else { return }; // somebody else is at it
        // Acquire: pairs with the Release in `try_advance`: readers are done with what is old enough (invariant 3).
        let epoch = self.epoch.load(Ordering::Acquire);
        let old = bag.objects.partition_point(|(stamp, _)| stamp + AGE <= epoch);
        let old: Vec<_> = bag.objects.drain(..old).collect();
        drop(bag);
        drop(old);
    }
}

fn parity(epoch: u64) -> usize {
    (epoch & 1) as usize
}

impl Default for Domain {
    fn default() -> Self {
        Domain::new()
    }
}

impl Place {
    fn new() -> Self {
        Place { state: AtomicU64::new(OUT), bag: Bag::default() }
    }

    #[inline(always)]
    fn enter(&self, epoch: &AtomicU64) {
        let state = self.state.load_by_owner();
        if state != OUT {
            return self.enter_again(state);
        }
        let epoch = epoch.load(Ordering::Relaxed); // Relaxed: an older one only keeps more
        // Release: pairs with the Acquire of the scan, which may find this and not the leaving before.
        self.state.store((epoch << GUARD_BITS) + 1, Ordering::Release);
        fence(Ordering::SeqCst); // see the header: with the fences of `retire` and `try_advance`
    }

    #[cold]
    fn enter_again(&self, state: u64) {
        assert!(guards(state) < MOST_GUARDS, "too many guards of one thread");
        // Relaxed: what was read before the first guard, its fence releases; what was read since, the leaving will.
        self.state.store(state + 1, Ordering::Relaxed);
    }

    #[inline(always)]
    fn leave(&self) {
        let state = self.state.load_by_owner();
        let left = if guards(state) == 1 { OUT } else { state - 1 };
        self.state.store(left, Ordering::Release); // Release: pairs with the Acquire of the scan: our reading is over
    }
}

/// While it lives, nothing is freed that its thread can have found since.
#[must_use = "the thread is no longer pinned as soon as this is dropped"]
#[derive(Debug)]
pub struct Pinned<'a> {
    held: Held<'a>,
    /// A place is written by its thread alone (invariant 1).
    stays_on_its_thread: PhantomData<*const ()>,
}

impl Drop for Pinned<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        // At the thread's very end its number may be another's by now, and the place with it (invariant 1): then it stays
        // pinned.
        if matches!(self.held, Held::Place(number, _) if thread::number() != Some(number)) {
            std::mem::forget(std::mem::replace(&mut self.held, Held::NOTHING));
        }
    }
}

/// What pins: dropped on the thread that made it, while that has its number, it leaves.
#[derive(Debug)]
enum Held<'a> {
    /// The place with this number, the thread's own.
    Place(usize, &'a Place),
    /// One or both of the counts.
    Crowd([Option<&'a AtomicU64>; 2]),
}

impl Held<'_> {
    /// Pins nothing.
    const NOTHING: Self = Held::Crowd([None, None]);
}

impl Drop for Held<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        match self {
            Held::Place(_, place) => place.leave(),
            Held::Crowd(counts) => counts.iter().flatten().for_each(|count| {
                count.fetch_sub(1, Ordering::Release); // Release: pairs with the Acquire of the scan: our reading is over
            }),
        }
    }
}

// SAFETY: what is freed is two epochs older than the epoch (invariant 3); that nobody holds it then, the header argues.
unsafe impl Reclaim for Domain {
    type Pinned<'a> = Pinned<'a>;

    fn new() -> Self {
        Domain::new()
    }

    #[inline(always)]
    fn pin(&self) -> Pinned<'_> {
        Domain::pin(self)
    }

    unsafe fn retire(&self, object: Retired) {
        // SAFETY: the same contract.
        unsafe { Domain::retire(self, object) }
    }

    fn collect(&self) {
        Domain::collect(self);
    }

    fn pending(&self) -> usize {
        Domain::pending(self)
    }
}

// SAFETY: it waits until what was taken out before, had it been retired, would be old enough: the header's two cases.
unsafe impl Synchronize for Domain {
    fn synchronize(&self) {
        Domain::synchronize(self);
    }
}
