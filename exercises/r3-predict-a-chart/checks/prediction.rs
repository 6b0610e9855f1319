//! A prediction, taken down with the line that makes each of its statements.

use std::panic::Location;

use crate::exercise::{Chart, predict};

/// The counters that it must have, by their names in the catalogue.
pub(super) const NAMES: [&str; 6] =
    ["atomic_relaxed", "batched", "mutex", "per_thread", "striped", "striped_unpadded"];

/// Additions that are counted.
pub(super) const ADDITIONS: u32 = 128;

/// A line of the learner's file.
pub(super) type Place = &'static Location<'static>;

/// What is said of one counter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub(super) name: &'static str,
    pub(super) steps: u32,
    pub(super) shared: u32,
    pub(super) place: Place,
}

/// An order, the fastest first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) names: [&'static str; 6],
    pub(super) place: Place,
}

/// All that was said.
#[derive(Debug, Default)]
pub(super) struct Prediction {
    pub(super) counts: Vec<Counts>,
    pub(super) one: Vec<Order>,
    pub(super) two: Vec<Order>,
}

impl Prediction {
    /// The learner's.
    pub(super) fn taken() -> Prediction {
        let mut prediction = Prediction::default();
        predict(&mut prediction);
        prediction
    }

    /// What is said of a counter; the check `complete` has found it.
    pub(super) fn of(&self, name: &str) -> Counts {
        *self.counts.iter().find(|counts| counts.name == name).expect("a complete prediction has it")
    }
}

impl Chart for Prediction {
    #[track_caller]
    fn counts(&mut self, name: &'static str, steps: u32, shared: u32) {
        self.counts.push(Counts { name, steps, shared, place: Location::caller() });
    }

    #[track_caller]
    fn one_thread(&mut self, names: [&'static str; 6]) {
        self.one.push(Order { names, place: Location::caller() });
    }

    #[track_caller]
    fn two_threads(&mut self, names: [&'static str; 6]) {
        self.two.push(Order { names, place: Location::caller() });
    }
}

/// `lib.rs:27`.
pub(super) fn line(place: Place) -> String {
    format!("{}:{}", place.file().rsplit(['/', '\\']).next().unwrap_or_default(), place.line())
}
