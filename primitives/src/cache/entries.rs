//! Where the key and the value of an entry are kept, so that they can be read without a lock.

use std::marker::PhantomData;

use crate::read_mostly::words::Words;
use crate::reclaim::epoch::Domain;
use crate::reclaim::{Reclaim, Retired};
use crate::sync::atomic::{AtomicPtr, AtomicU8, AtomicU32, LoadByOwner, Ordering, fence};
use crate::sync::cell::UnsafeCell;

/// What a reader finds in a place.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<V> {
    /// This key, and its value.
    Hit(V),
    /// Another key.
    Other,
    /// Nothing, or something that is being changed.
    Busy,
}

/// A place for one entry.
///
/// A place belongs to one cache. Looking may be done by any thread at any time; what is unsafe here, by the holder of the lock that is the
/// place's, and this is what its callers promise: of all those calls for one place, each happens before the next.
pub trait Keep: Send + Sync + 'static {
    /// What an entry is found by.
    type Key;
    /// What is found.
    type Value: Clone;
    /// What all places of a cache have in common.
    type Common: Default + Send + Sync + 'static;
    /// What is left of an entry that was taken out, to be dropped outside the lock.
    type Remains;

    /// An empty place.
    fn vacant() -> Self;

    /// A count for whoever decides what is forgotten, beside the entry. It belongs to the place, and means nothing to it.
    fn hits(&self) -> &AtomicU8;

    /// Looks for a key; what is found was here at some moment of the call. `common` is that of the place's cache.
    fn read(&self, common: &Self::Common, key: &Self::Key) -> Found<Self::Value>;

    /// Whether it has this key, of a place that is not empty.
    ///
    /// # Safety
    /// The caller holds the place's lock.
    unsafe fn has(&self, key: &Self::Key) -> bool;

    /// The value, of a place that is not empty.
    ///
    /// # Safety
    /// The caller holds the place's lock.
    unsafe fn value(&self) -> Option<Self::Value>;

    /// Puts an entry into an empty place.
    ///
    /// # Safety
    /// The caller holds the place's lock.
    unsafe fn fill(&self, key: Self::Key, value: Self::Value);

    /// Puts another value for the same key.
    ///
    /// # Safety
    /// The caller holds the place's lock.
    unsafe fn replace(&self, key: Self::Key, value: Self::Value) -> Self::Remains;

    /// Empties the place: from now on no read that begins finds anything.
    ///
    /// # Safety
    /// The caller holds the place's lock.
    unsafe fn vacate(&self) -> Self::Remains;

    /// Drops what is left, when nobody reads it any more. Best done outside the lock: a drop is its owner's code.
    ///
    /// # Safety
    /// `common` is what every reader of the place it comes from is given.
    unsafe fn bury(common: &Self::Common, remains: Self::Remains);

    /// Drops what was left until now and can be dropped.
    fn settle(common: &Self::Common);
}

/// Key and value as words in the place itself, behind a sequence (see [`seqlock`](crate::read_mostly::seqlock)): for what is [`Words`].
///
/// *Invariants.* The sequence is odd while the place is empty or written, and grows with each change. While it is even, the words are those
/// of one entry. It does not come round to the same value within one read.
///
/// *Orderings.* As in `seqlock`: the last store of the sequence is Release and the reader's first load Acquire; a Release fence
/// stands between the odd sequence and the words, an Acquire fence between the words and the second look.
pub struct InPlace<K: Words, V: Words> {
    sequence: AtomicU32,
    hits: AtomicU8,
    key: K::Atomics,
    value: V::Atomics,
}

impl<K: Words, V: Words> InPlace<K, V> {
    /// Makes the sequence odd, so that nobody trusts the words any more.
    fn begin(&self) {
        let sequence = self.sequence.load_by_owner();
        self.sequence.store(sequence | 1, Ordering::Relaxed); // Relaxed: the fence stands behind it
        fence(Ordering::Release); // Release: pairs with the Acquire fence in `read`
    }

    /// Makes it even again.
    fn end(&self) {
        let sequence = self.sequence.load_by_owner();
        self.sequence.store(sequence.wrapping_add(1), Ordering::Release); // Release: pairs with the Acquire in `read`
    }
}

impl<K: Words + Eq, V: Words> Keep for InPlace<K, V> {
    type Key = K;
    type Value = V;
    type Common = ();
    type Remains = ();

    fn vacant() -> Self {
        InPlace {
            sequence: AtomicU32::new(1),
            hits: AtomicU8::new(0),
            key: K::ZERO.into_atomics(),
            value: V::ZERO.into_atomics(),
        }
    }

    #[inline(always)]
    fn hits(&self) -> &AtomicU8 {
        &self.hits
    }

    #[inline(always)]
    fn read(&self, (): &(), key: &K) -> Found<V> {
        // Acquire: pairs with the Release in `end`: the words are at least as new as this sequence.
        let before = self.sequence.load(Ordering::Acquire);
        let (found, value) = (K::load(&self.key), V::load(&self.value));
        fence(Ordering::Acquire); // Acquire: pairs with the Release fence in `begin`
        let after = self.sequence.load(Ordering::Relaxed); // Relaxed: the fence stands before it
        if before & 1 == 1 || before != after {
            Found::Busy
        } else if found == *key {
            Found::Hit(value)
        } else {
            Found::Other
        }
    }

    unsafe fn has(&self, key: &K) -> bool {
        K::load_by_owner(&self.key) == *key
    }

    unsafe fn value(&self) -> Option<V> {
        Some(V::load_by_owner(&self.value))
    }

