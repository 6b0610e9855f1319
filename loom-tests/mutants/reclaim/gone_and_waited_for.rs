//! **Waiting for those who went away.**
//!
//! *Misconception.* "Leaving needs no store: the next pin will announce the newest epoch." There may be none: the thread has ended, or does
//! something else for an hour, and its old epoch holds back everybody's garbage.
//!
//! *Killed by* `garbage_is_freed`, as an assertion.

use primitives::reclaim::{Reclaim, Retired};
use primitives::sync::atomic::{AtomicU64, Ordering, fence};
use primitives::sync::{Mutex, limits, thread};

/// Never pinned. The first epoch is 1.
const OUT: u64 = 0;

/// Announces an epoch, and never takes it back.
#[derive(Debug)]
pub struct GoneAndWaitedFor {
    epoch: AtomicU64,
    /// For each thread [`OUT`] until it pins, then the epoch in which it last did.
    places: Vec<AtomicU64>,
    garbage: Mutex<Vec<(u64, Retired)>>,
}

impl GoneAndWaitedFor {
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

// SAFETY: kept for one guard of a thread at a time: the mistake only keeps more.
unsafe impl Reclaim for GoneAndWaitedFor {
    type Pinned<'a> = Pinned<'a>;

    fn new() -> Self {
        GoneAndWaitedFor {
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
        self.advance();
        let mut garbage = self.garbage.lock();
        let epoch = self.epoch.load(Ordering::Acquire);
        garbage.retain(|(retired, _)| retired + 2 > epoch);
    }

    fn pending(&self) -> usize {
        self.garbage.lock().len()
    }
}

/// Pinned until dropped: so it says.
#[derive(Debug)]
pub struct Pinned<'a>(#[expect(dead_code, reason = "the mistake: nothing is done with it")] &'a AtomicU64);
