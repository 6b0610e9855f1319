//! A letter box, and what can be read.

use primitives::sync::atomic::{AtomicBool, Ordering};
use primitives::sync::cell::UnsafeCell;

/// Room for one letter, which one thread puts in, once.
#[derive(Debug)]
pub struct LetterBox {
    flag: AtomicBool,
    letter: UnsafeCell<u64>,
}

// SAFETY: the letter is written once, before the flag is raised, and read only by who has seen the flag. That the one comes
// before the other is yours to make true.
unsafe impl Sync for LetterBox {}

impl Default for LetterBox {
    fn default() -> Self {
        LetterBox { flag: AtomicBool::new(false), letter: UnsafeCell::new(0) }
    }
}

impl LetterBox {
    /// Puts the letter in. Only one thread may do this, and only once.
    pub fn put(&self, letter: u64) {
        // SAFETY: nobody reads before the flag is up, and nobody else writes.
        self.letter.with_mut(|place| unsafe { *place = letter });
        self.flag.store(true, Ordering::Relaxed); // yours to change
    }

    /// The letter, if it is there.
    pub fn look(&self) -> Option<u64> {
        let up = self.flag.load(Ordering::Relaxed); // yours to change
        // SAFETY: the flag is up, so the letter was written before and will not be written again.
        up.then(|| self.letter.with(|place| unsafe { *place }))
    }
}

/// What can be read: the first value and the second, in the order in which the comment names them.
pub struct CanBeRead {
    pub zero_zero: bool,
    pub zero_one: bool,
    pub one_zero: bool,
    pub one_one: bool,
}

/// `x` and `y` are 0. One thread writes 1 to `x`, then 1 to `y`; the other one reads `y`, then `x`. All four are `Relaxed`.
pub const MESSAGE_RELAXED: CanBeRead =
    CanBeRead { zero_zero: true, zero_one: true, one_zero: false, one_one: true };

/// The same, but `y` is written with Release and read with Acquire.
pub const MESSAGE_RELEASE_ACQUIRE: CanBeRead =
    CanBeRead { zero_zero: true, zero_one: true, one_zero: false, one_one: true };

/// `x` and `y` are 0. One thread writes 1 to `x`, then reads `y`; the other one writes 1 to `y`, then reads `x`. Read are: `y`, `x`.
/// All writes are Release, all reads Acquire.
pub const EACH_LOOKS_AT_THE_OTHER: CanBeRead =
    CanBeRead { zero_zero: false, zero_one: true, one_zero: true, one_one: true };

/// The same, with a fence of `SeqCst` in each thread, between its writing and its reading.
pub const WITH_A_FENCE_BETWEEN: CanBeRead =
    CanBeRead { zero_zero: false, zero_one: true, one_zero: true, one_one: true };
