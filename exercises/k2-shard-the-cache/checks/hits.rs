//! A stream of look-ups, always the same: what does it cost in hits that one cache has become many?

use primitives::cache::Cache;
use primitives::cache::mutex_lru::MutexLru;

use crate::exercise::ShardedCache;

const CAPACITY: usize = 64;
const LOOKUPS: usize = 40_000;
const KEYS: f64 = 2_000.0;

/// Addresses of which some are asked for much more often than others. (Drawn by SplitMix64, from a seed.)
fn stream() -> impl Iterator<Item = u64> {
    let mut seed = 1968_u64;
    (0..LOOKUPS).map(move |_| {
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let part = ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64;
        64 * (KEYS * part.powi(4)) as u64
    })
}

/// Looks each key up, and puts it in if it is missing; tells how many percent were there.
fn hit_ratio<C: Cache<u64, u64>>() -> f64 {
    let cache = C::with_capacity(CAPACITY).expect("there is room");
    let hit = |key: &u64| match cache.get(key) {
        Some(value) => {
            assert_eq!(value, key + 1, "the value that was put in under {key}");
            true
        }
        None => {
            cache.insert(*key, key + 1);
            false
        }
    };
    100.0 * stream().filter(hit).count() as f64 / LOOKUPS as f64
}

#[test]
fn nearly_as_many_as_unsharded() {
    let (yours, whole) = (hit_ratio::<ShardedCache>(), hit_ratio::<MutexLru<u64, u64>>());
    assert!(
        yours >= whole - 2.0,
        "with room for {CAPACITY}, of {LOOKUPS} look-ups yours had {yours:.1} % there, and one LRU cache of that size {whole:.1} %; \
         two points are what sharding may cost"
    );
}
