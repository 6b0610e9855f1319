//! A failing execution as a player shows it: rows, what the objects hold after each, and what happened in words.
//!
//! `choose` takes the shortest of each subject, `state` follows the objects, `say` makes a sentence of a step, and
//! `excerpts` keeps of each source the lines around those that are named.

mod choose;
mod excerpts;
mod names;
mod say;
mod state;

pub use choose::{Chosen, shortest};
pub use excerpts::{Excerpt, Excerpts};

use crate::trace::{Step, Trace};
use state::State;

/// An execution of more steps is cut in the middle.
pub const LONGEST: usize = 200;
/// Of one that is cut: steps kept at the beginning, where it takes shape.
const HEAD: usize = 30;
/// And at the end, where it fails.
const TAIL: usize = 40;

/// One failing execution.
#[derive(Clone, Debug)]
pub struct Interleaving {
    /// Its name in addresses.
    pub id: String,
    /// Family of the subject.
    pub family: String,
    /// Subject, or mutant.
    pub subject: String,
    /// The law.
    pub law: String,
    /// Class of the failure.
    pub class: String,
    /// The class in a sentence.
    pub meaning: String,
    /// The first panic's message.
    pub message: String,
    /// Who found it, and where in the search.
    pub found: String,
    /// Of how many failing executions it is the shortest.
    pub of: usize,
    /// Whether the subject promises the law. Where it does not, this is an exhibit of that, and no fault.
    pub promised: bool,
    /// Names of the threads: the columns.
    pub threads: Vec<String>,
    /// What they share.
    pub objects: Vec<Shared>,
    /// How many steps the execution has, those left out included.
    pub steps: usize,
    /// How many of them read an older value than the newest.
    pub stale: usize,
    /// The rows, in the order in which they ran.
    pub rows: Vec<Row>,
    /// Threads that still wait at the end, a sentence each.
    pub stuck: Vec<String>,
    /// What followed the last step.
    pub end: String,
}

/// Something that the threads share.
#[derive(Clone, Debug)]
pub struct Shared {
    /// Its name.
    pub name: String,
    /// `atomic`, `cell`, ...; empty if its operations do not tell.
    pub kind: String,
    /// File and line that made it.
    pub made: String,
    /// What it holds before the first step, as far as that can be told.
    pub first: String,
}

/// A row of the table.
#[derive(Clone, Debug)]
pub enum Row {
    /// A step.
    Step(Box<Shown>),
    /// Steps that are left out: the first and the last of them, and what the objects hold afterwards.
    Gap(usize, usize, Vec<Change>),
}

/// An object, and what it holds from now on.
pub type Change = (usize, String);

/// A step as it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its number, from 1.
    pub number: usize,
    /// Its thread's column.
    pub thread: usize,
    /// What it is done on; empty for what has no object.
    pub object: String,
    /// What is done.
    pub operation: String,
    /// With which ordering; empty for what has none.
    pub ordering: String,
    /// What was read and written: `= old`, `:= new` or `old → new`; empty if neither.
    pub values: String,
    /// Of a stale read: the newest value.
    pub newest: Option<String>,
    /// File and line, as short as tells files apart.
    pub place: String,
    /// The line.
    pub line: u32,
    /// The file among the [`Excerpts`]; none if its text is not there.
    pub source: Option<usize>,
    /// The step in words, its thread first, names of objects between backticks.
    pub says: String,
    /// What changed by it.
    pub after: Vec<Change>,
}

impl Interleaving {
    /// The execution of `trace`; what it needs of the sources goes to `excerpts`.
    pub fn of(trace: &Trace, id: String, excerpts: &mut Excerpts) -> Self {
        let names = names::Names::of(trace);
        let mut state = State::before(trace);
        let objects = trace.objects.iter().enumerate().map(|(at, object)| Shared {
            name: object.name.clone(),
            kind: object.kind.clone().unwrap_or_default(),
            made: names.place(&object.file, object.line),
            first: state.shown(at),
        });
        let objects = objects.collect();
        let mut rows = Vec::new();
        let mut dropped: Vec<Change> = Vec::new();
        let left_out = left_out(trace.steps.len());
        for (at, step) in trace.steps.iter().enumerate() {
            let says = say::sentence(trace, at, &state);
            let after = state.step(at, step);
            if left_out.contains(&at) {
                dropped.retain(|(object, _)| after.iter().all(|(changed, _)| changed != object));
                dropped.extend(after);
                if at + 1 == left_out.end {
                    rows.push(Row::Gap(left_out.start + 1, left_out.end, std::mem::take(&mut dropped)));
                }
                continue;
            }
            rows.push(Row::Step(Box::new(Shown {
                number: at + 1,
                thread: step.thread,
                object: step.object.map(|object| trace.objects[object].name.clone()).unwrap_or_default(),
                operation: step.operation.clone(),
                ordering: step.ordering.clone().unwrap_or_default(),
                values: values(step),
                newest: step.newest.clone(),
                place: names.place(&step.file, step.line),
                line: step.line,
                source: excerpts.name(trace, &step.file, step.line),
                says,
                after,
            })));
        }
        if let Some(Row::Step(last)) = rows.last_mut() {
            last.says = format!("{} {}", last.says, say::end(trace));
        }
        Interleaving {
            id,
            family: trace.family.clone(),
            subject: trace.subject.clone(),
            law: trace.law.clone(),
            class: trace.class.clone(),
            meaning: trace.meaning.clone(),
            message: trace.message.clone(),
            found: say::found(trace),
            of: 1,
            promised: true,
            threads: trace.threads.clone(),
            objects,
            steps: trace.steps.len(),
            stale: trace.stale_reads(),
            rows,
            stuck: say::stuck(trace, &names),
            end: say::end(trace),
        }
    }
}

/// The steps of an execution that are not shown.
fn left_out(steps: usize) -> std::ops::Range<usize> {
    if steps > LONGEST { HEAD..steps - TAIL } else { 0..0 }
}

fn values(step: &Step) -> String {
    match (&step.old, &step.new) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (Some(read), None) => format!("= {read}"),
        (None, Some(written)) => format!(":= {written}"),
        (None, None) => String::new(),
    }
}
