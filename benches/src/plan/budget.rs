//! How long a run will take, and what to leave out so that it fits.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::choice::{Choice, Item};
use super::options::{Profile, RunOptions};
use super::replays::Hits;

/// How much of everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Fresh processes.
    pub launches: u32,
    /// Windows of a session.
    pub windows: u32,
    /// Length of a window in which each thread has a core.
    pub window: Duration,
    /// Windows of a session with more threads than cores.
    pub crowded_windows: u32,
    /// Length of such a window: several turns of the scheduler, which deals out slices of some milliseconds.
    pub crowded_window: Duration,
    /// Length of a fairness span; none, if there are none.
    pub fairness: Option<Duration>,
    /// Leave out sessions with more threads than this.
    pub most_threads: u32,
    /// Whether workloads that are no headlines of their families are run.
    pub further: bool,
    /// Whether two threads are placed otherwise than usual too, where the machine offers that.
    pub placements: bool,
}

/// One process says nothing of the next one; the median of fewer than five is no median.
pub const LEAST_LAUNCHES: u32 = 5;
/// Of windows that must be longer than the profile's there are so many times fewer.
const LONGER_FEWER: u32 = 3;
/// A fairness span is measured with this many threads...
pub const FAIRNESS_THREADS: u32 = 4;
/// ...in this launch alone: it is long.
pub const FAIRNESS_LAUNCH: u32 = 0;
/// Workloads for which it is measured.
const FAIRNESS_WORKLOADS: [(&str, &str); 3] =
    [("counter", "inc"), ("lock", "section-0"), ("lock", "section-100")];

/// Where it is of interest over a tenth of a second too, since a lock may serve in turns.
const SHORT_SPANS_OF: (&str, &str) = ("lock", "section-100");
/// Several of them; some threads begin late.
const SHORT_SPANS: (u32, Duration) = (5, Duration::from_millis(110));

impl Extent {
    /// What a profile would like.
    pub fn of(profile: Profile) -> Extent {
        // Fairness wants a second of each thread's own time, and with more threads than cores some begin late.
        let (launches, windows, window_ms, crowded_windows, crowded_ms, fairness_ms) = match profile {
            Profile::Quick => (LEAST_LAUNCHES, 16, 2, 1, 40, 1_100),
            Profile::Standard => (7, 24, 3, 2, 60, 2_100),
            Profile::Thorough => (11, 30, 5, 4, 100, 5_100),
        };
        Extent {
            launches,
            windows,
            window: Duration::from_millis(window_ms),
            crowded_windows,
            crowded_window: Duration::from_millis(crowded_ms),
            fairness: Some(Duration::from_millis(fairness_ms)),
            most_threads: u32::MAX,
            further: true,
            placements: true,
        }
    }

    /// Whether this is run.
    pub fn takes(&self, item: &Item) -> bool {
        item.threads <= self.most_threads
            && (self.further || !item.further)
            && (self.placements || item.placed.is_none())
    }

    /// How many windows a session has, how long each, and how long the ramp before it.
    pub fn windows_of(&self, item: &Item, cores: u32) -> (u32, Duration, Duration) {
        if item.threads > cores {
            (self.crowded_windows, self.crowded_window, Duration::from_millis(5))
        } else if item.least_window > self.window {
            (self.windows.div_ceil(LONGER_FEWER), item.least_window, Duration::from_micros(500))
        } else {
            (self.windows, self.window, Duration::from_micros(500))
        }
    }
}

/// The fairness spans that belong to this, if the profile's are of this length: how many, and how long each.
pub fn fairness_spans(item: &Item, span: Duration) -> Vec<(u32, Duration)> {
    let workload = (item.family.as_str(), item.workload.as_str());
    let wanted = item.ranked && item.threads == FAIRNESS_THREADS && FAIRNESS_WORKLOADS.contains(&workload);
    let short = (wanted && workload == SHORT_SPANS_OF).then_some(SHORT_SPANS);
    wanted.then_some((1, span)).into_iter().chain(short).collect()
}

/// How long a run will take.
pub fn estimate(choice: &Choice, extent: &Extent, cores: u32) -> Duration {
    launch_time(choice, extent, cores) * extent.launches + once_time(choice, extent)
}

/// How long the first launch takes: fairness and hit ratios are measured in it.
pub fn first_launch_time(choice: &Choice, extent: &Extent, cores: u32) -> Duration {
    launch_time(choice, extent, cores) + once_time(choice, extent)
}

fn launch_time(choice: &Choice, extent: &Extent, cores: u32) -> Duration {
    let sessions = items(choice, extent).map(|item| session_time(item, extent, cores));
    sessions.sum::<Duration>() + Duration::from_millis(50)
}

