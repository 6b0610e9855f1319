//! Where the shards stand. Two that share a cache line disturb each other, whoever holds which lock.

use std::cell::RefCell;
use std::collections::BTreeSet;

use primitives::cache::{BadCapacity, Cache};

use crate::exercise::ShardedCache;

/// Bytes that go from core to core together.
const LINE: usize = if cfg!(all(target_arch = "aarch64", target_vendor = "apple")) { 128 } else { 64 };

thread_local!(static SEEN: RefCell<BTreeSet<usize>> = RefCell::default());

/// A shard that notes where it is.
struct Somewhere(#[expect(dead_code, reason = "it takes room")] u64);

impl Cache<u64, u64> for Somewhere {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        Ok(Somewhere(capacity as u64))
    }

    fn get(&self, _key: &u64) -> Option<u64> {
        None
    }

    fn insert(&self, _key: u64, _value: u64) {
        SEEN.with_borrow_mut(|seen| seen.insert(std::ptr::from_ref(self).addr()));
    }
}

#[test]
fn each_shard_has_lines_of_its_own() {
    let cache = ShardedCache::<Somewhere>::with_capacity(8_000).expect("there is room");
    (0..8_000).for_each(|key| cache.insert(key, key));
    let seen: Vec<_> = SEEN.take().into_iter().collect();
    let nearest = seen.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(LINE);
    assert!(
        nearest >= LINE,
        "two of the {} shards stand {nearest} bytes apart, and a cache line has {LINE}",
        seen.len()
    );
}
