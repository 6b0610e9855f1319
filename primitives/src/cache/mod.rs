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
//! | [`flagship`] | hits without a lock, forgetting as S3-FIFO does |
//!
//! The policies are written for one thread, over numbered places, and shared by the wrappers in [`policy`]: behind a mutex, or, where a hit
//! is but a mark, behind a readers-writer lock.
//!
//! [`laws`] says what every one of them must keep.

pub use crate::queue::BadCapacity;

pub mod clock;
pub mod flagship;
pub mod laws;
mod lists;
pub mod mutex_lru;
mod places;
pub mod policy;
pub mod rwlock_lru;
pub mod s3_fifo;
pub mod sharded_lru;
pub mod sieve;
mod sketch;
pub mod tinylfu;

/// More entries than a cache here can have: places are numbers of 32 bits.
const MOST: usize = u32::MAX as usize - 1;

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
    fn get_or_insert_with(&self, key: K, load: impl FnOnce() -> V) -> V;
}
