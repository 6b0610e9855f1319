//! One thread alone: what is found, and what is forgotten.

use primitives::cache::{Bounded, Cache, Remove};

use crate::exercise::ClockCache;

type Clock = ClockCache;

fn room_for(capacity: usize) -> Clock {
    Clock::with_capacity(capacity).expect("there is room")
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
    assert!(Clock::with_capacity(0).is_err(), "a cache of none can hold nothing");
}

#[test]
fn the_one_that_was_used_stays() {
    let cache = room_for(2);
    cache.insert(1, 10);
    cache.insert(2, 20);
    assert_eq!(cache.get(&1), Some(10), "it is there, and was used");
    cache.insert(3, 30);
    assert_eq!(
        (cache.get(&1), cache.get(&2), cache.get(&3)),
        (Some(10), None, Some(30)),
        "of 1, 2 and 3, 2 had to go"
    );
}

#[test]
fn room_is_found_if_all_were_used() {
    let cache = room_for(3);
    for key in 1..=3 {
        cache.insert(key, 10 * key);
        assert_eq!(cache.get(&key), Some(10 * key), "it is there, and was used");
    }
    cache.insert(4, 40);
    assert_eq!((cache.len(), cache.get(&4)), (3, Some(40)), "one had to go, and the new one is there");
}
