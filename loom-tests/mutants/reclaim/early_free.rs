//! **One epoch old is old enough.**
//!
//! *Misconception.* "The epoch advances only when everybody has seen it, so once it has advanced, whoever was pinned when the object was
//! retired has left." They were pinned in the very epoch that all have seen: it is the *next* advance that needs them gone.
//!
//! *Killed by* `no_early_free`, as a data race.

use primitives::reclaim::{Reclaim, Retired};
use primitives::sync::atomic::{AtomicU64, Ordering, fence};
use primitives::sync::{Mutex, limits, thread};

/// Not pinned. The first epoch is 1.
const OUT: u64 = 0;

/// Frees after one advance.
#[derive(Debug)]
pub struct EarlyFree {
    epoch: AtomicU64,
    /// For each thread [`OUT`], or the epoch in which it pinned.
    places: Vec<AtomicU64>,
    garbage: Mutex<Vec<(u64, Retired)>>,
}

impl EarlyFree {
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
unsafe impl Reclaim for EarlyFree {
    type Pinned<'a> = Pinned<'a>;

    fn new() -> Self {
        EarlyFree {
            epoch: AtomicU64::new(1),
            places: (0..limits::SLOTS).map(|_| AtomicU64::new(OUT)).collect(),
            garbage: Mutex::new(Vec::new()),
        }
    }

    fn pin(&self) -> Pinned<'_> {
        let place = &self.places[thread::number().expect("few threads")];
        place.store(self.epoch.load(Ordering::Acquire), Ordering::Release);
        fence(Ordering::SeqCst);
        Pinned(place)
    }

    unsafe fn retire(&self, object: Retired) {
        fence(Ordering::SeqCst);
        let epoch = self.epoch.load(Ordering::Acquire);
        self.garbage.lock().push((epoch, object));
    }

    fn collect(&self) {
        self.advance();
        let mut garbage = self.garbage.lock();
        let epoch = self.epoch.load(Ordering::Acquire);
        garbage.retain(|(retired, _)| retired + 1 > epoch);
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
