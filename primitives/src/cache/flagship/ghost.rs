//! The hashes of entries that were forgotten lately, about so many of them.
//!
//! A row of buckets, each first in, first out: a hash belongs to one bucket, and pushes the oldest there out. With buckets of eight, what is
//! remembered is nearly what one long queue would remember, at four bytes a hash and without an index.

use crate::queue::{BadCapacity, row};

/// Hashes in a bucket: half a cache line.
const BUCKET: usize = 8;
/// Nothing; a hash of 0 is taken for 1.
const NONE: u32 = 0;

#[derive(Debug)]
pub(super) struct Ghost {
    buckets: Box<[[u32; BUCKET]]>,
}

impl Ghost {
    /// For about so many hashes, and one bucket at least.
    pub(super) fn new(capacity: usize) -> Result<Self, BadCapacity> {
        Ok(Ghost { buckets: row(capacity.div_ceil(BUCKET).max(1), |_| [NONE; BUCKET])? })
    }

    fn bucket_of(&mut self, hash: u32) -> &mut [u32; BUCKET] {
        // Scaled, not masked: any number of buckets will do (Lemire, "Fast Random Integer Generation in an Interval", 2019).
        let bucket = (u64::from(hash) * self.buckets.len() as u64) >> 32;
        &mut self.buckets[bucket as usize]
    }

    pub(super) fn remember(&mut self, hash: u32) {
        let bucket = self.bucket_of(hash);
        bucket.rotate_right(1);
        bucket[0] = hash.max(1);
    }

    /// Whether it was there; from now on it is not.
    pub(super) fn forget(&mut self, hash: u32) -> bool {
        let bucket = self.bucket_of(hash);
        let Some(at) = bucket.iter().position(|&remembered| remembered == hash.max(1)) else { return false };
        bucket[at..].rotate_left(1);
        bucket[BUCKET - 1] = NONE;
        true
    }
}
