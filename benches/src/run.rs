//! A run: plans, launches, rows.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use reports::Record;

use crate::begun::Begun;
use crate::catalogue::Catalogue;
use crate::company::{self, Company};
use crate::engine::session::{blank, unverified};
use crate::engine::{Context, Outcome, Session};
use crate::error::RunError;
use crate::host::findings::in_short;
use crate::host::{self, Finding, Topology};
use crate::launch::{Ended, Interruptions, Launch};
use crate::measured::Measured;
use crate::output::{Claim, Output};
use crate::plan::{LaunchPlan, RunOptions, RunPlan, plan, plan_of};

/// What a run tells while it goes on.
#[derive(Debug)]
pub enum Progress<'a> {
    /// The plan is made.
    Planned {
        /// Processes to come.
        launches: usize,
        /// Sessions of all processes.
        sessions: usize,
        /// How many of them were measured before, if the run was stopped and goes on.
        done: usize,
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
/// In one line, worth exit code 2. The output's old content is then unchanged. Where a run that was stopped could go on, none begins.
pub fn run(
    catalogue: &Catalogue,
    options: &RunOptions,
    on_progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Finished, RunError> {
    let caught = Interruptions::catch()?;
    let options = &options.clone().absolute();
    let topology = host::topology();
    let plan = plan(catalogue, options, &topology)?;
    let claim = Claim::on(&options.out)?;
    let machine = host::machine(&options.command);
    let findings = host::findings(&machine);
    let begun = Begun::of(&plan, options, catalogue, machine.host);
    let output = claim.begin(options.resumable.then_some(&begun))?;
    let measured = Measured::default();
    race(catalogue, on_progress, caught, Start { topology, plan, begun, output, measured, findings })
}

/// What was asked of the run that was stopped at `out`.
///
/// # Errors
/// If there is none.
pub fn begun(out: &Path) -> Result<RunOptions, RunError> {
    Begun::read(out).map(|begun| RunOptions { out: out.to_owned(), ..begun.options })
}

/// Goes on with a run that was stopped, by Ctrl-C or by anything else: what it had measured is not measured again, and
/// in the end the rows are those that it would have had. The options must be [those it was begun with](begun), but for the command,
/// which is that of the beginning in all rows.
///
/// # Errors
/// In one line, worth exit code 2: there is no such run, or on this machine, by this program or with these options it would be
/// another one. Its rows are then unchanged.
pub fn resume(
    catalogue: &Catalogue,
    options: &RunOptions,
    on_progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Finished, RunError> {
    let caught = Interruptions::catch()?;
    let out = &options.out;
    let claim = Claim::on(out)?;
    let mut begun = Begun::read(out)?;
    let options = RunOptions { command: begun.options.command.clone(), ..options.clone() }.absolute();
    let topology = host::topology();
    let mut plan = plan_of(begun.run.clone(), catalogue, &options, &topology)?;
    let machine = host::machine("");
    let findings = host::findings(&machine);
    begun.is(&Begun::of(&plan, &options, catalogue, machine.host), out)?;
    begun.options.out.clone_from(out);
    if let Some(rest) = &begun.rest {
        plan.cut_to(rest.clone(), &begun.options, &topology);
    }
    let no_rows = |path: &Path, source| RunError::NoRows { path: path.to_owned(), source };
    let source = claim.stopped().ok_or_else(|| no_rows(out, io::Error::other("its rows are gone")))?;
    let measured = File::open(&source).and_then(|file| Measured::read(BufReader::new(file), &plan));
    let measured = measured.map_err(|error| no_rows(&source, error))?;
    let output = claim.go_on(&source, &measured.keep)?;
    race(catalogue, on_progress, caught, Start { topology, plan, begun, output, measured, findings })
}

/// Where a run begins: with nothing, or with what there is.
struct Start {
    topology: Topology,
    plan: RunPlan,
    begun: Begun,
    output: Output,
    measured: Measured,
    /// What about this machine would spoil it.
    findings: Vec<Finding>,
}

fn race(
    catalogue: &Catalogue,
    on_progress: &mut dyn FnMut(Progress<'_>),
    caught: Interruptions,
    start: Start,
) -> Result<Finished, RunError> {
    let since = Instant::now();
    let Start { topology, mut plan, begun, output, measured, findings } = start;
    let (launches, sessions, done) = (plan.launches.len(), count(&plan), measured.sessions());
    let lengths = |of: &dyn Fn(&LaunchPlan) -> Duration| plan.launches.iter().map(of).sum::<Duration>();
    let part = lengths(&|launch| measured.left_of(launch)).div_duration_f64(lengths(&LaunchPlan::length));
    let left = plan.estimate.mul_f64(part);
    let out = begun.options.out.clone();
    let (company, others) = Company::join();
    let mut racing = Racing {
        catalogue,
        topology,
        caught,
        output,
        on_progress,
        done,
        sessions,
        unverified: measured.unverified,
        notes: Vec::new(),
        broken: measured.broken.clone(),
        measured,
        begun,
        company,
        in_company: others,
    };
    (racing.on_progress)(Progress::Planned { launches, sessions, done, estimate: left });
    if others {
        racing.note(company::IS_THERE.to_owned());
    }
    in_short(&findings).into_iter().for_each(|found| racing.note(found));
    std::mem::take(&mut plan.notes).into_iter().for_each(|note| racing.note(note));
    let interrupted = racing.all(plan).map_err(|error| racing.output.ended_by(error))?;
    let Racing { output, unverified, notes, caught, .. } = racing;
    let rows = output.finish(!interrupted)?;
    drop(caught); // what there was to lose is in its place
    Ok(Finished { out, rows, unverified, interrupted, notes, elapsed: since.elapsed() })
}

fn count(plan: &RunPlan) -> usize {
    plan.launches.iter().map(|launch| launch.sessions.len()).sum()
}

/// So much of a launch tells how long all of it takes; of less, the start of its process would be too large a part.
const TELLING: f64 = 0.5;

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
    /// What there was before.
    measured: Measured,
    begun: Begun,
    company: Company,
    /// Whether others were seen: once is enough.
    in_company: bool,
}

impl Racing<'_> {
    /// Runs all launches; tells whether it was interrupted.
    fn all(&mut self, mut plan: RunPlan) -> Result<bool, RunError> {
        let mut next = 0;
        while next < plan.launches.len() {
            let launch = &plan.launches[next];
            let part = self.measured.left_of(launch).div_duration_f64(launch.length());
            let begun = Instant::now();
            if self.one(launch.clone())? {
                return Ok(true);
            }
            if next == 0 && self.begun.rest.is_none() {
                self.after_first(&mut plan, begun.elapsed(), part)?;
            }
            self.output.sync()?;
            if !self.in_company && self.company.look() {
                self.in_company = true;
                self.note(company::HAS_COME.to_owned());
            }
            next += 1;
        }
        Ok(false)
    }

    /// Of a launch that went on in its middle this much was seen: it speaks for the whole, or says too little.
    fn after_first(&mut self, plan: &mut RunPlan, took: Duration, part: f64) -> Result<(), RunError> {
        if part >= TELLING {
            return self.decide(plan, took.div_f64(part));
        }
        if self.begun.options.budget.is_some() {
            let few = "too little of the first launch was seen to tell whether the others fit the budget: they are as planned";
            self.note(few.to_owned());
        }
        Ok(())
    }

    /// What the launches behind the first will be, from how long that one took.
    fn decide(&mut self, plan: &mut RunPlan, took: Duration) -> Result<(), RunError> {
        let notes = plan.after_first(took, &self.begun.options, &self.topology);
        notes.into_iter().for_each(|note| self.note(note));
        self.sessions = count(plan);
        self.begun.rest = Some(plan.rest().clone());
        self.output.decide(&self.begun)
    }

    /// Runs what is left of a launch, in as many processes as it costs; tells whether it was interrupted.
    fn one(&mut self, mut plan: LaunchPlan) -> Result<bool, RunError> {
        plan.sessions.retain(|session| !self.measured.holds(plan.launch, session));
        self.leave_out_broken(&mut plan);
        while !plan.sessions.is_empty() {
            let launch = Launch::start(&plan, self.begun.options.patience, &self.caught)?;
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
