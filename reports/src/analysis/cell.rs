//! One subject in one group: which of its windows count, and what they show.

use std::collections::{BTreeMap, BTreeSet};

use super::known;
use super::model::{CacheView, Fairness, LatencyView, Launch, Measure, ShortSpans, Standing, Windows};
use crate::record::{Latency, Placement, Purpose, Record, UNPLACED};
use crate::stats::{self, Footing};

/// A span shorter than this says nothing about fairness in the long run: a thread may just not have had its turn.
const FAIR_SPAN_NS: u64 = 1_000_000_000;
/// Shorter ones, down to this, say how long a thread may wait for its turn.
const SHORT_SPAN_NS: u64 = 90_000_000;

/// What all cells of a group have in common.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) oversubscribed: bool,
    pub(super) class: Placement,
    pub(super) launches: &'a BTreeMap<(&'a str, u32), Launch>,
}

impl Terms<'_> {
    fn launch(&self, r: &Record) -> Launch {
        self.launches[&(r.run.as_str(), r.launch)]
    }
}

/// Whether a window may stand in a statistic of its group, distance aside.
///
/// With more threads than cores somebody is always off the processor: no window is clean, and threads begin and end when they are
/// let. Choosing those that met by luck would choose the lucky subjects, so every right answer counts, labelled for what it is.
pub(crate) fn usable(r: &Record, oversubscribed: bool) -> bool {
    let good = if oversubscribed || crowds_itself(r) { r.verified } else { r.is_clean() };
    good && !known::is_unplaced(r)
        && r.purpose == Purpose::Throughput
        && r.throughput().is_some_and(|t| t > 0.0)
}

/// Whether a window had more threads than cores, be it by the subject's own (an actor's) beside the workers.
pub(crate) fn crowds_itself(r: &Record) -> bool {
    r.flags.iter().any(|flag| flag == "oversubscribed")
}

/// Whether a window ran at the distance compared. One with more threads than cores has none.
fn in_class(r: &Record, terms: Terms<'_>) -> bool {
    r.placement == terms.class || crowds_itself(r)
}

/// What became of each window.
pub(super) fn windows(rows: &[&Record], terms: Terms<'_>) -> Windows {
    let mut w = Windows::default();
    for r in rows.iter().filter(|r| r.purpose == Purpose::Throughput && !r.twin) {
        w.all += 1;
        if usable(r, terms.oversubscribed) {
            if in_class(r, terms) {
                w.used += 1
            } else {
                w.other_class += 1
            }
            continue;
        }
        let mut why: Vec<&str> = r.flags.iter().map(String::as_str).collect();
        if !r.verified {
            why = vec!["wrong answer"];
        } else if r.throughput().is_none_or(|t| t == 0.0) {
            why = vec!["nothing completed"];
        } else if r.overlap < 0.95 && !why.contains(&"low-overlap") {
            why.push("low-overlap");
        }
        if known::is_unplaced(r) && !why.contains(&UNPLACED) {
            why.push(UNPLACED);
        }
        for flag in why {
            *w.flags.entry(flag.to_owned()).or_default() += 1;
        }
    }
    w
}

/// Median throughput of each launch over its usable windows of the group's class.
pub(super) fn per_launch(rows: &[&Record], terms: Terms<'_>, twin: bool) -> BTreeMap<Launch, f64> {
    let mut windows: BTreeMap<Launch, Vec<f64>> = BTreeMap::new();
    for r in rows {
        if r.twin == twin && usable(r, terms.oversubscribed) && in_class(r, terms) {
            windows.entry(terms.launch(r)).or_default().extend(r.throughput());
        }
    }
    windows.into_iter().filter_map(|(l, values)| Some((l, stats::median(&values)?))).collect()
}

/// What the threads had under them in the windows that give the throughput, where those tell it and agree.
pub(super) fn footing(rows: &[&Record], terms: Terms<'_>) -> Option<Footing> {
    let used = rows.iter().filter(|r| !r.twin && usable(r, terms.oversubscribed) && in_class(r, terms));
    let mut all = used.map(|r| Some(Footing::of(r.seats.as_ref()?, r.threads)));
    let first = all.next()??;
    all.all(|footing| footing == Some(first)).then_some(first)
}

/// Medians and intervals; ratio, floor and place are found later, when the whole group is known.
pub(super) fn measure(per_launch: BTreeMap<Launch, f64>) -> Option<Measure> {
    let values: Vec<f64> = per_launch.values().copied().collect();
    let throughput = stats::estimate(&values)?;
    let time_ns = throughput.map(|t| 1e9 / t);
    let standing = Standing::TooFewLaunches;
    Some(Measure { per_launch, throughput, time_ns, at_floor: false, ratio: None, standing })
}

