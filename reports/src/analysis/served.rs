//! Fast for whom? Who serves threads evenly, who locks one out, and who is the fastest of the former.

use super::model::{Cell, Difference, Fairness, Group, Measure, Workload};
use super::prose::Prose;
use super::rank;
use super::sentences::{at_threads, capital};
use crate::numbers::{factor, time};
use crate::record::Kind;

/// Up to this ratio of the most to the least served thread, threads were served as evenly as can be asked of a second.
pub(crate) const EVEN: f64 = 1.2;
/// From this ratio on, a thread is nearly locked out.
pub(crate) const STARVING: f64 = 10.0;

/// Names listed before it is said how many more there are.
const NAMED: usize = 6;

/// Subjects of which both are known, fastest first.
pub(crate) fn served(g: &Group) -> impl Iterator<Item = (&Cell, &Measure, Fairness)> {
    let runners = g.cells.iter().filter(|c| c.kind != Kind::Floor);
    runners.filter_map(|c| Some((c, c.measure.as_ref()?, c.fairness?)))
}

/// Those of `names` that starve a thread of a workload, and with how many threads they were seen to.
pub(super) fn starving<'a, 'w>(w: &'w Workload, names: &[&'a str]) -> Option<(Vec<&'a str>, &'w Group)> {
    w.groups.iter().find_map(|g| {
        let starves =
            |name: &&str| served(g).any(|(c, _, f)| c.subject == *name && f.max_over_min >= STARVING);
        let starving: Vec<&str> = names.iter().copied().filter(|name| starves(name)).collect();
        (!starving.is_empty()).then_some((starving, g))
    })
}

/// The answer for a group; nothing where fewer than two have both.
pub(super) fn said(g: &Group) -> Prose {
    if served(g).count() < 2 {
        return Prose::new();
    }
    let noise = g.noise.map(|n| n.factor);
    let mut even = served(g).filter(|(.., f)| f.max_over_min <= EVEN);
    let limit = format!("(the most served thread up to {} the least served)", factor(EVEN));
    let mut said = match even.next() {
        None => {
            Prose::new().text(format!("{}, nobody serves threads evenly {limit}.", capital(&at_threads(g))))
        }
        Some((best, m, _)) => {
            let tied = even.filter(|(_, other, _)| rank::difference(m, other, noise) != Difference::Measured);
            let tied: Vec<&str> = tied.map(|(c, ..)| c.subject.as_str()).collect();
            let said = Prose::new()
                .text(format!("{}, of those that serve threads evenly {limit}, ", capital(&at_threads(g))))
                .name(&best.subject)
                .text(format!(" has the shortest time, {} an operation", time(m.time_ns.median)));
            match tied.is_empty() {
                true => said.text("."),
                false => {
                    said.text("; no difference was measured between it and ").names(&tied, NAMED).text(".")
                }
            }
        }
    };
    let starving = served(g).filter(|(.., f)| f.max_over_min >= STARVING);
    let starving: Vec<&str> = starving.map(|(c, ..)| c.subject.as_str()).collect();
    if !starving.is_empty() {
        let starve = if starving.len() == 1 { " starves" } else { " starve" };
        said = said.text(" ").names(&starving, NAMED).text(format!(
            "{starve} a thread ({} and more): a lock that starves is not fast.",
            factor(STARVING)
        ));
    }
    said
}
