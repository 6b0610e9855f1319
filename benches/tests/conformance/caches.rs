//! What is asked of a published cache beyond the laws of ours: that it keeps to what its adapter says where it is crowded, and
//! that nothing comes back. Threads here are real, and what a law looks for is looked for many times; all stop by themselves.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::thread;

use primitives::cache::{Bounded, Cache, Remove};
use primitives::world::{Ledger, Token};

const THREADS: u64 = 4;
/// Insertions of a thread.
const MANY: u64 = 4000;
/// Caches that are tried for what comes about in the long run.
const ROUNDS: u64 = 8;
/// Occasions to free what was left for later.
const ROUNDS_LATER: usize = 100;
/// Values of each thread where a law is about what comes about while a cache is new.
const VALUES: u64 = 40;
/// Entries that fit where a law is about more keys than that.
const FEW: usize = 64;
/// Keys that are offered to so few places.
const KEYS: u64 = 256;

/// Runs `work` in several threads. If one of them panics, so does the caller, in the name of the law: a cache that panics breaks
/// whatever law finds it out.
fn crowd(law: &str, work: impl Fn(u64) + Send + Sync) {
    thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || work(thread))).collect();
        let panics = workers.into_iter().filter_map(|worker| worker.join().err()).count();
        assert_eq!(panics, 0, "law[{law}]: threads that panicked");
    });
}

/// The next of a row of numbers that look as if drawn at random.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// Several threads insert more keys than fit, the same ones too, and look others up.
fn churn<C: Cache<u64, u64>>(law: &str, cache: &C) {
    crowd(law, |thread| {
        let mut state = thread;
        for _ in 0..MANY {
            let key = next(&mut state) % KEYS;
            cache.insert(key, key);
            cache.get(&(next(&mut state) % KEYS));
        }
    });
    cache.settle();
}

fn found<C: Cache<u64, u64>>(cache: &C) -> usize {
    (0..KEYS).filter(|key| cache.get(key).is_some()).count()
}

/// Once it has settled, it holds no more than its capacity, and its length is what can be found in it.
pub(crate) fn holds_no_more<C: Bounded<u64, u64>>() {
    for _ in 0..ROUNDS {
        let cache = C::with_capacity(FEW).expect("a small cache");
        churn("holds_no_more", &cache);
        let (len, found, capacity) = (cache.len(), found(&cache), cache.capacity());
        assert!(
            len <= capacity && found == len,
            "law[holds_no_more]: {found} entries are found, it says {len}, its capacity is {capacity}"
        );
    }
}

/// As [`holds_no_more`], of a cache that cannot say how much it holds.
pub(crate) fn finds_no_more<C: Cache<u64, u64>>() {
    for _ in 0..ROUNDS {
        let cache = C::with_capacity(FEW).expect("a small cache");
        churn("finds_no_more", &cache);
        let found = found(&cache);
        assert!(found <= FEW, "law[finds_no_more]: {found} entries are found, asked for was room for {FEW}");
    }
}

/// While much fewer keys were inserted than fit, each is found with its last value.
pub(crate) fn finds_what_fits<C: Cache<u64, u64>>() {
    const LAW: &str = "finds_what_fits";
    let cache = C::with_capacity(KEYS as usize * 16).expect("a large cache");
    crowd(LAW, |thread| {
        for round in 0..8 {
            for key in (thread..KEYS).step_by(THREADS as usize) {
                cache.insert(key, key + round * KEYS);
                let found = cache.get(&key);
                assert_eq!(found, Some(key + round * KEYS), "law[{LAW}]: under {key}, at once");
            }
        }
    });
    cache.settle();
    for key in 0..KEYS {
        assert_eq!(cache.get(&key), Some(key + 7 * KEYS), "law[{LAW}]: under {key}, in the end");
    }
}

