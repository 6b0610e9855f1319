//! What the policies forget, driven by one thread: least recently used, CLOCK and SIEVE to the last hit as their definitions have it, on the trace
//! that this project makes; and all of them as an independent simulator has it, on real traces, where there are any.

use std::hash::{BuildHasherDefault, DefaultHasher};

use benches::traces::{SHARES, Trace, mixed, text};
use primitives::cache::Cache;
use primitives::cache::clock::ClockCache;
use primitives::cache::flagship::Flagship;
use primitives::cache::mutex_lru::MutexLru;
use primitives::cache::s3_fifo::S3FifoCache;
use primitives::cache::sieve::SieveCache;
use primitives::cache::tinylfu::TinyLfuCache;
use primitives::cache::{rwlock_lru::RwLockLru, sharded_lru::ShardedLru};

/// The same hash in every run: where it decides anything, it decides the same.
type S = BuildHasherDefault<DefaultHasher>;

/// Look each key up, and put it in if it is missing.
fn hits<C: Cache<u64, u64>>(keys: &[u64], capacity: usize) -> u64 {
    let cache = C::with_capacity(capacity).expect("a cache of this capacity");
    let mut hits = 0;
    for &key in keys {
        match cache.get(&key) {
            Some(value) => {
                assert_eq!(value, key + 1);
                hits += 1;
            }
            None => cache.insert(key, key + 1),
        }
    }
    hits
}

fn ratio<C: Cache<u64, u64>>(keys: &[u64], capacity: usize) -> f64 {
    hits::<C>(keys, capacity) as f64 / keys.len() as f64
}

/// A policy by its definition, as slow as it likes: entries in a vector, the next to go first, each with its bit.
struct Naive {
    entries: Vec<(u64, bool)>,
    hand: usize,
    capacity: usize,
}

impl Naive {
    fn hits(capacity: usize, keys: &[u64], access: fn(&mut Naive, u64) -> bool) -> u64 {
        let mut naive = Naive { entries: Vec::new(), hand: 0, capacity };
        keys.iter().filter(|&&key| access(&mut naive, key)).count() as u64
    }

    fn find(&self, key: u64) -> Option<usize> {
        self.entries.iter().position(|entry| entry.0 == key)
    }

    fn lru(&mut self, key: u64) -> bool {
        let found = self.find(key);
        if let Some(at) = found.or((self.entries.len() == self.capacity).then_some(0)) {
            self.entries.remove(at);
        }
        self.entries.push((key, false));
        found.is_some()
    }

    fn clock(&mut self, key: u64) -> bool {
        if let Some(at) = self.find(key) {
            self.entries[at].1 = true;
            return true;
        }
        while self.entries.len() == self.capacity {
            let (front, was_used) = self.entries.remove(0);
            if was_used {
                self.entries.push((front, false));
            }
        }
        self.entries.push((key, false));
        false
    }

    fn sieve(&mut self, key: u64) -> bool {
        if let Some(at) = self.find(key) {
            self.entries[at].1 = true;
            return true;
        }
        while self.entries.len() == self.capacity {
            if std::mem::take(&mut self.entries[self.hand].1) {
                self.hand += 1;
            } else {
                self.entries.remove(self.hand);
            }
            if self.hand == self.entries.len() {
                self.hand = 0; // beyond the newest it begins again with the oldest
            }
        }
        self.entries.push((key, false));
        false
    }
}

/// The shipped trace, and capacities at which a vector is still quick enough.
fn on_the_shipped_trace(expected: fn(&mut Naive, u64) -> bool, hits: fn(&[u64], usize) -> u64) {
    let keys = &mixed::keys()[..30_000];
    for capacity in [1, 2, 7, 64, 500] {
        assert_eq!(hits(keys, capacity), Naive::hits(capacity, keys, expected), "capacity {capacity}");
    }
}

#[test]
fn lru_is_lru() {
    on_the_shipped_trace(Naive::lru, hits::<MutexLru<u64, u64, S>>);
    on_the_shipped_trace(Naive::lru, hits::<RwLockLru<u64, u64, S>>);
}

#[test]
fn clock_is_clock() {
    on_the_shipped_trace(Naive::clock, hits::<ClockCache<u64, u64, S>>);
}

#[test]
fn sieve_is_sieve() {
    on_the_shipped_trace(Naive::sieve, hits::<SieveCache<u64, u64, S>>);
}

