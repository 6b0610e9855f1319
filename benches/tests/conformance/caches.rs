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
/// Entries that fit where a law is about more keys than that.
const FEW: usize = 64;
/// Keys that are offered to so few places.
const KEYS: u64 = 256;

/// Runs `work` in several threads; a thread's panic is the caller's.
fn crowd(work: impl Fn(u64) + Send + Sync) {
    thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || work(thread))).collect();
        for worker in workers {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}

/// The next of a row of numbers that look as if drawn at random.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// Several threads insert more keys than fit, the same ones too, and look others up.
fn churn<C: Cache<u64, u64>>(cache: &C) {
    crowd(|thread| {
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
    let cache = C::with_capacity(FEW).expect("a small cache");
    churn(&cache);
    let (len, found, capacity) = (cache.len(), found(&cache), cache.capacity());
    assert!(
        len <= capacity && found == len,
        "law[holds_no_more]: {found} entries are found, it says {len}, its capacity is {capacity}"
    );
}

/// As [`holds_no_more`], of a cache that cannot say how much it holds.
pub(crate) fn finds_no_more<C: Cache<u64, u64>>() {
    let cache = C::with_capacity(FEW).expect("a small cache");
    churn(&cache);
    let found = found(&cache);
    assert!(found <= FEW, "law[finds_no_more]: {found} entries are found, asked for was room for {FEW}");
}

/// While much fewer keys were inserted than fit, each is found with its last value.
pub(crate) fn finds_what_fits<C: Cache<u64, u64>>() {
    let cache = C::with_capacity(KEYS as usize * 16).expect("a large cache");
    crowd(|thread| {
        for round in 0..8 {
            for key in (thread..KEYS).step_by(THREADS as usize) {
                cache.insert(key, key + round * KEYS);
                let found = cache.get(&key);
                assert_eq!(found, Some(key + round * KEYS), "law[finds_what_fits]: under {key}, at once");
            }
        }
    });
    cache.settle();
    for key in 0..KEYS {
        assert_eq!(cache.get(&key), Some(key + 7 * KEYS), "law[finds_what_fits]: under {key}, in the end");
    }
}

/// Nobody finds a value of a key that was overwritten before: each key has one writer, whose values rise.
pub(crate) fn never_goes_back<C: Cache<u64, u64>>() {
    let cache = C::with_capacity(8).expect("a small cache");
    crowd(|thread| {
        let mut state = thread;
        let mut seen = [0; THREADS as usize];
        for value in 1..MANY {
            cache.insert(thread, value);
            seen[thread as usize] = value;
            cache.insert(THREADS + next(&mut state) % KEYS, 0); // makes others go
            for key in 0..THREADS {
                let Some(found) = cache.get(&key) else { continue };
                let last = &mut seen[key as usize];
                assert!(found >= *last, "law[never_goes_back]: found {found} after {last}");
                *last = found;
            }
        }
    });
}

/// What its only writer removed is not found until the writer inserts it again.
pub(crate) fn stays_removed<C: Remove<u64, u64>>() {
    let cache = C::with_capacity(8).expect("a small cache");
    crowd(|thread| {
        let mut state = thread;
        for value in 1..MANY {
            cache.insert(thread, value);
            cache.get(&(next(&mut state) % THREADS));
            cache.insert(THREADS + next(&mut state) % KEYS, 0); // makes others go
            let removed = cache.remove(&thread);
            assert!(
                removed.is_none_or(|removed| removed == value),
                "law[stays_removed]: {value} was inserted, {removed:?} removed"
            );
            cache.insert(THREADS + next(&mut state) % KEYS, 0);
            let found = cache.get(&thread);
            assert_eq!(found, None, "law[stays_removed]: found what was removed");
        }
    });
}

/// Every value is dropped once, where several threads insert, overwrite and look up, once the cache is gone.
pub(crate) fn drops_once_when_crowded<C: Cache<u64, Token>>() {
    let ledger = Arc::new(Ledger::default());
    let cache = C::with_capacity(8).expect("a small cache");
    crowd(|thread| {
        let mut state = thread;
        for _ in 0..MANY / 4 {
            let key = next(&mut state) % 16;
            cache.insert(key, ledger.token(key));
            let found = cache.get(&key).map(|token| token.number);
            assert!(found.is_none_or(|found| found == key), "law[drops_once_when_crowded]: another's value");
        }
    });
    drop(cache);
    let complaint = ledger.complaint().map(|complaint| complaint.chars().take(100).collect::<String>());
    assert_eq!(complaint, None, "law[drops_once_when_crowded]");
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
