//! What the report makes of rows.

use benches::engine::{Context, Outcome, Session, measure};
use benches::{Entry, Subject};
use reports::analysis::analyse;
use reports::analysis::model::{Cell, Report};
use reports::{Evidence, Host, Record};

use crate::common;

/// More cores than any of these sessions has workers.
const CORES: u32 = 64;

pub(crate) fn entry(name: &'static str) -> Entry {
    Entry { consistency: "linearizable", version: "7", ..common::entry(name) }
}

/// A subject whose windows are given.
pub(crate) fn given(name: &'static str, outcome: Outcome) -> Subject {
    Subject::new(entry(name).info("counter", &["inc"]), move |_| outcome.clone())
}

pub(crate) fn session(subject: &Subject, workload: &str, threads: u32, window_ns: u64) -> Session {
    Session {
        window_ns,
        cores: CORES,
        ..Session::brief(&subject.info.family, &subject.info.name, workload, threads)
    }
}

/// The rows of one launch.
pub(crate) fn launch(subject: &Subject, session: &Session, launch: u32) -> Vec<Record> {
    let host = Host { cores: CORES, ..Host::default() };
    measure(subject, session, &Context { run: "trial".to_owned(), launch, host: host.into() })
}

/// The rows of five launches.
pub(crate) fn launches(subject: &Subject, session: &Session) -> Vec<Record> {
    (0..5).flat_map(|number| launch(subject, session, number)).collect()
}

pub(crate) fn report(rows: &[Record], subjects: &[&Subject]) -> Report {
    let infos: Vec<_> = subjects.iter().map(|subject| subject.info.clone()).collect();
    analyse(rows, &infos, &Evidence::default(), &[])
}

/// The one cell of this subject.
pub(crate) fn cell<'a>(report: &'a Report, subject: &str) -> &'a Cell {
    let groups =
        report.families.iter().flat_map(|family| &family.workloads).flat_map(|workload| &workload.groups);
    let mut cells = groups.filter_map(|group| group.cell(subject));
    let cell = cells.next().expect("the subject is in the report");
    assert!(cells.next().is_none(), "once");
    cell
}

/// The report has this subject, and no figure of it.
pub(crate) fn assert_no_figure(report: &Report, subject: &str) {
    let cell = cell(report, subject);
    assert!(cell.measure.is_none() && cell.latency.is_none() && cell.fairness.is_none(), "{cell:?}");
    assert!(cell.cache.is_none() && cell.updates.is_none() && cell.tries == (0, 0), "{cell:?}");
    assert_eq!(cell.windows.used, 0, "{cell:?}");
}
