//! One thread alone: what is found, and how much there is room for.

use primitives::cache::{Bounded, Cache};

use crate::exercise::ShardedCache;

fn room_for(capacity: usize) -> ShardedCache {
    ShardedCache::with_capacity(capacity).expect("there is room")
}

#[test]
fn what_was_put_in_is_found() {
    let cache = room_for(10_000);
    for key in 0..50 {
        cache.insert(key, 1);
        cache.insert(key, key + 2);
    }
    for key in 0..50 {
        assert_eq!(cache.get(&key), Some(key + 2), "the newest value of {key}; there is room for all");
    }
    assert_eq!((cache.get(&50), cache.len()), (None, 50), "nothing else was put in");
}

#[test]
fn all_of_the_room_and_no_more() {
    for capacity in [1, 3, 7, 64, 100, 1_000] {
        let cache = room_for(capacity);
        assert_eq!(cache.capacity(), capacity, "entries that all shards together have room for");
        (0..5_000).for_each(|key| cache.insert(key, key));
        assert!(cache.len() <= capacity, "{} entries, with room for {capacity}", cache.len());
    }
    assert!(
        ShardedCache::<primitives::cache::mutex_lru::MutexLru<u64, u64>>::with_capacity(0).is_err(),
        "no room at all"
    );
}
