//! Which of a subject's failing executions is shown.

use std::collections::BTreeMap;

use crate::trace::Trace;

/// The execution to show of one subject.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// The shortest.
    pub trace: &'a Trace,
    /// Out of how many.
    pub of: usize,
    /// Whether the subject promises the law that fails.
    pub promised: bool,
}

/// Of each family and subject the execution with the fewest steps, one without stale reads before any with them, since it needs no
/// memory model to be understood. A law that was promised comes before one that was not, and a model that failed without an execution
/// is shown only where there is nothing else.
///
/// What the checkers' own tests left behind is passed over, and so is what failed because an ordering was weakened: neither is
/// the program that its source shows.
pub fn shortest(traces: &[Trace], promised: impl Fn(&Trace) -> bool) -> BTreeMap<(&str, &str), Chosen<'_>> {
    let mut chosen: BTreeMap<(&str, &str), Chosen<'_>> = BTreeMap::new();
    for trace in traces.iter().filter(|trace| trace.family != "harness" && trace.weakened.is_none()) {
        let new = Chosen { trace, of: 1, promised: promised(trace) };
        chosen
            .entry((&trace.family, &trace.subject))
            .and_modify(|best| {
                let of = best.of + 1;
                *best = Chosen { of, ..if new.rank() < best.rank() { new } else { *best } };
            })
            .or_insert(new);
    }
    chosen
}

impl Chosen<'_> {
    /// The least is shown.
    fn rank(&self) -> (bool, bool, bool, usize, &str) {
        let trace = self.trace;
        (!self.promised, trace.steps.is_empty(), trace.stale_reads() > 0, trace.steps.len(), &trace.test)
    }
}
