//! One process for each model.
//!
//! The checker answers a deadlock by panicking twice, which aborts the process, and it needs the whole of a thread's
//! local state. So each test of a model starts its own test binary once more, for itself alone, and judges the end of
//! that process from outside. Plain `cargo test` is enough, and `cargo nextest` works as well.

use std::io::Read;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::bands;
use crate::end::{Class, End};
use crate::explore::{self, Explorer};
use crate::keep;
use crate::part::{Part, Place};
use crate::replay::{self, Again};
use crate::report::Report;
use crate::saved;
use crate::setup::Setup;
use crate::sites;
use crate::verdict::Row;

/// Tells a process that it was started for one model, and which. `here` makes every model run in the process that was
/// asked for it, as a debugger wants it: only sensible with a filter that leaves one test.
pub const CHOSEN: &str = "CONTEND_MODEL";

/// How long a model may take before its process is killed. Searches end by counting; this is for one that hangs.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Which subject keeps which law, and which test says so.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// Family of the subject.
    pub family: &'static str,
    /// Subject, or mutant.
    pub subject: &'static str,
    /// Law.
    pub law: &'static str,
    /// Full path of the test function, its crate first.
    pub test: &'static str,
}

/// A model's process, after its end.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How it ended.
    pub end: End,
    /// Executions explored.
    pub executions: u64,
    /// Those of them in which jobs were spawned last first.
    pub reversed: u64,
    /// `complete` or `bounded:N`.
    pub search: String,
    /// Outcomes reached.
    pub reached: Vec<String>,
    /// An ordering was weakened from outside, and the model went through that site.
    pub weakened: bool,
    /// The execution that failed, if it was one of them.
    pub found: Option<Place>,
    /// It ran one execution alone, from a file.
    pub replayed: bool,
    /// What it printed about a failure: the message, and the execution as a table.
    pub shown: String,
    /// Wall time.
    pub seconds: f64,
}

/// The law must hold, within the executions declared.
///
/// # Panics
/// If it does not; what the model's process showed is printed before.
pub fn holds(model: &Model, setup: Setup, law: impl FnOnce(&Explorer)) {
    let Some(ended) = ended(model, setup, law) else { return };
    ended.publish(model, setup, Claim::Law);
    println!("{}", ended.line(model));
    if ended.end != End::Held {
        eprintln!("{}", ended.shown);
        panic!("{}", ended.line(model));
    }
    bands::check(model, &ended);
}

/// The law must kill this mutant, by this class, within the executions declared, unless a list says that this checker ends
/// it otherwise.
///
/// # Panics
/// If it survives, or dies of anything else.
pub fn dies(model: &Model, setup: Setup, expected: Class, law: impl FnOnce(&Explorer)) {
    let setup = setup.hunted();
    let Some(ended) = ended(model, setup, law) else { return };
    ended.publish(model, setup, Claim::Mutant);
    println!("{}\n{}", ended.line(model), ended.shown);
    let allowed = explore::expected(model, expected);
    match (allowed.first(), &ended.end) {
        (None, end) => {
            assert_eq!(*end, End::Held, "{} was said to be blind to it, and is not", explore::ENGINE)
        }
        (Some(_), End::Failed { class, .. }) if allowed.contains(class) => ended.must_fail(model.law, *class),
        (Some(class), _) => ended.must_fail(model.law, *class),
    }
    bands::check(model, &ended);
}

/// The law says more than this subject promises: an execution must be found that breaks it, and is shown.
///
/// # Panics
/// If none is found, or one that breaks anything else: then the subject promises less than it keeps.
pub fn exhibits(model: &Model, setup: Setup, law: impl FnOnce(&Explorer)) {
    let setup = setup.hunted();
    let Some(ended) = ended(model, setup, law) else { return };
    ended.publish(model, setup, Claim::Exhibit);
    println!("{}\n{}", ended.line(model), ended.shown);
    assert_ne!(ended.end, End::Held, "no execution shows that it is not {}", model.law);
    ended.must_fail(model.law, Class::Assertion);
    bands::check(model, &ended);
}

