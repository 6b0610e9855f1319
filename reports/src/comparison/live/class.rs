//! How a window's workers stood. Times are compared with those of their like.

use crate::record::Placement;

/// Where a window's workers ran, and on cores of which speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    pub(super) place: Where,
    pub(super) speed: Speed,
}

/// Where a window's workers ran. A subject that crowds its workers off their cores has no distance of its own.
pub(super) type Where = (Placement, Unpinned);

/// Whether some worker could not be kept on its core.
type Unpinned = bool;

impl Class {
    /// What a build may have more of than another.
    pub(super) fn parts(&self) -> [Part; 2] {
        [Part::Place(self.place), Part::Speed(self.speed)]
    }
}

/// One half of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Place(Where),
    Speed(Speed),
}

/// How many of the workers' cores were slowed, as by work on their other hardware thread: ours, or another guest's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Speed {
    Full,
    /// Some were slowed, and others not.
    Mixed,
    Slowed,
    Unknown,
}

/// Turns of a window's slowest and of its fastest core, in nanoseconds, where the record has both.
pub(super) type Turns = Option<(f64, f64)>;

/// A core is slowed if a turn there takes more than so many times as long as the shortest of the cell: with both hardware threads busy a
/// turn took 1.9 to 2.2 times as long here, and steps of the clock frequency mostly less than this.
const SLOWED: f64 = 1.5;

impl Speed {
    /// Of the turns of a window, beside the shortest of the cell.
    pub(super) fn of(turns: Turns, fastest_ns: Option<f64>) -> Self {
        let (Some((slowest, least)), Some(fastest)) = (turns, fastest_ns) else { return Self::Unknown };
        let is_slowed = |ns: f64| ns > SLOWED * fastest;
        match (is_slowed(slowest), is_slowed(least)) {
            (true, true) => Self::Slowed,
            (true, false) => Self::Mixed,
            (false, _) => Self::Full,
        }
    }

    /// Which cores were slowed.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Full => "no slowed core",
            Self::Mixed => "some slowed cores",
            Self::Slowed => "slowed cores alone",
            Self::Unknown => "cores of unknown speed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_core_is_slowed_and_a_step_of_frequency_is_not() {
        let speed = |slowest, least| Speed::of(Some((slowest, least)), Some(0.36));
        assert_eq!(speed(0.36, 0.36), Speed::Full);
        assert_eq!(speed(0.50, 0.36), Speed::Full, "3.6 GHz in place of 5");
        assert_eq!(speed(0.68, 0.36), Speed::Mixed, "1.9 times");
        assert_eq!(speed(0.79, 0.68), Speed::Slowed);
        assert_eq!(Speed::of(None, Some(0.36)), Speed::Unknown);
        assert_eq!(Speed::of(Some((0.36, 0.36)), None), Speed::Unknown);
    }
}
