//! What a run that was stopped has measured: sessions all of whose rows are there. Of the others nothing is kept.

use std::collections::HashMap;
use std::io::{self, BufRead};
use std::time::Duration;

use reports::Purpose;
use serde::Deserialize;

use crate::engine::Session;
use crate::plan::{LaunchPlan, RunPlan};

/// What a row tells of its place; the rest is not looked at.
#[derive(Deserialize)]
struct Row {
    run: String,
    launch: u32,
    window: u32,
    family: String,
    subject: String,
    workload: String,
    threads: u32,
    purpose: Purpose,
    #[serde(default)]
    twin: bool,
    verified: bool,
    #[serde(default)]
    failure: Option<String>,
    #[serde(default)]
    params: Params,
}

/// What its workload was given; here only how its workers were placed, if otherwise than usual.
#[derive(Default, Deserialize)]
struct Params {
    placed: Option<String>,
}

/// Sessions of one name differ in their windows.
type Name = (u32, String, String, String, u32, Purpose, bool, Option<String>);

fn name(launch: u32, session: &Session) -> Name {
    let Session { family, subject, workload, threads, purpose, twin, placed, .. } = session.clone();
    let placed = placed.map(|placing| placing.name().to_owned());
    (launch, family, subject, workload, threads, purpose, twin, placed)
}

/// A session of the plan, and what there is of it.
struct Found {
    session: Session,
    windows: u32,
    wrong: bool,
}

impl Found {
    fn is_whole(&self) -> bool {
        self.wrong || self.windows == self.session.windows
    }
}

/// What is there, of the plan.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    /// Line by line: whether it is a row of a session that is wholly there.
    pub(crate) keep: Vec<bool>,
    /// Rows kept that say that an answer was wrong.
    pub(crate) unverified: usize,
    /// Sessions that hung or crashed.
    pub(crate) broken: Vec<Session>,
    /// By name, the first windows of those that are wholly there.
    whole: HashMap<Name, Vec<u32>>,
}

impl Measured {
    /// Reads the rows of a run that was stopped. Whatever follows the last end of a line is half a row; rows of no session of
    /// this plan are not kept.
    ///
    /// # Errors
    /// If it cannot be read, or if a whole line is no row of this run: what somebody else put there is not ours to replace.
    pub(crate) fn read(rows: impl BufRead, plan: &RunPlan) -> io::Result<Measured> {
        let mut found = Vec::new();
        let mut places: HashMap<Name, Vec<usize>> = HashMap::new();
        for launch in &plan.launches {
            for session in &launch.sessions {
                places.entry(name(launch.launch, session)).or_default().push(found.len());
                found.push(Found { session: session.clone(), windows: 0, wrong: false });
            }
        }
        let mut measured = Measured::default();
        let mut of_lines = Vec::new();
        each_whole_line(rows, |number, line| {
            let row: Row = serde_json::from_slice(line)
                .map_err(|error| io::Error::other(format!("line {number} is no row: {error}")))?;
            let Row { run, launch, family, subject, workload, threads, purpose, twin, params, .. } = row;
            if run != plan.run {
                return Err(io::Error::other(format!("line {number} is of another run, {run}")));
            }
            let name = (launch, family, subject, workload, threads, purpose, twin, params.placed);
            let places = places.get(&name).map_or(&[][..], Vec::as_slice);
            let place = places.iter().copied().find(|&place| found[place].takes(row.window, row.verified));
            if let Some(found) = place.map(|place| &mut found[place]) {
                found.windows += u32::from(row.verified);
                found.wrong |= !row.verified;
                measured.unverified += usize::from(!row.verified);
                if row.failure.is_some_and(|why| BROKE.iter().any(|law| why.starts_with(law))) {
                    measured.broken.push(found.session.clone());
                }
            }
            of_lines.push(place);
            Ok(())
        })?;
        measured.keep =
            of_lines.iter().map(|place| place.is_some_and(|place| found[place].is_whole())).collect();
        for (name, places) in places {
            let whole = places.into_iter().map(|place| &found[place]).filter(|found| found.is_whole());
            let firsts: Vec<_> = whole.map(|found| found.session.first_window).collect();
            if !firsts.is_empty() {
                measured.whole.insert(name, firsts);
            }
        }
        Ok(measured)
    }

