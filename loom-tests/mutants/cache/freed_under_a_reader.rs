//! **Who is evicted is freed at once.**
//!
//! *Mistake.* "The pointer was swapped for the new one, so nobody can find the old entry any more, and it can be freed." Nobody who comes from now
//! on. Who had found it before still reads it: an entry that is in use has to be left alone until it is not.
//!
//! *Killed by* `drops_once`, as a data race between the reading and the freeing.

use std::marker::PhantomData;

use primitives::cache::{BadCapacity, Cache};
use primitives::sync::atomic::{AtomicPtr, Ordering};
use primitives::sync::cell::UnsafeCell;

#[derive(Debug)]
struct Entry<V>(UnsafeCell<(u64, V)>);

impl<V> Drop for Entry<V> {
    fn drop(&mut self) {
        self.0.with_mut(|_| ()); // freeing is writing
    }
}

/// A cache of one entry.
#[derive(Debug)]
pub struct FreedUnderAReader<V> {
    entry: AtomicPtr<Entry<V>>,
    owns: PhantomData<V>,
}

// SAFETY: not kept: that is the mistake.
unsafe impl<V: Send> Send for FreedUnderAReader<V> {}
// SAFETY: as above.
unsafe impl<V: Send> Sync for FreedUnderAReader<V> {}

impl<V> FreedUnderAReader<V> {
    fn swap(&self, entry: *mut Entry<V>) {
        let old = self.entry.swap(entry, Ordering::AcqRel); // AcqRel: pairs with itself, and with the load in `get`
        if !old.is_null() {
            // SAFETY: none: a reader may be at it.
            drop(unsafe { Box::from_raw(old) });
        }
    }
}

impl<V: Clone + Send + 'static> Cache<u64, V> for FreedUnderAReader<V> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, 1)?;
        Ok(FreedUnderAReader { entry: AtomicPtr::new(std::ptr::null_mut()), owns: PhantomData })
    }

    fn get(&self, key: &u64) -> Option<V> {
        let entry = self.entry.load(Ordering::Acquire); // Acquire: pairs with `swap`
        if entry.is_null() {
            return None;
        }
        // SAFETY: none, as above.
        unsafe { (*entry).0.with(|entry| ((*entry).0 == *key).then(|| (*entry).1.clone())) }
    }

    fn insert(&self, key: u64, value: V) {
        self.swap(Box::into_raw(Box::new(Entry(UnsafeCell::new((key, value))))));
    }
}

impl<V> Drop for FreedUnderAReader<V> {
    fn drop(&mut self) {
        self.swap(std::ptr::null_mut());
    }
}
