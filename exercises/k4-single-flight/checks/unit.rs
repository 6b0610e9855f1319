//! One thread alone: who is asked, and how often.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use primitives::cache::{Cache, SingleFlight};

use crate::exercise::LoadingCache;

fn empty() -> LoadingCache {
    LoadingCache::with_capacity(10).expect("there is room for ten")
}

#[test]
fn a_missing_value_is_loaded_once() {
    let (cache, loads) = (empty(), Cell::new(0));
    for _ in 0..3 {
        let load = || {
            loads.set(loads.get() + 1);
            50
        };
        assert_eq!(cache.get_or_insert_with(5, load), Ok(50), "what was loaded");
    }
    assert_eq!(loads.get(), 1, "loaders that ran, for one key that was asked for three times");
    assert_eq!(cache.get(&5), Some(50), "it is there");
    assert_eq!(cache.get(&6), None, "nobody asked for this one");
}

#[test]
fn what_is_there_is_not_loaded() {
    let cache = empty();
    cache.insert(5, 50);
    assert_eq!(cache.get_or_insert_with(5, || panic!("it is there")), Ok(50), "what was put in");
}

#[test]
fn a_loader_may_panic() {
    let cache = empty();
    let planned = || -> u64 { resume_unwind(Box::new("planned")) };
    let end = catch_unwind(AssertUnwindSafe(|| cache.get_or_insert_with(5, planned)));
    assert!(end.is_err(), "whoever brought the loader gets its panic");
    assert_eq!(cache.get(&5), None, "nothing was loaded");
}
