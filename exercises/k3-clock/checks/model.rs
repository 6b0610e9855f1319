//! Hits, insertions and removals at the same time, in every order in which their steps can come.

use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::cache::{Cache, laws};
use primitives::read_mostly::{ReadMostly, ReadWrite, RwLockKind};
use primitives::sync::atomic::{AtomicU64, Ordering};
use primitives::sync::{RwLock, outside};
use primitives::world::{Law, World, job};

use crate::exercise::ClockCache;

/// A lock in whose sections there is a step to be interrupted at: only so can two who share it be seen inside together.
struct Slow<T> {
    value: RwLock<T>,
    inside: AtomicU64,
}

impl<T: Send + Sync + 'static> ReadMostly<T> for Slow<T> {
    fn new(value: T) -> Self {
        Slow { value: RwLock::new(value), inside: AtomicU64::new(0) }
    }

    #[track_caller]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let value = self.value.read();
        self.inside.fetch_add(1, Ordering::Relaxed); // Relaxed: it orders nothing, and must not
        read(&value)
    }

    #[track_caller]
    fn update(&self, change: impl Fn(&mut T)) {
        self.write(change);
    }
}

impl<T: Send + Sync + 'static> ReadWrite<T> for Slow<T> {
    #[track_caller]
    fn write<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.value.write())
    }
}

struct SlowLock;

impl RwLockKind for SlowLock {
    type Of<T: Send + Sync + 'static> = Slow<T>;
}

type Clock = ClockCache<SlowLock>;

const SETUP: Setup = Setup::CHECKED.within(Limits {
    unbounded: 5_000,
    why: "caches behind one lock finish within",
    ..Limits::USUAL
});

macro_rules! laws {
    ($($law:ident),*) => {$(
        #[test]
        fn $law() {
            let model = harness::model!("cache", "clock_cache", stringify!($law), $law);
            harness::holds(&model, SETUP, |world| laws::$law::<Clock>(world));
        }
    )*};
}

laws!(value_belongs_to_key, stays_removed, capacity_respected);

#[test]
fn two_hits() {
    let model = harness::model!("cache", "clock_cache", "two_hits", two_hits);
    harness::holds(&model, SETUP, hits_at_the_same_time::<Clock>);
}

/// Two threads hit the same entry. It was used, so it stays when room is needed; the other one goes.
fn hits_at_the_same_time<C: Cache<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "two_hits", outcomes: &["one was first", "the other was first"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2).expect("a cache of two"));
        cache.insert(1, 10);
        cache.insert(2, 20);
        let first = Arc::new(outside::Mutex::new(None));
        let hits = ["one was first", "the other was first"].map(|outcome| {
            let (cache, first, witness) = (Arc::clone(&cache), Arc::clone(&first), witness.clone());
            job(move || {
                let found = cache.get(&1);
                witness.check(found == Some(10), || format!("1 was there, found {found:?}"));
                first.lock().get_or_insert(outcome);
            })
        });
        witness.par(hits.into());
        cache.insert(3, 30);
        let found = [1, 2, 3].map(|key| cache.get(&key));
        witness.check(found == [Some(10), None, Some(30)], || {
            format!("1 was used and 2 was not, found {found:?}")
        });
        witness.saw(first.lock().expect("both have hit"));
    });
}
