//! How often was this asked for lately? A count-min sketch of small counters, halved now and then.
//!
//! Four counters stand for each hash, one in each of four rows; its estimate is the smallest of them, since others that share a
//! counter can only make it too large. When so many were counted that the popular must have shown, all counters are halved: what was
//! popular long ago fades.

use super::{BadCapacity, no_memory_for};
use crate::queue::row;

/// Rows.
const ROWS: usize = 4;
/// Counters of a row, for each entry of the cache: many more keys come by than fit.
const WIDTH: usize = 4;
/// Counted hashes, for each entry of the cache, until all counters are halved.
const PERIOD: u64 = 16;

/// Estimates of how often hashes came.
#[derive(Debug)]
pub(super) struct Sketch {
    /// Rows one after another, each of a power of two counters.
    counters: Box<[u8]>,
    /// Bits of a counter's number in its row.
    bits: u32,
    counted: u64,
    period: u64,
}

impl Sketch {
    /// For a cache of this capacity.
    pub(super) fn new(capacity: usize) -> Result<Self, BadCapacity> {
        let no_memory = || no_memory_for(capacity);
        let width =
            capacity.checked_mul(WIDTH).and_then(usize::checked_next_power_of_two).ok_or_else(no_memory)?;
        let size = width.checked_mul(ROWS).ok_or_else(no_memory)?;
        Ok(Sketch {
            counters: row(size, |_| 0).map_err(|_| no_memory())?,
            bits: width.ilog2(),
            counted: 0,
            period: PERIOD * capacity as u64,
        })
    }

    /// Where a hash is counted: a place in each row.
    fn spots(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        // Another odd multiplier for each row, and the upper bits of the product: rows disagree on who shares a counter.
        const ODD: [u64; ROWS] =
            [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0xD6E8_FEB8_6659_FD93];
        let bits = self.bits;
        (0..ROWS).map(move |row| (row << bits) + (hash.wrapping_mul(ODD[row]) >> (64 - bits)) as usize)
    }

    /// Counts one.
    pub(super) fn count(&mut self, hash: u64) {
        for spot in self.spots(hash) {
            self.counters[spot] = self.counters[spot].saturating_add(1);
        }
        self.counted += 1;
        if self.counted == self.period {
            self.counted = 0;
            self.counters.iter_mut().for_each(|counter| *counter /= 2);
        }
    }

    /// How often this came lately, or more.
    pub(super) fn estimate(&self, hash: u64) -> u8 {
        self.spots(hash).map(|spot| self.counters[spot]).min().unwrap_or(0)
    }
}
