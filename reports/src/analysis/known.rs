//! Names in the rows that mean something to the report, all in one place. Whatever bears another name is still measured, drawn and
//! listed; it only has no part in the questions asked here.

use crate::record::Record;

/// What readers-writer subjects are held against.
pub(crate) const EXCLUSIVE: &str = "mutex";

/// A workload's name without the parameters that tell it from its like.
pub(crate) fn plain(workload: &str) -> &str {
    workload.split(" · ").next().unwrap_or(workload)
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

/// Operations on schedule, for the sake of their latency alone: `latency-half-peak`.
pub(super) fn is_scheduled(workload: &str) -> bool {
    let plain = plain(workload);
    plain.strip_prefix("unbounded-").unwrap_or(plain).starts_with("latency-")
}

/// A structure without a limit but memory, which never has to say "full": `unbounded-spsc`.
pub(crate) fn is_unbounded(workload: &str) -> bool {
    workload.starts_with("unbounded-")
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
