//! Phrases about caches that page, charts and Markdown share.

use crate::analysis::caches::is_smaller;
use crate::analysis::model::{CacheView, HitPoint, Level, Ratio, Replayed, Workload};
use crate::analysis::sentences::ratio_words;
use crate::numbers::{factor, hits, points, three, whole};

pub(crate) const TRACES: &str = "Hit ratio against capacity";
pub(crate) const ROOM: &str = "What an entry takes";
pub(crate) const PRICES: &str = "What each promise costs";

/// How the replays were made, and how to read the picture.
pub(crate) const TRACES_MEANING: &str = "One thread replays each trace once through each cache, for each capacity. Hits are counted and not timed, \
so lines that lie on each other are equal policies, or equal for these requests.";
/// What bytes per entry are taken from.
pub(crate) const ROOM_MEANING: &str = "Bytes of a full instance, keys, values and all that is kept beside them, over the entries it held in the end.";
/// How to read a price.
pub(crate) const PRICES_MEANING: &str = "Each row holds one cache against another from which it differs in what is said beside it. Throughput is a ratio \
within each launch; hits are the difference of hit ratios, in points.";

/// What a cache held, beside what it was asked to: `holds 16 384 where 10 000 were asked`.
pub(crate) fn held(view: &CacheView) -> Option<String> {
    let (held, asked) = (view.entries?, view.capacity?);
    Some(format!("holds {} where {} were asked", whole(held.round() as u64), whole(asked.round() as u64)))
}

/// Whether a workload is one of caches.
pub(crate) fn any(w: &Workload) -> bool {
    w.groups.iter().flat_map(|g| &g.cells).any(|c| c.cache.is_some())
}

/// What a subject shows in the headline group, or else in the first that tells it.
pub(crate) fn view(w: &Workload, subject: &str) -> Option<CacheView> {
    let groups = std::iter::once(w.head()).chain(&w.groups);
    groups.filter_map(|g| g.cell(subject)).find_map(|c| c.cache)
}

/// What is odd about the room that a subject takes: it holds more or fewer entries than it was asked to.
pub(crate) fn odd(w: &Workload, view: &CacheView) -> Option<String> {
    held(view).filter(|_| view.is_roomier() || is_smaller(w.head(), view))
}

/// Entries and bytes an entry, as a table shows them.
pub(crate) fn room(view: Option<CacheView>) -> (String, String) {
    let dash = || "–".to_owned();
    let entries = view.and_then(|v| v.entries).map_or_else(dash, |held| whole(held.round() as u64));
    (entries, view.and_then(|v| v.bytes_per_entry()).map_or_else(dash, three))
}

/// Hits as a table shows them.
pub(crate) fn hit_ratio(view: Option<CacheView>) -> String {
    let told = view.and_then(|v| v.hit_ratio);
    told.map_or_else(|| "–".into(), |h| hits(h.median))
}

/// A hit ratio, or that there is none.
pub(crate) fn share(hit_ratio: Option<f64>) -> String {
    hit_ratio.map_or_else(|| "–".into(), hits)
}

/// Why a subject's mean may not be compared; nothing where it may.
pub(crate) fn remark(s: &Replayed) -> &'static str {
    match (s.never_forgets, s.roomier) {
        (true, _) => "never forgets",
        (_, true) => "holds more than asked",
        _ => "",
    }
}

/// How much more than was asked a replay held; nothing where it held no more.
pub(crate) fn fill(level: &Level, p: &HitPoint) -> Option<String> {
    let more = p.fill.filter(|fill| (fill - 1.0) * level.capacity as f64 >= 1.0)?;
    Some(format!("holds {}", factor(more)))
}

/// A ratio, and its interval: `0.98× (tie)`, `0.96× to 1.01×`.
pub(crate) fn speed(ratio: &Ratio) -> (String, String) {
    (ratio_words(ratio), format!("{} to {}", factor(ratio.value.low), factor(ratio.value.high)))
}

/// A difference of hit ratios: `+0.30 points`.
pub(crate) fn gained(difference: f64) -> String {
    format!("{} points", points(difference))
}