/// What is measured once in a run.
fn once_time(choice: &Choice, extent: &Extent) -> Duration {
    fairness_time(choice, extent) + choice.hits.iter().map(Hits::time).sum::<Duration>()
}

fn fairness_time(choice: &Choice, extent: &Extent) -> Duration {
    let Some(span) = extent.fairness else { return Duration::ZERO };
    let spans = items(choice, extent).flat_map(|item| fairness_spans(item, span));
    spans.map(|(windows, span)| (span + Duration::from_millis(40)) * windows).sum()
}

fn items<'a>(choice: &'a Choice, extent: &'a Extent) -> impl Iterator<Item = &'a Item> {
    choice.items.iter().filter(|item| extent.takes(item))
}

/// One item of one launch, its twin included.
fn session_time(item: &Item, extent: &Extent, cores: u32) -> Duration {
    let (windows, window, ramp) = extent.windows_of(item, cores);
    // By experience: each thread that waits for a core comes to every meeting some milliseconds late.
    let late = if item.threads > cores { Duration::from_millis(4) } else { Duration::from_micros(50) };
    // A cache is filled beforehand, and each of its workers has a stream of keys made.
    // The peak is looked for before anything is sent on schedule.
    let setup = match (item.family.as_str(), item.workload.ends_with("half-peak")) {
        ("cache", _) => 30,
        (_, true) => 5,
        _ => 1,
    };
    let setup = Duration::from_millis(setup);
    let once = (window + ramp + late * item.threads) * windows + setup;
    if item.twin { once * 2 } else { once }
}

/// The profile's extent, cut down to the budget; and what was cut.
pub fn fit(choice: &Choice, options: &RunOptions, cores: u32) -> (Extent, Vec<String>) {
    let mut extent = Extent::of(options.profile);
    let mut notes = Vec::new();
    if let (true, Profile::Quick, Some(further)) =
        (options.is_everything(), options.profile, choice.further())
    {
        extent.further = false;
        notes.push(format!("left to runs of their family and to longer profiles: {further}"));
    }
    let Some(budget) = options.budget else { return (extent, notes) };
    if extent.further
        && estimate(choice, &extent, cores) > budget
        && let Some(note) = drop_further(&mut extent, choice)
    {
        notes.push(note);
    }
    while estimate(choice, &extent, cores) > budget {
        match cut(&mut extent, choice) {
            Some(note) => notes.push(note),
            None => {
                let least = estimate(choice, &extent, cores).as_secs();
                notes.push(format!(
                    "the budget of {} s is too short: the least that means anything takes about {least} s",
                    budget.as_secs()
                ));
                break;
            }
        }
    }
    (extent, merged(notes))
}

/// The first launch took longer than expected, as it does on a busy machine: cuts the launches behind it, so that they
/// fit into what is left of the budget.
pub fn fit_rest(
    choice: &Choice,
    extent: &Extent,
    left: Duration,
    slowness: f64,
    cores: u32,
) -> (Extent, Vec<String>) {
    let mut extent = Extent { fairness: None, ..extent.clone() };
    let mut notes = Vec::new();
    let rest = |extent: &Extent| launch_time(choice, extent, cores).mul_f64(slowness) * (extent.launches - 1);
    while rest(&extent) > left
        && let Some(note) = cut(&mut extent, choice)
    {
        notes.push(format!(
            "{note}, after the first launch, which took {slowness:.1} times as long as expected"
        ));
    }
    (extent, merged(notes))
}

/// Headlines alone, for all subjects alike: every other workload goes before anything is measured less well.
fn drop_further(extent: &mut Extent, choice: &Choice) -> Option<String> {
    if !std::mem::take(&mut extent.further) {
        return None;
    }
    choice.further().map(|further| format!("dropped for the budget: {further}"))
}

/// Cuts one thing: fairness spans, other placements, launches beyond the fifth, windows, and at last the highest number of threads.
fn cut(extent: &mut Extent, choice: &Choice) -> Option<String> {
    if extent.fairness.take().is_some() {
        return Some("dropped for the budget: fairness spans".to_owned());
    }
    if std::mem::take(&mut extent.placements) && choice.items.iter().any(|item| item.placed.is_some()) {
        return Some("dropped for the budget: other placements of two threads".to_owned());
    }
    if extent.launches > LEAST_LAUNCHES {
        extent.launches -= 1;
        return Some(format!("reduced for the budget: {} launches", extent.launches));
    }
    if extent.windows > 1 || extent.crowded_windows > 1 {
        extent.windows = (extent.windows - 1).max(1);
        extent.crowded_windows = extent.crowded_windows.div_ceil(2);
        return Some(format!("reduced for the budget: {} windows a session", extent.windows));
    }
    if let Some(note) = drop_further(extent, choice) {
        return Some(note);
    }
    let mut threads: Vec<_> = choice.items.iter().map(|item| item.threads).collect();
    threads.retain(|&threads| threads <= extent.most_threads);
    threads.sort_unstable();
    threads.dedup();
    let highest = threads.pop()?;
    extent.most_threads = *threads.last()?;
    Some(format!("dropped for the budget: {highest} threads"))
}

