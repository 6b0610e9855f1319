//! Which traces are replayed, and by whom.
//!
//! The trace that this project makes is part of every run of caches. Files that were asked for are replayed by several threads
//! too, each as a workload of its own, `replay-NAME`; those of the optional data for their hit ratios alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reports::Purpose;

use super::options::RunOptions;
use crate::catalogue::Subject;
use crate::engine::Session;
use crate::error::RunError;
use crate::traces::{Replay, SHARES, Source, of_data};
use crate::workloads::cache::{FAMILY, HITS, REPLAY, USUAL_PERCENT, replay_of};

/// Hit ratios are measured in this launch alone: but for a hasher's seed, another would find the same.
pub const HITS_LAUNCH: u32 = 0;
/// A request takes about so long, by experience.
const REQUEST_NS: u64 = 200;

/// One subject replays one trace, once, at one capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hits {
    /// Family.
    pub family: String,
    /// Subject.
    pub subject: String,
    /// What is replayed.
    pub replay: Replay,
    /// Number of its row among those of the subject.
    pub window: u32,
    /// Requests of the trace.
    pub requests: u64,
}

impl Hits {
    /// How long it will take.
    pub fn time(&self) -> Duration {
        Duration::from_nanos(self.requests * REQUEST_NS)
    }

    /// As a session.
    pub fn session(&self, seed: u64, cores: u32) -> Session {
        Session {
            family: self.family.clone(),
            subject: self.subject.clone(),
            workload: HITS.to_owned(),
            threads: 1,
            windows: 1,
            first_window: self.window,
            window_ns: self.time().as_nanos() as u64,
            ramp_ns: 0,
            purpose: Purpose::Hits,
            twin: false,
            seed,
            cores,
            placed: None,
            seats: None,
            replay: Some(self.replay.clone()),
        }
    }
}

/// A workload that a subject offers: by its name in the rows, and by its name in the catalogue.
pub(super) struct Workload<'a> {
    pub(super) name: String,
    pub(super) kind: &'a str,
    pub(super) replay: Option<Replay>,
}

/// All traces of a run; each was read once and is one.
pub(super) struct Traces {
    /// With the number of their requests: ours, those asked for, and those of the optional data.
    all: Vec<(Source, u64)>,
    /// How many of them were asked for.
    asked: usize,
    /// The folder of optional data, if it holds no trace.
    bare: Option<PathBuf>,
}

impl Traces {
    /// # Errors
    /// If a file is no trace.
    pub(super) fn of(options: &RunOptions) -> Result<Traces, RunError> {
        let by_name = options.families.iter().any(|family| family == FAMILY);
        let folder = options.data.as_deref().filter(|_| by_name);
        let data = folder.map(of_data).unwrap_or_default();
        let bare = folder.filter(|_| data.is_empty()).map(Path::to_owned);
        let is_asked = |path: &Path| options.traces.iter().any(|asked| is_same(asked, path));
        let further = data.iter().filter(|path| !is_asked(path));
        let mut sources = vec![Source::mixed()];
        for path in options.traces.iter().chain(further) {
            sources.push(Source::file(path, &sources));
        }
        let counted = |source: Source| {
            let requests = source.read()?.keys.len() as u64;
            Ok((source, requests))
        };
        let all = sources.into_iter().map(counted).collect::<Result<_, RunError>>()?;
        Ok(Traces { all, asked: options.traces.len(), bare })
    }

    /// What a subject offers: the workloads of the catalogue, and `replay-NAME` for each trace that was asked for.
    pub(super) fn workloads<'a>(&self, subject: &'a Subject) -> Vec<Workload<'a>> {
        let plain = |kind: &'a String| Workload { name: kind.clone(), kind, replay: None };
        let replayed = |(trace, _): &(Source, u64)| Workload {
            name: replay_of(&trace.name),
            kind: REPLAY,
            replay: Some(Replay { trace: trace.clone(), percent: USUAL_PERCENT }),
        };
        let asked = if is_cache(subject) && subject.offers(REPLAY) { self.asked } else { 0 };
        subject
            .info
            .workloads
            .iter()
            .map(plain)
            .chain(self.all.iter().skip(1).take(asked).map(replayed))
            .collect()
    }

    /// Each trace at each capacity.
    pub(super) fn hits(&self, subject: &Subject) -> Vec<Hits> {
        let replays = self.all.iter().flat_map(|trace| SHARES.map(|percent| (trace, percent)));
        let hits = |(window, ((trace, requests), percent)): (u32, (&(Source, u64), u32))| Hits {
            family: subject.info.family.clone(),
            subject: subject.info.name.clone(),
            replay: Replay { trace: trace.clone(), percent },
            window,
            requests: *requests,
        };
        (0..).zip(replays).map(hits).collect()
    }

    /// What was asked for in vain.
    pub(super) fn notes(&self, subjects: &[&Subject]) -> impl Iterator<Item = String> + use<> {
        let in_vain = self.asked > 0 && !subjects.iter().any(|subject| is_cache(subject));
        let in_vain = in_vain.then(|| "no trace is replayed: no cache is chosen".to_owned());
        let bare = |folder: &PathBuf| {
            format!("no further traces: there are none in {}", folder.join("traces").display())
        };
        in_vain.into_iter().chain(self.bare.as_ref().map(bare))
    }
}

/// Whether this workload is planned as [`Hits`].
pub(super) fn is_hits(subject: &Subject, workload: &str) -> bool {
    is_cache(subject) && workload == HITS
}

