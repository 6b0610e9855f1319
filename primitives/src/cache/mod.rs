//! Caches: bounded maps that forget what is least worth keeping.
//!
//! | file | idea |
//! |---|---|
//! | [`mutex_lru`] | least recently used, behind a mutex |
//! | [`rwlock_lru`] | the same behind a readers-writer lock: the trap |
//! | [`sharded_lru`] | many small ones instead of one |
//! | [`clock`] | a bit an entry instead of a list in order of use |
//! | [`sieve`] | a hand that moves, and entries that do not |
//! | [`s3_fifo`] | three queues, and probation for newcomers |
//! | [`tinylfu`] | who comes in has to be more popular than who would have to go |
//! | [`set_associative`] | a key has eight places to be in, and no other |
//! | [`copy_on_write`] | each change is a new table |
//! | [`actor`] | one thread has the cache, the others ask it |
//! | [`flagship`] | hits without a lock, forgetting as S3-FIFO does |
//!
//! [`loading`] adds to any of them that a missing value is loaded once.
//!
//! The policies are written for one thread, over numbered places, and shared by the wrappers in [`policy`]: behind a mutex, or, where a hit
//! is but a mark, behind a readers-writer lock.
//!
//! [`laws`] says what every one of them must keep.

pub use crate::queue::BadCapacity;

pub mod actor;
pub mod clock;
pub mod copy_on_write;
pub mod entries;
pub mod flagship;
pub mod laws;
mod lists;
pub mod loading;
pub mod mutex_lru;
mod places;
pub mod policy;
pub mod rwlock_lru;
pub mod s3_fifo;
pub mod set_associative;
pub mod sharded_lru;
pub mod sieve;
mod sketch;
pub mod tinylfu;

/// More entries than a cache here can have: places are numbers of 32 bits.
const MOST: usize = u32::MAX as usize - 1;

/// Says that there is no memory for so many entries.
fn no_memory_for(capacity: usize) -> BadCapacity {
    BadCapacity { asked: capacity, least: 1, most: capacity.saturating_sub(1) }
}

/// Makes every bit of a hash tell in the middle of the word: a hasher may leave some bits empty. Upper bits are folded in first, since a
/// multiplication carries upward alone (Knuth, vol. 3, 6.4).
#[inline(always)]
fn spread(hash: u64) -> u64 {
    (hash ^ (hash >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A bounded map that many threads share.
pub trait Cache<K, V: Clone>: Send + Sync + Sized + 'static {
    /// Makes an empty cache for `capacity` entries.
    ///
    /// # Errors
    /// [`BadCapacity`] if this cache cannot have that capacity.
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity>;

    /// The value of this key, if it is there: a hit.
    fn get(&self, key: &K) -> Option<V>;

    /// Puts a value in, in place of the key's old one, if there was one; may forget other entries.
    fn insert(&self, key: K, value: V);

    /// Does whatever upkeep was put off. Called outside any measured window.
    fn settle(&self) {}
}

/// A cache that can be told to forget.
pub trait Remove<K, V: Clone>: Cache<K, V> {
    /// Takes an entry out.
    fn remove(&self, key: &K) -> Option<V>;
}

/// A cache that says how full it is.
pub trait Bounded<K, V: Clone>: Cache<K, V> {
    /// The most entries that it will hold.
    fn capacity(&self) -> usize;
    /// How many it holds.
    fn len(&self) -> usize;
    /// Whether it holds none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A cache that loads a missing value once, however many ask for it at the same time.
pub trait SingleFlight<K, V: Clone>: Cache<K, V> {
    /// The value of this key; `load` runs if it is missing, in one of the threads that ask, while the others wait. If it
    /// panics, its own thread gets the panic, and the next of those that wait runs its own `load`.
    ///
    /// `load` may use this cache, also to have other keys loaded.
    ///
    /// # Errors
    /// [`Circular`] if this thread would wait for itself.
    fn get_or_insert_with(&self, key: K, load: impl FnOnce() -> V) -> Result<V, Circular>;
}

/// A value was asked for whose loading waits for the one who asks: its own loader asks for it, or loaders ask for each other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circular;

impl std::fmt::Display for Circular {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value was asked for by its own loading")
    }
}

impl std::error::Error for Circular {}
