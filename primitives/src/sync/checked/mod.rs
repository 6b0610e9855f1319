//! The checked worlds: the same names over a checker's types. Each operation says where it was called and is recorded, so
//! that a failing execution can be shown; see [`trace`]. Which checker it is, only the engine knows.

pub mod atomic;
pub mod cell;
pub mod channel;
pub mod cpu;
pub(crate) mod engine;
mod lock;
pub mod newest;
pub mod parking_lot;
pub mod reentry;
pub mod thread;
pub mod time;
pub mod trace;
mod weaken;

/// Shared ownership whose last drop comes after everything that the other owners did, as far as the checker can see it.
pub use engine::Arc as Shared;

pub use lock::{Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Sizes that a checker needs small and a machine wants large.
pub mod limits {
    /// Stripes of a striped counter: two, so that two threads may or may not share one.
    pub const STRIPES: usize = 2;
    /// Cells that handles can own before the latecomers share one: two, so that a third handle must share.
    pub const SLOTS: usize = 2;
    /// How many of them a reader takes in one step; divides [`SLOTS`].
    pub const SLOTS_PER_GROUP: usize = 2;
    /// Places to wait at in an array-based queue lock.
    pub const PLACES: usize = 2;
    /// Looks at a lock before sleeping.
    pub const SPINS: u32 = 1;
    /// Uses of a lock between two looks at who waits for it; a power of two.
    pub const USES: u32 = 2;
    /// Looks at a lock before standing in line.
    pub const LOOKS: u32 = 1;
    /// Then the core is given away so many times.
    pub const YIELDS: u32 = 0;
    /// Times that a wake-up meant for another one is left to it.
    pub const COURTESY: u32 = 1;
    /// How long a sleeper waits in vain before it starves: no time at all, so that the mode is entered.
    pub const PATIENCE: std::time::Duration = std::time::Duration::ZERO;
    /// Looks at a place of a ring that has nothing yet: none, since each would make the others go on first.
    pub const POLLS: u32 = 0;
    /// Spin hints before the second look of a consumer that found nothing: no second look.
    pub const HEAD_START: u32 = 0;
    /// Looks at what is waited for before sleeping, beside the one that is needed.
    pub const POLLS_BEFORE_SLEEP: usize = 0;
    /// Slots of a segment of a queue without a limit: two, so that three items need a second segment.
    pub const SEGMENT: usize = 2;
    /// Items that a lazy end of a queue collects before it shows them, a power of two: two, so that one can be kept back.
    pub const UNSHOWN: usize = 2;
    /// Doubling pauses before sleeping.
    pub const SPIN_STEPS: u32 = 1;
    /// Retired objects of one thread between two attempts to free some: two, so that two operations bring one about.
    pub const GARBAGE: usize = 2;
    /// Old versions of a copied value before an update waits for their readers: one, so that each update waits.
    pub const VERSIONS: usize = 1;
    /// Shards of a cache, at most; a power of two.
    pub const SHARDS: usize = 2;
    /// Entries of a shard at least, where a shard needs a sample of the keys to tell which are wanted.
    pub const ENTRIES_PER_SHARD: usize = 1;
    /// Looks at an entry or a shard that somebody changes before a reader waits for the lock.
    pub const READS: usize = 3;
}

/// Hints to the processor and the scheduler.
pub mod hint {
    /// Lets another thread run: a spinning thread alone would never see a change.
    #[track_caller]
    pub fn spin_loop() {
        super::thread::yield_now();
    }

    /// As [`spin_loop`], once, however long the pause.
    #[track_caller]
    pub fn pause(_hints: u32) {
        super::thread::yield_now();
    }
}
