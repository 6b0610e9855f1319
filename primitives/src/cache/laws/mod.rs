//! What every cache must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`value_belongs_to_key`] | a hit is a value that was inserted under that key | a slot recycled under a reader |
//! | [`capacity_respected`] | it never holds more than its capacity, and finds what it last stored | check then act; a value that is never replaced |
//! | [`drops_once`] | every value is dropped once | a leak; a double drop; a value freed under a reader |
//! | [`reads_own_write`] | who stored something finds it, if nothing had to go | a way, a shard or a cell lost between two |
//! | [`never_goes_back`] | who saw the newer value does not see the older one again | an old copy that is put back |
//! | [`stays_findable`] | what is there is found, while others come and go | an entry that is nowhere while it is moved |
//! | [`stays_forgotten`] | what was missing once, and nobody stored again, stays missing | an entry that is read without its fences |
//! | [`reused_place_is_noticed`] | a place that one thread empties and another one fills gives no value to a wrong key | a fence that another thread made |
//! | [`stays_removed`] | what was removed is gone, whoever is just looking it up | a promotion that resurrects |
//! | [`remove_and_insert`] | removal and insertion of one key come one after the other | a removal in two steps |
//! | [`linearizable`] | with room for everything, each answer is that of a map at some moment within its call | any of these, as far as it shows in answers |
//!
//! [`loading`] has the laws of caches that load.

mod answers;
pub mod loading;

pub use answers::linearizable;

use super::{Bounded, Cache, Remove};
use crate::sync::{Arc, limits, outside};
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

/// Two threads store different keys in a cache with room for both, and each finds what it stored: the newest of it.
pub fn reads_own_write<C: Cache<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "reads_own_write", outcomes: &["found the other's too", "did not"] };
    world.explore(LAW, |witness| {
        // Two places in each shard: both keys have room, wherever they belong.
        let cache = Arc::new(C::with_capacity(2 * limits::SHARDS).expect("a small cache"));
        let storing = |key: u64| {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || {
                cache.insert(key, 10);
                cache.insert(key, 11);
                let found = cache.get(&key);
                witness
                    .check(found == Some(11), || format!("stored 10, then 11 under {key}, found {found:?}"));
                let other = cache.get(&(1 - key));
                witness.saw(if other.is_some() { "found the other's too" } else { "did not" });
            })
        };
        witness.par(vec![storing(0), storing(1)]);
        let both = (cache.get(&0), cache.get(&1));
        witness.check(both == (Some(11), Some(11)), || format!("both stored 11 at last, found {both:?}"));
    });
}

/// A key's value is replaced; a reader that looks twice does not see the old one after the new one, and always one of them.
pub fn never_goes_back<C: Cache<u64, u64>>(world: &impl World) {
    const LAW: Law = Law {
        name: "never_goes_back",
        outcomes: &["replaced before both looks", "replaced between the looks", "replaced after both looks"],
    };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2).expect("a cache of two"));
        cache.insert(5, 10);
        let looks = Arc::new(outside::Mutex::new((None, None)));
        let replacing = {
            let cache = Arc::clone(&cache);
            job(move || cache.insert(5, 11))
        };
        let looking = {
            let (cache, looks) = (Arc::clone(&cache), Arc::clone(&looks));
            job(move || {
                let found = (cache.get(&5), cache.get(&5));
                *looks.lock() = found;
            })
        };
        witness.par(vec![replacing, looking]);
        match *looks.lock() {
            (Some(10), Some(10)) => witness.saw("replaced after both looks"),
            (Some(10), Some(11)) => witness.saw("replaced between the looks"),
            (Some(11), Some(11)) => witness.saw("replaced before both looks"),
            found => witness.check(false, || format!("10 was replaced by 11, two looks found {found:?}")),
        }
    });
}