/// Of several reductions of one thing, the last.
fn merged(notes: Vec<String>) -> Vec<String> {
    let kind = |note: &String| {
        ["launches", "windows"].into_iter().find(|&what| note.starts_with("reduced") && note.contains(what))
    };
    let is_last = |(place, note): &(usize, &String)| {
        kind(note).is_none() || !notes[place + 1..].iter().any(|later| kind(later) == kind(note))
    };
    notes.iter().enumerate().filter(is_last).map(|(_, note)| note.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::host::Topology;
    use crate::plan::choice::choose;

    fn fitted(seconds: Option<u64>) -> (Extent, Vec<String>, Duration) {
        let options = RunOptions { budget: seconds.map(Duration::from_secs), ..RunOptions::default() };
        let (choice, _) = choose(&Catalogue::standard(), &options, &Topology::unknown(2)).unwrap();
        let (extent, notes) = fit(&choice, &options, 2);
        let estimate = estimate(&choice, &extent, 2);
        (extent, notes, estimate)
    }

    #[test]
    fn a_quick_run_fits_into_the_budget_of_the_sweep() {
        let (extent, notes, estimate) = fitted(None);
        assert_eq!(extent, Extent { further: false, ..Extent::of(Profile::Quick) });
        assert!(notes.len() == 1 && estimate <= crate::arguments::DEFAULT_BUDGET, "{estimate:?} {notes:?}");
        assert!(
            notes[0].starts_with("left to runs of their family and to longer profiles: queue: "),
            "{notes:?}"
        );
    }

    #[test]
    fn a_run_of_a_family_is_of_all_its_workloads_unless_its_budget_is_short() {
        let families = vec!["queue".to_owned()];
        let options = RunOptions { families, ..RunOptions::default() };
        let (choice, _) = choose(&Catalogue::standard(), &options, &Topology::unknown(2)).unwrap();
        let (extent, notes) = fit(&choice, &options, 2);
        assert!(extent.further && notes.is_empty(), "{notes:?}");
        let whole = estimate(&choice, &extent, 2);
        let headlines = estimate(&choice, &Extent { further: false, ..extent }, 2);
        assert!(headlines < whole, "{headlines:?} {whole:?}");
        let budgeted = RunOptions { budget: Some(headlines), ..options };
        let (extent, notes) = fit(&choice, &budgeted, 2);
        assert_eq!(extent, Extent { further: false, ..Extent::of(Profile::Quick) });
        assert!(notes.len() == 1 && notes[0].starts_with("dropped for the budget: queue: "), "{notes:?}");
        assert!(notes[0].contains("burst") && !notes[0].contains(" spsc,"), "{notes:?}");
    }

    #[test]
    fn a_budget_is_kept_and_what_it_cost_is_said() {
        let mut before = fitted(None).2;
        for seconds in [90, 60, 30, 15] {
            let (extent, notes, estimate) = fitted(Some(seconds));
            assert!(estimate <= Duration::from_secs(seconds) && estimate <= before);
            assert!(extent.launches >= LEAST_LAUNCHES && extent.windows >= 1);
            assert!(notes[1].contains("fairness spans"), "{notes:?}");
            before = estimate;
        }
    }

    #[test]
    fn a_slow_first_launch_cuts_those_behind_it() {
        let (choice, _) =
            choose(&Catalogue::standard(), &RunOptions::default(), &Topology::unknown(2)).unwrap();
        let extent = Extent { further: false, ..Extent::of(Profile::Quick) };
        let whole = estimate(&choice, &extent, 2);
        let (same, notes) = fit_rest(&choice, &extent, whole, 1.0, 2);
        assert_eq!((same.windows, notes.len()), (extent.windows, 0));
        let (cut, notes) = fit_rest(&choice, &extent, whole, 3.0, 2);
        assert!(cut.windows < extent.windows && cut.launches == extent.launches);
        assert!(notes[0].contains("3.0 times as long"), "{notes:?}");
    }

    #[test]
    fn a_budget_that_no_run_can_keep_is_named() {
        let (extent, notes, _) = fitted(Some(1));
        assert_eq!((extent.launches, extent.windows, extent.most_threads), (LEAST_LAUNCHES, 1, 1));
        assert!(notes.last().unwrap().contains("too short"), "{notes:?}");
        let about_windows = notes.iter().filter(|note| note.contains("windows a session")).count();
        assert_eq!(about_windows, 1, "only the last reduction is told: {notes:?}");
    }
}
