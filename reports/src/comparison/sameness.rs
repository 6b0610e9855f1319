//! Whether two cells of one name are the same question, and whether time alone answers it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Verdict, Why};
use crate::analysis::SAME_HITS;
use crate::stats::Estimate;

/// The first thing that both were given and that is not the same. What one alone tells was told by one version alone.
pub(super) fn other_setting(old: &BTreeMap<String, Value>, new: &BTreeMap<String, Value>) -> Option<Why> {
    let both = old.iter().filter_map(|(name, was)| Some((name, was, new.get(name)?)));
    let (name, was, is) = both.into_iter().find(|(_, was, is)| !same(was, is))?;
    Some(Why::OtherSetting { name: name.clone(), old: plain(was), new: plain(is) })
}

/// 100 and 100.0 are one number.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// How much more often the new cache hits; none where both hit as often, or nothing tells.
pub(super) fn more_hits(old: Option<Estimate>, new: Option<Estimate>) -> Option<f64> {
    let (was, is) = (old?, new?);
    let more = is.median - was.median;
    (more.abs() > SAME_HITS && !was.overlaps(&is)).then_some(more)
}

/// A cache that is faster and hits less is not better, nor worse; and one that only hits less is no longer the same. Only where time and
/// hits went the same way does the verdict on time stand.
pub(super) fn beside_hits(time: Verdict, more: Option<f64>) -> (Verdict, Option<Why>) {
    match (time, more) {
        (Verdict::Faster, Some(more)) if more > 0.0 => (time, None),
        (Verdict::Slower, Some(more)) if more < 0.0 => (time, None),
        (Verdict::NotComparable, _) | (_, None) => (time, None),
        (_, Some(more)) => (Verdict::NotComparable, Some(Why::Hits { time, more })),
    }
}