/// What a model says of its law.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// It holds.
    Law,
    /// It kills this wrong program.
    Mutant,
    /// It is more than this subject promises.
    Exhibit,
}

/// Says that a subject is not explored, and why, so that its row is not merely missing.
pub fn not_checked(model: &Model, reason: &str) {
    let row = Row {
        family: model.family,
        subject: model.subject,
        law: model.law,
        status: "not checked",
        executions: 0,
        search: "bounded:0",
        outcome: "inconclusive",
        class: reason,
        reached: &[],
        mutant: false,
        weakened: false,
        promised: true,
        history: &[],
        seconds: 0.0,
    };
    row.publish(model.test);
    println!("{} {} {}: not checked: {reason}", model.family, model.subject, model.law);
}

/// Runs a model of this binary once more with a variable set, for tests of what the variable does.
pub fn run_again(model: &Model, variable: (&str, &str)) -> Ended {
    run(model, vec![(variable.0, variable.1.to_owned())])
}

/// In the process that was started for the model: runs it, and returns nothing. In any other: starts that process.
fn ended(model: &Model, setup: Setup, law: impl FnOnce(&Explorer)) -> Option<Ended> {
    let chosen = std::env::var(CHOSEN).ok();
    if chosen.as_deref() == Some(name_in_binary(model.test)) {
        Explorer::run(model, setup, Part::told(), law);
        sites::publish(model);
        return None;
    }
    let again = replay::asked(model);
    if chosen.as_deref() == Some("here") {
        Explorer::run(model, setup, again.as_ref().map_or(Part::Whole, Again::part), law);
        return None;
    }
    Some(again.map_or_else(|| keep::run(model), |again| again.run(model)))
}

/// A test's name as its binary knows it: without the crate.
fn name_in_binary(test: &str) -> &str {
    test.split_once("::").map_or(test, |(_, name)| name)
}

/// Starts a model's process, with variables set, and waits for its end.
pub(crate) fn run(model: &Model, variables: Vec<(&str, String)>) -> Ended {
    let name = name_in_binary(model.test);
    let binary = std::env::current_exe().expect("a test binary knows where it is");
    let started = Instant::now();
    let mut child = Command::new(binary)
        .args(["--exact", name, "--nocapture", "--include-ignored", "--test-threads=1"])
        .env(CHOSEN, name)
        .env_remove(saved::FOLDER) // unless it stands below: a search that is run once more is not kept once more
        .envs(variables)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a test binary can be started once more");
    let (sender, both_closed) = mpsc::channel::<()>();
    let output = drain(child.stdout.take().expect("piped above"), sender.clone());
    let errors = drain(child.stderr.take().expect("piped above"), sender);
    // Both pipes close when the process ends: the channel is then without senders.
    let in_time = both_closed.recv_timeout(TIME_LIMIT) == Err(mpsc::RecvTimeoutError::Disconnected);
    if !in_time {
        child.kill().expect("our own child can be killed");
    }
    let status = child.wait().expect("our own child can be waited for");
    let (output, errors) = (output.join().expect("no panic"), errors.join().expect("no panic"));
    assert!(output.contains("running 1 test\n"), "no test is called {name:?}:\n{output}{errors}");
    let report = output.lines().filter_map(Report::from_line).next_back();
    Ended {
        end: judge(in_time, status, report.as_ref()),
        executions: report.as_ref().map_or(0, |report| report.executions),
        reversed: report.as_ref().map_or(0, |report| report.reversed),
        search: report.as_ref().map_or("bounded:0".to_owned(), |report| report.search.clone()),
        weakened: report.as_ref().is_some_and(|report| report.weakened),
        found: report.as_ref().and_then(|report| report.found.clone()),
        replayed: false,
        reached: report.map_or(Vec::new(), |report| report.reached),
        shown: explore::readable(&errors),
        seconds: started.elapsed().as_secs_f64(),
    }
}

