//! What there is to race: subjects, and the catalogue that holds them.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use reports::{Kind, SubjectInfo};

use crate::engine::{Outcome, Session};
use crate::subjects::known_failures::{KnownFailure, known_failures};

/// The most worker threads that a session may have.
pub const MOST_THREADS: u32 = 1024;

type Run = Box<dyn Fn(&Session) -> Outcome + Send + Sync>;

/// One implementation, ready to be raced. The call of `run` is the only dynamic one; everything behind it, the timed loop
/// above all, was compiled for this subject alone.
pub struct Subject {
    /// What is known of it beforehand.
    pub info: SubjectInfo,
    /// Numbers of threads that it can be raced with.
    pub threads: RangeInclusive<u32>,
    /// Threads that it runs itself, beside the workers.
    pub own_threads: u32,
    /// Whether it is raced against itself too: the null control of its family (A/A).
    pub twin: bool,
    /// No window of several threads is shorter than this: one of its operations may last long by design, and a window
    /// must be much longer than what its workers begin and end apart.
    pub least_window: Duration,
    /// Workloads that take fewer numbers of threads than the subject.
    narrower: Vec<(String, RangeInclusive<u32>)>,
    /// Workloads that are no headlines.
    further: Vec<String>,
    run: Run,
}

impl Subject {
    /// A subject that offers what `info` says; `run` does any of its workloads.
    pub fn new(info: SubjectInfo, run: impl Fn(&Session) -> Outcome + Send + Sync + 'static) -> Subject {
        Subject {
            info,
            threads: 1..=MOST_THREADS,
            twin: false,
            own_threads: 0,
            least_window: Duration::ZERO,
            narrower: Vec::new(),
            further: Vec::new(),
            run: Box::new(run),
        }
    }

    /// The one that ratios of its family are taken against.
    #[must_use]
    pub fn baseline(mut self) -> Subject {
        self.info.baseline = true;
        self
    }

    /// It is known to be wrong in some way, the law first: `drops_once: a popped item is dropped twice`. The report marks it.
    #[must_use]
    pub fn known_failure(mut self, what: &str) -> Subject {
        self.info.known_failures.push(what.to_owned());
        self
    }

    /// Measured twice in each launch.
    #[must_use]
    pub fn twin(self) -> Subject {
        Subject { twin: true, ..self }
    }

    /// It runs threads of its own, an actor for instance, which need cores too.
    #[must_use]
    pub fn own_threads(self, own_threads: u32) -> Subject {
        Subject { own_threads, ..self }
    }

    /// Only windows of at least this length, if several threads work.
    #[must_use]
    pub fn least_window(self, least_window: Duration) -> Subject {
        Subject { least_window, ..self }
    }

    /// Only for so many threads.
    #[must_use]
    pub fn threads(self, threads: RangeInclusive<u32>) -> Subject {
        Subject { threads, ..self }
    }

    /// Only for so many threads in this workload.
    #[must_use]
    pub fn threads_of(mut self, workload: &str, threads: RangeInclusive<u32>) -> Subject {
        self.narrower.push((workload.to_owned(), threads));
        self
    }

    /// This workload is no headline of its family: a quick run of everything goes without it.
    #[must_use]
    pub fn further(mut self, workload: &str) -> Subject {
        self.further.push(workload.to_owned());
        self
    }

    /// Whether a quick run of everything goes without this workload.
    pub fn is_further(&self, workload: &str) -> bool {
        self.further.iter().any(|further| further == workload)
    }

    /// The only number of threads that this workload takes, if there is but one.
    pub fn only_threads(&self, workload: &str) -> Option<u32> {
        let mut narrower = self.narrower.iter().filter(|(name, _)| name == workload);
        let (_, threads) = narrower.find(|(_, threads)| threads.start() == threads.end())?;
        Some(*threads.start()).filter(|&threads| self.takes(workload, threads))
    }

