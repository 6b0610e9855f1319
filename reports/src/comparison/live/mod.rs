//! Two builds against each other, measured in turns: old, new, new, old, and so on in blocks of four fresh processes.
//!
//! [`Stage`] takes the rows of one stage as they come and keeps what the verdict needs; [`suspects`] tells which cells a second stage must
//! measure again; [`conclude`] says what became of each.

mod display;
mod stage;

use serde::Serialize;

use super::sameness::beside_hits;
use super::{Verdict, Why};
use crate::record::Kind;
use crate::stats::{self, Estimate};

pub use stage::{BLOCK, Side, Stage};
use stage::{Block, Cell};

/// The first stage suspects a difference that equal builds would show less often than this. It is easily suspicious: it only chooses
/// what is measured again, and what it lets go is lost.
const SUSPECTED_P: f64 = 0.2;
/// The second believes one that equal builds would show less often than this. Eight pairs can reach it.
const BELIEVED_P: f64 = 0.01;
/// Of fewer pairs than this nothing is said.
pub const LEAST_FIRST: usize = 8;
/// Nor of fewer than this in the second stage.
pub const LEAST_SECOND: usize = 12;

/// One subject at one workload and thread count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Family.
    pub family: String,
    /// Workload.
    pub workload: String,
    /// Worker threads.
    pub threads: u32,
    /// Subject.
    pub subject: String,
}

/// What became of each cell.
#[derive(Clone, Debug, Serialize)]
pub struct Live {
    /// By family, workload, threads and subject.
    pub changes: Vec<LiveChange>,
    /// What else a reader should know, a sentence each.
    pub notes: Vec<String>,
}

/// One cell, by the old build and by the new.
#[derive(Clone, Debug, Serialize)]
pub struct LiveChange {
    /// Which.
    #[serde(flatten)]
    pub place: Place,
    /// Ours, a peer's, or a floor.
    pub kind: Kind,
    /// More threads than cores.
    pub oversubscribed: bool,
    /// What the first stage showed, where it could be measured.
    pub first: Option<Paired>,
    /// What the second stage showed by its own data alone, where there was cause for one.
    pub second: Option<Paired>,
    /// What may be said.
    pub verdict: Verdict,
    /// Why it is not comparable, or what became of a suspicion.
    pub why: Option<Why>,
}

/// What the pairs of one stage show: an old launch and a new one that ran next to each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paired {
    /// Pairs with usable windows on both sides.
    pub pairs: usize,
    /// Nanoseconds per operation of the old build: median over launches.
    pub old_ns: f64,
    /// The same of the new build.
    pub new_ns: f64,
    /// New over old within each pair, above 1 is slower: median over pairs with a bootstrap interval over pairs.
    pub ratio: Estimate,
    /// What a build against itself shows in these very blocks: the factor that the median over as many pairs exceeds in 5 % of
    /// resamples. None where no launch has its like.
    pub noise: Option<f64>,
    /// Wilcoxon's signed-rank test over pairs.
    pub p: f64,
}

impl Paired {
    fn of(blocks: &[Block]) -> Option<Self> {
        let differences: Vec<f64> = blocks.iter().flat_map(Block::pairs).collect();
        let nulls: Vec<f64> = blocks.iter().flat_map(Block::nulls).collect();
        let median_ns = |side| {
            let launches: Vec<f64> = blocks.iter().flat_map(|block| block.of(side)).collect();
            stats::median(&launches).map(f64::exp)
        };
        Some(Self {
            pairs: differences.len(),
            old_ns: median_ns(Side::Old)?,
            new_ns: median_ns(Side::New)?,
            ratio: stats::estimate(&differences)?.map(f64::exp),
            noise: stats::noise_factor(&nulls, differences.len()),
            p: stats::signed_rank(&differences).map_or(1.0, |test| test.p),
        })
    }

    /// Which way the builds may differ, if they do at all.
    fn suspected(&self) -> Option<Verdict> {
        (self.p < SUSPECTED_P).then(|| self.direction())
    }

