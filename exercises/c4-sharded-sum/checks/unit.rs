//! One thread at a time: every shard counts.

use std::sync::Arc;

use primitives::counter::{Add, Counter};

use crate::exercise::{SHARDS, ShardedSum};

#[test]
fn every_handle_is_in_the_sum() {
    let counter = Arc::new(ShardedSum::new());
    let mut handles: Vec<_> = (0..2 * SHARDS + 1).map(|_| counter.handle()).collect();
    for (number, handle) in handles.iter_mut().enumerate() {
        let before = counter.get();
        handle.add(10);
        assert_eq!(counter.get(), before + 10, "after handle {number} had added 10");
    }
}

#[test]
fn it_goes_on_at_zero() {
    let counter = Arc::new(ShardedSum::new());
    let (mut one, mut other) = (counter.handle(), counter.handle());
    one.add(u64::MAX);
    other.add(3);
    assert_eq!(counter.get(), 2, "past 2^64 - 1 it goes on at zero");
}
