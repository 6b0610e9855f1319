//! What is asked across a family's workloads, and what the answers mean.

use crate::analysis::Prose;
use crate::analysis::model::{Bound, COLLAPSED, Collapse, Difference, Matrix, Ratio};
use crate::numbers::{count, factor};

pub(crate) const CROSSING: &str = "When does a readers-writer lock begin to beat a mutex?";
pub(crate) const MATRIX: &str = "The same structure over different locks";

/// What is asked of locks when threads outnumber cores: why some collapse, if some do.
pub(crate) fn collapse(c: &Collapse) -> &'static str {
    if c.collapsed().next().is_some() {
        "Why some locks collapse"
    } else {
        "What becomes of each lock when threads outnumber cores"
    }
}

/// What is behind a collapse; nothing is explained that was not seen, nor of a lock that promises something else.
pub(crate) fn collapse_cause(c: &Collapse) -> Prose {
    let cores =
        if c.cores > 0 { format!(" on {}", count(c.cores.into(), "core", "cores")) } else { String::new() };
    let crowd = format!("With {} threads{cores}", c.threads.1);
    let names = |in_line: bool| -> Vec<&str> {
        c.collapsed().filter(|r| r.in_line == in_line).map(|r| r.subject.as_str()).collect()
    };
    let (in_line, others) = (names(true), names(false));
    if in_line.is_empty() && others.is_empty() {
        return Prose::new().text(format!(
            "{crowd}, no lock was measured to take {} as long or more: none collapses in these records.",
            factor(COLLAPSED)
        ));
    }
    let all: Vec<&str> = c.collapsed().map(|r| r.subject.as_str()).collect();
    let mut said = Prose::new()
        .text(format!(
            "{crowd}, an operation of some critical section was measured to take {} as long or more under ",
            factor(COLLAPSED)
        ))
        .names(&all, all.len())
        .text(".");
    if !in_line.is_empty() {
        said = said.text(" First come, first served is the promise of ").names(&in_line, in_line.len()).text(format!(
            ": the turn belongs to one thread. With a core for each, that thread is running and takes its turn at once. {crowd}, the \
             one whose turn has come may be off its core; nobody else may go instead, so everybody waits for the scheduler to bring it \
             back. A lock that any running thread may take waits for a sleeper only when that one held it; what it may pay instead is \
             fairness."
        ));
    }
    if !others.is_empty() {
        said = said
            .text(" Of ")
            .names(&others, others.len())
            .text(" no such promise is known; these records tell how long an operation takes, and not why.");
    }
    said
}

/// What the matrix is there for.
pub(crate) fn matrix_meaning(m: &Matrix) -> String {
    format!(
        "Each figure is the throughput of a structure over this lock, in times of the same structure over {}, with {}, a core each. The \
         structure’s source is the same in every row; only the lock was exchanged: that is the interchangeability the project is named for.",
        m.baseline,
        count(m.threads.into(), "thread", "threads")
    )
}

/// How a figure that is no measured difference is marked.
pub(crate) fn tied(ratio: &Ratio) -> &'static str {
    match ratio.difference {
        Difference::TooFewLaunches => "few launches",
        _ => "tie",
    }
}

/// Class of the ground behind a ratio: the further from 1, the stronger; none behind what is no measured difference.
pub(crate) fn shade(ratio: &Ratio) -> &'static str {
    let exact = ratio.bound == Bound::Exact && ratio.difference == Difference::Measured;
    match ratio.value.median {
        _ if !exact => "",
        r if r >= 2.0 => "more2",
        r if r > 1.0 => "more1",
        r if r > 0.5 => "less1",
        _ => "less2",
    }
}
