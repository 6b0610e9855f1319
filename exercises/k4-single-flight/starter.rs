//! A cache that loads a missing value.

use std::collections::HashMap;

use primitives::cache::{BadCapacity, Cache, Circular, SingleFlight};
use primitives::sync::Mutex;

/// Values by their keys. It forgets nothing: that is another exercise.
#[derive(Debug)]
pub struct LoadingCache {
    there: Mutex<HashMap<u64, u64>>,
}

impl Cache<u64, u64> for LoadingCache {
    fn with_capacity(_capacity: usize) -> Result<Self, BadCapacity> {
        Ok(LoadingCache { there: Mutex::new(HashMap::new()) })
    }

    fn get(&self, key: &u64) -> Option<u64> {
        self.there.lock().get(key).copied()
    }

    fn insert(&self, key: u64, value: u64) {
        self.there.lock().insert(key, value);
    }
}

impl SingleFlight<u64, u64> for LoadingCache {
    /// The value of this key; if it is missing, `load` makes it, and may take long. (Nobody's loader asks for its own key, so
    /// nothing is ever [`Circular`] here.)
    fn get_or_insert_with(&self, key: u64, load: impl FnOnce() -> u64) -> Result<u64, Circular> {
        if let Some(value) = self.get(&key) {
            return Ok(value);
        }
        let loaded = load(); // without the lock: others go on meanwhile
        let mut there = self.there.lock();
        // Somebody may have been quicker, so we look once more: nobody's value is overwritten.
        Ok(*there.entry(key).or_insert(loaded))
    }
}