/// Reads a pipe to its end on a thread of its own, or a full one would stop the process.
fn drain(mut pipe: impl Read + Send + 'static, open: mpsc::Sender<()>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // A pipe that breaks has said what it had to say.
        let _ = pipe.read_to_end(&mut bytes);
        drop(open);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn judge(in_time: bool, status: ExitStatus, report: Option<&Report>) -> End {
    let failed = |class, message: String| End::Failed { class, law: None, message };
    if !in_time {
        return failed(Class::TimedOut, format!("killed after {} s", TIME_LIMIT.as_secs()));
    }
    match report {
        Some(Report { failure: Some(message), .. }) => {
            let (class, law) = Class::of_panic(message);
            End::Failed { class, law: law.map(str::to_owned), message: message.clone() }
        }
        Some(_) if status.success() => End::Held,
        _ => failed(Class::Crash, format!("its process ended without a report: {status}")),
    }
}

impl Ended {
    /// The model in one line.
    pub fn line(&self, model: &Model) -> String {
        format!(
            "{} {} {} {}; {} execution{}, {}, {:.1} s{}; reached: {}",
            model.family,
            model.subject,
            model.law,
            self.end,
            self.executions,
            if self.executions == 1 { "" } else { "s" },
            if self.replayed { "replayed" } else { &self.search },
            self.seconds,
            if self.weakened { ", one ordering weakened" } else { "" },
            if self.reached.is_empty() { "nothing".to_owned() } else { self.reached.join(", ") }
        )
    }

    /// # Panics
    /// Unless it failed of `expected`, and of no other law than `law`.
    pub fn must_fail(&self, law: &str, expected: Class) {
        let End::Failed { class, law: named, message } = &self.end else {
            panic!("it survives {law}, which should kill it");
        };
        assert_eq!(*class, expected, "it dies, but for another reason than it was made to: {message}");
        if let Some(named) = named {
            assert_eq!(named, law, "it dies of another law than it was made to: {message}");
        }
    }

    /// Its class, if it failed.
    pub fn class(&self) -> Option<Class> {
        match &self.end {
            End::Held => None,
            End::Failed { class, .. } => Some(*class),
        }
    }

    fn publish(&self, model: &Model, setup: Setup, claim: Claim) {
        if self.replayed {
            return; // one execution is no verdict
        }
        let (outcome, class) = match &self.end {
            End::Held => ("holds", ""),
            End::Failed { class, .. } if class.is_inconclusive() => ("inconclusive", class.name()),
            End::Failed { class, .. } => ("fails", class.name()),
        };
        // Behind the first line of an exhibit's message stands the history.
        let history: Vec<&str> = match &self.end {
            End::Failed { message, .. } if claim == Claim::Exhibit => message.lines().skip(1).collect(),
            _ => Vec::new(),
        };
        let row = Row {
            family: model.family,
            subject: model.subject,
            law: model.law,
            status: setup.status.name(),
            executions: self.executions,
            search: &self.search,
            outcome,
            class,
            reached: &self.reached,
            weakened: self.weakened,
            mutant: claim == Claim::Mutant,
            promised: claim != Claim::Exhibit,
            history: &history,
            seconds: self.seconds,
        };
        row.publish(model.test);
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, End, ExitStatus, Report, judge, name_in_binary};

    fn class(in_time: bool, report: Option<&Report>) -> Option<Class> {
        match judge(in_time, ExitStatus::default(), report) {
            End::Held => None,
            End::Failed { class, .. } => Some(class),
        }
    }

    #[test]
    fn only_a_report_without_a_failure_is_a_success() {
        let held = Report::default();
        let failed = Report { failure: Some("law[fifo]: 2 before 1".into()), ..Report::default() };
        assert_eq!(class(true, Some(&held)), None);
        assert_eq!(class(true, Some(&failed)), Some(Class::Assertion));
        assert_eq!(class(true, None), Some(Class::Crash), "a process that says nothing has shown nothing");
        assert_eq!(class(false, Some(&held)), Some(Class::TimedOut));
    }

    #[test]
    fn a_test_is_known_without_its_crate() {
        assert_eq!(name_in_binary("counters::mutex::no_lost_update"), "mutex::no_lost_update");
        assert_eq!(name_in_binary("alone"), "alone");
    }
}
