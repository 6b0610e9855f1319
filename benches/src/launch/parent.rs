//! The parent's side of one process: hands it the plan, listens, and knows when to give up.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use reports::Record;
use serde::Serialize;

use super::child::{VARIABLE, is_child};
use super::line::{Asked, Line, Question};
use crate::error::RunError;
use crate::host;
use crate::plan::LaunchPlan;
use crate::plan::choice::Item;

/// A session may take this many times as long as its windows, and a while longer, before it is said to hang: with many threads on few cores everything takes its time.
const PATIENCE_FACTOR: u32 = 20;

/// A child answers a question about its catalogue at once; one that says nothing for so long is none.
const SILENCE: Duration = Duration::from_secs(10);

/// What the parent hears.
enum Event {
    Line(Line),
    /// The child's output is closed: it has ended, or soon will.
    Closed,
    Interrupted,
}

/// How a process ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// All sessions are done.
    Complete,
    /// The session of this number did not end; those after it have not begun.
    Broken {
        /// Its number within the plan.
        session: usize,
        /// What happened to it, with the law it broke.
        reason: String,
    },
    /// Ctrl-C.
    Interrupted,
}

/// Ctrl-C, as an event.
#[derive(Debug)]
pub(crate) struct Interruptions;

/// Who is listening now.
static LISTENER: Mutex<Option<Sender<Event>>> = Mutex::new(None);

impl Interruptions {
    /// From now on Ctrl-C ends the run and not the process, if this process lets us.
    ///
    /// # Errors
    /// In a child: or every child would have children.
    pub(crate) fn catch() -> Result<Interruptions, RunError> {
        if is_child() {
            return Err(RunError::NoChild { launch: 0, status: "it began a run of its own".to_owned() });
        }
        host::outlive_file_limits();
        static HANDLER: OnceLock<()> = OnceLock::new();
        // A program with a handler of its own keeps it; then the child dies of Ctrl-C with us.
        HANDLER.get_or_init(|| drop(ctrlc::set_handler(tell)));
        MISSED.store(false, Ordering::Relaxed); // Relaxed: an earlier run's is not ours
        RUNNING.store(true, Ordering::Relaxed); // Relaxed: a flag that carries nothing but itself
        Ok(Interruptions)
    }
}

impl Drop for Interruptions {
    /// From now on Ctrl-C ends the process again.
    fn drop(&mut self) {
        RUNNING.store(false, Ordering::Relaxed); // Relaxed: as above
    }
}

/// Whether there are rows to keep.
static RUNNING: AtomicBool = AtomicBool::new(false);
/// Ctrl-C came between two launches, when nobody listened.
static MISSED: AtomicBool = AtomicBool::new(false);

fn tell() {
    let listener = LISTENER.lock().unwrap_or_else(PoisonError::into_inner);
    match &*listener {
        Some(sender) => drop(sender.send(Event::Interrupted)),
        None if RUNNING.load(Ordering::Relaxed) => MISSED.store(true, Ordering::Relaxed), // Relaxed: `LISTENER` is locked
        None => std::process::exit(130), // no run: the usual meaning
    }
}

fn listen(sender: Option<Sender<Event>>) {
    let mut listener = LISTENER.lock().unwrap_or_else(PoisonError::into_inner);
    *listener = sender;
    if let Some(sender) = &*listener
        && MISSED.swap(false, Ordering::Relaxed)
    // Relaxed: `LISTENER` is locked
    {
        drop(sender.send(Event::Interrupted));
    }
}

/// One process at work.
pub(crate) struct Launch<'a> {
    plan: &'a LaunchPlan,
    /// How much longer.
    patience: Duration,
    child: Child,
    events: Receiver<Event>,
}

