//! Speed against hits: which caches are such that nothing here is faster and hits as often?

use super::caches::SAME_HITS;
use super::model::{Cell, Difference, Group, Measure, RANKED_LAUNCHES, Tint};
use super::prose::Prose;
use super::rank;
use super::sentences::{at_threads, capital};
use crate::numbers::{hits, rate, whole};
use crate::record::Kind;
use crate::stats::{self, Estimate};

/// Names listed before it is said how many more there are.
const NAMED: usize = 6;

/// The caches of a group by throughput and hit ratio.
#[derive(Clone, Debug)]
pub struct Front {
    /// The best hit ratio that any cache of this capacity could have had, median over subjects.
    pub optimum: Option<f64>,
    /// Subjects of which both are known, the fastest first.
    pub spots: Vec<Spot>,
    /// What it shows, in words.
    pub said: Prose,
}

/// One cache.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Subject.
    pub subject: String,
    /// Ours or a peer's.
    pub kind: Kind,
    /// Colour and pattern.
    pub tint: Tint,
    /// Hits per look-up.
    pub hits: Estimate,
    /// Operations per second.
    pub throughput: Estimate,
    /// Entries held over entries asked for.
    pub fill: Option<f64>,
    /// It keeps whatever it is given: a ceiling.
    pub never_forgets: bool,
    /// It holds more than it was asked to: no comparison with others is fair.
    pub roomier: bool,
    /// Nothing that holds as much as asked is faster and hits as often.
    pub ahead: bool,
}

impl Front {
    /// Those that nothing is both faster than and equal to in hits, the fastest first.
    pub fn ahead(&self) -> impl Iterator<Item = &str> {
        self.spots.iter().filter(|s| s.ahead).map(|s| s.subject.as_str())
    }
}

impl Spot {
    /// Whether it is compared: it forgets, and holds no more than asked.
    pub fn competes(&self) -> bool {
        !self.never_forgets && !self.roomier
    }
}

/// The front of a group; none where fewer than two caches that forget differ in hits, or threads outnumber cores.
pub(super) fn front(g: &Group) -> Option<Front> {
    if g.oversubscribed || g.on_schedule {
        return None;
    }
    let both: Vec<(&Cell, &Measure, Estimate)> = g
        .cells
        .iter()
        // A floor that has hits is one that never forgets.
        .filter(|c| c.kind != Kind::Floor || c.cache.is_some_and(|view| view.never_forgets()))
        .filter_map(|c| Some((c, c.measure.as_ref()?, c.cache?.hit_ratio?)))
        .collect();
    let mut spots: Vec<Spot> = both.iter().map(|(c, m, h)| spot(c, m, *h)).collect();
    let forgetful = || spots.iter().filter(|s| !s.never_forgets).map(|s| s.hits.median);
    let (least, most) = (forgetful().fold(f64::INFINITY, f64::min), forgetful().fold(0.0, f64::max));
    // Also false where there is none: infinity is no difference.
    if most - least < SAME_HITS || forgetful().count() < 2 {
        return None;
    }
    let noise = g.noise.map(|n| n.factor);
    let ahead: Vec<bool> = spots
        .iter()
        .zip(&both)
        .map(|(s, b)| {
            let others = spots.iter().zip(&both).filter(|(o, _)| o.competes() && o.subject != s.subject);
            ranked(b.1) && s.competes() && !others.into_iter().any(|(_, o)| beats(o, b, noise))
        })
        .collect();
    spots.iter_mut().zip(ahead).for_each(|(s, ahead)| s.ahead = ahead);
    let optima: Vec<f64> = both.iter().filter_map(|(c, ..)| c.cache?.optimum).collect();
    let optimum = stats::median(&optima);
    let said = said(g, &spots, optimum);
    Some(Front { optimum, spots, said })
}

fn spot(c: &Cell, m: &Measure, hits: Estimate) -> Spot {
    let view = c.cache.unwrap_or_default();
    Spot {
        subject: c.subject.clone(),
        kind: c.kind,
        tint: c.tint,
        hits,
        throughput: m.throughput,
        fill: view.fill(),
        never_forgets: view.never_forgets(),
        roomier: view.is_roomier(),
        ahead: false,
    }
}

fn ranked(m: &Measure) -> bool {
    m.per_launch.len() >= RANKED_LAUNCHES
}

/// Whether `a` leaves no reason to take `b`: it is measurably faster and hits as often, or it hits more and is no slower.
fn beats(a: &(&Cell, &Measure, Estimate), b: &(&Cell, &Measure, Estimate), noise: Option<f64>) -> bool {
    let more = a.2.median - b.2.median;
    let faster = a.1.throughput.median - b.1.throughput.median;
    match rank::difference(a.1, b.1, noise) {
        Difference::TooFewLaunches => false,
        Difference::Measured => faster > 0.0 && more > -SAME_HITS,
        Difference::None => faster >= 0.0 && more > SAME_HITS,
    }
}

fn said(g: &Group, spots: &[Spot], optimum: Option<f64>) -> Prose {
    let mut said = Prose::new().text(format!("{}, ", capital(&at_threads(g))));
    let ahead: Vec<&Spot> = spots.iter().filter(|s| s.ahead).collect();
    said = match ahead.is_empty() {
        true => said.text("too few launches were made to say which caches are ahead in speed and hits."),
        false => said.text("nothing here is faster and hits as often as "),
    };
    for (i, s) in ahead.iter().enumerate() {
        let gap = if i == 0 {
            ""
        } else if i + 1 == ahead.len() {
            " or "
        } else {
            ", "
        };
        let figures = format!(" ({}, {})", hits(s.hits.median), rate(s.throughput.median));
        said = said.text(gap).name(&s.subject).text(figures);
    }
    if !ahead.is_empty() {
        said = said.text(".");
    }
    if let Some(best) = optimum {
        said = said.text(format!(" No cache of this capacity could have hit more than {}.", hits(best)));
    }
    said.then(apart(g, spots))
}

/// Those that are in no comparison, and why.
fn apart(g: &Group, spots: &[Spot]) -> Prose {
    let mut said = Prose::new();
    for s in spots.iter().filter(|s| s.roomier && !s.never_forgets) {
        let Some(view) = g.cell(&s.subject).and_then(|c| c.cache) else { continue };
        let (Some(held), Some(asked)) = (view.entries, view.capacity) else { continue };
        said = said.text(" ").name(&s.subject).text(format!(
            " holds {} entries where {} were asked: its hits are those of a larger cache, and it is compared with none.",
            whole(held as u64),
            whole(asked as u64)
        ));
    }
    let boundless: Vec<&str> = spots.iter().filter(|s| s.never_forgets).map(|s| s.subject.as_str()).collect();
    match boundless.len() {
        0 => said,
        n => said.text(" ").names(&boundless, NAMED).text(if n == 1 {
            " never forgets: a ceiling, and no cache."
        } else {
            " never forget: a ceiling, and no caches."
        }),
    }
}
