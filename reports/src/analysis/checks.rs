//! What was checked of all subjects together: wrong programs by tool, orderings by what shows them needed, litmus tests.

use std::collections::BTreeMap;

use super::gather::Ids;
use crate::evidence::{Catch, Evidence, Litmus, Verdict, Weakening};
use crate::interleaving::{Excerpts, Interleaving, shortest};
use crate::trace::Trace;

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// Tools, in the order of the columns.
    pub tools: Vec<String>,
    /// Wrong programs, by family and name.
    pub mutants: Vec<Mutant>,
    /// Orderings made weaker, by file and line.
    pub ledger: Vec<Weakening>,
    /// Tiny programs.
    pub litmus: Vec<Litmus>,
    /// Failing executions, one a subject, by family and name.
    pub interleavings: Vec<Interleaving>,
    /// What they show of the sources.
    pub excerpts: Excerpts,
}

impl Checks {
    /// The failing execution of a subject.
    pub fn interleaving(&self, family: &str, subject: &str) -> Option<&Interleaving> {
        self.interleavings.iter().find(|shown| shown.family == family && shown.subject == subject)
    }
}

/// A wrong program.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Family.
    pub family: String,
    /// Name.
    pub name: String,
    /// What its author believed.
    pub misconception: String,
    /// Its source.
    pub source: String,
    /// What each tool said, in the order of [`Checks::tools`]; none where the rows tell nothing.
    pub by: Vec<Option<Catch>>,
}

impl Mutant {
    /// Whether any tool caught it.
    pub fn is_caught(&self) -> bool {
        self.by.iter().flatten().any(|c| c.outcome == "caught")
    }
}

/// The order of the columns: explorers first, then what watches real threads. Tools unknown here follow, by name.
const TOOLS: [&str; 5] = ["loom", "shuttle", "tsan", "asan", "native"];

pub(super) fn all(evidence: &Evidence, ids: &mut Ids) -> Checks {
    let mut tools: Vec<String> = Vec::new();
    for c in &evidence.matrix {
        if !tools.contains(&c.tool) {
            tools.push(c.tool.clone());
        }
    }
    let rank = |tool: &str| TOOLS.iter().position(|known| *known == tool).unwrap_or(TOOLS.len());
    tools.sort_by(|a, b| (rank(a), a).cmp(&(rank(b), b)));
    let mut by_name: BTreeMap<(&str, &str), Vec<&Catch>> = BTreeMap::new();
    for c in &evidence.matrix {
        by_name.entry((&c.family, &c.mutant)).or_default().push(c);
    }
    let mutant = |((family, name), rows): ((&str, &str), Vec<&Catch>)| Mutant {
        family: family.to_owned(),
        name: name.to_owned(),
        misconception: told(&rows, |c| &c.misconception),
        source: told(&rows, |c| &c.source),
        by: tools.iter().map(|tool| rows.iter().find(|c| c.tool == *tool).map(|c| (*c).clone())).collect(),
    };
    let mutants = by_name.into_iter().map(mutant).collect();
    let mut ledger = evidence.ledger.clone();
    ledger.sort_by(|a, b| place(a).cmp(&place(b)));
    let mut excerpts = Excerpts::default();
    let promised = |trace: &Trace| {
        let same =
            |v: &&Verdict| v.family == trace.family && v.subject == trace.subject && v.law == trace.law;
        evidence.verdicts.iter().find(same).is_none_or(|v| v.promised)
    };
    let interleavings =
        shortest(&evidence.traces, promised).into_iter().map(|((family, subject), chosen)| {
            // Prefixed before it is made unique: the page has anchors of other kinds.
            let id = ids.of(&["trace", family, subject]);
            let shown = Interleaving::of(chosen.trace, id, &mut excerpts);
            Interleaving { of: chosen.of, promised: chosen.promised, ..shown }
        });
    let interleavings = interleavings.collect();
    Checks { mutants, tools, ledger, litmus: evidence.litmus.clone(), interleavings, excerpts }
}

/// What the first row tells that tells anything.
fn told(rows: &[&Catch], what: impl Fn(&Catch) -> &String) -> String {
    rows.iter().map(|c| what(c)).find(|text| !text.is_empty()).cloned().unwrap_or_default()
}

fn place(w: &Weakening) -> (&str, u32, u32, &str) {
    (&w.file, w.line, w.column, &w.weaker)
}

/// The rows of one source, in the order of its lines.
pub(super) fn of_file(source: &str, ledger: &[Weakening]) -> Vec<Weakening> {
    let mut own: Vec<_> = ledger.iter().filter(|w| w.file == source).cloned().collect();
    own.sort_by(|a, b| place(a).cmp(&place(b)));
    own
}
