//! Which sessions were asked for: subjects x workloads x threads.

use std::time::Duration;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::options::RunOptions;
use super::points::{FOUNDING, points};
use super::replays::{Hits, Traces, Workload, is_hits};
use crate::catalogue::{Catalogue, MOST_THREADS, Subject};
use crate::error::RunError;
use crate::host::{Placing, Topology};
use crate::traces::Replay;

/// What one session is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Family.
    pub family: String,
    /// Subject.
    pub subject: String,
    /// Workload.
    pub workload: String,
    /// Threads.
    pub threads: u32,
    /// Measured a second time in the same launch.
    pub twin: bool,
    /// Takes part in a ranking, so its fairness is of interest.
    pub ranked: bool,
    /// No window is shorter.
    pub least_window: Duration,
    /// Of a workload that is no headline of its family: the first to go.
    pub further: bool,
    /// Its two workers are placed otherwise than usual.
    pub placed: Option<Placing>,
    /// What is replayed, if it is a trace that was asked for.
    pub replay: Option<Replay>,
}

/// Everything that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// One each for subject, workload and number of threads.
    pub items: Vec<Item>,
    /// One each for subject, trace and capacity: replayed once in the whole run.
    pub hits: Vec<Hits>,
}

/// Reads the options against the catalogue. The second part says what was asked for and is not offered.
///
/// # Errors
/// If the options name something that there is not.
pub fn choose(
    catalogue: &Catalogue,
    options: &RunOptions,
    topology: &Topology,
) -> Result<(Choice, Vec<String>), RunError> {
    let threads = threads(&options.threads, topology)?;
    let placings = topology.placings();
    let subjects = subjects(catalogue, options)?;
    let workload = options.workload.as_deref().map(pattern).transpose()?;
    let wanted = |name: &str| workload.as_ref().is_none_or(|workload| workload.is_match(name));

    let traces = Traces::of(options)?;

    let (mut items, mut hits) = (Vec::new(), Vec::new());
    let mut without = Vec::new();
    for subject in &subjects {
        let mut workloads = traces.workloads(subject);
        workloads.retain(|workload| wanted(&workload.name));
        if workloads.is_empty() {
            without.push(format!("{}/{}", subject.info.family, subject.info.name));
        }
        for workload in workloads {
            // What takes one number of threads alone is raced with it, whatever the default is.
            let only = subject.only_threads(workload.kind).filter(|_| options.threads.is_empty());
            let founding = (options.threads.is_empty()
                && !threads.contains(&FOUNDING)
                && is_founding(subject, workload.kind))
            .then_some(FOUNDING);
            let usual = threads
                .iter()
                .copied()
                .chain(founding)
                .filter(|&threads| subject.takes(workload.kind, threads));
            let possible: Vec<u32> = only.map_or_else(|| usual.collect(), |only| vec![only]);
            if is_hits(subject, workload.kind) {
                hits.extend(possible.iter().flat_map(|_| traces.hits(subject)));
            } else {
                let placed =
                    placings.iter().filter(|_| possible.contains(&2) && shows_distance(subject, &workload));
                let placed =
                    placed.map(|&placing| Item { placed: Some(placing), ..item(subject, &workload, 2) });
                items.extend(possible.iter().map(|&threads| item(subject, &workload, threads)).chain(placed));
            }
        }
    }
    if without.len() == subjects.len() {
        let offered = subjects.iter().flat_map(|subject| &subject.info.workloads).cloned();
        let asked = options.workload.clone().unwrap_or_default();
        return Err(RunError::UnknownWorkload { asked, allowed: distinct(offered) });
    }
    if items.is_empty() && hits.is_empty() {
        return Err(RunError::NothingToRun { asked: threads });
    }
    let asked = options.workload.as_deref().unwrap_or_default();
    let note = format!("not offered: workload {asked:?} by {}", without.join(", "));
    // Without a pattern for subjects nobody asked for those that are left out.
    let worth_saying = !without.is_empty() && options.subject.is_some();
    let notes = worth_saying.then_some(note).into_iter().chain(traces.notes(&subjects));
    Ok((Choice { items, hits }, notes.collect()))
}

