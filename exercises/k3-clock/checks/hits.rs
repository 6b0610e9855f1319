//! A stream of look-ups, always the same, and how often the key is there.

use primitives::cache::Cache;
use primitives::cache::mutex_lru::MutexLru;
use primitives::read_mostly::rwlock_std::StdRwLock;

use crate::exercise::ClockCache;

const CAPACITY: usize = 80;
const LOOKUPS: u64 = 40_000;
/// Keys that are asked for again and again; after a while others take their place.
const KEYS: f64 = 400.0;
/// So many look-ups after another, what is popular changes.
const ERA: u64 = 5_000;
/// Somebody reads all that there is, now and then: of so many look-ups, ...
const PERIOD: u64 = 200;
/// ... so many are for keys that never come again.
const SCAN: u64 = 50;

/// Drawn by SplitMix64, from a seed.
fn stream() -> impl Iterator<Item = u64> {
    let mut seed = 1968_u64;
    (0..LOOKUPS).map(move |number| {
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        if number % PERIOD >= PERIOD - SCAN {
            return 1_000_000 + number;
        }
        let part = (mixed >> 11) as f64 / (1_u64 << 53) as f64;
        1_000 * (number / ERA) + (KEYS * part.powi(4)) as u64
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
fn better_than_lru() {
    let (yours, lru) = (hit_ratio::<ClockCache<StdRwLock>>(), hit_ratio::<MutexLru<u64, u64>>());
    assert!(
        yours >= lru + 1.0,
        "of {LOOKUPS} look-ups yours had {yours:.1} % there, and LRU {lru:.1} %; a point more is asked for"
    );
}