    /// Whether it can be raced with so many threads in this workload.
    pub fn takes(&self, workload: &str, threads: u32) -> bool {
        let mut narrower = self.narrower.iter().filter(|(name, _)| name == workload);
        self.threads.contains(&threads) && narrower.all(|(_, narrower)| narrower.contains(&threads))
    }

    /// Only for this workload.
    #[must_use]
    pub fn only(mut self, workload: &str) -> Subject {
        self.info.workloads.retain(|offered| offered == workload);
        self
    }

    /// Runs a session, in this process.
    pub fn run(&self, session: &Session) -> Outcome {
        (self.run)(session)
    }

    /// Whether it offers this workload.
    pub fn offers(&self, workload: &str) -> bool {
        self.info.workloads.iter().any(|offered| offered == workload)
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject").field("info", &self.info).finish_non_exhaustive()
    }
}

/// What an entry says about its subject; the family's function adds what follows from the type.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Name, unique within its family.
    pub name: &'static str,
    /// Ours, a peer's, or a floor.
    pub kind: Kind,
    /// What it is built on, in a phrase.
    pub mechanism: &'static str,
    /// `wait-free`, `lock-free`, `blocking`.
    pub progress: &'static str,
    /// What its answers are worth. Counters say it by their type.
    pub consistency: &'static str,
    /// Paper, book or crate it comes from.
    pub origin: &'static str,
    /// Source file, or the crate's name.
    pub source: &'static str,
    /// Version of what is measured.
    pub version: &'static str,
}

impl Entry {
    /// As a row of the catalogue.
    pub fn info(self, family: &str, workloads: &[&str]) -> SubjectInfo {
        SubjectInfo {
            family: family.to_owned(),
            name: self.name.to_owned(),
            kind: self.kind,
            mechanism: self.mechanism.to_owned(),
            progress: self.progress.to_owned(),
            consistency: self.consistency.to_owned(),
            origin: self.origin.to_owned(),
            source: self.source.to_owned(),
            version: self.version.to_owned(),
            workloads: workloads.iter().map(|&workload| workload.to_owned()).collect(),
            baseline: false,
            known_failures: known_failures(family, self.name, self.version)
                .map(KnownFailure::to_string)
                .collect(),
        }
    }
}

/// Subjects to race: ours ([`Catalogue::standard`]), or anybody's.
#[derive(Debug, Default)]
pub struct Catalogue {
    subjects: Vec<Subject>,
}

impl Catalogue {
    /// An empty catalogue.
    pub fn new() -> Catalogue {
        Catalogue::default()
    }

    /// Every subject of this project, its peers and its floors.
    pub fn standard() -> Catalogue {
        crate::subjects::all().into_iter().fold(Catalogue::new(), Catalogue::with)
    }

    /// Adds a subject.
    ///
    /// # Panics
    /// If its family has one of this name.
    #[must_use]
    pub fn with(mut self, subject: Subject) -> Catalogue {
        let (family, name) = (&subject.info.family, &subject.info.name);
        assert!(self.find(family, name).is_none(), "the catalogue has a {family} called {name} already");
        self.subjects.push(subject);
        self
    }

    /// All subjects, in the order of their files.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// The subject of this name.
    pub fn find(&self, family: &str, name: &str) -> Option<&Subject> {
        self.subjects.iter().find(|subject| subject.info.family == family && subject.info.name == name)
    }

    /// Families, in the order in which they first appear.
    pub fn families(&self) -> Vec<&str> {
        distinct(self.subjects.iter().map(|subject| subject.info.family.as_str()))
    }

    /// Workloads of all subjects, in the order in which they first appear.
    pub fn workloads(&self) -> Vec<&str> {
        distinct(self.subjects.iter().flat_map(|subject| &subject.info.workloads).map(String::as_str))
    }

    /// What `contend list` shows.
    pub fn infos(&self) -> Vec<&SubjectInfo> {
        self.subjects.iter().map(|subject| &subject.info).collect()
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    names.for_each(|name| {
        if !seen.contains(&name) {
            seen.push(name);
        }
    });
    seen
}
