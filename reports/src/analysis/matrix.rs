//! The same structure over one lock after another.

use super::known;
use super::model::{Cell, Difference, Group, Ratio, Workload};
use super::prose::Prose;
use super::rank;
use super::sentences::at_threads;
use crate::record::Kind;

/// Ties listed before it is said how many more there are.
const NAMED: usize = 6;

/// Throughput of each structure over each lock, in times of that over the baseline lock.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// Worker threads: the most with a core each.
    pub threads: u32,
    /// The lock that ratios are taken against, within each column.
    pub baseline: String,
    /// Structures.
    pub columns: Vec<String>,
    /// Locks; those that serve the structures best come first.
    pub rows: Vec<MatrixRow>,
    /// What it shows, in words.
    pub said: Prose,
}

/// One lock.
#[derive(Clone, Debug)]
pub struct MatrixRow {
    /// Subject.
    pub subject: String,
    /// Ours or a peer's.
    pub kind: Kind,
    /// By column; none where it was not measured.
    pub ratios: Vec<Option<Ratio>>,
}

impl MatrixRow {
    /// Geometric mean of what was measured; it orders the rows and is never shown.
    fn mean(&self) -> f64 {
        let logs: Vec<f64> = self.ratios.iter().flatten().map(|r| r.value.median.ln()).collect();
        if logs.is_empty() { f64::NEG_INFINITY } else { logs.iter().sum::<f64>() / logs.len() as f64 }
    }
}

/// The matrix of a family; none without such workloads, a baseline, and two locks.
pub(super) fn matrix(workloads: &[Workload], baseline: Option<&str>) -> Option<Matrix> {
    let baseline = baseline?;
    let over: Vec<(&str, &Workload)> =
        workloads.iter().filter_map(|w| Some((known::structure(&w.name)?, w))).collect();
    let threads =
        over.iter().map(|(_, w)| w.head()).filter(|g| !g.oversubscribed).map(|g| g.threads).max()?;
    let based = |g: &&Group| g.cell(baseline).is_some_and(|c| c.measure.is_some());
    let columns: Vec<(&str, &Group)> = over
        .iter()
        .filter_map(|(name, w)| {
            Some((*name, w.groups.iter().find(|g| g.threads == threads && !g.oversubscribed).filter(based)?))
        })
        .collect();
    let mut rows: Vec<MatrixRow> = Vec::new();
    for (i, (_, g)) in columns.iter().enumerate() {
        for c in g.cells.iter().filter(|c| c.kind != Kind::Floor) {
            let Some(ratio) = c.measure.as_ref().and_then(|m| m.ratio) else { continue };
            let at = rows.iter().position(|r| r.subject == c.subject).unwrap_or(rows.len());
            if at == rows.len() {
                let ratios = vec![None; columns.len()];
                rows.push(MatrixRow { subject: c.subject.clone(), kind: c.kind, ratios });
            }
            rows[at].ratios[i] = Some(ratio);
        }
    }
    if rows.len() < 2 {
        return None;
    }
    rows.sort_by(|a, b| b.mean().total_cmp(&a.mean()).then_with(|| a.subject.cmp(&b.subject)));
    let said = said(&columns, &rows, baseline);
    let columns = columns.into_iter().map(|(name, _)| name.to_owned()).collect();
    Some(Matrix { threads, baseline: baseline.into(), columns, rows, said })
}

/// Those of which no difference to the best was measured.
fn tied<'a>(g: &'a Group, best: &str) -> Vec<&'a str> {
    let Some(first) = g.cell(best).and_then(|c| c.measure.as_ref()) else { return Vec::new() };
    let noise = g.noise.map(|n| n.factor);
    let others = g.cells.iter().filter(|c| c.kind != Kind::Floor && c.subject != best);
    let same = |c: &&Cell| {
        c.measure.as_ref().is_some_and(|m| rank::difference(first, m, noise) != Difference::Measured)
    };
    others.filter(same).map(|c| c.subject.as_str()).collect()
}

/// Who serves each structure best, and where no difference to the baseline was measured.
fn said(columns: &[(&str, &Group)], rows: &[MatrixRow], baseline: &str) -> Prose {
    let mut said = Prose::new();
    for (i, (structure, g)) in columns.iter().enumerate() {
        let measured = rows.iter().filter(|r| r.subject != baseline);
        let better = measured
            .filter_map(|r| Some((r, r.ratios[i]?)))
            .filter(|(_, ratio)| ratio.difference == Difference::Measured && ratio.value.median > 1.0);
        let best = better.max_by(|a, b| a.1.value.median.total_cmp(&b.1.value.median));
        said = if i == 0 {
            said.text(format!("{}: ", super::sentences::capital(&at_threads(g))))
        } else {
            said.text("; ")
        };
        said = said.text("the ").name(*structure);
        said = match best {
            Some((row, ratio)) => {
                let said = said
                    .text(" does most over ")
                    .name(&row.subject)
                    .text(format!(", {} that over ", super::sentences::ratio_words(&ratio)))
                    .name(baseline);
                match tied(g, &row.subject).as_slice() {
                    [] => said,
                    tied => {
                        said.text(" (no difference was measured between it and ").names(tied, NAMED).text(")")
                    }
                }
            }
            None => said.text(" does no better, measurably, than over ").name(baseline),
        };
    }
    said.text(".")
}
