//! Names as short as tells one from another.

use std::collections::BTreeSet;

use crate::trace::Trace;

/// The files of one trace.
pub(super) struct Names<'a>(BTreeSet<&'a str>);

impl<'a> Names<'a> {
    pub(super) fn of(trace: &'a Trace) -> Self {
        let steps = trace.steps.iter().map(|step| step.file.as_str());
        Names(steps.chain(trace.objects.iter().map(|object| object.file.as_str())).collect())
    }

    /// File and line: the file's last part, with as many folders before it as no other file shares.
    pub(super) fn place(&self, file: &str, line: u32) -> String {
        let starts = file.rmatch_indices('/').map(|(slash, _)| slash + 1);
        let alone = |end: &&str| {
            let ends = |other: &&&str| {
                other.strip_suffix(*end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
            };
            self.0.iter().filter(ends).count() <= 1
        };
        let short = starts.map(|start| &file[start..]).find(alone).unwrap_or(file);
        format!("{short}:{line}")
    }
}

/// A thread in a sentence: `thread 0 (main)` without what stands in brackets.
pub(super) fn thread(trace: &Trace, thread: usize) -> &str {
    let name = &trace.threads[thread];
    name.split_once(" (").map_or(name, |(short, _)| short)
}
