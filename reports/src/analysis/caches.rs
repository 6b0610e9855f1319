//! What is known of a cache beside its time: how often it hits, how often it could have hit, and how much room it took.

use super::model::Group;
use crate::record::Kind;
use crate::stats::Estimate;

/// From this share of the capacity that was asked for, a cache is larger than its name says.
const ROOMIER: f64 = 1.02;
/// Below this share it is smaller, if others of its group filled theirs.
const SMALLER: f64 = 0.9;
/// A cache that holds this many times what was asked for has no capacity at all.
const BOUNDLESS: f64 = 1.5;
/// Hits beyond the optimum by more than this cannot come from a cache of that capacity.
const BEYOND: f64 = 0.01;
/// Hits from which on a cache may be one that never forgets, where no optimum tells it.
const NEARLY_ALL: f64 = 0.99;
/// Hit ratios closer than this are the same: a twentieth of a point.
pub(crate) const SAME_HITS: f64 = 0.000_5;

/// Hits and room of one cache in one group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CacheView {
    /// Hits per look-up: median of launch medians.
    pub hit_ratio: Option<Estimate>,
    /// The best that a cache of this capacity could have had.
    pub optimum: Option<f64>,
    /// Entries held in the end, median over windows.
    pub entries: Option<f64>,
    /// Bytes of a full instance.
    pub bytes: Option<f64>,
    /// Entries that it was asked to hold.
    pub capacity: Option<f64>,
    /// The catalogue says that it never forgets.
    pub boundless: bool,
}

impl CacheView {
    /// Entries held over entries asked for.
    pub fn fill(&self) -> Option<f64> {
        Some(self.entries? / self.capacity.filter(|asked| *asked > 0.0)?)
    }

    /// Bytes of the full instance over entries held.
    pub fn bytes_per_entry(&self) -> Option<f64> {
        Some(self.bytes? / self.entries.filter(|held| *held > 0.0)?)
    }

    /// Whether it holds more than it was asked to: its hits are those of a larger cache.
    pub fn is_roomier(&self) -> bool {
        self.fill().is_some_and(|fill| fill > ROOMIER)
    }

    /// Whether it keeps whatever it was given: a ceiling for orientation, and no cache of the capacity asked for.
    pub fn never_forgets(&self) -> bool {
        let seen = self.hit_ratio.is_some_and(|h| keeps_all(h.median, self.optimum, self.fill()));
        self.boundless || seen
    }
}

/// Whether this many hits come from something that never forgets.
pub(super) fn keeps_all(hits: f64, optimum: Option<f64>, fill: Option<f64>) -> bool {
    let beyond = optimum.map_or(hits >= NEARLY_ALL, |best| hits > best + BEYOND);
    beyond && fill.is_none_or(|fill| fill > BOUNDLESS)
}

/// Whether a cache stayed well below its capacity though another of its group filled its own.
pub(crate) fn is_smaller(g: &Group, view: &CacheView) -> bool {
    let others = g.cells.iter().filter(|c| c.kind != Kind::Floor).filter_map(|c| c.cache?.fill());
    view.fill().is_some_and(|fill| fill < SMALLER) && others.fold(0.0, f64::max) >= 1.0 / ROOMIER
}
