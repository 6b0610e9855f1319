//! Who said "empty" to a thread that had just put an item in, and how often.
//!
//! In `pairs` no thread takes more out than it put in, so there is always something for whoever asks: a linearizable queue never
//! says "empty" there. Others may, while an operation stands in the middle.

use super::model::{Cell, Group};
use super::prose::Prose;
use crate::numbers::{count, whole};
use crate::record::Kind;

/// Names listed before it is said how many more there are.
const NAMED: usize = 6;

/// The sentence, over all thread counts; nothing where nobody was asked.
pub(super) fn said(groups: &[Group]) -> Prose {
    let runners = || groups.iter().flat_map(|g| &g.cells).filter(|c| c.kind != Kind::Floor && c.tries.1 > 0);
    let mut names: Vec<&str> = runners().map(|c| c.subject.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let of = |name: &str| {
        let add = |(failed, all): (u64, u64), c: &Cell| {
            (failed.saturating_add(c.tries.0), all.saturating_add(c.tries.1))
        };
        runners().filter(|c| c.subject == name).fold((0, 0), add)
    };
    let (denied, never): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| of(name).0 > 0);
    let mut said = Prose::new();
    for name in &denied {
        let (failed, all) = of(name);
        let times = count(failed, "time", "times");
        said = said.name(*name).text(format!(
            " said “empty” {times} in {} to a thread that had just put an item in. ",
            whole(all)
        ));
    }
    match (denied.is_empty(), never.is_empty()) {
        (_, true) => said,
        (true, false) => said.text("Nobody said “empty” to a thread that had just put an item in."),
        (false, false) => said.names(&never, NAMED).text(" never did."),
    }
}
