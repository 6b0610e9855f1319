//! From records to a [`Report`]: what counts, what it shows, and what cannot be told.
//!
//! Read in this order: `gather` sorts rows into groups; `cell` decides which windows count; `group` compares subjects within one
//! workload and thread count, with `rank` for places and `served` for fairness beside speed; `family` adds headlines, and `scaling` COST and laws; `collapse`, `crossing` and `matrix` ask across
//! the workloads of a family, by names that stand in `known`; of caches, `front` weighs hits against speed, `traces` follows hits over
//! capacities, `room` counts bytes and `prices` compares promises; `trust`, `race`, `subjects` and `foundations` look across all, and
//! `machines` across machines; `sentences` says it in words. [`model`] holds the result.

pub(crate) mod caches;
mod cell;
mod checks;
mod collapse;
pub(crate) mod crossing;
mod denials;
mod family;
mod foundations;
mod front;
mod gather;
mod group;
pub(crate) mod known;
pub(crate) mod machines;
mod matrix;
pub mod model;
mod prices;
mod prose;
mod race;
pub(crate) mod rank;
mod replays;
mod room;
mod scaling;
pub(crate) mod sentences;
pub(crate) mod served;
mod subjects;
pub(crate) mod traces;
mod trust;

use std::collections::BTreeMap;

pub(crate) use caches::SAME_HITS;
pub(crate) use cell::{crowds_itself, usable};
pub use checks::{Checks, Mutant};
pub use foundations::{FOUNDATIONS, FoundationCell, FoundationRow, Foundations};
pub use model::Report;
pub use prose::{Piece, Prose};
pub use race::{OurRace, PUBLISHED_BY, RACERS};
pub use subjects::SubjectCard;
pub use trust::Caution;

use crate::evidence::Evidence;
use crate::record::{Record, SubjectInfo};
use model::{DispatchRow, Family, Tint, WrongAnswer};

/// Analyses records. `notes` are sentences about where the rows came from, said again in the report.
///
/// Equal input gives an equal report: resampling is seeded, and nothing looks at the clock.
pub fn analyse(
    records: &[Record],
    catalogue: &[SubjectInfo],
    evidence: &Evidence,
    notes: &[String],
) -> Report {
    let (rows, others) = gather::one_machine(records);
    let mut ids = gather::Ids::default();
    let subjects = subjects::all(&rows, catalogue);
    let tints = subjects::tints(&subjects);
    let (mut families, dispatch) = of_one_machine(&rows, catalogue, &tints, &mut ids);
    let unfitted = scaling::take_unfitted(&mut families);
    let wrong = wrong_answers(&rows);
    Report {
        trust: trust::Trust { unfitted, ..trust::trust(&rows, others, &families, &wrong, notes) },
        race: race::race(&families),
        subjects: subjects::cards(subjects, &rows, evidence, &families, &tints, &mut ids),
        losses: losses(&families),
        checks: checks::all(evidence, &mut ids),
        // After whatever else takes an anchor: with one machine every anchor is what it would be without the others.
        machines: (others > 0).then(|| machines::beside(records, &families, catalogue, &tints, &mut ids)),
        against: None,
        dispatch,
        foundations: foundations::foundations(&families, catalogue),
        families,
        wrong,
    }
}

/// Families of rows that come from one machine, and the ways of calling that were taken out of them.
fn of_one_machine(
    rows: &[&Record],
    catalogue: &[SubjectInfo],
    tints: &BTreeMap<(String, String), Tint>,
    ids: &mut gather::Ids,
) -> (Vec<Family>, Vec<DispatchRow>) {
    let context = family::Context {
        cores: rows.first().map_or(0, |r| r.host.cores),
        launches: gather::launches(rows),
        tints: tints.clone(),
        catalogue,
        rows,
    };
    family::families(&gather::groups(rows), &context, ids)
}

/// What tells machines apart; none without rows.
pub(crate) fn machine_of(report: &Report) -> Option<(&str, &str, u32, &str)> {
    report.trust.host.as_ref().map(gather::machine)
}

fn wrong_answers(rows: &[&Record]) -> Vec<WrongAnswer> {
    let mut wrong: BTreeMap<WrongAnswer, u64> = BTreeMap::new();
    for r in rows.iter().filter(|r| !r.verified) {
        let key = WrongAnswer {
            family: r.family.clone(),
            subject: r.subject.clone(),
            version: r.version.clone(),
            workload: r.workload.clone(),
            threads: r.threads,
            failure: r.failure.clone().unwrap_or_else(|| "not said".into()),
            windows: 0,
        };
        *wrong.entry(key).or_default() += 1;
    }
    wrong.into_iter().map(|(w, windows)| WrongAnswer { windows, ..w }).collect()
}

fn losses(families: &[Family]) -> Vec<Prose> {
    let all = families.iter().flat_map(|f| f.workloads.iter().map(move |w| (f, w)));
    all.filter_map(|(f, w)| sentences::loss(&f.name, &w.name, w.head())).collect()
}
