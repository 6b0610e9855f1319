//! Where each segment of the queue is, and how long it lives. Ends come here once a segment, under a lock.

use std::collections::VecDeque;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use crate::sync::atomic::AtomicU64;
use crate::sync::cell::UnsafeCell;
use crate::sync::limits;

/// A place for one item.
pub(super) struct Slot<T> {
    /// One more than the position whose item is here; of a segment that was used before, an older one; at first 0.
    pub(super) stamp: AtomicU64,
    pub(super) item: UnsafeCell<MaybeUninit<T>>,
}

/// About how many bytes a segment may have.
const BYTES: usize = 4096;
/// But so many slots at least.
const LEAST: usize = 8;

/// The slots of `SLOTS` neighbouring positions. A pointer: it can be copied, and says nothing of whether they still live.
pub(super) struct Segment<T>(NonNull<Slot<T>>);

impl<T> Clone for Segment<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Segment<T> {}

// SAFETY: a pointer that only unsafe functions follow; whoever calls them answers for it. The items are sent: T: Send.
unsafe impl<T: Send> Send for Segment<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Segment<T> {}

impl<T> Segment<T> {
    /// How many slots a segment has: a power of two, fewer if they are large.
    pub(super) const SLOTS: u64 = {
        let least = if LEAST < limits::SEGMENT { LEAST } else { limits::SEGMENT };
        let fit = (BYTES / size_of::<Slot<T>>()).next_power_of_two();
        (if fit < least {
            least
        } else if fit > limits::SEGMENT {
            limits::SEGMENT
        } else {
            fit
        }) as u64
    };

    /// The first position of the segment in which this one lies.
    #[inline(always)]
    pub(super) fn first_of(position: u64) -> u64 {
        position & !(Self::SLOTS - 1)
    }

    /// No segment.
    pub(super) fn none() -> Self {
        Segment(NonNull::dangling())
    }

    fn new() -> Self {
        let empty = |_| Slot { stamp: AtomicU64::new(0), item: UnsafeCell::new(MaybeUninit::uninit()) };
        let slots: Box<[Slot<T>]> = (0..Self::SLOTS).map(empty).collect();
        Segment(NonNull::from(Box::leak(slots)).cast())
    }

    /// The slot of a position of this segment.
    ///
    /// # Safety
    /// The segment is not freed while the reference is used.
    #[inline(always)]
    pub(super) unsafe fn slot<'a>(self, position: u64) -> &'a Slot<T> {
        // SAFETY: `new` made `SLOTS` of them, and they live, says the caller.
        unsafe { self.0.add((position % Self::SLOTS) as usize).as_ref() }
    }

    /// Frees the memory; items that are still inside are not dropped.
    ///
    /// # Safety
    /// Once, and nobody looks at a slot again.
    unsafe fn free(self) {
        let slots = NonNull::slice_from_raw_parts(self.0, Self::SLOTS as usize);
        // SAFETY: `new` leaked a box of so many; the caller says that nobody else has it.
        drop(unsafe { Box::from_raw(slots.as_ptr()) });
    }
}

/// A segment that is not finished.
struct Live<T> {
    first: u64,
    segment: Segment<T>,
    /// How many of its items are reported as taken.
    taken: u64,
}

/// The segments that are not finished, by their first position, and one that is, to be used again.
pub(super) struct Directory<T> {
    live: VecDeque<Live<T>>,
    spare: Option<Segment<T>>,
}

impl<T> Directory<T> {
    pub(super) fn new() -> Self {
        Directory { live: VecDeque::new(), spare: None }
    }

    fn index(&self, first: u64) -> Result<usize, usize> {
        self.live.binary_search_by_key(&first, |live| live.first)
    }

    /// The segment that begins at `first`. Whoever asks first, of either side, makes it.
    ///
    /// Only for those who own a position in it whose item is not reported as taken: then it is not finished, and will not be.
    pub(super) fn find(&mut self, first: u64) -> Segment<T> {
        match self.index(first) {
            Ok(index) => self.live[index].segment,
            Err(index) => {
                let segment = self.spare.take().unwrap_or_else(Segment::new);
                self.live.insert(index, Live { first, segment, taken: 0 });
                segment
            }
        }
    }

    /// Reports that so many more items of a segment are out; the last report finishes it.
    pub(super) fn report(&mut self, first: u64, taken: u64) {
        let index = self.index(first).expect("a segment is finished by the report of its last item");
        self.live[index].taken += taken;
        if self.live[index].taken < Segment::<T>::SLOTS {
            return;
        }
        let finished = self.live.remove(index).expect("found above").segment;
        if let Some(second) = self.spare.replace(finished) {
            // SAFETY: all its items were reported, so no position in it is anybody's, and it left the directory before.
            unsafe { second.free() };
        }
    }
}

impl<T> Drop for Directory<T> {
    fn drop(&mut self) {
        for segment in self.live.drain(..).map(|live| live.segment).chain(self.spare.take()) {
            // SAFETY: the queue is being dropped, so there are no ends.
            unsafe { segment.free() };
        }
    }
}