fn is_cache(subject: &Subject) -> bool {
    subject.info.family == FAMILY
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other
        || fs::canonicalize(one)
            .ok()
            .is_some_and(|one| fs::canonicalize(other).is_ok_and(|other| one == other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::host::Topology;
    use crate::plan::budget::Extent;
    use crate::plan::choice::{Choice, choose};
    use crate::plan::schedule;

    /// A folder of its own for each test, with traces in it.
    fn folder(test: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("contend-replays-{test}-{}", std::process::id()));
        fs::create_dir_all(folder.join("traces")).unwrap();
        files.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
        folder
    }

    fn chosen(options: &RunOptions) -> (Choice, Vec<String>) {
        choose(&Catalogue::standard(), options, &Topology::unknown(2)).unwrap()
    }

    fn of(subject: &str, families: &[&str], traces: Vec<PathBuf>) -> RunOptions {
        let families = families.iter().map(|&family| family.to_owned()).collect();
        RunOptions { families, subject: Some(subject.to_owned()), traces, ..RunOptions::default() }
    }

    fn names(choice: &Choice) -> Vec<(&str, u32)> {
        choice.hits.iter().map(|hits| (hits.replay.trace.name.as_str(), hits.replay.percent)).collect()
    }

    const SHIPPED: [(&str, u32); 5] =
        [("mixed", 1), ("mixed", 5), ("mixed", 10), ("mixed", 20), ("mixed", 40)];

    #[test]
    fn the_shipped_trace_is_replayed_once_by_one_thread_at_each_capacity() {
        let options = of("^mutex_lru$", &[], Vec::new());
        let (choice, notes) = chosen(&options);
        assert_eq!((names(&choice), notes.len()), (SHIPPED.to_vec(), 0));
        assert!(choice.items.iter().all(|item| item.workload != HITS));
        let of_launch = |number| {
            let plan = schedule::launch(
                "run",
                number,
                &choice,
                &Extent::of(options.profile),
                &options,
                &Topology::unknown(2),
            );
            let sessions = plan.sessions.into_iter().filter(|session| session.purpose == Purpose::Hits);
            sessions
                .map(|session| (session.workload, session.threads, session.first_window))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of_launch(HITS_LAUNCH),
            (0..5).map(|window| (HITS.to_owned(), 1, window)).collect::<Vec<_>>()
        );
        assert!(of_launch(1).is_empty());
    }

    #[test]
    fn filters_hold_for_them_too() {
        let with = |workload: &str, threads: &[u32]| {
            let options = of("^mutex_lru$", &["cache"], Vec::new());
            chosen(&RunOptions { workload: Some(workload.to_owned()), threads: threads.to_vec(), ..options })
                .0
        };
        let hits = with("^hits$", &[]);
        assert_eq!((hits.items.len(), hits.hits.len()), (0, 5));
        assert!(with("^zipf-get$", &[]).hits.is_empty());
        assert!(with(".", &[2]).hits.is_empty() && with(".", &[1, 2]).hits.len() == 5);
    }

    #[test]
    fn a_trace_that_was_asked_for_is_replayed_by_several_threads_too() {
        let folder = folder("asked", &[("own.trace", "1\n2\n1\n")]);
        let (choice, notes) = chosen(&of("^mutex_lru$", &[], vec![folder.join("own.trace")]));
        assert_eq!(
            (names(&choice)[..5].to_vec(), names(&choice)[5], notes.len()),
            (SHIPPED.to_vec(), ("own", 1), 0)
        );
        let replays: Vec<_> = choice.items.iter().filter(|item| item.workload == "replay-own").collect();
        assert!(!replays.is_empty() && replays.iter().all(|item| item.further && item.replay.is_some()));
        let (_, notes) = chosen(&of("^tas$", &["lock"], vec![folder.join("own.trace")]));
        assert_eq!(notes, ["no trace is replayed: no cache is chosen"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn traces_of_the_data_are_for_a_run_of_caches_by_name() {
        let folder = folder(
            "data",
            &[("traces/b.trace.gz", "1\n"), ("traces/a.trace.gz", "1\n"), ("traces/other", "?")],
        );
        let with = |families: &[&str], traces: Vec<PathBuf>| {
            let options = RunOptions { data: Some(folder.clone()), ..of("^mutex_lru$", families, traces) };
            let (choice, _) = chosen(&options);
            let mut names: Vec<_> = names(&choice).into_iter().map(|(name, _)| name.to_owned()).collect();
            names.dedup();
            (names.join(" "), choice.items.iter().filter(|item| item.replay.is_some()).count())
        };
        assert_eq!(with(&["cache"], Vec::new()), ("mixed a b".to_owned(), 0));
        assert_eq!(with(&[], Vec::new()), ("mixed".to_owned(), 0));
        let (names, replays) = with(&["cache"], vec![folder.join("traces/b.trace.gz")]);
        assert!(names == "mixed b a" && replays > 0, "one that is there twice is replayed once: {names}");
        let bare = RunOptions { data: Some(folder.join("traces")), ..of(".", &["cache"], Vec::new()) };
        let notes = chosen(&bare).1;
        assert!(notes.len() == 1 && notes[0].starts_with("no further traces: "), "{notes:?}");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_no_trace_is_refused_before_anything_runs() {
        let folder = folder("wrong", &[("wrong", "1\nabc\n")]);
        let error =
            choose(&Catalogue::standard(), &of(".", &[], vec![folder.join("wrong")]), &Topology::unknown(2))
                .unwrap_err();
        assert!(
            error.to_string().ends_with("line 2: \"abc\" is not a key; a trace has one number a line"),
            "{error}"
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
