//! What one promise costs against another: pairs of caches that differ in one thing, by speed and by hits.

use super::group;
use super::known::{self, Promise};
use super::model::{Cell, Difference, Group, Ratio, Traces, Workload};
use super::prose::Prose;
use super::replays;
use crate::numbers::{factor, listed, points};
use crate::record::Kind;

/// All pairs of a family of which both were measured.
#[derive(Clone, Debug)]
pub struct Prices {
    /// Workloads in which some pair was measured.
    pub workloads: Vec<String>,
    /// In the order in which promises are named.
    pub rows: Vec<Price>,
}

/// One promise against another.
#[derive(Clone, Debug)]
pub struct Price {
    /// Who makes the promise.
    pub subject: String,
    /// Ours or a peer's.
    pub kind: Kind,
    /// Who it is held against.
    pub than: String,
    /// What sets them apart.
    pub what: &'static str,
    /// By workload; none where one of the two was not measured.
    pub cells: Vec<Option<PriceCell>>,
    /// Points of hit ratio over replayed traces, in the mean, where both were replayed.
    pub replayed: Option<f64>,
    /// The price in words.
    pub said: Prose,
}

/// One pair in one workload.
#[derive(Clone, Copy, Debug)]
pub struct PriceCell {
    /// Throughput over the other's.
    pub ratio: Ratio,
    /// Hit ratio less the other's, where both tell it.
    pub hits: Option<f64>,
}

/// The prices of a family; none where no pair was measured.
pub(super) fn prices(family: &str, workloads: &[Workload], replays: Option<&Traces>) -> Option<Prices> {
    let groups: Vec<(&str, &Group)> = workloads
        .iter()
        .map(|w| (w.name.as_str(), w.head()))
        .filter(|(_, g)| !g.oversubscribed && !g.on_schedule)
        .collect();
    let rows = known::PROMISES.iter().filter(|p| p.family == family);
    let mut rows: Vec<Price> = rows.filter_map(|p| price(p, &groups, replays)).collect();
    // Workloads in which no pair was measured get no column.
    let kept: Vec<usize> = (0..groups.len()).filter(|i| rows.iter().any(|r| r.cells[*i].is_some())).collect();
    for r in &mut rows {
        r.cells = kept.iter().map(|i| r.cells[*i]).collect();
    }
    let workloads = kept.iter().map(|i| groups[*i].0.to_owned()).collect();
    (!rows.is_empty()).then_some(Prices { workloads, rows })
}

fn price(p: &Promise, groups: &[(&str, &Group)], replays: Option<&Traces>) -> Option<Price> {
    let pair = |g: &&Group| -> Option<PriceCell> {
        let (a, b) = (g.cell(p.subject)?, g.cell(p.than)?);
        let noise = g.noise.map(|n| n.factor);
        let ratio = group::ratio(a.measure.as_ref()?, b.measure.as_ref()?, noise)?;
        let hits = |c: &Cell| Some(c.cache?.hit_ratio?.median);
        Some(PriceCell { ratio, hits: hits(a).zip(hits(b)).map(|(a, b)| a - b) })
    };
    let cells: Vec<Option<PriceCell>> = groups.iter().map(|(_, g)| pair(g)).collect();
    let replayed = replays.and_then(|r| replays::gap(&r.traces, p.subject, p.than)).map(|(mean, ..)| mean);
    let raced = groups.iter().find_map(|(_, g)| g.cell(p.subject)).map(|c| c.kind);
    let in_traces =
        || replays.and_then(|r| r.subjects.iter().find(|s| s.subject == p.subject)).map(|s| s.kind);
    let kind = raced.or_else(in_traces)?;
    (replayed.is_some() || cells.iter().any(Option::is_some)).then(|| {
        let said = said(p, groups, &cells, replayed);
        Price { subject: p.subject.into(), kind, than: p.than.into(), what: p.what, cells, replayed, said }
    })
}

