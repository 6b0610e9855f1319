//! What the rings of one producer and one consumer share: two indices, and places for items.
//!
//! An index counts operations and wraps around at the end of `usize`. Its place is its low bits, so the number of places is a power of
//! two, and the wrap-around has no seam; the capacity is a matter of the producer, who leaves the other places alone.
//!
//! *Invariants* of a [`Ring`], which its two ends keep.
//! 1. `tail` is written by the producer alone, `head` by the consumer alone.
//! 2. Both only count up, and `head <= tail <= head + capacity`, modulo what `usize` can count.
//! 3. The places from `head` to `tail` hold an item each, and belong to the consumer; all others are free, and belong to the producer.

use std::alloc::{Layout, alloc, dealloc};
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use super::{BadCapacity, drop_all};
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::cell::UnsafeCell;
use crate::sync::hint::pause;
use crate::sync::limits;

type Place<T> = UnsafeCell<MaybeUninit<T>>;

/// Places begin at a line of their own, and an item of a line's size lies in one line, not across two.
const LINE: usize = align_of::<CachePadded<()>>();

/// The shared part of a queue.
pub(super) struct Ring<T> {
    /// How many items were pushed, of those that the consumer may see.
    pub(super) tail: CachePadded<AtomicUsize>,
    /// How many items were popped, of those whose places the producer may use again.
    pub(super) head: CachePadded<AtomicUsize>,
    places: Places<T>,
}

/// The places of a ring, for as long as it lives. Each end has this with itself, so that no operation has to ask the shared part where
/// they are: the line it would ask for is one that the other end keeps writing.
pub(super) struct Places<T> {
    first: NonNull<Place<T>>,
    /// How many there are, a power of two, less one.
    mask: usize,
}

// SAFETY: it is a pointer to places; who touches which is told by invariant 3, and T: Send lets an item go in here and out there.
unsafe impl<T: Send> Send for Places<T> {}
// SAFETY: as above: places are touched only by calls that are unsafe, and no reference to an item is handed out.
unsafe impl<T: Send> Sync for Places<T> {}

impl<T> Clone for Places<T> {
    fn clone(&self) -> Self {
        Places { first: self.first, mask: self.mask }
    }
}

/// Before the second look of a consumer that found nothing: a pause, in which the producer gets ahead by several items. Whoever
/// came back for each single one would take the line away from who is writing it, once an item.
#[inline(always)]
pub(super) fn after_a_head_start() -> bool {
    if limits::HEAD_START != 0 {
        pause(limits::HEAD_START);
    }
    limits::HEAD_START != 0
}

impl<T> Ring<T> {
    /// A ring with at least `capacity` places, as if `passed` items had been through it.
    ///
    /// # Errors
    /// [`BadCapacity`] for none, for more than can be addressed, and for more than there is memory for.
    pub(super) fn new(capacity: usize, passed: usize) -> Result<Ring<T>, BadCapacity> {
        Ok(Ring {
            tail: CachePadded::new(AtomicUsize::new(passed)),
            head: CachePadded::new(AtomicUsize::new(passed)),
            places: Places::new(capacity)?,
        })
    }

    /// Where items are, for an end that keeps this ring alive.
    pub(super) fn places(&self) -> Places<T> {
        self.places.clone()
    }
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        /// Behind the items, even if the drop of one panics.
        struct Freed<'a, T>(&'a Places<T>);
        impl<T> Drop for Freed<'_, T> {
            fn drop(&mut self) {
                // SAFETY: the ring is being dropped, and with it the last who could use its places.
                unsafe { self.0.free() };
            }
        }

        let places = Freed(&self.places);
        let mut head = self.head.load(Ordering::Relaxed); // Relaxed: both ends are gone
        let tail = self.tail.load(Ordering::Relaxed); // Relaxed: both ends are gone
        drop_all(|| {
            let position = head;
            (position != tail).then(|| {
                head = position.wrapping_add(1);
                // SAFETY: between the two there is an item in each place (invariant 3), and each is met once.
                unsafe { places.0.take(position) }
            })
        });
    }
}

impl<T> Places<T> {
    fn new(capacity: usize) -> Result<Places<T>, BadCapacity> {
        // The bytes of a layout are at most isize::MAX, rounded up to a line; and the places are a power of two.
        let most = (isize::MAX as usize - LINE) / size_of::<Place<T>>().max(1);
        BadCapacity::unless_within(capacity, 1, 1 << most.ilog2())?;
        let count = capacity.next_power_of_two();
        let layout = Self::layout(count);
        let first = if layout.size() == 0 {
            NonNull::<CachePadded<Place<T>>>::dangling().cast()
        } else {
            // SAFETY: the layout has a size.
            let first = NonNull::new(unsafe { alloc(layout) }.cast::<Place<T>>());
            let first = first.ok_or(BadCapacity { asked: capacity, least: 1, most: capacity - 1 })?;
            for index in 0..count {
                // SAFETY: within the layout. (For the machine this writes nothing; a checker's cell has a name.)
                unsafe { first.add(index).write(UnsafeCell::new(MaybeUninit::uninit())) };
            }
            first
        };
        Ok(Places { first, mask: count - 1 })
    }

    fn layout(count: usize) -> Layout {
        let layout = Layout::array::<Place<T>>(count).and_then(|layout| layout.align_to(LINE));
        layout.expect("the capacity was checked")
    }

    /// # Safety
    /// Once, and no use of the places after it.
    unsafe fn free(&self) {
        let count = self.mask + 1;
        let layout = Self::layout(count);
        if layout.size() == 0 {
            return;
        }
        if std::mem::needs_drop::<Place<T>>() {
            // SAFETY: made in `new`. This drops cells, of which a checker's may need it, and no items.
            unsafe { NonNull::slice_from_raw_parts(self.first, count).drop_in_place() };
        }
        // SAFETY: from `alloc`, with this layout.
        unsafe { dealloc(self.first.as_ptr().cast(), layout) };
    }

    /// Puts an item in.
    ///
    /// # Safety
    /// The ring lives; the caller is the producer, and the place of this position is free.
    #[inline(always)]
    pub(super) unsafe fn put(&self, position: usize, item: T) {
        // SAFETY: the mask keeps the place within the row, which lives.
        let place = unsafe { self.first.add(position & self.mask).as_ref() };
        // SAFETY: the place is the producer's alone (invariant 3, kept by the caller).
        place.with_mut(|free| unsafe { (*free).write(item) });
    }

    /// Takes an item out.
    ///
    /// # Safety
    /// The ring lives; the caller is the consumer, and the place of this position holds an item, which is taken out once.
    #[inline(always)]
    pub(super) unsafe fn take(&self, position: usize) -> T {
        // SAFETY: the mask keeps the place within the row, which lives.
        let place = unsafe { self.first.add(position & self.mask).as_ref() };
        // SAFETY: the place is the consumer's alone, and full (invariant 3, kept by the caller).
        place.with(|full| unsafe { (*full).assume_init_read() })
    }
}
