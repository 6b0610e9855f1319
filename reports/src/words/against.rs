//! Against earlier records: phrases that page, pictures and Markdown share.

use crate::analysis::model::Trust;
use crate::comparison::{Against, Change, Verdict};
use crate::numbers::{count, factor};
use crate::words;

/// Heading of the section.
pub(crate) const HEADING: &str = "Against the earlier records";

/// How to read it.
pub(crate) const RULES: &str = "A cell is one subject at one workload and thread count. A change is confirmed when the medians differ by more than the A/A noise of \
either set, the intervals share no point, and equal launches would differ as much in fewer than 5 of 100 cases (Mann-Whitney). Of many cells that did not \
change, a few may still pass: what a second pair of runs does not show again is to be doubted.";

/// A verdict as a table shows it.
pub(crate) fn verdict(c: &Change) -> String {
    c.why
        .as_ref()
        .map_or_else(|| c.verdict.words().to_owned(), |why| format!("{} ({why})", c.verdict.words()))
}

/// Class of the ground behind a verdict: the further from 1, the stronger; none where nothing was confirmed.
pub(crate) fn shade(c: &Change) -> &'static str {
    match (c.verdict, c.ratio.median) {
        (Verdict::Faster, r) if r <= 0.5 => "more2",
        (Verdict::Faster, _) => "more1",
        (Verdict::Slower, r) if r >= 2.0 => "less2",
        (Verdict::Slower, _) => "less1",
        _ => "",
    }
}

/// Workload and threads of a change.
pub(crate) fn place(c: &Change) -> String {
    format!("{}, {}", c.workload, count(c.threads.into(), "thread", "threads"))
}

/// The interval of a ratio.
pub(crate) fn interval(c: &Change) -> String {
    format!("{} – {}", factor(c.ratio.low), factor(c.ratio.high))
}

/// What both sets are, a line each: what, the earlier one's, the present one's.
pub(crate) fn sides(against: &Against, now: &Trust) -> Vec<(&'static str, String, String)> {
    let (before, now) = (words::facts(&against.before), words::facts(now));
    let of = |facts: &[(&'static str, String)], what: &str| {
        facts.iter().find(|(w, _)| *w == what).map_or_else(|| "–".to_owned(), |(_, said)| said.clone())
    };
    let told = ["Machine", "Build", "Measured", "Load average", "Clean", "A/A noise"];
    told.into_iter().map(|what| (what, of(&before, what), of(&now, what))).collect()
}