impl Choice {
    /// What goes first when there is not enough time, in words: `queue: burst, mpsc; channel: oneshot`.
    pub fn further(&self) -> Option<String> {
        let mut families: Vec<(&str, Vec<&str>)> = Vec::new();
        for item in self.items.iter().filter(|item| item.further) {
            if families.last().is_none_or(|(family, _)| *family != item.family) {
                families.push((&item.family, Vec::new()));
            }
            let workloads = families.last_mut().map(|(_, workloads)| workloads);
            if let Some(workloads) = workloads.filter(|known| !known.contains(&item.workload.as_str())) {
                workloads.push(&item.workload);
            }
        }
        let said = families.iter().map(|(family, workloads)| format!("{family}: {}", workloads.join(", ")));
        (!families.is_empty()).then(|| said.collect::<Vec<_>>().join("; "))
    }
}

/// The race that this project began with: atomic against mutex, and whoever else counts.
fn is_founding(subject: &Subject, workload: &str) -> bool {
    subject.info.family == "counter" && ["inc", "load"].contains(&workload)
}

/// What is raced in every placement: baselines, null controls and floors tell what distance does, and one distance is enough to compare
/// everybody else.
fn shows_distance(subject: &Subject, workload: &Workload<'_>) -> bool {
    let tells = subject.info.baseline || subject.twin || subject.info.kind == reports::Kind::Floor;
    tells && !subject.is_further(workload.kind) && workload.replay.is_none()
}

fn item(subject: &Subject, workload: &Workload<'_>, threads: u32) -> Item {
    Item {
        family: subject.info.family.clone(),
        subject: subject.info.name.clone(),
        workload: workload.name.clone(),
        threads,
        twin: subject.twin,
        ranked: subject.info.kind != reports::Kind::Floor,
        least_window: if threads > 1 { subject.least_window } else { Duration::ZERO },
        further: subject.is_further(workload.kind),
        placed: None,
        replay: workload.replay.clone(),
    }
}

fn threads(asked: &[u32], topology: &Topology) -> Result<Vec<u32>, RunError> {
    let mut threads = if asked.is_empty() { points(topology) } else { asked.to_vec() };
    threads.sort_unstable();
    threads.dedup();
    match threads.iter().find(|&&threads| threads == 0 || threads > MOST_THREADS) {
        Some(&asked) => Err(RunError::BadThreads { asked }),
        None => Ok(threads),
    }
}

fn subjects<'a>(catalogue: &'a Catalogue, options: &RunOptions) -> Result<Vec<&'a Subject>, RunError> {
    let families = catalogue.families();
    if let Some(asked) = options.families.iter().find(|asked| !families.contains(&asked.as_str())) {
        let allowed = families.iter().map(|&family| family.to_owned()).collect();
        return Err(RunError::UnknownFamily { asked: asked.clone(), allowed });
    }
    let in_family =
        |subject: &&Subject| options.families.is_empty() || options.families.contains(&subject.info.family);
    let of_families: Vec<_> = catalogue.subjects().iter().filter(in_family).collect();
    let Some(asked) = &options.subject else { return Ok(of_families) };
    let name = pattern(asked)?;
    let chosen: Vec<_> =
        of_families.iter().copied().filter(|subject| name.is_match(&subject.info.name)).collect();
    if chosen.is_empty() {
        let allowed = distinct(of_families.iter().map(|subject| subject.info.name.clone()));
        return Err(RunError::UnknownSubject { asked: asked.clone(), allowed });
    }
    Ok(chosen)
}

