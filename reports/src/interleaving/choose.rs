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
}

/// Of each family and subject the execution with the fewest steps, one without stale reads before any with them, since it needs no
/// memory model to be understood. A model that failed without an execution is shown only where there is nothing else.
///
/// What the checkers' own tests left behind is passed over, and so is what failed because an ordering was weakened: neither is
/// the program that its source shows.
pub fn shortest(traces: &[Trace]) -> BTreeMap<(&str, &str), Chosen<'_>> {
    let mut chosen: BTreeMap<(&str, &str), Chosen<'_>> = BTreeMap::new();
    for trace in traces.iter().filter(|trace| trace.family != "harness" && trace.weakened.is_none()) {
        chosen
            .entry((&trace.family, &trace.subject))
            .and_modify(|best| {
                best.of += 1;
                if rank(trace) < rank(best.trace) {
                    best.trace = trace;
                }
            })
            .or_insert(Chosen { trace, of: 1 });
    }
    chosen
}

fn rank(trace: &Trace) -> (bool, bool, usize, &str) {
    (trace.steps.is_empty(), trace.stale_reads() > 0, trace.steps.len(), &trace.test)
}
