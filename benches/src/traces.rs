//! Traces: requests for keys, one after another, as some program made them once. They are replayed through caches.
//!
//! | file | what it holds |
//! |---|---|
//! | [`text`] | how a trace is read: one number a line, plain or gzip |
//! | [`mixed`] | the trace that this project makes itself |
//! | [`optimum()`] | how many hits any cache could have had |

pub mod mixed;
mod optimum;
pub mod text;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

pub use optimum::optimum;
pub use text::TraceError;

/// A trace, read and counted.
#[derive(Debug)]
pub struct Trace {
    /// What it is called in rows.
    pub name: String,
    /// The key of each request.
    pub keys: Vec<u64>,
    /// The same by number, from 0, in the order in which keys first come.
    pub numbers: Vec<u32>,
    /// How many different keys there are.
    pub distinct: usize,
    /// Optima that were asked for, by capacity.
    optima: Mutex<BTreeMap<usize, u64>>,
}

/// No cache is smaller than this, however few keys there are.
pub const LEAST_CAPACITY: usize = 16;

impl Trace {
    /// A trace of these requests.
    pub fn new(name: &str, keys: Vec<u64>) -> Trace {
        let mut known = HashMap::new();
        let numbers = keys
            .iter()
            .map(|&key| {
                let next = known.len() as u32;
                *known.entry(key).or_insert(next)
            })
            .collect();
        Trace { name: name.to_owned(), keys, numbers, distinct: known.len(), optima: Mutex::default() }
    }

    /// A capacity of so many percent of the different keys.
    pub fn capacity(&self, percent: u32) -> usize {
        (self.distinct * percent as usize / 100).max(LEAST_CAPACITY)
    }

    /// The best hit ratio that a cache of this capacity could have; worked out once.
    pub fn optimum(&self, capacity: usize) -> f64 {
        let mut optima = self.optima.lock().unwrap_or_else(PoisonError::into_inner);
        let hits = *optima.entry(capacity).or_insert_with(|| optimum(&self.numbers, capacity));
        hits as f64 / self.keys.len() as f64
    }
}

/// Where a trace comes from. Travels to a launch's process, which reads it again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// What it is called in rows.
    pub name: String,
    /// Its file; none: the one that this project makes.
    pub path: Option<PathBuf>,
}

impl Source {
    /// The trace that this project makes.
    pub fn mixed() -> Source {
        Source { name: mixed::NAME.to_owned(), path: None }
    }

    /// A file, called by its name without what says how it is written: `cs.trace.gz` is `cs`. It must not be called as one
    /// of `others`.
    pub fn file(path: &Path, others: &[Source]) -> Source {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let bare = ENDINGS.iter().fold(&*file, |name, ending| name.strip_suffix(ending).unwrap_or(name));
        let bare = if bare.is_empty() { "trace" } else { bare };
        let is_free = |name: &String| others.iter().all(|other| other.name != *name);
        let numbered = (2..).map(|number| format!("{bare}-{number}"));
        let name = std::iter::once(bare.to_owned()).chain(numbered).find(is_free);
        Source { name: name.expect("numbers do not end"), path: Some(path.to_owned()) }
    }

    /// The trace itself, read once by each process.
    ///
    /// # Errors
    /// If its file holds none.
    pub fn read(&self) -> Result<Arc<Trace>, TraceError> {
        static READ: Mutex<BTreeMap<Source, Arc<Trace>>> = Mutex::new(BTreeMap::new());
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(trace) = read.get(self) {
            return Ok(Arc::clone(trace));
        }
        let keys = self.path.as_deref().map_or_else(|| Ok(mixed::keys()), text::read)?;
        let trace = Arc::new(Trace::new(&self.name, keys));
        read.insert(self.clone(), Arc::clone(&trace));
        Ok(trace)
    }
}

/// Taken off in this order.
const ENDINGS: [&str; 4] = [".gz", ".txt", ".lirs", ".trace"];

/// A trace, and the cache that it is replayed through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// Which trace.
    pub trace: Source,
    /// The cache's capacity, in percent of the different keys.
    pub percent: u32,
}

/// Capacities that each trace is replayed with, in percent of its different keys.
pub const SHARES: [u32; 5] = [1, 5, 10, 20, 40];

/// The traces of a folder of optional data, `traces/*.trace.gz`, by name; none if there is no such folder.
pub fn of_data(data: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(data.join("traces")) else { return Vec::new() };
    let is_trace = |path: &PathBuf| path.to_string_lossy().ends_with(".trace.gz");
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(is_trace).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_numbered_as_they_come() {
        let trace = Trace::new("a", vec![70, 5, 70, u64::MAX, 5]);
        assert_eq!((trace.numbers.as_slice(), trace.distinct), (&[0, 1, 0, 2, 1][..], 3));
        assert_eq!((trace.optimum(1), trace.optimum(2), trace.optimum(3)), (0.0, 0.4, 0.4));
    }

    #[test]
    fn a_capacity_is_a_part_of_the_different_keys() {
        let trace = Trace::new("a", (0..1_011).collect());
        assert_eq!([1, 5, 10, 20, 40].map(|percent| trace.capacity(percent)), [16, 50, 101, 202, 404]);
    }

    #[test]
    fn a_file_gives_a_trace_its_name_and_no_two_have_the_same() {
        let name = |path: &str, others: &[Source]| Source::file(Path::new(path), others).name;
        let mixed = [Source::mixed()];
        assert_eq!(name("/some/where/cs.trace.gz", &mixed), "cs");
        assert_eq!(name("requests.txt", &mixed), "requests");
        assert_eq!(name("mixed.gz", &mixed), "mixed-2");
        assert_eq!(name(".trace", &mixed), "trace");
        let two = [Source::mixed(), Source::file(Path::new("a/cs.gz"), &mixed)];
        assert_eq!(name("b/cs.gz", &two), "cs-2");
    }

    #[test]
    fn the_shipped_trace_needs_no_file_and_is_made_once() {
        let trace = Source::mixed().read().unwrap();
        assert!(Arc::ptr_eq(&trace, &Source::mixed().read().unwrap()));
        assert_eq!((trace.name.as_str(), trace.keys.len()), ("mixed", mixed::REQUESTS));
    }
}
