//! **Waiting for one advance.**
//!
//! *Misconception.* "Once the epoch has advanced, everybody has been seen." Seen, and not gone: whoever pinned in the epoch that was left may still be
//! there, and so may whoever takes it for the current one.
//!
//! *Killed by* `synchronize_waits`, as a data race.

use primitives::reclaim::{Reclaim, Retired, Synchronize};
use primitives::sync::atomic::{AtomicU64, Ordering, fence};
use primitives::sync::hint::spin_loop;
use primitives::sync::{Mutex, limits, thread};

/// Not pinned. The first epoch is 1.
const OUT: u64 = 0;

/// Waits too short.
#[derive(Debug)]
pub struct HalfWaited {
    epoch: AtomicU64,
    /// For each thread [`OUT`], or the epoch in which it pinned.
    places: Vec<AtomicU64>,
    garbage: Mutex<Vec<(u64, Retired)>>,
}

impl HalfWaited {
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

// SAFETY: kept for one guard of a thread at a time: what is freed is two epochs old, and who is pinned holds the epoch back.
unsafe impl Reclaim for HalfWaited {
    type Pinned<'a> = Pinned<'a>;

    fn new() -> Self {
        HalfWaited {
            epoch: AtomicU64::new(1),
            places: (0..limits::SLOTS + 1).map(|_| AtomicU64::new(OUT)).collect(),
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

// SAFETY: not kept, which is the mistake; what the laws let it free too early stays in memory.
unsafe impl Synchronize for HalfWaited {
    fn synchronize(&self) {
        fence(Ordering::SeqCst);
        let before = self.epoch.load(Ordering::Acquire);
        while self.epoch.load(Ordering::Acquire) == before {
            self.advance();
            spin_loop();
        }
    }
}