#[test]
fn nothing_beats_the_optimum() {
    let trace = Trace::new(mixed::NAME, mixed::keys());
    for share in SHARES {
        let (capacity, optimum) = (trace.capacity(share), trace.optimum(trace.capacity(share)));
        for (name, ratio) in [
            ("mutex_lru", ratio::<MutexLru<u64, u64, S>>(&trace.keys, capacity)),
            ("sharded_lru", ratio::<ShardedLru<u64, u64, S>>(&trace.keys, capacity)),
            ("clock", ratio::<ClockCache<u64, u64, S>>(&trace.keys, capacity)),
            ("sieve", ratio::<SieveCache<u64, u64, S>>(&trace.keys, capacity)),
            ("s3_fifo", ratio::<S3FifoCache<u64, u64, S>>(&trace.keys, capacity)),
            ("tinylfu", ratio::<TinyLfuCache<u64, u64, S>>(&trace.keys, capacity)),
            ("flagship", ratio::<Flagship<u64, u64, S>>(&trace.keys, capacity)),
        ] {
            assert!(ratio <= optimum && ratio > 0.0, "{name} of {capacity}: {ratio}, and {optimum} at best");
        }
    }
}

/// Columns of the reference, by their place.
const LRU: usize = 6;
const CLOCK: usize = 7;
const SIEVE: usize = 8;
const S3_FIFO: usize = 9;
const TINY_LFU: usize = 10;
/// Half of the last decimal that is given.
const LAST_HIT: f64 = 0.5e-4 + 1e-9;
/// From this share of the keys on, windows of a hundredth are windows.
const LEAST_SHARE: f64 = 0.04;
/// Below this capacity the reference's window is empty, and it keeps nothing.
const LEAST_WINDOWED: usize = 100;

/// Rows of the reference by turns, so that each of two tests has half of the work, of every trace.
#[test]
fn all_are_as_every_other_row_of_the_reference_has_them() {
    as_the_reference_has_them(0);
}

#[test]
fn all_are_as_the_rows_between_have_them() {
    as_the_reference_has_them(1);
}

fn as_the_reference_has_them(turn: usize) {
    let Some(data) = std::env::var_os("CONTEND_DATA") else {
        return println!("skipped: CONTEND_DATA names no folder");
    };
    let folder = std::path::Path::new(&data).join("traces");
    let reference = std::fs::read_to_string(folder.join("reference.csv")).expect("the reference's figures");
    let mut trace = Trace::new("", Vec::new());
    for row in reference.lines().skip(1 + turn).step_by(2) {
        let fields: Vec<_> = row.split(',').collect();
        if trace.name != fields[0] {
            let keys = text::read(&folder.join(format!("{}.trace.gz", fields[0])));
            trace = Trace::new(fields[0], keys.unwrap_or_else(|error| panic!("{error}")));
        }
        let capacity: usize = fields[3].parse().expect("a capacity");
        let expected = |column: usize| fields[column].parse::<f64>().expect("a hit ratio");
        let off = |found: f64, column: usize| found - expected(column);
        let exact = [
            ("LRU", off(ratio::<MutexLru<u64, u64, S>>(&trace.keys, capacity), LRU)),
            ("CLOCK", off(ratio::<ClockCache<u64, u64, S>>(&trace.keys, capacity), CLOCK)),
            ("SIEVE", off(ratio::<SieveCache<u64, u64, S>>(&trace.keys, capacity), SIEVE)),
        ];
        for (name, off) in exact {
            assert!(off.abs() <= LAST_HIT, "{name}, {} at {capacity}: off by {off}", trace.name);
        }
        if (capacity as f64) < LEAST_SHARE * trace.distinct as f64 {
            continue;
        }
        let s3_fifo = off(ratio::<S3FifoCache<u64, u64, S>>(&trace.keys, capacity), S3_FIFO);
        assert!(s3_fifo.abs() <= 0.005, "S3-FIFO, {} at {capacity}: off by {s3_fifo}", trace.name);
        // Not more than a point below. Above it may be, and is by up to four: the reference counts in one row of counters for many more keys than
        // it was made for, so that its estimates are partly chance.
        let tinylfu = off(ratio::<TinyLfuCache<u64, u64, S>>(&trace.keys, capacity), TINY_LFU);
        assert!(
            (-0.01..=0.05).contains(&tinylfu) || capacity < LEAST_WINDOWED,
            "W-TinyLFU, {} at {capacity}: off by {tinylfu}",
            trace.name
        );
    }
}