/// Jain's index and max/min from spans of a second and more; beside them max/min of short spans.
pub(super) fn fairness(rows: &[&Record]) -> Option<Fairness> {
    let spans = |r: &&&Record| r.purpose == Purpose::Fairness && r.verified && !r.twin && r.threads > 1;
    let (long, short): (Vec<&Record>, Vec<&Record>) = rows
        .iter()
        .filter(spans)
        .filter(|r| r.elapsed_ns >= SHORT_SPAN_NS)
        .partition(|r| r.elapsed_ns >= FAIR_SPAN_NS);
    let jain: Vec<f64> = long.iter().filter_map(|r| stats::jain(&r.per_thread)).collect();
    let spread = |rows: &[&Record]| rows.iter().filter_map(|r| stats::max_over_min(&r.per_thread)).collect();
    Some(Fairness {
        spans: jain.len(),
        jain: stats::median(&jain)?,
        // The mean of two infinities is one, but their weighted sum is not: take the upper middle value instead.
        max_over_min: upper_median(spread(&long))?,
        short: short_spans(spread(&short)),
    })
}

fn short_spans(spread: Vec<f64>) -> Option<ShortSpans> {
    let spans = spread.len();
    upper_median(spread).map(|max_over_min| ShortSpans { spans, max_over_min })
}

fn upper_median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Percentiles of latency, each as the median of launch medians: a session tells its percentiles again in every one of its windows, so
/// windows are no measurements of their own.
pub(super) fn latency(rows: &[&Record], terms: Terms<'_>) -> Option<LatencyView> {
    let mut launches: BTreeMap<Launch, Vec<Latency>> = BTreeMap::new();
    for r in rows.iter().filter(|r| r.verified && !r.twin) {
        launches.entry(terms.launch(r)).or_default().extend(r.latency);
    }
    launches.retain(|_, told| !told.is_empty());
    let late = rows.iter().filter(|r| r.verified && !r.twin && known::was_late(r)).map(|r| terms.launch(r));
    let late_launches = late.collect::<BTreeSet<_>>().len();
    let over_launches = |of: fn(&Latency) -> f64| {
        let within = |told: &Vec<Latency>| stats::median(&told.iter().map(of).collect::<Vec<_>>());
        stats::median(&launches.values().filter_map(within).collect::<Vec<_>>())
    };
    Some(LatencyView {
        launches: launches.len(),
        rate_per_thread: over_launches(|l| l.rate_per_thread)?,
        percentiles: [
            over_launches(|l| l.p50_ns as f64)?,
            over_launches(|l| l.p90_ns as f64)?,
            over_launches(|l| l.p99_ns as f64)?,
            over_launches(|l| l.p999_ns as f64)?,
        ],
        max_ns: launches.values().flatten().map(|l| l.max_ns).max()?,
        late_launches,
    })
}

/// Changes per second beside the operations: median of launch medians over the windows that give the throughput. A window of a run
/// that counts changes, but tells none, had none.
pub(super) fn updates(rows: &[&Record], terms: Terms<'_>, counting: &BTreeSet<&str>) -> Option<f64> {
    let counted = rows.iter().filter(|r| counting.contains(r.run.as_str()));
    let mut launches: BTreeMap<Launch, Vec<f64>> = BTreeMap::new();
    for r in counted.filter(|r| !r.twin && usable(r, terms.oversubscribed) && in_class(r, terms)) {
        let rate = r.updates.unwrap_or(0) as f64 * 1e9 / r.elapsed_ns as f64;
        launches.entry(terms.launch(r)).or_default().push(rate);
    }
    let medians: Vec<f64> = launches.values().filter_map(|rates| stats::median(rates)).collect();
    stats::median(&medians)
}

/// Failed tries and all tries, operations included, over the windows that give the throughput.
pub(super) fn tries(rows: &[&Record], terms: Terms<'_>) -> (u64, u64) {
    let used = rows.iter().filter(|r| !r.twin && usable(r, terms.oversubscribed) && in_class(r, terms));
    used.fold((0, 0), |(failed, all), r| {
        let tries = r.failed_tries.saturating_add(r.ops.unwrap_or_default());
        (failed.saturating_add(r.failed_tries), all.saturating_add(tries))
    })
}

/// What a cache's right answers tell beside their time. Hits are counted and not timed, so a window that was disturbed counts too.
pub(super) fn cache(rows: &[&Record], terms: Terms<'_>) -> Option<CacheView> {
    let told = || rows.iter().filter(|r| r.verified && !r.twin);
    let mut launches: BTreeMap<Launch, Vec<f64>> = BTreeMap::new();
    for r in told() {
        launches.entry(terms.launch(r)).or_default().extend(r.hit_ratio);
    }
    let hits: Vec<f64> = launches.values().filter_map(|windows| stats::median(windows)).collect();
    let over_rows = |of: &dyn Fn(&Record) -> Option<f64>| {
        stats::median(&told().filter_map(|r| of(r)).collect::<Vec<_>>())
    };
    let view = CacheView {
        hit_ratio: stats::estimate(&hits),
        optimum: over_rows(&|r| r.optimum),
        entries: over_rows(&|r| r.entries.map(|n| n as f64)),
        bytes: over_rows(&|r| r.bytes.map(|n| n as f64)),
        capacity: over_rows(&known::capacity),
        boundless: false,
    };
    (view.hit_ratio.is_some() || view.entries.is_some()).then_some(view)
}