impl<'a> Launch<'a> {
    /// Starts this binary again, with a plan.
    ///
    /// # Errors
    /// If no process can be started.
    pub(crate) fn start(
        plan: &'a LaunchPlan,
        patience: Duration,
        caught: &Interruptions,
    ) -> Result<Launch<'a>, RunError> {
        let binary = std::env::current_exe().map_err(|source| RunError::Launch { source })?;
        Launch::start_of(&binary, plan, patience, caught)
    }

    /// Starts another binary that answers as a child.
    ///
    /// # Errors
    /// If no process can be started.
    pub(crate) fn start_of(
        binary: &Path,
        plan: &'a LaunchPlan,
        patience: Duration,
        _caught: &Interruptions,
    ) -> Result<Launch<'a>, RunError> {
        let (child, events) = spawn(binary, plan).map_err(|source| RunError::Launch { source })?;
        Ok(Launch { plan, patience, child, events })
    }

    /// Listens until the process ends; `finished` gets each session's number and rows.
    ///
    /// # Errors
    /// If `finished` says so, or if the process was no child at all.
    pub(crate) fn listen(
        mut self,
        mut finished: impl FnMut(usize, Vec<Record>) -> Result<(), RunError>,
    ) -> Result<Ended, RunError> {
        let mut current = None;
        let mut rows = Vec::new();
        loop {
            let patience = self.patience(current);
            match self.events.recv_timeout(patience) {
                Ok(Event::Line(Line::Begin(session))) => current = Some(session),
                Ok(Event::Line(Line::Row(row))) => rows.push(*row),
                Ok(Event::Line(Line::End(session))) => finished(session, std::mem::take(&mut rows))?,
                Ok(Event::Line(Line::Offer(_))) => {} // nobody asked
                Ok(Event::Interrupted) => return Ok(Ended::Interrupted),
                Ok(Event::Closed) | Err(RecvTimeoutError::Disconnected) => return self.closed(current),
                Err(RecvTimeoutError::Timeout) => {
                    let reason = format!("no_hang: nothing was heard for {} s", patience.as_secs());
                    return Ok(Ended::Broken { session: current.unwrap_or(0), reason });
                }
            }
        }
    }

    fn patience(&self, current: Option<usize>) -> Duration {
        let Some(session) = current.and_then(|number| self.plan.sessions.get(number)) else {
            return self.patience;
        };
        self.patience + session.length() * PATIENCE_FACTOR
    }

    /// The process is gone: with everything done, or in the middle of a session.
    fn closed(&mut self, current: Option<usize>) -> Result<Ended, RunError> {
        // Ctrl-C may have reached the child first.
        if let Ok(Event::Interrupted) = self.events.recv_timeout(Duration::from_millis(50)) {
            return Ok(Ended::Interrupted);
        }
        let status = self.child.wait().map_err(|source| RunError::Launch { source })?;
        match current {
            None if !self.plan.sessions.is_empty() => {
                Err(RunError::NoChild { launch: self.plan.launch, status: status.to_string() })
            }
            Some(session) if !is_complete(status) => {
                Ok(Ended::Broken { session, reason: format!("no_crash: the process ended ({status})") })
            }
            _ => Ok(Ended::Complete),
        }
    }
}

fn is_complete(status: ExitStatus) -> bool {
    status.success()
}

/// Starts a child and hands it what it is asked.
fn spawn(binary: &Path, asked: &impl Serialize) -> io::Result<(Child, Receiver<Event>)> {
    let mut command = Command::new(binary);
    command.env(VARIABLE, "1").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn()?;
    let mut input = child.stdin.take().expect("it was piped");
    let output = child.stdout.take().expect("it was piped");
    let (sender, events) = channel();
    listen(Some(sender.clone()));
    std::thread::spawn(move || forward(BufReader::new(output), &sender));
    // A child that ends without reading is found out when it says nothing.
    let _ = serde_json::to_writer(&mut input, asked).map(|()| input.flush());
    Ok((child, events))
}

/// What a binary said of its catalogue.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It has these, or says in a line why it has nothing.
    Offers(Result<Vec<Item>, String>),
    /// It ended without a word: it is of an engine that was not asked yet, or no child at all.
    Ended,
    /// It goes on without a word.
    Silent,
    /// Ctrl-C.
    Interrupted,
}

/// Asks a binary what it could measure.
///
/// # Errors
/// If no process can be started.
pub(crate) fn ask(binary: &Path, question: Question, _caught: &Interruptions) -> io::Result<Answer> {
    let (child, events) = spawn(binary, &Asked::Offer(question))?;
    let mut child = Ending(child);
    let deadline = Instant::now() + SILENCE;
    loop {
        match events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Event::Line(Line::Offer(offer))) => return Ok(Answer::Offers(offer)),
            Ok(Event::Line(_)) => {}
            Ok(Event::Interrupted) => return Ok(Answer::Interrupted),
            Err(RecvTimeoutError::Timeout) => return Ok(Answer::Silent),
            Ok(Event::Closed) | Err(RecvTimeoutError::Disconnected) => {
                return Ok(if child.has_ended(deadline)? { Answer::Ended } else { Answer::Silent });
            }
        }
    }
}

/// A child that does not stay.
struct Ending(Child);

impl Ending {
    /// Whether it ends in time: closing its output is not yet an end.
    fn has_ended(&mut self, deadline: Instant) -> io::Result<bool> {
        while self.0.try_wait()?.is_none() {
            if Instant::now() > deadline {
                return Ok(false);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(true)
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        listen(None);
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// However the parent leaves, the child does not stay.
impl Drop for Launch<'_> {
    fn drop(&mut self) {
        listen(None);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Turns lines into events. What is no line of ours was printed by a subject, and is none of our business.
fn forward(output: impl BufRead, sender: &Sender<Event>) {
    for line in output.lines().map_while(Result::ok) {
        if let Ok(line) = serde_json::from_str(&line)
            && sender.send(Event::Line(line)).is_err()
        {
            return;
        }
    }
    let _ = sender.send(Event::Closed);
}
