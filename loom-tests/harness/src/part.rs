//! Which part of a model's search a process runs: all of it, or what a failing execution needs to be saved or replayed.

use std::path::PathBuf;

use primitives::world::SpawnOrder;
use serde::{Deserialize, Serialize};

/// Tells a model's process which part, as JSON; without it, all.
const PART: &str = "CONTEND_PART";

/// One execution of a model. Searches are deterministic, so this names it for good, as long as the sources stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Jobs were spawned last first.
    pub reversed: bool,
    /// Pre-emptions at most; none for any number.
    pub bound: Option<usize>,
    /// Which execution of the search in this order, under this bound, from 1.
    pub number: u64,
}

impl Place {
    /// The order of spawning.
    pub fn order(&self) -> SpawnOrder {
        if self.reversed { SpawnOrder::Reversed } else { SpawnOrder::Forward }
    }
}

/// A part of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Every bound, in every order.
    #[default]
    Whole,
    /// The search that this place stands in, up to it; just before it, how it is reached is written to the file.
    UpTo(Place, PathBuf),
    /// This execution alone, reached as the file says.
    Only(Place, PathBuf),
}

impl Part {
    /// What this process was told.
    ///
    /// # Panics
    /// If it was told what it does not understand.
    pub(crate) fn told() -> Part {
        let Ok(text) = std::env::var(PART) else { return Part::Whole };
        serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{PART} is not for use by hand, and {text:?} is no part: {error}"))
    }

    /// The variable, and what it must be for this part.
    pub(crate) fn variable(&self) -> (&'static str, String) {
        (PART, serde_json::to_string(self).expect("a path that is text"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Place};

    #[test]
    fn what_is_told_is_understood() {
        let place = Place { reversed: true, bound: Some(2), number: 274 };
        for part in [Part::Whole, Part::UpTo(place.clone(), "a b".into()), Part::Only(place, "c".into())] {
            let (_, text) = part.variable();
            assert_eq!(serde_json::from_str::<Part>(&text).unwrap(), part);
        }
    }
}
