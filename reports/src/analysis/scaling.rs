//! How far each subject scales: COST, and the Universal Scalability Law or why none is told.

use std::collections::BTreeMap;

use super::model::{Cell, Family, Group, Measure, Standing};
use crate::record::Kind;
use crate::stats::{self, Cost, LEAST_COUNTS, Law, Point, Refusal, Rung, usl};

/// Cells that scale in their own right, at the thread counts that have a core each: a subject's own threads want one too.
fn curves(groups: &[Group]) -> impl Iterator<Item = (&Group, &Cell, &Measure)> {
    let real = groups.iter().filter(|g| !g.oversubscribed);
    let cells = real.flat_map(|g| g.cells.iter().map(move |c| (g, c)));
    cells.filter(|(_, c)| !c.own_threads).filter_map(|(g, c)| {
        let measure = c.measure.as_ref().filter(|m| m.standing != Standing::Apart)?;
        (c.kind != Kind::Floor).then_some((g, c, measure))
    })
}

/// COST of every subject that was measured without oversubscription, and the single thread it is taken against.
pub(super) fn costs(groups: &[Group]) -> (Option<String>, BTreeMap<String, Cost>) {
    // Cells stand in order of time: the first is the best.
    let single = curves(groups).find(|(g, ..)| g.threads == 1);
    let Some((_, best, bar)) = single else { return (None, BTreeMap::new()) };
    let mut points: BTreeMap<&str, Vec<Point>> = BTreeMap::new();
    for (g, c, m) in curves(groups) {
        points.entry(&c.subject).or_default().push(Point { threads: g.threads, throughput: m.throughput });
    }
    let cost = |(subject, points): (&str, Vec<Point>)| {
        Some((subject.to_owned(), stats::cost(&points, &bar.throughput)?))
    };
    (Some(best.subject.clone()), points.into_iter().filter_map(cost).collect())
}

/// The law of every subject that was measured without oversubscription.
pub(super) fn laws(groups: &[Group]) -> BTreeMap<String, Result<Law, Refusal>> {
    let mut rungs: BTreeMap<&str, Vec<Rung>> = BTreeMap::new();
    for (g, c, m) in curves(groups).filter(|(g, ..)| !g.on_schedule) {
        let rung = Rung {
            threads: g.threads,
            footing: c.footing,
            distance: g.class,
            per_launch: m.per_launch.clone(),
        };
        rungs.entry(&c.subject).or_default().push(rung);
    }
    rungs.into_iter().map(|(subject, rungs)| (subject.to_owned(), usl(on_one_footing(&rungs)))).collect()
}

/// The points up to where threads get something else under them, if they are enough for a law; else all, and the law says what is crossed.
fn on_one_footing(rungs: &[Rung]) -> &[Rung] {
    let (same, _) = stats::level(rungs);
    if same >= LEAST_COUNTS { &rungs[..same] } else { rungs }
}

/// Where no curve has enough points for a law, that is one remark about the run and not one about each subject: takes the refusals
/// away, and tells the most points that any curve has.
pub(super) fn take_unfitted(families: &mut [Family]) -> Option<usize> {
    let laws = || families.iter().flat_map(Family::all_workloads).flat_map(|w| w.laws.values());
    let counts = laws().map(|law| match law {
        Err(Refusal::TooFewCounts(counts)) => Some(*counts),
        _ => None,
    });
    let most = counts.reduce(|a, b| Some(a?.max(b?)))??;
    for w in families.iter_mut().flat_map(|f| f.workloads.iter_mut().chain(&mut f.placed)) {
        w.laws.clear();
    }
    Some(most)
}