fn pattern(asked: &str) -> Result<Regex, RunError> {
    Regex::new(asked).map_err(|error| {
        // The last line says what is wrong; those before draw the place.
        let reason =
            error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        RunError::BadPattern { asked: asked.to_owned(), reason }
    })
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<_> = names.collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(options: &RunOptions) -> Result<(Choice, Vec<String>), String> {
        choose(&Catalogue::standard(), options, &Topology::unknown(2)).map_err(|error| error.to_string())
    }

    fn options(subject: &str, workload: &str, threads: &[u32]) -> RunOptions {
        RunOptions {
            subject: Some(subject.to_owned()),
            workload: Some(workload.to_owned()),
            threads: threads.to_vec(),
            ..RunOptions::default()
        }
    }

    #[test]
    fn everything_is_the_default() {
        let (choice, notes) = chosen(&RunOptions::default()).unwrap();
        assert!(choice.items.len() > 200);
        assert!(notes.is_empty());
    }

    #[test]
    fn patterns_choose_subjects_workloads_and_threads() {
        let families = vec!["counter".to_owned()]; // others have a noop too, and no inc
        let options = RunOptions { families, ..options("^(per_thread|noop)$", "^inc$", &[2, 1, 2]) };
        let (choice, notes) = chosen(&options).unwrap();
        let names: Vec<_> = choice.items.iter().map(|item| (item.subject.as_str(), item.threads)).collect();
        assert_eq!(names, [("per_thread", 1), ("per_thread", 2), ("noop", 1), ("noop", 2)]);
        assert!(notes.is_empty());
    }

    #[test]
    fn a_workload_may_take_fewer_threads_than_its_subject() {
        let threads_of = |workload: &str| -> Vec<u32> {
            let options = options("^seqlock$", workload, &[]);
            chosen(&options).unwrap().0.items.iter().map(|item| item.threads).collect()
        };
        assert_eq!(threads_of("^read-only$"), [1, 2, 4]);
        assert_eq!(threads_of("^update-storm$"), [2, 4]);
        let alone = chosen(&options("^seqlock$", "^update-storm$", &[1])).unwrap_err();
        assert_eq!(alone, "nothing to run: no chosen subject takes 1 threads");
    }

    #[test]
    fn a_workload_of_one_number_of_threads_is_raced_with_it() {
        let of = |threads: &[u32]| {
            let options =
                RunOptions { families: vec!["queue".to_owned()], ..options("^mutex$", "^mpsc$", threads) };
            chosen(&options)
                .map(|(choice, _)| choice.items.iter().map(|item| item.threads).collect::<Vec<_>>())
        };
        assert_eq!(of(&[]), Ok(vec![5]));
        assert_eq!(of(&[2, 5]), Ok(vec![5]));
        assert_eq!(of(&[2]), Err("nothing to run: no chosen subject takes 2 threads".to_owned()));
    }

    #[test]
    fn a_subject_without_the_workload_is_left_out_and_named() {
        let (choice, notes) = chosen(&options("^(per_thread|rayon_reduce)$", "^inc$", &[1])).unwrap();
        assert_eq!(choice.items.len(), 1);
        assert_eq!(notes, ["not offered: workload \"^inc$\" by counter/rayon_reduce"]);
    }

    #[test]
    fn what_there_is_not_is_refused_in_a_line_that_says_what_there_is() {
        let families = RunOptions { families: vec!["stack".to_owned()], ..RunOptions::default() };
        let cases = [
            (families, "there is no family \"stack\"; there are: counter, lock,"),
            (options("zzz", ".", &[]), "no subject matches \"zzz\"; there are: actor, actor_crossbeam,"),
            (
                options("tas", "inc", &[]),
                "no chosen subject offers a workload that matches \"inc\"; they offer: cache-over, counter-over,",
            ),
            (options("(", ".", &[]), "\"(\" is no regular expression: "),
            (options(".", ".", &[0]), "0 threads cannot be had: 1 to 1024 can"),
            (options(".", ".", &[1025]), "1025 threads cannot be had"),
            (options("ping_pong", ".", &[1]), "nothing to run: no chosen subject takes 1 threads"),
        ];
        for (options, expected) in cases {
            let message = chosen(&options).unwrap_err();
            assert!(message.starts_with(expected), "{message}");
            assert_eq!(message.lines().count(), 1, "{message}");
        }
    }
}