fn said(p: &Promise, groups: &[(&str, &Group)], cells: &[Option<PriceCell>], replayed: Option<f64>) -> Prose {
    let told: Vec<(&str, PriceCell)> =
        groups.iter().zip(cells).filter_map(|((name, _), cell)| Some((*name, (*cell)?))).collect();
    let said = Prose::new().name(p.subject).text(" against ").name(p.than).text(format!(": {}. ", p.what));
    said.then(speed(&told)).then(hits(&told, replayed))
}

/// Where it is faster, where slower, where no difference was measured; and between which ratios.
fn speed(told: &[(&str, PriceCell)]) -> Prose {
    let by = |a: &&(&str, PriceCell), b: &&(&str, PriceCell)| {
        a.1.ratio.value.median.total_cmp(&b.1.ratio.value.median)
    };
    let (Some(least), Some(most)) = (told.iter().min_by(by), told.iter().max_by(by)) else {
        return Prose::new();
    };
    let ends = [interval(&least.1), interval(&most.1)];
    if told.len() > 1 && ends[0] == ends[1] {
        return Prose::new().text(format!("{}: {}.", verdict(told), ends[0]));
    }
    let said = Prose::new().text(format!("{}: {} in ", verdict(told), ends[0])).name(least.0);
    match told.len() {
        1 => said.text("."),
        _ => said.text(format!(" to {} in ", ends[1])).name(most.0).text("."),
    }
}

fn verdict(told: &[(&str, PriceCell)]) -> String {
    let count_if = |is: &dyn Fn(&PriceCell) -> bool| told.iter().filter(|(_, c)| is(c)).count() as u64;
    let measured = |sign: f64| {
        count_if(&|c| c.ratio.difference == Difference::Measured && c.ratio.value.median.ln() * sign > 0.0)
    };
    let (faster, slower) = (measured(1.0), measured(-1.0));
    let few = count_if(&|c| c.ratio.difference == Difference::TooFewLaunches);
    let all = told.len() as u64;
    let over = match all {
        1 => "in the only workload with both".to_owned(),
        _ => format!("in all {all} workloads"),
    };
    match (faster, slower) {
        (0, 0) if few == all => "Too few launches to tell which is faster".to_owned(),
        (0, 0) if all == 1 => format!("No difference in throughput measured {over}"),
        (0, 0) => format!("No difference in throughput measured in any of {all} workloads"),
        (n, 0) if n == all => format!("Faster {over}"),
        (0, n) if n == all => format!("Slower {over}"),
        _ => {
            let tied = all - faster - slower;
            let parts = [(faster, "faster"), (slower, "slower"), (tied, "no difference measured")];
            let parts = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{what} in {n}"));
            format!("Of {all} workloads, {}", listed(&parts.collect::<Vec<_>>()))
        }
    }
}

/// `0.98× (0.96× to 1.01×)`.
fn interval(c: &PriceCell) -> String {
    let v = c.ratio.value;
    format!("{} ({} to {})", factor(v.median), factor(v.low), factor(v.high))
}

/// Points of hit ratio, over workloads and over traces.
fn hits(told: &[(&str, PriceCell)], replayed: Option<f64>) -> Prose {
    let hits = || told.iter().filter_map(|(_, c)| c.hits);
    let (least, most) = (hits().fold(f64::INFINITY, f64::min), hits().fold(f64::NEG_INFINITY, f64::max));
    let raced = hits().next().map(|_| match (points(least), points(most)) {
        (a, b) if a == b => format!("{a} points in these races"),
        (a, b) => format!("{a} to {b} points in these races"),
    });
    let replayed = replayed.map(|mean| format!("{} points in the mean over replayed traces", points(mean)));
    let parts: Vec<String> = [raced, replayed].into_iter().flatten().collect();
    match parts.is_empty() {
        true => Prose::new(),
        false => Prose::new().text(format!(" Hits: {}.", listed(&parts))),
    }
}