/// A key that is there all the time is found all the time, while its neighbours come and go. It tells most with keys that all have the same hash.
pub fn stays_findable<C: Remove<u64, u64>>(world: &impl World) {
    const LAW: Law =
        Law { name: "stays_findable", outcomes: &["the neighbour was there", "the neighbour was gone"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2 * limits::SHARDS).expect("a small cache"));
        cache.insert(4, 40);
        cache.insert(5, 50);
        let removing = {
            let cache = Arc::clone(&cache);
            job(move || {
                cache.remove(&4);
            })
        };
        let looking = {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || {
                let found = cache.get(&5);
                witness.check(found == Some(50), || format!("50 is there all the time, found {found:?}"));
                let neighbour = cache.get(&4);
                witness.saw(if neighbour.is_some() {
                    "the neighbour was there"
                } else {
                    "the neighbour was gone"
                });
            })
        };
        witness.par(vec![removing, looking]);
    });
}

/// What was removed is gone, also if somebody was just looking it up.
pub fn stays_removed<C: Remove<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "stays_removed", outcomes: &["looked up before", "looked up after"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2).expect("a cache of two"));
        cache.insert(5, 10);
        let removing = {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || {
                let removed = cache.remove(&5);
                witness.check(removed == Some(10), || format!("10 was there, {removed:?} was removed"));
            })
        };
        let looking = {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || {
                let found = cache.get(&5);
                witness.check(found.is_none_or(|found| found == 10), || {
                    format!("10 was stored, {found:?} found")
                });
                witness.saw(if found.is_some() { "looked up before" } else { "looked up after" });
            })
        };
        witness.par(vec![removing, looking]);
        let found = cache.get(&5);
        witness.check(found.is_none(), || format!("it was removed, and now there is {found:?}"));
    });
}

/// Removal and insertion of one key: the removal finds the old value, and the new one stays, or it finds the new one, and nothing stays.
pub fn remove_and_insert<C: Remove<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "remove_and_insert", outcomes: &["removed first", "inserted first"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2).expect("a cache of two"));
        cache.insert(5, 10);
        let removed = Arc::new(outside::Mutex::new(None));
        let removing = {
            let (cache, removed) = (Arc::clone(&cache), Arc::clone(&removed));
            job(move || *removed.lock() = cache.remove(&5))
        };
        let inserting = {
            let cache = Arc::clone(&cache);
            job(move || cache.insert(5, 11))
        };
        witness.par(vec![removing, inserting]);
        match (*removed.lock(), cache.get(&5)) {
            (Some(10), Some(11)) => witness.saw("removed first"),
            (Some(11), None) => witness.saw("inserted first"),
            found => witness.check(false, || format!("removed, and left: {found:?}")),
        }
    });
}

/// A key has to go for another one. A reader that has missed it once does not find it after that: nobody has stored it again.
pub fn stays_forgotten<C: Cache<u64, u64>>(world: &impl World) {
    const LAW: Law = Law {
        name: "stays_forgotten",
        outcomes: &[
            "forgotten before both looks",
            "forgotten between the looks",
            "forgotten after both looks",
        ],
    };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(1).expect("a cache of one"));
        cache.insert(5, 50);
        let storing = {
            let cache = Arc::clone(&cache);
            job(move || cache.insert(6, 60))
        };
        let looking = {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || match (cache.get(&5), cache.get(&5)) {
                (None, None) => witness.saw("forgotten before both looks"),
                (Some(50), None) => witness.saw("forgotten between the looks"),
                (Some(50), Some(50)) => witness.saw("forgotten after both looks"),
                found => witness.check(false, || format!("50 was stored once, two looks found {found:?}")),
            })
        };
        witness.par(vec![storing, looking]);
    });
}

/// One thread removes a key and another one stores a second in its place, while a third looks for the first: it finds its value or none.
pub fn reused_place_is_noticed<C: Remove<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "reused_place_is_noticed", outcomes: &["found", "missed"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(1).expect("a cache of one"));
        cache.insert(5, 50);
        let removing = {
            let cache = Arc::clone(&cache);
            job(move || {
                cache.remove(&5);
            })
        };
        let storing = {
            let cache = Arc::clone(&cache);
            job(move || cache.insert(6, 60))
        };
        let looking = {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || {
                let found = cache.get(&5);
                witness.check(found.is_none_or(|found| found == 50), || {
                    format!("50 was stored, found {found:?}")
                });
                witness.saw(if found.is_some() { "found" } else { "missed" });
            })
        };
        witness.par(vec![removing, storing, looking]);
    });
}