/// Inserts keys that nobody else cares for, so that others must go, or would have to.
fn make_go<C: Cache<u64, u64>>(cache: &C, state: &mut u64) {
    (0..8).for_each(|_| cache.insert(u64::MAX - next(state), 0));
}

/// Nobody finds a value of a key that was overwritten before: each key has one writer, whose values rise.
pub(crate) fn never_goes_back<C: Cache<u64, u64>>(rounds: u64) {
    const LAW: &str = "never_goes_back";
    for _ in 0..rounds {
        let cache = C::with_capacity(8).expect("a small cache");
        crowd(LAW, |thread| {
            let mut state = thread;
            let mut seen = [0; THREADS as usize];
            for value in 1..VALUES {
                cache.insert(thread, value);
                seen[thread as usize] = value;
                make_go(&cache, &mut state);
                for key in 0..THREADS {
                    let Some(found) = cache.get(&key) else { continue };
                    let last = &mut seen[key as usize];
                    assert!(found >= *last, "law[{LAW}]: found {found} after {last}");
                    *last = found;
                }
            }
        });
    }
}

/// What its only writer removed is not found again.
pub(crate) fn stays_removed<C: Remove<u64, u64>>(rounds: u64) {
    const LAW: &str = "stays_removed";
    for _ in 0..rounds {
        let cache = C::with_capacity(8).expect("a small cache");
        crowd(LAW, |thread| {
            let mut state = thread;
            for value in 1..VALUES {
                let key = value * THREADS + thread; // another each time
                [(); 3].into_iter().for_each(|()| cache.insert(key, value)); // known to be wanted
                make_go(&cache, &mut state);
                let removed = cache.remove(&key);
                assert!(
                    removed.is_none_or(|removed| removed == value),
                    "law[{LAW}]: {value} was inserted, {removed:?} removed"
                );
                make_go(&cache, &mut state);
                let found = cache.get(&key);
                assert_eq!(found, None, "law[{LAW}]: found what was removed");
            }
        });
    }
}

/// Every value is dropped once, where several threads insert, overwrite and look up: when the cache is gone, or soon after.
pub(crate) fn drops_once_when_crowded<C: Cache<u64, Token>>() {
    const LAW: &str = "drops_once_when_crowded";
    let ledger = Arc::new(Ledger::default());
    let cache = C::with_capacity(8).expect("a small cache");
    crowd(LAW, |thread| {
        let mut state = thread;
        for _ in 0..MANY / 4 {
            let key = next(&mut state) % 16;
            cache.insert(key, ledger.token(key));
            let found = cache.get(&key).map(|token| token.number);
            assert!(found.is_none_or(|found| found == key), "law[{LAW}]: another's value");
        }
    });
    drop(cache);
    let complain = || ledger.complaint().map(|complaint| complaint.chars().take(100).collect::<String>());
    let mut complaint = complain();
    for _ in 0..ROUNDS_LATER {
        if complaint.is_none() {
            break;
        }
        elsewhere::<C>();
        complaint = complain();
    }
    assert_eq!(complaint, None, "law[{LAW}]");
}

/// Work that has nothing to do with anything, but gives a cache the occasion for what it left for later.
fn elsewhere<C: Cache<u64, Token>>() {
    let ledger = Arc::new(Ledger::default());
    let cache = C::with_capacity(8).expect("a small cache");
    (0..KEYS).for_each(|key| cache.insert(key, ledger.token(key)));
}

/// A key of which every hasher makes the same.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Colliding(u64);

impl Hash for Colliding {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// Keys are told apart by their `Eq`, not by their hash.
pub(crate) fn colliding_keys<C: Cache<Colliding, u64>>() {
    let cache = C::with_capacity(FEW).expect("a small cache");
    for key in 0..KEYS {
        cache.insert(Colliding(key), key);
        for asked in 0..=key + 1 {
            let found = cache.get(&Colliding(asked));
            assert!(
                found.is_none_or(|found| found == asked),
                "law[colliding_keys]: under {asked}, found {found:?}"
            );
        }
    }
}