    unsafe fn fill(&self, key: K, value: V) {
        // Once more, though it is odd already: who emptied the place may have been another thread, and its fence stands before its words.
        self.begin();
        key.store(&self.key);
        value.store(&self.value);
        self.end();
    }

    unsafe fn replace(&self, _key: K, value: V) {
        self.begin();
        value.store(&self.value);
        self.end();
    }

    unsafe fn vacate(&self) {
        self.begin();
    }

    unsafe fn bury((): &(), (): ()) {}

    fn settle((): &()) {}
}

/// Key and value on the heap, behind a pointer, freed when nobody reads them any more (see [`reclaim`](crate::reclaim)): for anything.
///
/// *Invariants.* The pointer is null while the place is empty, and else leads to an entry that does not change. Who takes an entry out
/// retires it, after the pointer has left it.
///
/// *Orderings.* The pointer is stored with Release and loaded with Acquire: the entry is found as it was made. That it is not freed under a
/// reader is the reclaimer's.
pub struct Behind<K, V, R = Domain> {
    entry: AtomicPtr<Entry<K, V>>,
    hits: AtomicU8,
    reclaimer: PhantomData<fn() -> R>,
}

/// A cell, so that a checker sees a reading that overlaps with the freeing.
struct Entry<K, V>(UnsafeCell<(K, V)>);

impl<K, V> Drop for Entry<K, V> {
    fn drop(&mut self) {
        self.0.with_mut(|_| ()); // freeing is writing: nobody may read meanwhile
    }
}

// SAFETY: readers on several threads share key and value (Sync), and whoever buries them drops what another thread made (Send).
unsafe impl<K: Send + Sync, V: Send + Sync, R> Sync for Behind<K, V, R> {}
// SAFETY: it owns its entry.
unsafe impl<K: Send + Sync, V: Send + Sync, R> Send for Behind<K, V, R> {}

/// The reclaimer of a cache.
pub struct Common<R>(R);

impl<R: Reclaim> Default for Common<R> {
    fn default() -> Self {
        Common(R::new())
    }
}

/// An entry that was taken out.
pub struct Remains<K, V>(*mut Entry<K, V>);

impl<K, V, R> Keep for Behind<K, V, R>
where
    K: Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    R: Reclaim,
{
    type Key = K;
    type Value = V;
    type Common = Common<R>;
    type Remains = Remains<K, V>;

    fn vacant() -> Self {
        Behind { entry: AtomicPtr::new(std::ptr::null_mut()), hits: AtomicU8::new(0), reclaimer: PhantomData }
    }

    #[inline(always)]
    fn hits(&self) -> &AtomicU8 {
        &self.hits
    }

    #[inline]
    fn read(&self, common: &Common<R>, key: &K) -> Found<V> {
        let _pinned = common.0.pin();
        let entry = self.entry.load(Ordering::Acquire); // Acquire: pairs with the Release in `fill` and `replace`
        if entry.is_null() {
            return Found::Busy;
        }
        // SAFETY: found while pinned to what its remains are given to (`bury`), so it is not freed yet. It does not change.
        let found = unsafe { &*entry };
        found.0.with(|found| {
            // SAFETY: as above.
            let (its_key, value) = unsafe { &*found };
            if its_key == key { Found::Hit(value.clone()) } else { Found::Other }
        })
    }

    unsafe fn has(&self, key: &K) -> bool {
        self.entry_by_owner().is_some_and(|entry| {
            // SAFETY: it is taken out and freed only under the lock, which the caller holds.
            entry.0.with(|entry| unsafe { (*entry).0 == *key })
        })
    }

    unsafe fn value(&self) -> Option<V> {
        // SAFETY: as in `has`.
        self.entry_by_owner().map(|entry| entry.0.with(|entry| unsafe { (*entry).1.clone() }))
    }

    unsafe fn fill(&self, key: K, value: V) {
        let entry = Box::into_raw(Box::new(Entry(UnsafeCell::new((key, value)))));
        self.entry.store(entry, Ordering::Release); // Release: pairs with the Acquire in `read`
    }

    unsafe fn replace(&self, key: K, value: V) -> Remains<K, V> {
        let remains = Remains(self.entry.load_by_owner());
        // SAFETY: what the caller promises.
        unsafe { self.fill(key, value) };
        remains
    }

    unsafe fn vacate(&self) -> Remains<K, V> {
        let remains = Remains(self.entry.load_by_owner());
        // Relaxed: brings nothing with it; a reader that finds the old one is pinned.
        self.entry.store(std::ptr::null_mut(), Ordering::Relaxed);
        remains
    }

    unsafe fn bury(common: &Common<R>, Remains(entry): Remains<K, V>) {
        if !entry.is_null() {
            // SAFETY: taken out of its place, once: `Remains` comes from there alone, under the lock. Whoever reads it is pinned to `common`
            // (promised by the caller).
            unsafe { common.0.retire(Retired::boxed(entry)) };
        }
    }

    fn settle(common: &Common<R>) {
        common.0.collect();
    }
}

impl<K, V, R> Behind<K, V, R> {
    fn entry_by_owner(&self) -> Option<&Entry<K, V>> {
        let entry = self.entry.load_by_owner();
        // SAFETY: null, or an entry that is in its place, and stays there while the caller holds the lock.
        unsafe { entry.as_ref() }
    }
}

impl<K, V, R> Drop for Behind<K, V, R> {
    fn drop(&mut self) {
        let entry = self.entry.load_by_owner();
        if !entry.is_null() {
            // SAFETY: we are alone, and it is still in its place: nobody has taken it out.
            drop(unsafe { Box::from_raw(entry) });
        }
    }
}