    /// Whether this session is wholly there.
    pub(crate) fn holds(&self, launch: u32, session: &Session) -> bool {
        let firsts = self.whole.get(&name(launch, session));
        firsts.is_some_and(|firsts| firsts.contains(&session.first_window))
    }

    /// How long the windows of the other sessions of a launch take.
    pub(crate) fn left_of(&self, launch: &LaunchPlan) -> Duration {
        let left = launch.sessions.iter().filter(|session| !self.holds(launch.launch, session));
        left.map(Session::length).sum()
    }

    /// How many are.
    pub(crate) fn sessions(&self) -> usize {
        self.whole.values().map(Vec::len).sum()
    }
}

/// Laws whose breach costs a process.
const BROKE: [&str; 2] = ["no_crash: ", "no_hang: "];

impl Found {
    /// Whether this is its next row.
    fn takes(&self, window: u32, verified: bool) -> bool {
        let next = self.session.first_window + if verified { self.windows } else { 0 };
        !self.is_whole() && window == next
    }
}

fn each_whole_line(
    mut rows: impl BufRead,
    mut each: impl FnMut(usize, &[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if rows.read_until(b'\n', &mut line)? == 0 || line.pop() != Some(b'\n') {
            break;
        }
        each(number, &line)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::engine::session::{blank, unverified};
    use crate::engine::{Context, Outcome};
    use crate::host::{Placing, Topology};
    use crate::plan::{RunOptions, plan};

    /// The plan of a small run, and the rows of its first sessions, session by session.
    fn run() -> (RunPlan, Vec<Vec<String>>) {
        run_placed(&[])
    }

    /// The same, with the first session in these other placings too.
    fn run_placed(placings: &[Placing]) -> (RunPlan, Vec<Vec<String>>) {
        let catalogue = Catalogue::standard();
        let options = RunOptions {
            families: vec!["counter".to_owned()],
            subject: Some("^(mutex|atomic_relaxed)$".to_owned()),
            workload: Some("^inc$".to_owned()),
            threads: vec![10],
            ..RunOptions::default()
        };
        let mut plan = plan(&catalogue, &options, &Topology::unknown(16)).unwrap();
        let sessions = &mut plan.launches[0].sessions;
        for placing in placings {
            sessions.insert(0, Session { placed: Some(*placing), ..sessions[0].clone() });
        }
        let context = Context { run: plan.run.clone(), ..Context::default() };
        let rows = |session: &Session| -> Vec<String> {
            let subject = catalogue.find(&session.family, &session.subject).unwrap();
            let row = |window| {
                let mut row = blank(subject, session, &Outcome::default(), &context);
                (row.window, row.ops) = (session.first_window + window, Some(1));
                serde_json::to_string(&row).unwrap() + "\n"
            };
            (0..session.windows).map(row).collect()
        };
        let sessions = plan.launches[0].sessions.iter().take(3).map(rows).collect();
        (plan, sessions)
    }

    fn read(text: &[u8], plan: &RunPlan) -> Measured {
        Measured::read(text, plan).unwrap()
    }

    #[test]
    fn wherever_it_is_cut_whole_sessions_are_kept_and_nothing_else() {
        let (plan, sessions) = run();
        let text = sessions.concat().concat();
        let lengths = sessions.iter().scan(0, |all, rows| {
            *all += rows.concat().len();
            Some((*all, rows.len()))
        });
        let lengths: Vec<_> = lengths.collect();
        for cut in (0..=text.len()).step_by(61).chain(lengths.iter().flat_map(|&(end, _)| [end - 1, end])) {
            let measured = read(&text.as_bytes()[..cut], &plan);
            let whole: Vec<_> = lengths.iter().take_while(|(end, _)| *end <= cut).collect();
            let rows: usize = whole.iter().map(|(_, rows)| rows).sum();
            assert_eq!(measured.sessions(), whole.len(), "cut at {cut}");
            assert!(measured.keep.iter().take(rows).all(|keep| *keep), "cut at {cut}");
            assert!(measured.keep.iter().skip(rows).all(|keep| !keep), "cut at {cut}");
            for (number, session) in plan.launches[0].sessions.iter().enumerate() {
                assert_eq!(measured.holds(0, session), number < whole.len(), "cut at {cut}");
                assert!(!measured.holds(1, session));
            }
        }
    }

    #[test]
    fn what_is_left_is_told_by_its_length_and_not_by_its_number() {
        let (mut plan, sessions) = run();
        let launch = &mut plan.launches[0];
        launch.sessions.truncate(2);
        launch.sessions[1].window_ns *= 50;
        let lengths: Vec<Duration> = launch.sessions.iter().map(Session::length).collect();
        assert_eq!(Measured::default().left_of(&plan.launches[0]), lengths[0] + lengths[1]);
        let measured = read(sessions[0].concat().as_bytes(), &plan);
        assert_eq!(measured.left_of(&plan.launches[0]), lengths[1]);
        assert!(lengths[1] > 20 * lengths[0]);
    }

    #[test]
    fn a_row_that_is_missing_in_the_middle_costs_its_session() {
        let (plan, mut sessions) = run();
        sessions[1].remove(3);
        let measured = read(sessions.concat().concat().as_bytes(), &plan);
        assert_eq!(measured.sessions(), 2);
        let kept = measured.keep.iter().filter(|keep| **keep).count();
        assert_eq!(kept, sessions[0].len() + sessions[2].len());
    }

    #[test]
    fn one_row_that_says_what_was_wrong_is_a_whole_session() {
        let (plan, _) = run();
        let catalogue = Catalogue::standard();
        let session = &plan.launches[0].sessions[0];
        let subject = catalogue.find(&session.family, &session.subject).unwrap();
        let context = Context { run: plan.run.clone(), ..Context::default() };
        for (law, broken) in [("no_lost_update: added 2", 0), ("no_hang: nothing was heard", 1)] {
            let row = unverified(blank(subject, session, &Outcome::default(), &context), law.to_owned());
            let measured = read((serde_json::to_string(&row).unwrap() + "\n").as_bytes(), &plan);
            assert!(measured.holds(0, session) && measured.keep == [true]);
            assert_eq!((measured.unverified, measured.broken.len()), (1, broken));
        }
    }

    #[test]
    fn rows_of_another_run_and_what_is_no_row() {
        let (plan, sessions) = run();
        let text = sessions.concat().concat();
        let error = |text: String| Measured::read(text.as_bytes(), &plan).unwrap_err().to_string();
        let line = sessions.concat().len() + 1;
        let another = sessions[0][0].replace(&plan.run, "another");
        assert_eq!(error(format!("{text}{another}")), format!("line {line} is of another run, another"));
        assert!(error(format!("{text}hello\n")).starts_with(&format!("line {line} is no row")));
    }

    #[test]
    fn sessions_that_differ_in_how_they_are_placed_are_two() {
        let (plan, sessions) = run_placed(&[Placing::OnSiblings, Placing::AcrossSockets]);
        for (measured, rows) in sessions.iter().enumerate() {
            let read = read(rows.concat().as_bytes(), &plan);
            assert!(read.keep.len() == rows.len() && read.keep.iter().all(|keep| *keep));
            for (number, session) in plan.launches[0].sessions.iter().enumerate() {
                assert_eq!(
                    read.holds(0, session),
                    number == measured,
                    "{number} when {measured} was measured"
                );
            }
        }
    }
}
