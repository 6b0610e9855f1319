//! A session: one subject, one workload, one number of threads, a few windows; and the rows that come of it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reports::{Host, Latency, PLACED, Purpose, Record, SCHEMA, Seats, Shared, UNPLACED};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::latency::Times;
use super::memory::Memory;
use super::probe::placement;
use super::race::{Race, message, race};
use super::window::Window;
use super::work::{Seat, Work};
use crate::catalogue::Subject;
use crate::host::{self, Placing};
use crate::random;
use crate::traces::Replay;

/// What is to be measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Family.
    pub family: String,
    /// Subject.
    pub subject: String,
    /// Workload.
    pub workload: String,
    /// Worker threads.
    pub threads: u32,
    /// How many windows.
    pub windows: u32,
    /// Number of the first of them, where another session of the launch has those before.
    pub first_window: u32,
    /// How long each.
    pub window_ns: u64,
    /// How long workers warm up before each.
    pub ramp_ns: u64,
    /// Throughput windows, or a fairness span.
    pub purpose: Purpose,
    /// The second of two equal sessions of one launch.
    pub twin: bool,
    /// Where the workers' own seeds come from.
    pub seed: u64,
    /// Cores that workers may use.
    pub cores: u32,
    /// The two workers are placed otherwise than usual.
    pub placed: Option<Placing>,
    /// Where the workers run; none where nothing is known of the processors.
    pub seats: Option<Seats>,
    /// What is replayed, if it is a trace that somebody asked for.
    pub replay: Option<Replay>,
}

impl Session {
    /// A short look at a subject: two windows of half a millisecond, workers wherever their numbers put them. What is to be otherwise
    /// stands before it: `Session { windows: 24, ..Session::brief("lock", "tas", "section-0", 2) }`.
    pub fn brief(family: &str, subject: &str, workload: &str, threads: u32) -> Session {
        Session {
            family: family.to_owned(),
            subject: subject.to_owned(),
            workload: workload.to_owned(),
            threads,
            windows: 2,
            first_window: 0,
            window_ns: 500_000,
            ramp_ns: 100_000,
            purpose: Purpose::Throughput,
            twin: false,
            seed: 7,
            cores: host::cores(),
            replay: None,
            placed: None,
            seats: None,
        }
    }

    /// Whether some worker must wait for a core.
    pub fn is_oversubscribed(&self) -> bool {
        self.threads > self.cores
    }

    /// How long its windows take, with their ramps.
    pub fn length(&self) -> Duration {
        Duration::from_nanos(self.window_ns + self.ramp_ns) * self.windows
    }

    /// A seed for each worker, different from all others.
    pub fn seed_of(&self, worker: usize) -> u64 {
        random::mix(self.seed ^ random::mix(worker as u64 + 1))
    }

    /// Runs all windows; see [`race`].
    ///
    /// # Errors
    /// With the message of the first panic.
    pub fn race<W: Work>(&self, build: impl Fn(Seat) -> W + Sync) -> Result<Race<W::Report>, String> {
        race(self, build)
    }

    /// What an instance needs, counted once for each subject and workload of a process; see [`Memory::count`].
    pub fn memory<T>(&self, make: impl FnOnce() -> T, operate: impl Fn(&mut T) -> u64) -> Memory {
        self.memory_of(&self.workload, make, operate)
    }

    /// The same for all workloads that ask for an instance of this kind.
    pub fn memory_of<T>(
        &self,
        kind: &str,
        make: impl FnOnce() -> T,
        operate: impl Fn(&mut T) -> u64,
    ) -> Memory {
        static KNOWN: Mutex<BTreeMap<[String; 3], Memory>> = Mutex::new(BTreeMap::new());
        let key = [&self.family, &self.subject, kind].map(str::to_owned);
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known().get(&key).copied();
        before.unwrap_or_else(|| {
            let counted = Memory::count(make, operate);
            known().insert(key, counted);
            counted
        })
    }
}

/// What a workload hands back: its windows, and whether the answer was right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The windows.
    pub windows: Vec<Window>,
    /// What else the workload was given.
    pub params: BTreeMap<String, Value>,
    /// Whether every worker was kept on its core.
    pub pinned: bool,
    /// What was wrong with the answer, beginning with the law that it broke: `no_lost_update: added 2, the sum is 1`.
    pub wrong: Option<String>,
    /// What an instance needs.
    pub memory: Memory,
    /// How long single operations took, if they were timed.
    pub latency: Option<Latency>,
    /// The best hit ratio that there could be, if it is known.
    pub optimum: Option<f64>,
    /// Entries that were there in the end, where a subject tells.
    pub entries: Option<u64>,
}

impl Outcome {
    /// The outcome of a race, to be completed with what was verified; or of a panic.
    pub fn of<R>(
        race: Result<Race<R>, String>,
        verify: impl FnOnce(Vec<R>) -> Result<(), String>,
    ) -> Outcome {
        let race = match race {
            Ok(race) => race,
            Err(panic) => return Outcome { wrong: Some(format!("no_panic: {panic}")), ..Outcome::default() },
        };
        let outcome = Outcome {
            windows: race.windows,
            pinned: race.pinned,
            wrong: verify(race.reports).err(),
            ..Outcome::default()
        };
        if race.pinned { outcome } else { outcome.param("pinned", false) }
    }

