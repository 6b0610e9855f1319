//! Names in the rows that mean something to the report, all in one place. Whatever bears another name is still measured, drawn and
//! listed; it only has no part in the questions asked here.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::record::{PLACED, Record};

/// What readers-writer subjects are held against.
pub(crate) const EXCLUSIVE: &str = "mutex";

/// A workload's name without the parameters that tell it from its like.
pub(crate) fn plain(workload: &str) -> &str {
    workload.split(" · ").next().unwrap_or(workload)
}

/// How a row's workers were placed, where that was otherwise than usual: `on siblings`.
pub(super) fn placed(r: &Record) -> Option<&str> {
    r.params.get(PLACED)?.as_str()
}

/// The same of a workload, by the name that it has for it.
pub(super) fn placed_of(workload: &str) -> Option<&str> {
    let parts = workload.split(" · ").skip(1);
    parts.filter_map(|part| part.strip_prefix(PLACED)?.strip_prefix(' ')).next()
}

/// Whether a row's workers were to be placed otherwise than usual, and nothing says that they were kept there: it shows no distance.
pub(super) fn is_unplaced(r: &Record) -> bool {
    placed(r).is_some() && r.seats.is_none()
}

/// A critical section of a given length, and work outside it: `section-100-outside-400`.
pub(super) fn is_section(workload: &str) -> bool {
    plain(workload).starts_with("section-")
}

/// Waits, timed from asking to having: `wait-100`. Any other latency is that of a whole operation.
pub(crate) fn is_wait(workload: &str) -> bool {
    plain(workload).starts_with("wait-")
}

/// Each thread puts one item into a queue and takes one out: `pairs`, `unbounded-pairs`.
pub(super) fn is_pairs(family: &str, workload: &str) -> bool {
    family == "queue" && plain(workload).ends_with("pairs")
}

/// Families whose subjects promise different things, so that a figure without its promise misleads.
pub(crate) fn promises_differ(family: &str) -> bool {
    matches!(family, "queue" | "channel")
}

/// Where every queue and channel must serve several threads at each end, so that none is held against one that need not.
pub(super) fn is_for_many(family: &str, workload: &str) -> bool {
    promises_differ(family) && plain(workload) == "mpmc"
}

/// Operations on schedule, for the sake of their latency alone: `latency-half-peak`.
pub(super) fn is_scheduled(workload: &str) -> bool {
    let plain = plain(workload);
    plain.strip_prefix("unbounded-").unwrap_or(plain).starts_with("latency-")
}

/// A structure without a limit but memory, which never has to say "full": `unbounded-spsc`.
pub(crate) fn is_unbounded(workload: &str) -> bool {
    workload.starts_with("unbounded-")
}

/// Whether a mechanism is that of a map without a limit, raced as a ceiling among caches.
pub(super) fn is_boundless(mechanism: &str) -> bool {
    mechanism.starts_with("never forgets")
}

/// How many items a row's subject was asked to hold.
pub(super) fn capacity(r: &Record) -> Option<f64> {
    r.params.get("capacity")?.as_f64()
}

/// Parameters that tell what came of a run; all others tell what it was given.
const RESULTS: [&str; 3] = ["pinned", "real_capacity", "schedule_kept"];

/// What a subject was given, by the rows of one cell. Where they differ, and no name tells them apart, the first one's.
pub(crate) fn settings(rows: &[&Record]) -> BTreeMap<String, Value> {
    let mut settings = BTreeMap::new();
    for (name, value) in rows.iter().flat_map(|r| r.params.iter()) {
        if !RESULTS.contains(&name.as_str()) && !settings.contains_key(name) {
            settings.insert(name.clone(), value.clone());
        }
    }
    settings
}

/// Whether every worker was kept on its core, as far as a row tells.
pub(crate) fn is_pinned(r: &Record) -> bool {
    r.params.get("pinned") != Some(&Value::Bool(false))
}

/// Whether a row says that its schedule could not be kept.
pub(super) fn was_late(r: &Record) -> bool {
    r.params.get("schedule_kept") == Some(&serde_json::Value::Bool(false))
}

/// Whether a promise of progress says that threads are served in the order of coming.
pub(super) fn is_in_line(progress: &str) -> bool {
    progress.contains("first come, first served")
}

/// One structure over each lock in turn: `queue-over` gives `queue`.
pub(super) fn structure(workload: &str) -> Option<&str> {
    plain(workload).strip_suffix("-over")
}

/// Reads that stay inside for `section_ns`: `hold-1000`.
pub(super) fn is_held(workload: &str) -> bool {
    plain(workload).starts_with("hold-")
}

/// Reads that leave at once: a held section of length 0.
pub(super) fn is_read_only(workload: &str) -> bool {
    plain(workload) == "read-only"
}

/// A pair of subjects that differ in what they promise.
pub(super) struct Promise {
    pub(super) family: &'static str,
    /// Who makes the promise.
    pub(super) subject: &'static str,
    /// Who it is held against.
    pub(super) than: &'static str,
    /// What sets them apart.
    pub(super) what: &'static str,
}

const fn cache(subject: &'static str, than: &'static str, what: &'static str) -> Promise {
    Promise { family: "cache", subject, than, what }
}

/// Pairs whose difference is a price: what is held against what, and what sets them apart.
pub(super) const PROMISES: &[Promise] = &[
    cache(
        "rwlock_lru",
        "mutex_lru",
        "look-ups side by side behind a readers-writer lock, though each hit has to move its entry",
    ),
    cache("sharded_lru", "mutex_lru", "an order of use in each shard, in place of one over all"),
    cache("clock", "mutex_lru", "a hit sets a mark, in place of exact order of use"),
    cache("sieve", "clock", "what survives the hand keeps its place, in place of a second round"),
    cache(
        "s3_fifo",
        "clock",
        "queues for what is new and what has proved itself, in place of one round of marks",
    ),
    cache(
        "tinylfu",
        "mutex_lru",
        "every look-up is counted, to let in only what is asked for more often than what would leave",
    ),
    cache(
        "set_associative",
        "clock",
        "hits without a lock, at the price of small sets that each choose alone",
    ),
    cache("copy_on_write", "mutex_lru", "readers wait for nobody, and each change makes a copy"),
    cache("actor", "mutex_lru", "one thread owns the entries and is asked by messages, in place of a lock"),
    cache(
        "flagship",
        "set_associative",
        "all that the others taught, in place of the simplest hits without a lock",
    ),
    cache("flagship", "quick_cache", "ours in place of a peer that promises the same"),
];
