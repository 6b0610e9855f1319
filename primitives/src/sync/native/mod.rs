//! The native world: the machine itself. Atomics are re-exports; wrappers are of equal size and inlined away.

pub mod channel;
pub mod cpu;
#[cfg_attr(sanitized, path = "visible_lock.rs")]
mod lock;
mod number;
pub mod parking_lot;
pub mod reentry;
pub mod time;

/// Shared ownership whose last drop comes after everything that the other owners did: for a structure that walks over
/// what is left inside it.
pub use std::sync::Arc as Shared;

pub use lock::{Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Sizes that a checker needs small and a machine wants large.
pub mod limits {
    /// Stripes of a striped counter.
    pub const STRIPES: usize = 16;
    /// Cells that handles can own before the latecomers share one.
    pub const SLOTS: usize = 64;
    /// How many of them a reader takes in one step; divides [`SLOTS`].
    pub const SLOTS_PER_GROUP: usize = 16;
    /// Places to wait at in an array-based queue lock.
    pub const PLACES: usize = 64;
    /// Looks at a lock before sleeping.
    pub const SPINS: u32 = 100;
    /// Uses of a lock between two looks at who waits for it; a power of two.
    pub const USES: u32 = 64;
    /// Looks at a lock before standing in line, with doubling pauses between.
    pub const LOOKS: u32 = 6;
    /// Then the core is given away so many times.
    pub const YIELDS: u32 = 8;
    /// Times that a wake-up meant for another one is left to it.
    pub const COURTESY: u32 = 1_000;
    /// How long a sleeper waits in vain before it starves.
    pub const PATIENCE: std::time::Duration = std::time::Duration::from_millis(1);
    /// Looks at a place of a ring that has nothing yet, with a pause before each, before the other side is asked.
    pub const POLLS: u32 = 2;
    /// Spin hints before the second look of a consumer that found nothing.
    pub const HEAD_START: u32 = 4;
    /// Looks at what is waited for before sleeping.
    pub const POLLS_BEFORE_SLEEP: usize = 140;
    /// Slots of a segment of a queue without a limit, at most; a power of two.
    pub const SEGMENT: usize = 256;
    /// Items that a lazy end of a queue collects before it shows them, a power of two: as many words as a cache line has.
    pub const UNSHOWN: usize = 8;
    /// Doubling pauses before sleeping.
    pub const SPIN_STEPS: u32 = 8;
    /// Retired objects of one thread between two attempts to free some.
    pub const GARBAGE: usize = 64;
    /// Old versions of a copied value before an update waits for their readers.
    pub const VERSIONS: usize = 8;
    /// Shards of a cache, at most; a power of two.
    pub const SHARDS: usize = 64;
    /// Entries of a shard at least, where a shard needs a sample of the keys to tell which are wanted.
    pub const ENTRIES_PER_SHARD: usize = 256;
    /// Looks at an entry or a shard that somebody changes before a reader waits for the lock.
    pub const READS: usize = 16;
}

/// Atomic types: the standard library's own.
pub mod atomic {
    pub use std::sync::atomic::{
        AtomicBool, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
    };

    /// Reading an atomic that only the caller writes.
    pub trait LoadByOwner {
        /// The value's type.
        type Value;
        /// The last value that the caller itself stored.
        ///
        /// Only the one thread that may write can call this; a checker fails an execution in which another thread's
        /// write could race with it. (loom forgets other readers of an atomic that its writer loads; this load it
        /// does not see as one, so the model stays whole.)
        fn load_by_owner(&self) -> Self::Value;
    }

    macro_rules! load_by_owner {
        ($($atomic:ty => $value:ty),*) => {$(
            impl LoadByOwner for $atomic {
                type Value = $value;
                #[inline(always)]
                fn load_by_owner(&self) -> $value {
                    self.load(Ordering::Relaxed) // Relaxed: a thread always sees its own last store
                }
            }
        )*};
    }
    load_by_owner!(AtomicBool => bool, AtomicU8 => u8, AtomicU32 => u32, AtomicU64 => u64, AtomicUsize => usize);

    impl<T> LoadByOwner for AtomicPtr<T> {
        type Value = *mut T;
        #[inline(always)]
        fn load_by_owner(&self) -> *mut T {
            self.load(Ordering::Relaxed) // Relaxed: a thread always sees its own last store
        }
    }
}

/// Interior mutability with visible accesses.
pub mod cell {
    /// A cell whose accesses are closures, so that a checker can see where each begins and ends.
    #[derive(Debug, Default)]
    #[repr(transparent)]
    pub struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        /// Wraps a value.
        #[inline(always)]
        pub fn new(value: T) -> Self {
            UnsafeCell(std::cell::UnsafeCell::new(value))
        }

        /// Gives a pointer for reading. Dereferencing it is the caller's unsafe act: no one may write meanwhile.
        #[inline(always)]
        pub fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
            read(self.0.get())
        }

        /// Gives a pointer for writing. Dereferencing it is the caller's unsafe act: no one else may read or write meanwhile.
        #[inline(always)]
        pub fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
            write(self.0.get())
        }

        /// Takes the value out.
        #[inline(always)]
        pub fn into_inner(self) -> T {
            self.0.into_inner()
        }
    }
}

/// Threads.
pub mod thread {
    pub use super::number::number;
    pub use std::thread::{
        JoinHandle, Result, Thread, current, panicking, park, park_timeout, sleep, spawn, yield_now,
    };

    /// Runs `body` and catches its panic, so that what must be waited for can be.
    pub fn catch_panic<T>(body: impl FnOnce() -> T) -> Result<T> {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(body))
    }
}

/// Hints to the processor and the scheduler.
pub mod hint {
    pub use std::hint::spin_loop;

    /// Waits for `hints` spin hints; a checker switches threads once instead.
    #[inline]
    pub fn pause(hints: u32) {
        for _ in 0..hints {
            spin_loop();
        }
    }
}