    /// Which way the builds differ, if that is to be believed: beyond the noise, the whole interval on one side of 1, and p small.
    fn believed(&self) -> Option<Verdict> {
        let beyond = self.noise.is_some_and(|noise| self.ratio.median.ln().abs() > noise.ln());
        let aside = self.ratio.low > 1.0 || self.ratio.high < 1.0;
        (beyond && aside && self.p < BELIEVED_P).then(|| self.direction())
    }

    fn direction(&self) -> Verdict {
        if self.ratio.median > 1.0 { Verdict::Slower } else { Verdict::Faster }
    }
}

/// Cells in which the first stage shows a difference: to be measured again before it is believed.
pub fn suspects(first: &Stage) -> Vec<Place> {
    let suspected = |(place, cell): (&Place, &Cell)| {
        let paired = measured(cell, LEAST_FIRST).ok()?;
        paired.suspected().map(|_| place.clone())
    };
    first.cells.iter().filter_map(suspected).collect()
}

/// What became of each cell. A difference is believed only where the second stage, by its own data alone, shows it too, and to the
/// same side.
pub fn conclude(first: &Stage, second: &Stage) -> Live {
    let change = |(place, cell): (&Place, &Cell)| {
        let shown = measured(cell, LEAST_FIRST);
        let again = second.cells.get(place).map(|cell| measured(cell, LEAST_SECOND));
        let suspected = shown.as_ref().ok().and_then(Paired::suspected);
        let (verdict, why) = match (&shown, suspected, &again) {
            (Err(why), ..) | (Ok(_), Some(_), Some(Err(why))) => (Verdict::NotComparable, Some(why.clone())),
            (Ok(_), None, _) => (Verdict::Same, None),
            (Ok(_), Some(_), None) => (Verdict::NotComparable, Some(Why::Unfinished)),
            (Ok(_), Some(suspected), Some(Ok(again))) => match again.believed() {
                Some(shown) if shown == suspected => (shown, None),
                _ => (Verdict::Same, Some(Why::NotConfirmed)),
            },
        };
        let (verdict, why) = match beside_hits(verdict, cell.more_hits()) {
            (verdict, None) => (verdict, why),
            beside => beside,
        };
        LiveChange {
            place: place.clone(),
            kind: cell.kind,
            oversubscribed: cell.oversubscribed,
            first: shown.ok(),
            second: again.and_then(Result::ok),
            verdict,
            why,
        }
    };
    let changes: Vec<LiveChange> = first.cells.iter().map(change).collect();
    let notes = same_code_differs(&changes).into_iter().collect();
    Live { changes, notes }
}

/// What a cell shows, if it can be measured at all.
fn measured(cell: &Cell, least: usize) -> Result<Paired, Why> {
    if let Some(why) = cell.obstacle() {
        return Err(why);
    }
    let paired = Paired::of(&cell.blocks()).filter(|paired| paired.pairs >= least);
    paired.ok_or_else(|| cell.not_measurable())
}

/// Floors and peers are the same code in both builds, unless a dependency was changed.
fn same_code_differs(changes: &[LiveChange]) -> Option<String> {
    let same = |c: &&LiveChange| c.kind != Kind::Ours && c.verdict.is_confirmed();
    let names: Vec<String> =
        changes.iter().filter(same).map(|c| format!("{}/{}", c.place.family, c.place.subject)).collect();
    (!names.is_empty()).then(|| {
        format!(
            "{}: floors and peers, whose code is not ours, differ too: look for another compiler, other flags or other versions.",
            crate::numbers::listed(&names)
        )
    })
}

impl Live {
    /// Confirmed regressions of more than `percent`, by the second stage.
    pub fn regressions(&self, percent: f64) -> impl Iterator<Item = &LiveChange> {
        let gate = 1.0 + percent / 100.0;
        let ratio = |c: &LiveChange| c.second.as_ref().map_or(1.0, |paired| paired.ratio.median);
        self.changes.iter().filter(move |c| c.verdict == Verdict::Slower && ratio(c) > gate)
    }
}