    /// Tells what else the workload was given.
    #[must_use]
    pub fn param(mut self, name: &str, value: impl Into<Value>) -> Outcome {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// Tells what an instance needs.
    #[must_use]
    pub fn memory(self, memory: Memory) -> Outcome {
        Outcome { memory, ..self }
    }

    /// Tells the best hit ratio that there could be.
    #[must_use]
    pub fn optimum(self, optimum: f64) -> Outcome {
        Outcome { optimum: Some(optimum), ..self }
    }

    /// Tells how long single operations took: all of the session's, by all of its workers, each begun when the one before
    /// was done.
    #[must_use]
    pub fn latency(self, times: &Times) -> Outcome {
        self.latency_at(times, CLOSED_LOOP)
    }

    /// The same, of operations that began on schedule: so many a second and thread.
    #[must_use]
    pub fn latency_at(self, times: &Times, rate_per_thread: f64) -> Outcome {
        Outcome { latency: times.percentiles(rate_per_thread), ..self }
    }
}

/// Operations started on schedule: none.
const CLOSED_LOOP: f64 = 0.0;

/// What all rows of a launch have in common.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// The run.
    pub run: String,
    /// Number of the launch.
    pub launch: u32,
    /// Where.
    pub host: Shared<Host>,
}

/// Measures one session, in this process. A wrong answer, or a panic, gives one row without a figure.
pub fn measure(subject: &Subject, session: &Session, context: &Context) -> Vec<Record> {
    let outcome = catch_unwind(AssertUnwindSafe(|| subject.run(session))).unwrap_or_else(|panic| {
        let wrong = Some(format!("no_panic: panicked: {}", message(&*panic)));
        Outcome { wrong, ..Outcome::default() }
    });
    let blank = blank(subject, session, &outcome, context);
    if let Some(wrong) = outcome.wrong {
        return vec![unverified(blank, wrong)];
    }
    let filled = |(number, window): (usize, &Window)| {
        fill(&blank, number as u32, window, session, subject.own_threads)
    };
    outcome.windows.iter().enumerate().map(filled).collect()
}

/// The one row of a session whose answer was wrong, or that never answered.
pub fn unverified(blank: Record, wrong: String) -> Record {
    Record { ops: None, verified: false, failure: Some(wrong), latency: None, ..blank }
}

/// A row with everything but the measurement.
pub fn blank(subject: &Subject, session: &Session, outcome: &Outcome, context: &Context) -> Record {
    let info = &subject.info;
    let mut params = outcome.params.clone();
    params.extend(session.placed.map(|placing| (PLACED.to_owned(), placing.name().into())));
    Record {
        schema: SCHEMA,
        run: context.run.clone(),
        launch: context.launch,
        window: session.first_window,
        family: info.family.clone(),
        subject: info.name.clone(),
        kind: info.kind,
        version: info.version.clone(),
        workload: session.workload.clone(),
        params: params.into(),
        threads: session.threads,
        ops: None,
        failed_tries: 0,
        elapsed_ns: 0,
        overlap: 0.0,
        per_thread: Vec::new(),
        placement: placement(None),
        seats: session.seats.clone().filter(|_| outcome.pinned),
        probe_ns: None,
        turn_ns: None,
        turn_least_ns: None,
        involuntary: None,
        max_gap_ns: 0,
        verified: true,
        failure: None,
        purpose: session.purpose,
        twin: session.twin,
        flags: Vec::new(),
        latency: outcome.latency,
        hit_ratio: None,
        optimum: outcome.optimum,
        entries: outcome.entries,
        updates: None,
        bytes: outcome.memory.bytes,
        allocs_per_op: outcome.memory.allocs_per_op,
        host: context.host.clone(),
    }
}

/// The row of one window.
fn fill(blank: &Record, number: u32, window: &Window, session: &Session, own_threads: u32) -> Record {
    let per_thread = window.per_thread();
    Record {
        window: session.first_window + number,
        ops: Some(per_thread.iter().sum()),
        failed_tries: window.stretches.iter().map(|stretch| stretch.done.failed).sum(),
        // A worker that waited through the whole window has no stretch: it must not make the window short.
        elapsed_ns: window.elapsed_ns().max(if session.is_oversubscribed() { session.window_ns } else { 0 }),
        overlap: window.overlap(),
        per_thread,
        placement: placement(window.probe_ns),
        probe_ns: window.probe_ns,
        turn_ns: window.slowest_turn_ns(),
        turn_least_ns: window.fastest_turn_ns(),
        involuntary: window.involuntary(),
        max_gap_ns: window.max_gap_ns(),
        flags: flags(blank, window, session, own_threads),
        hit_ratio: window.hit_ratio(),
        updates: window.updates(),
        ..blank.clone()
    }
}

/// What speaks against a window, and against the place where it was measured: one that was to be placed otherwise, and was not kept
/// there, shows no distance.
fn flags(blank: &Record, window: &Window, session: &Session, own_threads: u32) -> Vec<String> {
    let mut flags = window.flags(session.threads, own_threads, session.cores);
    if session.placed.is_some() && blank.seats.is_none() {
        flags.push(UNPLACED.to_owned());
    }
    flags
}
