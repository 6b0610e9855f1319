//! The laws of caches, on real threads; and what one thread alone can ask: capacities, keys that are hard to tell apart, keys that panic.

use std::hash::{BuildHasherDefault, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};

use primitives::cache::actor::Actor;
use primitives::cache::clock::ClockCache;
use primitives::cache::copy_on_write::CopyOnWrite;
use primitives::cache::flagship::{Flagship, FlagshipOf};
use primitives::cache::loading::Loading;
use primitives::cache::mutex_lru::MutexLru;
use primitives::cache::rwlock_lru::RwLockLru;
use primitives::cache::s3_fifo::S3FifoCache;
use primitives::cache::set_associative::{SetAssociative, SetAssociativeOf};
use primitives::cache::sharded_lru::ShardedLru;
use primitives::cache::sieve::SieveCache;
use primitives::cache::tinylfu::TinyLfuCache;
use primitives::cache::{Bounded, Cache, Remove, laws};
use primitives::world::{Ledger, Native, Size, Token};

/// Short executions, many times over.
const WORLD: Native = Native { rounds: 200, size: Size { threads: 2, ops: 50 } };
/// For those that start a thread for each cache.
const FEW: Native = Native { rounds: 50, size: Size { threads: 2, ops: 20 } };

/// Says the same of all keys.
#[derive(Default)]
struct Colliding;

impl Hasher for Colliding {
    fn finish(&self) -> u64 {
        7
    }
    fn write(&mut self, _bytes: &[u8]) {}
}

/// A key whose comparison panics where it is told to, and whose hash does after so many more.
#[derive(Clone)]
struct Touchy(u64);

thread_local! {
    static PANICS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    static HASHES_LEFT: std::cell::Cell<u64> = const { std::cell::Cell::new(u64::MAX) };
}

impl PartialEq for Touchy {
    fn eq(&self, other: &Touchy) -> bool {
        assert!(!PANICS.get(), "a comparison that was made to panic");
        self.0 == other.0
    }
}
impl Eq for Touchy {}
impl std::hash::Hash for Touchy {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let left = HASHES_LEFT.get().wrapping_sub(1);
        HASHES_LEFT.set(left);
        assert!(left != 0, "a hash that was made to panic");
        state.write_u64(self.0 / 4); // some collide, so that they are compared
    }
}

/// Holds exactly its capacity, whatever it is, and finds what it holds.
fn is_full_at_its_capacity<C: Bounded<u64, u64>>() {
    for capacity in [1, 2, 3, 7, 8, 9, 63, 64, 65, 1000] {
        let cache = C::with_capacity(capacity).expect("a small cache");
        assert_eq!(cache.capacity(), capacity);
        for key in 0..8 * capacity as u64 + 64 {
            cache.insert(key, key + 1);
            assert_eq!(cache.get(&key), Some(key + 1), "stored at once before, capacity {capacity}");
        }
        cache.settle();
        let found = (0..8 * capacity as u64 + 64).filter(|key| cache.get(key) == Some(key + 1)).count();
        assert_eq!(cache.len(), capacity, "full");
        assert_eq!(found, capacity, "what is there is found");
    }
    assert!(C::with_capacity(0).is_err(), "no room for anything");
    assert!(C::with_capacity(usize::MAX).is_err(), "more than there is memory for");
}

/// A hasher that says the same of all keys makes it slow, and no more.
fn bears_collisions<C: Bounded<u64, u64>>() {
    let cache = C::with_capacity(100).expect("a small cache");
    for key in 0..300 {
        cache.insert(key, key + 1);
        assert_eq!(cache.get(&key), Some(key + 1));
    }
    cache.settle();
    assert!(cache.len() <= 100 && cache.len() > 0);
    let found = (0..300).filter(|key| cache.get(key).is_some_and(|value| value == key + 1)).count();
    assert_eq!(found, cache.len());
}

