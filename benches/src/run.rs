//! A run: plans, launches, rows.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use reports::Record;

use crate::catalogue::Catalogue;
use crate::engine::session::{blank, unverified};
use crate::engine::{Context, Outcome, Session};
use crate::error::RunError;
use crate::host::{self, Topology};
use crate::launch::{Ended, Interruptions, Launch, is_child};
use crate::output::Output;
use crate::plan::{LaunchPlan, RunOptions, RunPlan, plan};

/// What a run tells while it goes on.
#[derive(Debug)]
pub enum Progress<'a> {
    /// The plan is made.
    Planned {
        /// Processes to come.
        launches: usize,
        /// Sessions of all processes.
        sessions: usize,
        /// How long it will take, by experience.
        estimate: Duration,
    },
    /// Something was asked for and is not done, or was done otherwise.
    Note(&'a str),
    /// A session is over.
    Session {
        /// How many are over.
        done: usize,
        /// Of how many, at most.
        sessions: usize,
        /// Which.
        session: &'a Session,
        /// Number of its process.
        launch: u32,
        /// Its rows.
        rows: &'a [Record],
    },
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// Where the rows are.
    pub out: PathBuf,
    /// How many.
    pub rows: usize,
    /// How many of them say that an answer was wrong.
    pub unverified: usize,
    /// Whether Ctrl-C ended it.
    pub interrupted: bool,
    /// What was asked for and not done, and why.
    pub notes: Vec<String>,
    /// How long it took.
    pub elapsed: Duration,
}

impl Finished {
    /// 0, or 130 after Ctrl-C.
    pub fn exit_code(&self) -> u8 {
        if self.interrupted { 130 } else { 0 }
    }
}

/// Runs what was asked for and writes the rows. The binary must have called
/// [`run_if_child`](crate::launch::run_if_child) with the same catalogue.
///
/// # Errors
/// In one line, worth exit code 2. The output's old content is then unchanged.
pub fn run(
    catalogue: &Catalogue,
    options: &RunOptions,
    on_progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Finished, RunError> {
    if is_child() {
        // Or every child would have children.
        return Err(RunError::NoChild { launch: 0, status: "it began a run of its own".to_owned() });
    }
    let begun = Instant::now();
    let caught = Interruptions::catch(); // before there is anything to lose
    let topology = host::topology();
    let mut plan = plan(catalogue, options, &topology)?;
    if cfg!(debug_assertions) {
        plan.notes.push("built without optimisation: the figures mean nothing".to_owned());
    }
    let sessions = count(&plan);
    let mut racing = Racing {
        catalogue,
        topology,
        caught,
        output: Output::open(&options.out)?,
        on_progress,
        done: 0,
        sessions,
        unverified: 0,
        notes: Vec::new(),
        broken: Vec::new(),
    };
    let launches = plan.launches.len();
    (racing.on_progress)(Progress::Planned { launches, sessions, estimate: plan.estimate });
    std::mem::take(&mut plan.notes).into_iter().for_each(|note| racing.note(note));
    let interrupted = racing.all(plan, options)?;
    let Racing { output, unverified, notes, caught, .. } = racing;
    let rows = output.finish()?;
    drop(caught); // what there was to lose is in its place
    Ok(Finished { out: options.out.clone(), rows, unverified, interrupted, notes, elapsed: begun.elapsed() })
}

fn count(plan: &RunPlan) -> usize {
    plan.launches.iter().map(|launch| launch.sessions.len()).sum()
}

/// A run under way.
struct Racing<'a> {
    catalogue: &'a Catalogue,
    topology: Topology,
    caught: Interruptions,
    output: Output,
    on_progress: &'a mut dyn FnMut(Progress<'_>),
    done: usize,
    sessions: usize,
    unverified: usize,
    notes: Vec<String>,
    /// Subjects and workloads that hung or crashed: once is enough.
    broken: Vec<Session>,
}

impl Racing<'_> {
    /// Runs all launches; tells whether it was interrupted.
    fn all(&mut self, mut plan: RunPlan, options: &RunOptions) -> Result<bool, RunError> {
        let begun = Instant::now();
        let mut next = 0;
        while next < plan.launches.len() {
            if self.one(plan.launches[next].clone())? {
                return Ok(true);
            }
            if next == 0 {
                let notes = plan.after_first(begun.elapsed(), options, &self.topology);
                notes.into_iter().for_each(|note| self.note(note));
                self.sessions = count(&plan);
            }
            next += 1;
        }
        Ok(false)
    }

    /// Runs a launch, in as many processes as it costs; tells whether it was interrupted.
    fn one(&mut self, mut plan: LaunchPlan) -> Result<bool, RunError> {
        self.leave_out_broken(&mut plan);
        while !plan.sessions.is_empty() {
            let launch = Launch::start(&plan, &self.caught)?;
            match launch.listen(|number, rows| self.finished(&plan, number, &rows))? {
                Ended::Complete => break,
                Ended::Interrupted => return Ok(true),
                Ended::Broken { session, reason } => self.replace(&mut plan, session, reason)?,
            }
        }
        Ok(false)
    }

    fn finished(&mut self, plan: &LaunchPlan, number: usize, rows: &[Record]) -> Result<(), RunError> {
        let Some(session) = plan.sessions.get(number) else { return Ok(()) };
        self.output.write(rows)?;
        self.done += 1;
        self.unverified += rows.iter().filter(|row| !row.verified).count();
        let (done, sessions, launch) = (self.done, self.sessions, plan.launch);
        (self.on_progress)(Progress::Session { done, sessions, session, launch, rows });
        Ok(())
    }

    /// A session took its process with it: it gets its row, and a new process goes on behind it.
    fn replace(&mut self, plan: &mut LaunchPlan, number: usize, reason: String) -> Result<(), RunError> {
        let session = plan.sessions[number].clone();
        self.note(format!(
            "{} ({}, {} threads): {reason}",
            session.subject, session.workload, session.threads
        ));
        if let Some(subject) = self.catalogue.find(&session.family, &session.subject) {
            let context = Context {
                run: plan.run.clone(),
                launch: plan.launch,
                host: host::look(&plan.command).into(),
            };
            let row = unverified(blank(subject, &session, &Outcome::default(), &context), reason);
            self.finished(plan, number, &[row])?;
        }
        plan.sessions.drain(..=number);
        self.broken.push(session);
        self.leave_out_broken(plan);
        Ok(())
    }

    fn leave_out_broken(&mut self, plan: &mut LaunchPlan) {
        let same = |a: &Session, b: &Session| {
            (&a.family, &a.subject, &a.workload) == (&b.family, &b.subject, &b.workload)
        };
        plan.sessions.retain(|session| !self.broken.iter().any(|broken| same(broken, session)));
    }

    fn note(&mut self, note: String) {
        (self.on_progress)(Progress::Note(&note));
        self.notes.push(note);
    }
}
