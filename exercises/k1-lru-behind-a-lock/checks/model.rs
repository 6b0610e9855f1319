//! Hits, insertions and removals at the same time, in every order in which their steps can come.

use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::cache::{Cache, laws};
use primitives::read_mostly::{ReadMostly, ReadWrite, RwLockKind};
use primitives::sync::RwLock;
use primitives::sync::atomic::{AtomicU64, Ordering};
use primitives::world::{Law, World, job};

use crate::exercise::LruCache;

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

type Lru = LruCache<SlowLock>;

const SETUP: Setup = Setup::CHECKED.within(Limits {
    unbounded: 5_000,
    why: "caches behind one lock finish within",
    ..Limits::USUAL
});

macro_rules! laws {
    ($($law:ident),*) => {$(
        #[test]
        fn $law() {
            let model = harness::model!("cache", "lru_cache", stringify!($law), $law);
            harness::holds(&model, SETUP, |world| laws::$law::<Lru>(world));
        }
    )*};
}

laws!(stays_removed, capacity_respected);

#[test]
fn two_hits() {
    let model = harness::model!("cache", "lru_cache", "two_hits", two_hits);
    harness::holds(&model, SETUP, hits_at_the_same_time::<Lru>);
}

/// Two threads hit an entry each. Whichever was used last stays when room is needed, and the other goes.
fn hits_at_the_same_time<C: Cache<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "two_hits", outcomes: &["1 was used last", "2 was used last"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2).expect("a cache of two"));
        let used = [1, 2].map(|key| {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            cache.insert(key, 10 * key);
            job(move || {
                let found = cache.get(&key);
                witness.check(found == Some(10 * key), || format!("{key} was there, found {found:?}"));
            })
        });
        witness.par(used.into());
        cache.insert(3, 30);
        match [1, 2, 3].map(|key| cache.get(&key)) {
            [Some(10), None, Some(30)] => witness.saw(LAW.outcomes[0]),
            [None, Some(20), Some(30)] => witness.saw(LAW.outcomes[1]),
            found => witness.check(false, || format!("of 1 and 2 one has to go for 3, found {found:?}")),
        }
    });
}
