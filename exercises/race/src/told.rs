//! From records to the one ratio that was predicted. Which windows count, and what an interval over launches is, the reports say.

use benches::Catalogue;
use reports::analysis::analyse;
use reports::analysis::model::{Cell, WrongAnswer};
use reports::{Evidence, Record, SubjectInfo};
use serde::Serialize;

use crate::Race;

/// What a race has shown; one line of JSON for the runner.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// Worker threads that it was run with.
    pub threads: u32,
    /// Throughput of `over` / throughput of `under`; none if one of them could not be measured, or gave a wrong answer.
    pub ratio: Option<Ratio>,
    /// Windows of these two that nothing disturbed...
    pub undisturbed: u64,
    /// ...of so many.
    pub windows: u64,
    /// Who gave wrong answers, a line for each subject.
    pub wrong: Vec<String>,
}

/// A ratio with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Ratio {
    /// Median over launches.
    pub median: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Launches in which both were measured.
    pub launches: usize,
}

/// Ratios are taken against the baseline of a family, so `under` is made that.
pub(crate) fn told(race: &Race, catalogue: &Catalogue, records: &[Record]) -> Told {
    let infos: Vec<SubjectInfo> = catalogue
        .infos()
        .into_iter()
        .filter(|info| info.family == race.family)
        .map(|info| SubjectInfo { baseline: info.name == race.under, ..info.clone() })
        .collect();
    let report = analyse(records, &infos, &Evidence::default(), &[]);
    let groups =
        report.families.iter().flat_map(|family| &family.workloads).flat_map(|workload| &workload.groups);
    let group = groups.max_by_key(|group| group.threads);
    let cell = |name| group.and_then(|group| group.cell(name));
    let sides: Vec<&Cell> = [race.over, race.under].into_iter().filter_map(cell).collect();
    let is_wrong = |name: &str| report.wrong.iter().any(|wrong| wrong.subject == name);
    let ratio = cell(race.over)
        .filter(|_| !is_wrong(race.over) && !is_wrong(race.under))
        .and_then(|cell| cell.measure.as_ref()?.ratio);
    Told {
        threads: group.map_or(0, |group| group.threads),
        ratio: ratio.map(|ratio| Ratio {
            median: ratio.value.median,
            low: ratio.value.low,
            high: ratio.value.high,
            launches: ratio.launches,
        }),
        undisturbed: sides.iter().map(|cell| cell.windows.used + cell.windows.other_class).sum(),
        windows: sides.iter().map(|cell| cell.windows.all).sum(),
        wrong: wrong_answers(&report.wrong),
    }
}

/// Of each subject the first, and how many more there were.
fn wrong_answers(all: &[WrongAnswer]) -> Vec<String> {
    let of_subject = all.chunk_by(|one, next| one.subject == next.subject);
    let line = |wrong: &[WrongAnswer]| {
        let more = if wrong.len() > 1 { format!(" (and {} more)", wrong.len() - 1) } else { String::new() };
        format!("{}: {}{more}", wrong[0].subject, wrong[0].failure)
    };
    of_subject.map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{Told, told};
    use crate::{Race, Threads, YOURS};
    use benches::Catalogue;
    use reports::Record;
    use serde_json::json;

    /// A window of 1 ms.
    fn row(subject: &str, launch: u32, ops: u64, flags: &[&str]) -> Record {
        serde_json::from_value(json!({
            "schema": 1, "run": "r", "launch": launch, "window": 0, "family": "lock", "subject": subject, "kind": "ours",
            "version": "1", "workload": "section-0", "threads": 2, "ops": ops, "elapsed_ns": 1_000_000, "overlap": 1.0,
            "placement": "usual", "verified": true, "purpose": "throughput", "flags": flags, "host": {"cores": 2},
        }))
        .expect("a record")
    }

    fn shown(rows: &[Record]) -> Told {
        let race = Race {
            exercise: "l1",
            family: "lock",
            workload: "section-0",
            threads: Threads::Exactly(2),
            beside: &["tas", "parking_lot"],
            over: YOURS,
            under: "parking_lot",
            yours: None,
        };
        told(&race, &Catalogue::standard(), rows)
    }

    /// Three launches in which `yours` is 2, 3 and 4 times as fast.
    fn rows() -> Vec<Record> {
        (0..3)
            .flat_map(|launch| {
                let yours = 2_000 + 1_000 * u64::from(launch);
                [row(YOURS, launch, yours, &[]), row("parking_lot", launch, 1_000, &[])]
            })
            .collect()
    }

    #[test]
    fn a_ratio_is_taken_within_each_launch() {
        let told = shown(&rows());
        let ratio = told.ratio.expect("both were measured");
        assert_eq!((ratio.low, ratio.median, ratio.high, ratio.launches), (2.0, 3.0, 4.0, 3));
        assert_eq!((told.threads, told.undisturbed, told.windows), (2, 6, 6));
        assert!(told.wrong.is_empty());
    }

    #[test]
    fn a_disturbed_window_is_counted_and_not_used() {
        let mut rows = rows();
        rows.push(Record { window: 1, ..row(YOURS, 0, 9_000_000, &["descheduled"]) });
        let told = shown(&rows);
        assert_eq!((told.undisturbed, told.windows, told.ratio.map(|ratio| ratio.high)), (6, 7, Some(4.0)));
    }

    #[test]
    fn a_wrong_answer_enters_no_ratio() {
        let wrong = |subject: &str| {
            let failure = Some("mutual_exclusion: 1 is missing".to_owned());
            Record { window: 1, ops: None, verified: false, failure, ..row(subject, 2, 0, &[]) }
        };
        let told = shown(&[rows(), vec![wrong(YOURS)]].concat());
        assert_eq!(
            (told.ratio, told.wrong),
            (None, vec!["yours: mutual_exclusion: 1 is missing".to_owned()])
        );
        let beside = shown(&[rows(), vec![wrong("tas")]].concat());
        assert!(beside.ratio.is_some() && beside.wrong.len() == 1, "somebody else's is told, and no more");
    }

    #[test]
    fn what_was_not_measured_has_no_ratio() {
        assert_eq!(shown(&rows()[..1]).ratio, None);
    }
}
