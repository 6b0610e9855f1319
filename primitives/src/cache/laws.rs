//! What every cache must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`value_belongs_to_key`] | a hit is a value that was inserted under that key | a slot recycled under a reader |
//! | [`capacity_respected`] | it never holds more than its capacity, and finds what it last stored | check then act; a value that is never replaced |
//! | [`drops_once`] | every value is dropped once | a leak; a double drop |

use super::{Bounded, Cache};
use crate::sync::{Arc, outside};
use crate::world::{Law, Ledger, Token, World, job};

/// A hit is a value that somebody inserted under that very key, while others insert and evict.
pub fn value_belongs_to_key<C: Cache<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "value_belongs_to_key", outcomes: &["hit", "missed"] };
    let ops = world.size().ops;
    world.explore(LAW, move |witness| {
        let cache = Arc::new(C::with_capacity(1).expect("a cache of one"));
        cache.insert(0, 0);
        let seen = Arc::new(outside::Mutex::new(None));
        let writer = {
            let cache = Arc::clone(&cache);
            // Key 0 is evicted by the others and comes back again.
            job(move || (0..ops).for_each(|op| cache.insert((op + 1) % 2, 10 * ((op + 1) % 2))))
        };
        let reader = {
            let (cache, seen) = (Arc::clone(&cache), Arc::clone(&seen));
            job(move || *seen.lock() = cache.get(&1))
        };
        witness.par(vec![writer, reader]);
        let seen = *seen.lock();
        witness.check(seen.is_none_or(|value| value == 10), || {
            format!("key 1 always had value 10, a hit gave {seen:?}")
        });
        witness.saw(if seen.is_some() { "hit" } else { "missed" });
    });
}

/// The cache never holds more than its capacity, and finds what it has just stored while nobody else stores.
pub fn capacity_respected<C: Bounded<u64, u64>>(world: &impl World) {
    const LAW: Law =
        Law { name: "capacity_respected", outcomes: &["one was evicted", "the other was evicted"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(1).expect("a cache of one"));
        let inserter = |key: u64| {
            let cache = Arc::clone(&cache);
            job(move || cache.insert(key, key + 10))
        };
        witness.par(vec![inserter(0), inserter(1)]);
        cache.settle();
        let (len, capacity) = (cache.len(), cache.capacity());
        witness.check(len <= capacity, || format!("holds {len} entries, its capacity is {capacity}"));
        let (zero, one) = (cache.get(&0), cache.get(&1));
        witness.check((zero, one) == (Some(10), None) || (zero, one) == (None, Some(11)), || {
            format!("of two keys in a cache of one, 0 gives {zero:?} and 1 gives {one:?}")
        });
        cache.insert(7, 16);
        cache.insert(7, 17);
        let found = cache.get(&7);
        witness.check(found == Some(17), || format!("stored 16 and then 17 under 7, found {found:?}"));
        witness.saw(if zero.is_some() { "one was evicted" } else { "the other was evicted" });
    });
}

/// Every value is dropped once: evicted, replaced, left inside, or handed out as a copy.
pub fn drops_once<C: Cache<u64, Token>>(world: &impl World) {
    const LAW: Law = Law { name: "drops_once", outcomes: &["hit", "missed"] };
    world.explore(LAW, |witness| {
        let ledger = Arc::new(Ledger::default());
        let cache = Arc::new(C::with_capacity(1).expect("a cache of one"));
        let hit = Arc::new(outside::Mutex::new(false));
        let writer = {
            let (cache, ledger) = (Arc::clone(&cache), Arc::clone(&ledger));
            job(move || [0, 0, 1].into_iter().for_each(|key| cache.insert(key, ledger.token(key))))
        };
        let reader = {
            let (cache, hit) = (Arc::clone(&cache), Arc::clone(&hit));
            job(move || *hit.lock() = cache.get(&0).is_some())
        };
        witness.par(vec![writer, reader]);
        drop(cache);
        let complaint = ledger.complaint();
        witness.check(complaint.is_none(), || complaint.unwrap_or_default());
        witness.saw(if *hit.lock() { "hit" } else { "missed" });
    });
}
