//! What was checked, as the other rooms hand it over: one [`Verdict`] a law, one [`Weakening`] an ordering made weaker, one
//! [`Catch`] a wrong program and a tool, one [`Litmus`] a tiny program whose outcomes are known. `FORMAT.md` describes every field.

use serde::{Deserialize, Serialize};

use crate::trace::Trace;

/// How much of a law was really examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Status {
    /// The subject's own source, explored.
    #[serde(rename = "checked")]
    Checked,
    /// Its protocol, over a lock or channel that stands in for one the checker cannot see into.
    #[serde(rename = "stand-in")]
    StandIn,
    /// Not explored; the reason stands in [`Verdict::class`].
    #[serde(rename = "not checked")]
    NotChecked,
}

/// What one engine found of one law on one subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Family of the subject.
    #[serde(default)]
    pub family: String,
    /// Subject, or mutant.
    pub subject: String,
    /// Law.
    pub law: String,
    /// `loom`, `shuttle`, `native`.
    pub engine: String,
    /// How much was examined.
    pub status: Status,
    /// Executions explored.
    pub executions: u64,
    /// `complete`, `bounded:N` (pre-emptions) or `random:N`.
    pub search: String,
    /// `holds`, `fails` or `inconclusive`.
    pub outcome: String,
    /// Failure class, or the reason why it was not checked.
    #[serde(default)]
    pub class: String,
    /// Outcomes reached, as the law names them.
    #[serde(default)]
    pub reached: Vec<String>,
    /// Whether the subject is a mutant: a wrong program that the law must kill.
    #[serde(default)]
    pub mutant: bool,
    /// Whether the subject promises the law. Where it does not, `fails` is an exhibit of that, and no fault.
    #[serde(default = "yes")]
    pub promised: bool,
    /// Of an exhibit: the history that shows it, a line a call.
    #[serde(default)]
    pub history: Vec<String>,
    /// Wall time.
    pub seconds: f64,
    /// Stands for the sources that it was found with; rows of others are of another program.
    #[serde(default)]
    pub sources: String,
}

fn yes() -> bool {
    true
}

impl Verdict {
    /// Neither a mutant nor a law that nobody promised.
    pub fn is_owed(&self) -> bool {
        !self.mutant && self.promised
    }
}

/// One ordering of a source, made weaker, and who noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weakening {
    /// Source, from the root of the repository.
    pub file: String,
    /// Line of the call.
    pub line: u32,
    /// Column of the call.
    pub column: u32,
    /// What is called: `load`, `compare_exchange`, `fence`, ...
    pub operation: String,
    /// What it is called on, by the name that made it; empty for a fence.
    #[serde(default)]
    pub object: String,
    /// Ordering as written.
    pub ordering: String,
    /// Ordering tried in its place.
    pub weaker: String,
    /// The reason that the source gives; empty if it gives none.
    #[serde(default)]
    pub reason: String,
    /// `killed`: a model failed; `stands still`: one did not get on, which may be the checker's doing, and no other noticed;
    /// `survives`: none did, of all that reach the site.
    pub result: String,
    /// The model that noticed: its subject.
    #[serde(default)]
    pub subject: String,
    /// Its law.
    #[serde(default)]
    pub law: String,
    /// How it failed.
    #[serde(default)]
    pub class: String,
    /// Models that were tried, the one that noticed included.
    pub models: u64,
    /// Of those, models that were searched within bounds.
    #[serde(default)]
    pub bounded: u64,
    /// Of those, models that came to no verdict.
    #[serde(default)]
    pub inconclusive: u64,
    /// Models that reach the site; of a survivor all were tried.
    #[serde(default)]
    pub reaching: u64,
    /// Stands for the sources that it was found with.
    #[serde(default)]
    pub sources: String,
}

impl Weakening {
    /// A model did not get on, which may be the checker's doing, and nothing else was noticed.
    pub fn stands_still(&self) -> bool {
        self.result == "stands still"
    }

    /// What the ordering is for was shown by a failure.
    pub fn is_shown(&self) -> bool {
        self.result == "killed"
    }
}

/// What one tool said of one wrong program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Catch {
    /// Family of the program.
    pub family: String,
    /// The wrong program.
    pub mutant: String,
    /// What its author believed.
    #[serde(default)]
    pub misconception: String,
    /// Its source, from the root of the repository.
    #[serde(default)]
    pub source: String,
    /// `loom`, `shuttle`, `native`, `tsan`, `asan`.
    pub tool: String,
    /// `caught`, `missed` or `not tried`.
    pub outcome: String,
    /// Failure class, or why it was not tried.
    #[serde(default)]
    pub class: String,
    /// Law that was run.
    #[serde(default)]
    pub law: String,
    /// Execution, schedule or round of the first catch.
    #[serde(default)]
    pub at: Option<u64>,
    /// Wall time.
    #[serde(default)]
    pub seconds: f64,
}

/// A tiny program, and which of its outcomes who shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Litmus {
    /// Its name in the literature.
    pub test: String,
    /// The orderings of its accesses.
    pub orderings: String,
    /// The program, a thread a line.
    #[serde(default)]
    pub program: Vec<String>,
    /// Every outcome that anybody allows or shows.
    pub outcomes: Vec<LitmusOutcome>,
    /// Native runs.
    #[serde(default)]
    pub runs: u64,
    /// Processor of the native runs.
    #[serde(default)]
    pub cpu: String,
    /// Where a tool disagrees with the memory model, why.
    #[serde(default)]
    pub explanation: String,
}

/// One outcome of a litmus test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LitmusOutcome {
    /// What was read.
    pub outcome: String,
    /// Whether C++20's memory model allows it.
    pub allowed: bool,
    /// Whether loom shows it; none if it was not asked.
    #[serde(default)]
    pub loom: Option<bool>,
    /// Whether shuttle shows it; none if it was not asked.
    #[serde(default)]
    pub shuttle: Option<bool>,
    /// How often the machine showed it.
    #[serde(default)]
    pub native: Option<u64>,
}

/// All that was checked. Whatever is missing was not checked, and the report says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Laws.
    pub verdicts: Vec<Verdict>,
    /// Orderings.
    pub ledger: Vec<Weakening>,
    /// Wrong programs.
    pub matrix: Vec<Catch>,
    /// Litmus tests.
    pub litmus: Vec<Litmus>,
    /// Models that failed, step by step.
    pub traces: Vec<Trace>,
}
