//! Values that can be read while they are written: whole words, each an atomic.
//!
//! A reader that may meet a writer must not read plain memory: that is a data race, and undefined, whatever it does with
//! what it read. Word by word through atomics it is defined; the words may merely not fit together.

use crate::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, LoadByOwner, Ordering};

mod sealed {
    /// Keeps [`Words`](super::Words) ours: each implementation must load and store every word of itself.
    pub trait Sealed {}
}

/// A value made of whole words: an integer, a `bool`, or any number of `u64`.
///
/// Loads and stores are `Relaxed`: which of them belong together is for the caller's fences to say.
pub trait Words: sealed::Sealed + Copy + Send + Sync + 'static {
    /// The same words as atomics.
    type Atomics: Send + Sync + 'static;

    /// A value for atomics that nobody has written yet.
    const ZERO: Self;

    /// Puts the words into atomics.
    fn into_atomics(self) -> Self::Atomics;

    /// Reads word by word: a mixture, if somebody writes meanwhile.
    fn load(atomics: &Self::Atomics) -> Self;

    /// Reads word by word; only for the one thread that may write.
    fn load_by_owner(atomics: &Self::Atomics) -> Self;

    /// Writes word by word.
    fn store(self, atomics: &Self::Atomics);
}

macro_rules! one_word {
    ($($word:ty => $atomic:ty, $zero:literal);*) => {$(
        impl sealed::Sealed for $word {}

        impl Words for $word {
            type Atomics = $atomic;

            const ZERO: $word = $zero;

            fn into_atomics(self) -> $atomic {
                <$atomic>::new(self)
            }

            #[inline(always)]
            fn load(atomic: &$atomic) -> $word {
                atomic.load(Ordering::Relaxed) // Relaxed: see the trait
            }

            #[inline(always)]
            fn load_by_owner(atomic: &$atomic) -> $word {
                LoadByOwner::load_by_owner(atomic)
            }

            #[inline(always)]
            fn store(self, atomic: &$atomic) {
                atomic.store(self, Ordering::Relaxed); // Relaxed: see the trait
            }
        }
    )*};
}
one_word!(bool => AtomicBool, false; u8 => AtomicU8, 0; u32 => AtomicU32, 0; u64 => AtomicU64, 0; usize => AtomicUsize, 0);

impl<const N: usize> sealed::Sealed for [u64; N] {}

impl<const N: usize> Words for [u64; N] {
    type Atomics = [AtomicU64; N];

    const ZERO: [u64; N] = [0; N];

    fn into_atomics(self) -> [AtomicU64; N] {
        self.map(AtomicU64::new)
    }

    #[inline(always)]
    fn load(atomics: &[AtomicU64; N]) -> [u64; N] {
        std::array::from_fn(|place| u64::load(&atomics[place]))
    }

    #[inline(always)]
    fn load_by_owner(atomics: &[AtomicU64; N]) -> [u64; N] {
        std::array::from_fn(|place| Words::load_by_owner(&atomics[place]))
    }

    #[inline(always)]
    fn store(self, atomics: &[AtomicU64; N]) {
        self.into_iter().zip(atomics).for_each(|(word, atomic)| word.store(atomic));
    }
}
