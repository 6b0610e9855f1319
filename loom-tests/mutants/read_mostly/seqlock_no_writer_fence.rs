//! **A sequence lock whose writer announces itself and fences nothing.**
//!
//! *Misconception.* "The odd sequence is stored first, so whoever sees a new word sees it too"; or "storing it with
//! `Release` will do". A release orders what stands before it; the words stand behind, and a relaxed store may be
//! seen before an earlier one to another place.
//!
//! *Killed by* `no_torn_read`, as an assertion.

use primitives::read_mostly::ReadMostly;
use primitives::sync::Mutex;
use primitives::sync::atomic::{AtomicU64, LoadByOwner, Ordering, fence};
use primitives::sync::hint::spin_loop;

/// A sequence lock without the fence between the odd sequence and the words.
pub struct SeqLockNoWriterFence {
    sequence: AtomicU64,
    words: [AtomicU64; 2],
    writers: Mutex<()>,
}

impl SeqLockNoWriterFence {
    fn try_copy(&self) -> Option<[u64; 2]> {
        let before = self.sequence.load(Ordering::Acquire);
        if before % 2 == 1 {
            return None;
        }
        let words = [self.words[0].load(Ordering::Relaxed), self.words[1].load(Ordering::Relaxed)];
        fence(Ordering::Acquire);
        (self.sequence.load(Ordering::Relaxed) == before).then_some(words)
    }
}

impl ReadMostly<[u64; 2]> for SeqLockNoWriterFence {
    fn new(value: [u64; 2]) -> Self {
        SeqLockNoWriterFence {
            sequence: AtomicU64::new(0),
            words: value.map(AtomicU64::new),
            writers: Mutex::new(()),
        }
    }

    fn read<R>(&self, read: impl FnOnce(&[u64; 2]) -> R) -> R {
        loop {
            if let Some(words) = self.try_copy() {
                return read(&words);
            }
            spin_loop();
        }
    }

    fn update(&self, change: impl Fn(&mut [u64; 2])) {
        let _only_writer = self.writers.lock();
        let mut words = [self.words[0].load_by_owner(), self.words[1].load_by_owner()];
        change(&mut words);
        let even = self.sequence.load_by_owner();
        self.sequence.store(even + 1, Ordering::Relaxed);
        self.words[0].store(words[0], Ordering::Relaxed);
        self.words[1].store(words[1], Ordering::Relaxed);
        self.sequence.store(even + 2, Ordering::Release);
    }
}