/// Room that a removal made is used before anything is forgotten.
fn uses_room_again<C: Bounded<u64, u64> + Remove<u64, u64>>() {
    let cache = C::with_capacity(8).expect("a small cache");
    (0..8).for_each(|key| cache.insert(key, key));
    cache.settle();
    let kept: Vec<u64> = (0..8).filter(|key| cache.get(key).is_some()).collect();
    for &key in &kept[..kept.len() / 2] {
        assert_eq!(cache.remove(&key), Some(key));
        assert_eq!(cache.remove(&key), None);
    }
    for &key in &kept[..kept.len() / 2] {
        cache.insert(key, key + 100);
    }
    for (at, key) in kept.iter().enumerate() {
        let expected = if at < kept.len() / 2 { key + 100 } else { *key };
        assert_eq!(cache.get(key), Some(expected), "nothing had to go");
    }
}

/// A comparison that panics costs an operation, or an entry, and never gives a wrong value; each value is dropped once all the same.
fn bears_a_panicking_key<C: Cache<Touchy, Token> + Bounded<Touchy, Token>>() {
    let ledger = std::sync::Arc::new(Ledger::default());
    let cache = C::with_capacity(24).expect("a small cache");
    let operate = |key: u64| {
        drop(catch_unwind(AssertUnwindSafe(|| cache.insert(Touchy(key), ledger.token(key)))));
        if let Ok(Some(token)) = catch_unwind(AssertUnwindSafe(|| cache.get(&Touchy(key)))) {
            assert_eq!(token.number, key);
        }
    };
    for round in 0..400u64 {
        PANICS.set(round % 4 == 1);
        // Many hashes in one insertion: the index makes room, and moves what it has. With this capacity it does so in place.
        HASHES_LEFT.set(if round % 4 == 3 { 2 + round % 37 } else { u64::MAX });
        (0..30).for_each(|step| operate((step * 7 + round * 11) % 200));
        assert!(cache.len() <= 24, "round {round}: {} entries", cache.len());
    }
    PANICS.set(false);
    HASHES_LEFT.set(u64::MAX);
    (0..200).for_each(operate);
    cache.settle();
    assert!(cache.len() <= 24, "{} entries", cache.len());
    let found = (0..200).filter(|&key| cache.get(&Touchy(key)).is_some()).count();
    assert!(found <= 24, "{found} found");
    drop(cache);
    assert_eq!(ledger.complaint(), None);
}

macro_rules! cache {
    ($module:ident, $world:expr, $type:ident $(, $of:ident)?) => {
        mod $module {
            use super::*;
            cache!(@types $type $(, $of)?);

            #[test] fn value_belongs_to_key() { laws::value_belongs_to_key::<Words>(&$world); }
            #[test] fn capacity_respected() { laws::capacity_respected::<Words>(&$world); }
            #[test] fn drops_once() { laws::drops_once::<Any<u64, Token>>(&$world); }
            #[test] fn reads_own_write() { laws::reads_own_write::<Words>(&$world); }
            #[test] fn never_goes_back() { laws::never_goes_back::<Words>(&$world); }
            #[test] fn stays_findable() { laws::stays_findable::<Collides>(&$world); }
            #[test] fn stays_removed() { laws::stays_removed::<Words>(&$world); }
            #[test] fn stays_forgotten() { laws::stays_forgotten::<Words>(&$world); }
            #[test] fn reused_place_is_noticed() { laws::reused_place_is_noticed::<Words>(&$world); }
            #[test] fn remove_and_insert() { laws::remove_and_insert::<Words>(&$world); }
            #[test] fn is_full_at_its_capacity() { super::is_full_at_its_capacity::<Words>(); }
            #[test] fn bears_collisions() { super::bears_collisions::<Collides>(); }
            #[test] fn uses_room_again() { super::uses_room_again::<Words>(); }
        }
    };
    (@types $type:ident) => { cache!(@types $type, $type); };
    (@types $type:ident, $of:ident) => {
        type Words = $type<u64, u64>;
        type Collides = $type<u64, u64, BuildHasherDefault<Colliding>>;
        type Any<K, V> = $of<K, V>;
    };
}

