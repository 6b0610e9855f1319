//! A failing execution, in words.

use crate::interleaving::Interleaving;
use crate::numbers::whole;

/// What a line has room for: the law, how it failed, and how long it takes to see it.
pub(crate) fn summary(i: &Interleaving) -> String {
    let length = match (i.steps, i.stale) {
        (0, _) => "no step".to_owned(),
        (1, _) => "1 step".to_owned(),
        (n, 0) => format!("{} steps", whole(n as u64)),
        (n, 1) => format!("{} steps, 1 stale read", whole(n as u64)),
        (n, stale) => format!("{} steps, {} stale reads", whole(n as u64), whole(stale as u64)),
    };
    let broken = if i.promised { "fails" } else { "is not promised" };
    format!("{} {broken}: {}, {length}", i.law, i.class)
}

/// Where it comes from, and whether it is the only one.
pub(crate) fn origin(i: &Interleaving) -> String {
    match i.of {
        0 | 1 => i.found.clone(),
        n => format!("{} The shortest of {} that were kept.", i.found, whole(n as u64)),
    }
}

/// What stands where the steps would, if there are none.
pub(crate) fn no_steps(i: &Interleaving) -> String {
    format!("No step was recorded: the model failed ({}) without an execution that shows it.", i.class)
}

/// What is left out of a long execution.
pub(crate) fn gap(first: usize, last: usize) -> String {
    format!("steps {first} to {last} are left out")
}

/// How many executions there are to walk through.
pub(crate) fn kept(executions: usize) -> String {
    let programs =
        if executions == 1 { "one program".into() } else { format!("{} programs", whole(executions as u64)) };
    format!("Of {programs} a failing execution was kept: it can be walked, step by step.")
}
