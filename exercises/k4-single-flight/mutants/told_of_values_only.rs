//! **Nobody is told of a panic.**
//!
//! *Misconception.* "There is no value, so there is nothing to tell." There is: that nobody loads the key any more. Whoever comes now may load
//! it; those who wait sleep on.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use primitives::cache::{BadCapacity, Cache, Circular, SingleFlight};
use primitives::sync::{Condvar, Mutex};

/// Values by their keys. It forgets nothing: that is another exercise.
#[derive(Debug)]
pub struct LoadingCache {
    entries: Mutex<Entries>,
    /// Whoever asks for a key that is being loaded waits here.
    landed: Condvar,
}

#[derive(Debug, Default)]
struct Entries {
    there: HashMap<u64, u64>,
    /// Keys whose loader runs. None of them is there.
    loading: HashSet<u64>,
}

impl Cache<u64, u64> for LoadingCache {
    fn with_capacity(_capacity: usize) -> Result<Self, BadCapacity> {
        Ok(LoadingCache { entries: Mutex::new(Entries::default()), landed: Condvar::new() })
    }

    fn get(&self, key: &u64) -> Option<u64> {
        self.entries.lock().there.get(key).copied()
    }

    fn insert(&self, key: u64, value: u64) {
        self.entries.lock().there.insert(key, value);
    }
}

impl SingleFlight<u64, u64> for LoadingCache {
    /// The value of this key; if it is missing, `load` makes it, and may take long. (Nobody's loader asks for its own key, so
    /// nothing is ever [`Circular`] here.)
    fn get_or_insert_with(&self, key: u64, load: impl FnOnce() -> u64) -> Result<u64, Circular> {
        let mut entries = self.entries.lock();
        loop {
            if let Some(&value) = entries.there.get(&key) {
                return Ok(value);
            }
            if entries.loading.insert(key) {
                break; // in the section in which we saw that nobody else does
            }
            entries = self.landed.wait(entries);
        }
        drop(entries);
        let loaded = catch_unwind(AssertUnwindSafe(load)); // without the lock: others go on meanwhile
        let mut entries = self.entries.lock();
        entries.loading.remove(&key);
        if let Ok(value) = &loaded {
            entries.there.insert(key, *value);
        }
        drop(entries);
        let value = loaded.unwrap_or_else(|panic| resume_unwind(panic));
        self.landed.notify_all();
        Ok(value)
    }
}