cache!(mutex_lru, WORLD, MutexLru);
cache!(rwlock_lru, WORLD, RwLockLru);
cache!(sharded_lru, WORLD, ShardedLru);
cache!(clock, WORLD, ClockCache);
cache!(sieve, WORLD, SieveCache);
cache!(s3_fifo, WORLD, S3FifoCache);
cache!(tinylfu, WORLD, TinyLfuCache);
cache!(set_associative, WORLD, SetAssociative, SetAssociativeOf);
cache!(copy_on_write, FEW, CopyOnWrite);
cache!(actor, FEW, Actor);
cache!(flagship, WORLD, Flagship, FlagshipOf);

/// Gives back what it was given, moved up: a hasher that leaves the lower half empty.
#[derive(Default)]
struct Upper(u64);

impl Hasher for Upper {
    fn finish(&self) -> u64 {
        self.0 << 32
    }
    fn write(&mut self, _bytes: &[u8]) {}
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// A hasher that moves nothing to where a shard is chosen by.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _bytes: &[u8]) {}
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// Uses nearly all of its capacity, whatever half of the hash tells something.
fn spreads<C: Bounded<u64, u64>>() {
    const CAPACITY: usize = 20_000;
    let cache = C::with_capacity(CAPACITY).expect("a cache");
    (0..4 * CAPACITY as u64).for_each(|key| cache.insert(key, key));
    assert!(cache.len() > CAPACITY * 9 / 10, "{} entries", cache.len());
}

#[test]
fn weak_hashers_leave_no_shard_empty() {
    spreads::<ShardedLru<u64, u64, BuildHasherDefault<Identity>>>();
    spreads::<Flagship<u64, u64, BuildHasherDefault<Identity>>>();
    spreads::<SetAssociative<u64, u64, BuildHasherDefault<Identity>>>();
    spreads::<Flagship<u64, u64, BuildHasherDefault<Upper>>>();
    spreads::<SetAssociative<u64, u64, BuildHasherDefault<Upper>>>();
}

macro_rules! touchy {
    ($($name:ident = $type:ident),*) => {
        mod a_panicking_key {
            use super::*;
            $(#[test] fn $name() { bears_a_panicking_key::<$type<Touchy, Token>>(); })*
        }
    };
}
// Not the actor: a key that panics ends it, as it says.
touchy!(
    mutex_lru = MutexLru,
    rwlock_lru = RwLockLru,
    sharded_lru = ShardedLru,
    clock = ClockCache,
    sieve = SieveCache,
    s3_fifo = S3FifoCache,
    tinylfu = TinyLfuCache,
    set_associative = SetAssociativeOf,
    copy_on_write = CopyOnWrite,
    flagship = FlagshipOf
);

mod loading {
    use super::*;
    type Loads = Loading<Flagship<u64, u64>, u64, u64>;

    #[test]
    fn loads_once() {
        laws::loading::loads_once::<Loads>(&WORLD);
    }
    #[test]
    fn loads_once_for_three() {
        laws::loading::loads_once_for_three::<Loads>(&WORLD);
    }
    #[test]
    fn panicking_loader_frees() {
        laws::loading::panicking_loader_frees::<Loads>(&WORLD);
    }
    #[test]
    fn another_key_is_loaded() {
        laws::loading::another_key_is_loaded::<Loads>(&WORLD);
    }
    #[test]
    fn only_circles_are_told() {
        laws::loading::only_circles_are_told::<Loads>(&WORLD);
    }
    #[test]
    fn circle_is_told() {
        laws::loading::circle_is_told::<Loads>(&WORLD);
    }
}

#[test]
fn strings_are_kept_as_well_as_words() {
    let cache = FlagshipOf::<String, String>::with_capacity(1000).expect("a small cache");
    for number in 0..5000 {
        cache.insert(format!("key {number}"), format!("value {number}"));
        assert_eq!(cache.get(&format!("key {number}")), Some(format!("value {number}")));
    }
    assert_eq!(cache.len(), 1000);
}
