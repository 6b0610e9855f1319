//! **A pin that is seen too late.**
//!
//! *Misconception.* "A Release store comes before what follows." It comes after what precedes. The load of the pointer may overtake the store:
//! the reader has the object already, and the scan does not find the reader yet.
//!
//! *Killed by* `no_early_free`, as a data race.

use primitives::reclaim::{Reclaim, Retired};
use primitives::sync::atomic::{AtomicU64, Ordering, fence};
use primitives::sync::{Mutex, limits, thread};

/// Not pinned. The first epoch is 1.
const OUT: u64 = 0;

/// Pins without a fence.
#[derive(Debug)]
pub struct LatePin {
    epoch: AtomicU64,
    /// For each thread [`OUT`], or the epoch in which it pinned.
    places: Vec<AtomicU64>,
    garbage: Mutex<Vec<(u64, Retired)>>,
}

impl LatePin {
    fn advance(&self) {
        let epoch = self.epoch.load(Ordering::Acquire);
        fence(Ordering::SeqCst);
        let inside = |place: &AtomicU64| ![OUT, epoch].contains(&place.load(Ordering::Acquire));
        if self.places.iter().any(inside) {
            return;
        }
        // Somebody else may have advanced it meanwhile.
        let _ = self.epoch.compare_exchange(epoch, epoch + 1, Ordering::AcqRel, Ordering::Acquire);
    }
}

// SAFETY: not kept, which is the mistake; what the laws let it free too early stays in memory.
unsafe impl Reclaim for LatePin {
    type Pinned<'a> = Pinned<'a>;

    fn new() -> Self {
        LatePin {
            epoch: AtomicU64::new(1),
            places: (0..limits::SLOTS).map(|_| AtomicU64::new(OUT)).collect(),
            garbage: Mutex::new(Vec::new()),
        }
    }

    fn pin(&self) -> Pinned<'_> {
        let place = &self.places[thread::number().expect("few threads")];
        place.store(self.epoch.load(Ordering::Acquire), Ordering::Release);
        Pinned(place)
    }

    unsafe fn retire(&self, object: Retired) {
        fence(Ordering::SeqCst);
        let epoch = self.epoch.load(Ordering::Acquire);
        self.garbage.lock().push((epoch, object));
    }

    fn collect(&self) {
        self.advance();
        self.advance();
        let mut garbage = self.garbage.lock();
        let epoch = self.epoch.load(Ordering::Acquire);
        garbage.retain(|(retired, _)| retired + 2 > epoch);
    }

    fn pending(&self) -> usize {
        self.garbage.lock().len()
    }
}

/// Pinned until dropped. (One at a time.)
#[derive(Debug)]
pub struct Pinned<'a>(&'a AtomicU64);

impl Drop for Pinned<'_> {
    fn drop(&mut self) {
        self.0.store(OUT, Ordering::Release);
    }
}
