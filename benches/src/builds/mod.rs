//! Two builds against each other: fresh processes of both in turns, and a second stage for what the first one suspects.
//!
//! Processes come in blocks of eight, as old, new, new, old, new, old, old, new or the reverse; a coin of the seed decides which. Neighbours
//! make a pair. What drifts or bends says the reverse in half of a block's pairs, and had both builds been one, each order would have been
//! as likely: that is all that the test over blocks asks for (`reports::comparison::live`).
//!
//! | file | what it does |
//! |---|---|
//! | `build` | a file that answers as a child, and what its catalogue has |
//! | `extent` | how many blocks and windows, within a budget |
//! | `stage` | one stage: the processes, and their rows |

mod build;
mod extent;
mod stage;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use reports::comparison::live::{Live, Place, conclude, suspects};

use crate::catalogue::Catalogue;
use crate::company::{self, Company};
use crate::engine::Session;
use crate::error::RunError;
use crate::host;
use crate::host::findings::in_short;
use crate::launch::{Interruptions, Question};
use crate::output::Claim;
use crate::plan::choice::Item;
use crate::plan::schedule::name_of_run;
use build::{Build, common};
use extent::Effort;
use stage::{Racing, Sides};

/// What to compare.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildsOptions {
    /// The old build.
    pub old: PathBuf,
    /// The new build.
    pub new: PathBuf,
    /// Only these families; none: all.
    pub families: Vec<String>,
    /// Only subjects whose name this regular expression matches.
    pub subject: Option<String>,
    /// Only workloads whose name this regular expression matches.
    pub workload: Option<String>,
    /// Numbers of threads; none: one, and one for each core.
    pub threads: Vec<u32>,
    /// Do not go on for longer than this.
    pub budget: Option<Duration>,
    /// Where the rows go: `ab.jsonl` stands for `ab.old.jsonl` and `ab.new.jsonl`.
    pub out: PathBuf,
    /// Orders and keys come from it.
    pub seed: u64,
    /// The command line, for the record.
    pub command: String,
}

/// What a comparison tells while it goes on.
#[derive(Debug)]
pub enum BuildsProgress<'a> {
    /// A stage begins.
    Stage {
        /// 1 or 2.
        stage: u32,
        /// Cells it measures.
        cells: usize,
        /// Processes to come.
        launches: u32,
        /// How long it will take, by experience.
        estimate: Duration,
    },
    /// A process is over.
    Launch {
        /// How many of this stage are.
        done: u32,
    },
    /// Something was asked for and is not done, or was done otherwise.
    Note(&'a str),
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What became of each cell.
    pub live: Live,
    /// Where the rows of the old build are.
    pub old: PathBuf,
    /// Where the rows of the new build are.
    pub new: PathBuf,
    /// How many rows in both.
    pub rows: usize,
    /// Whether Ctrl-C ended it.
    pub interrupted: bool,
    /// How long it took.
    pub elapsed: Duration,
}

/// Compares two builds. The rows of both are kept, each build's in a file of its own.
///
/// # Errors
/// In one line, worth exit code 2. The files' old contents are then unchanged.
pub fn compare_builds(
    catalogue: &Catalogue,
    options: &BuildsOptions,
    on_progress: &mut dyn FnMut(BuildsProgress<'_>),
) -> Result<Compared, RunError> {
    let begun = Instant::now();
    let caught = Interruptions::catch()?;
    let topology = host::topology();
    let cores = topology.logical();
    let builds = Sides { old: Build::open(&options.old)?, new: Build::open(&options.new)? };
    let asked = Question {
        families: options.families.clone(),
        subject: options.subject.clone(),
        workload: options.workload.clone(),
        threads: if options.threads.is_empty() { usual_threads(cores) } else { options.threads.clone() },
    };
    let (items, mut notes) = common(&builds, &asked, catalogue, &topology, &caught)?;
    let (effort, cut) = Effort::of(&items, options.budget, cores);
    notes.extend(cut);
    let outs = Sides { old: side_file(&options.out, "old"), new: side_file(&options.out, "new") };
    let output = |path| Claim::on(path)?.begin(None);
    let outputs = Sides { old: output(&outs.old)?, new: output(&outs.new)? };
    let run = name_of_run(options.seed);
    let (company, others) = Company::join();
    notes.extend(others.then(|| company::IS_THERE.to_owned()));
    notes.extend(in_short(&host::findings(&host::machine(&options.command))));
    let mut racing = Racing::new(&builds, &run, options, outputs, &caught, on_progress);
    notes.iter().for_each(|note| racing.note(note));

    let first = racing.stage(&items, catalogue, effort.first(begun), &topology)?;
    let suspected = if racing.interrupted { Vec::new() } else { suspects(&first) };
    let again: Vec<_> = items.iter().filter(|item| suspected.contains(&place(item))).cloned().collect();
    let second = match again.is_empty() {
        true => Default::default(),
        false => racing.stage(&again, catalogue, effort.second(&again, begun, cores), &topology)?,
    };
    let mut live = conclude(&first, &second);
    live.notes.extend(notes);
    live.notes.extend((!others && company.look()).then(|| company::HAS_COME.to_owned()));
    live.notes.append(&mut racing.notes);
    let (interrupted, rows) = racing.finish()?;
    drop(caught); // what there was to lose is in its place
    Ok(Compared { live, old: outs.old, new: outs.new, rows, interrupted, elapsed: begun.elapsed() })
}

/// Alone, and with all cores.
fn usual_threads(cores: u32) -> Vec<u32> {
    if cores > 1 { vec![1, cores] } else { vec![1] }
}

fn place(item: &Item) -> Place {
    Place {
        family: item.family.clone(),
        workload: item.workload.clone(),
        threads: item.threads,
        subject: item.subject.clone(),
    }
}

fn place_of(session: &Session) -> Place {
    Place {
        family: session.family.clone(),
        workload: session.workload.clone(),
        threads: session.threads,
        subject: session.subject.clone(),
    }
}

/// `ab.jsonl` and `old` make `ab.old.jsonl`.
fn side_file(out: &Path, side: &str) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = name.strip_suffix(".jsonl").unwrap_or(&name);
    out.with_file_name(format!("{stem}.{side}.jsonl"))
}
