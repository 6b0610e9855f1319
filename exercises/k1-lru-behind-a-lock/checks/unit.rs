//! One thread alone: what is found, and what is forgotten.

use primitives::cache::{Bounded, Cache, Remove};

use crate::exercise::LruCache;

type Lru = LruCache;

fn room_for(capacity: usize) -> Lru {
    Lru::with_capacity(capacity).expect("there is room")
}

#[test]
fn what_was_put_in_is_found() {
    let cache = room_for(2);
    cache.insert(1, 10);
    cache.insert(1, 11);
    assert_eq!((cache.get(&1), cache.get(&2)), (Some(11), None), "the newest value of 1, and none of 2");
    assert_eq!((cache.len(), cache.capacity()), (1, 2), "entries, and room");
    assert_eq!((cache.remove(&1), cache.get(&1)), (Some(11), None), "it was taken out");
}

#[test]
fn no_room_for_none() {
    assert!(Lru::with_capacity(0).is_err(), "a cache of none can hold nothing");
}

#[test]
fn the_one_used_longest_ago_goes() {
    let cache = room_for(2);
    cache.insert(1, 10);
    cache.insert(2, 20);
    assert_eq!(cache.get(&1), Some(10), "it is there, and now 2 was used longest ago");
    cache.insert(3, 30);
    assert_eq!(
        (cache.get(&1), cache.get(&2), cache.get(&3)),
        (Some(10), None, Some(30)),
        "of 1, 2 and 3, 2 had to go"
    );
}
