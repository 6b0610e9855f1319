//! Of each source, the lines around those that steps name: a page of many executions holds every line once.

use std::collections::{BTreeMap, BTreeSet};

use crate::trace::Trace;

/// Lines kept before and after one that is named: about what fits on a screen beside the steps.
const AROUND: u32 = 12;

/// The sources of one page.
#[derive(Clone, Debug, Default)]
pub struct Excerpts {
    files: Vec<File>,
    /// By path and hash: two runs may have seen two versions of one file.
    places: BTreeMap<(String, String), usize>,
}

#[derive(Clone, Debug)]
struct File {
    path: String,
    text: String,
    named: BTreeSet<u32>,
}

/// What a page holds of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt<'a> {
    /// The file.
    pub path: &'a str,
    /// Its lines, by number. Where numbers are missing, lines are left out.
    pub lines: Vec<(u32, &'a str)>,
    /// How many lines the file has.
    pub of: usize,
}

impl Excerpts {
    /// Notes that a line is needed. The file's place in the list; none if the trace does not have its text.
    pub(super) fn name(&mut self, trace: &Trace, file: &str, line: u32) -> Option<usize> {
        let source = trace.sources.iter().find(|source| source.path == file)?;
        let next = self.files.len();
        let at = *self.places.entry((source.path.clone(), source.hash.clone())).or_insert(next);
        if at == next {
            let (path, text) = (source.path.clone(), source.text.clone());
            self.files.push(File { path, text, named: BTreeSet::new() });
        }
        self.files[at].named.insert(line);
        Some(at)
    }

    /// The files, in the order of their numbers.
    pub fn all(&self) -> impl Iterator<Item = Excerpt<'_>> {
        self.files.iter().map(File::excerpt)
    }
}

impl File {
    fn excerpt(&self) -> Excerpt<'_> {
        let near = |line: u32| {
            self.named.range(line.saturating_sub(AROUND)..=line.saturating_add(AROUND)).next().is_some()
        };
        let lines = (1..).zip(self.text.lines()).filter(|(number, _)| near(*number));
        Excerpt { path: &self.path, lines: lines.collect(), of: self.text.lines().count() }
    }
}
