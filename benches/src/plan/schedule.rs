//! In which order a launch runs its sessions.
//!
//! All subjects of one workload and number of threads run one after another, so that they meet the same weather; in
//! each launch in another order, so that none always comes after the same neighbour.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rand::seq::SliceRandom;
use reports::Purpose;
use serde::{Deserialize, Serialize};

use super::budget::{Extent, FAIRNESS_LAUNCH, fairness_spans};
use super::choice::{Choice, Item};
use super::options::RunOptions;
use super::replays::HITS_LAUNCH;
use crate::engine::Session;
use crate::host::{Placing, Topology};
use crate::random;

/// What one process is to do. Travels to it as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaunchPlan {
    /// Names the run.
    pub run: String,
    /// Number of this launch.
    pub launch: u32,
    /// The command line of the run.
    pub command: String,
    /// In this order.
    pub sessions: Vec<Session>,
}

impl LaunchPlan {
    /// How long its windows take, with their ramps.
    pub fn length(&self) -> Duration {
        self.sessions.iter().map(Session::length).sum()
    }
}

/// Plans launch number `launch`.
pub fn launch(
    run: &str,
    launch: u32,
    choice: &Choice,
    extent: &Extent,
    options: &RunOptions,
    topology: &Topology,
) -> LaunchPlan {
    let seed = random::mix(options.seed ^ random::mix(u64::from(launch)));
    let mut generator = random::generator(seed);
    let items = choice.items.iter().filter(|item| extent.takes(item));
    let mut cells: Vec<Vec<&Item>> = Vec::new();
    for item in items {
        let same_cell = |cell: &&mut Vec<&Item>| cell_of(cell[0]) == cell_of(item);
        match cells.iter_mut().find(same_cell) {
            Some(cell) => cell.push(item),
            None => cells.push(vec![item]),
        }
    }
    cells.shuffle(&mut generator);
    let mut sessions = Vec::new();
    for cell in &mut cells {
        cell.shuffle(&mut generator);
        // The null control is like any comparison only if others run between the two: twins come in a second round.
        let twins = cell.iter().filter(|item| item.twin).map(|item| (*item, true));
        let round = cell.iter().map(|item| (*item, false)).chain(twins);
        sessions.extend(round.map(|(item, twin)| session(item, twin, seed, extent, topology)));
    }
    if let Some(span) = extent.fairness.filter(|_| launch == FAIRNESS_LAUNCH) {
        for item in choice.items.iter().filter(|item| extent.takes(item)) {
            let mut first_window = 0;
            for (windows, span) in fairness_spans(item, span) {
                sessions.push(Session {
                    windows,
                    first_window,
                    window_ns: span.as_nanos() as u64,
                    purpose: Purpose::Fairness,
                    ..session(item, false, seed, extent, topology)
                });
                first_window += windows;
            }
        }
    }
    if launch == HITS_LAUNCH {
        sessions.extend(choice.hits.iter().map(|hits| hits.session(seed, topology.logical())));
    }
    LaunchPlan { run: run.to_owned(), launch, command: options.command.clone(), sessions }
}

/// Sessions that are compared with each other.
fn cell_of(item: &Item) -> (&str, &str, u32, Option<Placing>) {
    (&item.family, &item.workload, item.threads, item.placed)
}

fn session(item: &Item, twin: bool, seed: u64, extent: &Extent, topology: &Topology) -> Session {
    let cores = topology.logical();
    let (windows, window, ramp) = extent.windows_of(item, cores);
    Session {
        family: item.family.clone(),
        subject: item.subject.clone(),
        workload: item.workload.clone(),
        threads: item.threads,
        windows,
        first_window: 0,
        window_ns: window.as_nanos() as u64,
        ramp_ns: ramp.as_nanos() as u64,
        purpose: Purpose::Throughput,
        twin,
        seed,
        cores,
        placed: item.placed,
        seats: item.placed.map_or_else(|| topology.seats(item.threads), |placing| topology.placed(placing)),
        replay: item.replay.clone(),
    }
}

/// A name that sorts by time and that two runs hardly share: `20261122T121500Z-1f3a`.
pub fn name_of_run(seed: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let tag = random::mix(seed ^ now.as_nanos() as u64 ^ u64::from(std::process::id())) & 0xFFFF;
    format!("{}-{tag:04x}", utc(now.as_secs()))
}

/// Seconds since 1970 as a date and time (Howard Hinnant's `civil_from_days`).
fn utc(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let day = days + 719_468; // since 0000-03-01, so that leap days end their year
    let (era, day_of_era) = (day / 146_097, day % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}{month:02}{day_of_month:02}T{hour:02}{minute:02}{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::plan::choice::choose;

    fn order(number: u32, seed: u64) -> Vec<(String, String, u32, bool, Purpose)> {
        let options = RunOptions { seed, ..RunOptions::default() };
        let (choice, _) = choose(&Catalogue::standard(), &options, &Topology::unknown(2)).unwrap();
        let extent = Extent::of(options.profile);
        let plan = launch("run", number, &choice, &extent, &options, &Topology::unknown(2));
        let key =
            |s: Session| (format!("{}/{}", s.family, s.subject), s.workload, s.threads, s.twin, s.purpose);
        plan.sessions.into_iter().map(key).collect()
    }

    #[test]
    fn each_launch_has_its_own_order_of_the_same_sessions() {
        let (first, second, again) = (order(1, 7), order(2, 7), order(1, 7));
        assert_eq!(first, again);
        assert_ne!(first, second);
        assert_ne!(first, order(1, 8));
        let sorted = |mut sessions: Vec<(String, String, u32, bool, Purpose)>| {
            sessions.sort();
            sessions
        };
        assert_eq!(sorted(first), sorted(second));
    }

    #[test]
    fn fairness_is_measured_in_one_launch_and_for_ranked_subjects() {
        let spans = |number| order(number, 7).into_iter().filter(|key| key.4 == Purpose::Fairness).count();
        assert_eq!([1, 2, 3, 4].map(spans), [0; 4]);
        assert!(spans(FAIRNESS_LAUNCH) > 16);
    }

    #[test]
    fn twins_come_after_all_firsts_of_their_cell() {
        let sessions = order(1, 7);
        let place = |name: &str, twin| {
            let wanted = (name.to_owned(), "inc".to_owned(), 2, twin, Purpose::Throughput);
            sessions.iter().position(|key| *key == wanted).unwrap()
        };
        for name in ["counter/mutex", "counter/per_thread", "counter/atomic_relaxed"] {
            assert!(place(name, true) > place("counter/cas_loop", false).max(place(name, false)));
        }
    }

    #[test]
    fn dates_are_right_about_leap_years() {
        assert_eq!(utc(0), "19700101T000000Z");
        assert_eq!(utc(951_782_400), "20000229T000000Z");
        assert_eq!(utc(1_795_353_603), "20261122T132003Z");
    }
}
