//! **One is told that the value has come.**
//!
//! *Mistake.* "Whoever loads wakes the one who waits." There may be several, all for the same value; who is not told waits for ever.
//!
//! *Killed by* `loads_once_for_three`, as a deadlock.

use primitives::cache::{BadCapacity, Cache, Circular, SingleFlight};
use primitives::lock::{LockKind, Mutual, StdMutex, WithCondvar};

type Lock = <StdMutex as LockKind>::Of<Entries>;

/// What is there, and what is being loaded.
#[derive(Debug, Default)]
pub struct Entries {
    there: Vec<(u64, u64)>,
    loading: Vec<u64>,
}

/// A cache without a limit that loads.
pub struct LostWaiter {
    entries: Lock,
    changed: <Lock as WithCondvar<Entries>>::Condvar,
}

impl Cache<u64, u64> for LostWaiter {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, 1000)?;
        Ok(LostWaiter { entries: Mutual::new(Entries::default()), changed: Default::default() })
    }

    fn get(&self, key: &u64) -> Option<u64> {
        self.entries.with(|entries| entries.there.iter().find(|entry| entry.0 == *key).map(|entry| entry.1))
    }

    fn insert(&self, key: u64, value: u64) {
        self.entries.with(|entries| {
            entries.there.retain(|entry| entry.0 != key);
            entries.there.push((key, value));
        });
    }
}

impl SingleFlight<u64, u64> for LostWaiter {
    fn get_or_insert_with(&self, key: u64, load: impl FnOnce() -> u64) -> Result<u64, Circular> {
        // The value, or none if it is ours to load.
        let found = self.entries.wait_until(&self.changed, |entries| {
            if let Some(entry) = entries.there.iter().find(|entry| entry.0 == key) {
                return Some(Some(entry.1));
            }
            if entries.loading.contains(&key) {
                return None;
            }
            entries.loading.push(key);
            Some(None)
        });
        if let Some(value) = found {
            return Ok(value);
        }
        let value = load();
        self.insert(key, value);
        self.entries.with(|entries| entries.loading.retain(|&loading| loading != key));
        self.entries.notify_one(&self.changed);
        Ok(value)
    }
}
