//! Two builds against each other, measured in turns, in blocks of eight fresh processes ([`ORDER`]).
//!
//! [`Stage`] takes the rows of one stage as they come and keeps what the verdict needs; [`suspects`] tells which cells a second stage must
//! measure again; [`conclude`] says what became of each.

mod class;
mod display;
mod stage;

use serde::Serialize;

use super::sameness::beside_hits;
use super::{Verdict, Why};
use crate::record::Kind;
use crate::stats::{self, Estimate};

pub use stage::{BLOCK, ORDER, Side, Stage};
use stage::{Block, Cell};

/// The first stage suspects a difference that equal builds would show less often than this, and any whose interval leaves 1 out. It is
/// easily suspicious: it only chooses what is measured again, and what it lets go is lost.
const SUSPECTED_P: f64 = 0.2;
/// How often it suspects equal builds, at most: by simulation, which is a test.
pub const SUSPECTED: f64 = 0.35;
/// The second believes one that equal builds would show less often than this.
const BELIEVED_P: f64 = 0.01;
/// Share of cells of equal builds that both stages call changed, to the same side.
pub(super) const CONFIRMED_BY_CHANCE: f64 = SUSPECTED * BELIEVED_P / 2.0;
/// Of fewer blocks with usable windows than this, or of fewer than two pairs for each of so many, nothing is said: four coins can make a
/// difference suspected, three cannot.
pub const LEAST_FIRST: usize = 4;
/// Likewise in the second stage: eight coins can make a difference believed, seven cannot.
pub const LEAST_SECOND: usize = 8;

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
    /// Pairs with usable windows of one class on both sides.
    pub pairs: usize,
    /// Nanoseconds per operation of the old build: median over pairs.
    pub old_ns: f64,
    /// The same of the new build.
    pub new_ns: f64,
    /// New over old within each pair, above 1 is slower: median over pairs with a bootstrap interval over blocks.
    pub ratio: Estimate,
    /// What a build against itself shows in these very blocks: the factor that the median over as many blocks exceeds in 5 % of
    /// resamples.
    pub noise: f64,
    /// The signed ranks of pairs, by the coins of their blocks.
    pub p: f64,
    /// Which way the ranks weigh: their signed sum.
    #[serde(skip)]
    ranks: f64,
}

impl Paired {
    /// None where there are too few pairs, or too few blocks in which a build can be set beside itself.
    fn of(blocks: &[Block], least: usize) -> Option<Self> {
        let pairs: Vec<Vec<(f64, f64)>> =
            blocks.iter().map(Block::pairs).filter(|pairs| !pairs.is_empty()).collect();
        let nulls: Vec<Vec<f64>> =
            blocks.iter().map(Block::nulls).filter(|nulls| !nulls.is_empty()).collect();
        let count = pairs.iter().map(Vec::len).sum();
        if pairs.len() < least || count < 2 * least || nulls.len() < least {
            return None;
        }
        let median_ns = |of: fn(&(f64, f64)) -> f64| {
            let times: Vec<f64> = pairs.iter().flatten().map(of).collect();
            stats::median(&times).map(f64::exp)
        };
        let differences: Vec<Vec<f64>> =
            pairs.iter().map(|block| block.iter().map(|(old, new)| new - old).collect()).collect();
        let (ranks, p) = stats::signed_rank(&differences).map_or((0.0, 1.0), |test| (test.sum, test.p));
        Some(Self {
            pairs: count,
            old_ns: median_ns(|(old, _)| *old)?,
            new_ns: median_ns(|(_, new)| *new)?,
            ratio: stats::estimate_of_blocks(&differences)?.map(f64::exp),
            noise: stats::noise_of_blocks(&nulls, differences.len())?,
            p,
            ranks,
        })
    }

    /// Which way the builds may differ, if they do at all.
    fn suspected(&self) -> Option<Verdict> {
        (self.p < SUSPECTED_P || self.is_aside()).then(|| self.direction())
    }

    /// Whether the whole interval lies on one side of 1.
    fn is_aside(&self) -> bool {
        self.ratio.low > 1.0 || self.ratio.high < 1.0
    }

    /// Which way the builds differ, if that is to be believed: the median beyond the noise, the whole interval on one side of 1, p small,
    /// and the ranks on the same side as the median.
    fn believed(&self) -> Option<Verdict> {
        let ln = self.ratio.median.ln();
        let beyond = ln.abs() > self.noise.ln() && (ln > 0.0) == (self.ranks > 0.0);
        (beyond && self.is_aside() && self.p < BELIEVED_P).then(|| self.direction())
    }

    fn direction(&self) -> Verdict {
        if self.ranks > 0.0 { Verdict::Slower } else { Verdict::Faster }
    }

    /// The factor that would mostly have been found: 2.6 standard errors, 1.3 to be suspected and as many so that nine in ten are. The
    /// interval is 3.9 of them wide.
    pub(super) fn detectable(&self) -> f64 {
        (self.ratio.high / self.ratio.low).powf(2.6 / 3.9)
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
    let blocks = cell.blocks();
    let pairs = || blocks.iter().map(|block| block.pairs().len()).sum();
    let paired = Paired::of(&blocks, least);
    match (cell.stood_otherwise(&blocks, paired.is_some()), paired) {
        (Some(why), _) => Err(why),
        (None, paired) => paired.ok_or_else(|| cell.not_measurable(pairs())),
    }
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

    /// Cells in which the new build answers wrongly, hangs or crashes, and the old one does not: worse than any slow-down.
    pub fn newly_wrong(&self) -> impl Iterator<Item = &LiveChange> {
        self.changes.iter().filter(|c| matches!(c.why, Some(Why::WrongAnswer { side: "new", .. })))
    }

    /// How many cells could be compared.
    pub fn compared(&self) -> usize {
        self.changes.iter().filter(|c| c.verdict != Verdict::NotComparable).count()
    }
}
