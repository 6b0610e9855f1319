//! A stream of look-ups, always the same: as many hits as an LRU cache has, to the last one.

use primitives::cache::Cache;
use primitives::cache::mutex_lru::MutexLru;

use crate::exercise::LruCache;

const CAPACITY: usize = 50;
const KEYS: f64 = 500.0;
const LOOKUPS: usize = 20_000;

/// Keys of which some are asked for much more often than others. (Drawn by SplitMix64, from a seed.)
fn stream() -> impl Iterator<Item = u64> {
    let mut seed = 1968_u64;
    (0..LOOKUPS).map(move |_| {
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let part = ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64;
        (KEYS * part * part * part) as u64
    })
}

/// Looks each key up, and puts it in if it is missing; tells how often it was there.
fn hits(cache: &impl Cache<u64, u64>) -> usize {
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
    stream().filter(hit).count()
}

#[test]
fn as_many_as_lru_has() {
    let yours = LruCache::<primitives::read_mostly::rwlock_std::StdRwLock>::with_capacity(CAPACITY);
    let yours = hits(&yours.expect("there is room"));
    let lru = hits(&MutexLru::<u64, u64>::with_capacity(CAPACITY).expect("there is room"));
    assert_eq!(
        yours, lru,
        "hits in {LOOKUPS} look-ups of a cache of {CAPACITY}: yours has {yours}, and one that forgets what was used longest ago has {lru}"
    );
}
