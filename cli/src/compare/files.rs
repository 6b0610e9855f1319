//! Two files of records.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use benches::Catalogue;
use reports::comparison::compare;
use reports::reading::{self, Rows};

use super::Arguments;
use super::gate::Gate;

pub(super) fn run(
    arguments: &Arguments,
    old_name: &Path,
    new_name: &Path,
    gate: Option<f64>,
    catalogue: &Catalogue,
) -> Result<ExitCode> {
    let (old, new) = (reading::read_records(&[old_name])?, reading::read_records(&[new_name])?);
    comparable((&old, old_name), (&new, new_name))?;
    let infos: Vec<_> = catalogue.infos().into_iter().cloned().collect();
    let mut comparison = compare(&old.records, &new.records, &infos);
    for (when, rows) in [("old", &old), ("new", &new)] {
        comparison.notes.extend(rows.notes.iter().map(|note| format!("{when}: {note}")));
    }

    let gate = gate.map(|percent| Gate::of_files(percent, &comparison));
    let mut out = std::io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&comparison)?)?;
    } else {
        write!(out, "{comparison}")?;
        if let Some(gate) = &gate {
            writeln!(out, "{gate}")?;
        }
    }
    Ok(ExitCode::from(gate.map_or(0, |gate| gate.code())))
}

/// Two sets that say something about each other: not the same rows, and of some subject both.
pub(crate) fn comparable((old, old_name): (&Rows, &Path), (new, new_name): (&Rows, &Path)) -> Result<()> {
    let (old_name, new_name) = (old_name.display(), new_name.display());
    let runs = |rows: &Rows| -> BTreeSet<String> { rows.records.iter().map(|row| row.run.clone()).collect() };
    if let Some(run) = runs(old).intersection(&runs(new)).next() {
        bail!("{old_name} and {new_name} both hold the run {run}; allowed: the records of different runs");
    }
    let subjects = |rows: &Rows| -> BTreeSet<(String, String)> {
        rows.records.iter().map(|row| (row.family.clone(), row.subject.clone())).collect()
    };
    let (before, after) = (subjects(old), subjects(new));
    if before.is_disjoint(&after) {
        bail!(
            "{old_name} and {new_name} have no subject in common ({} against {}); allowed: records of the same subjects",
            some(&before),
            some(&after)
        );
    }
    Ok(())
}

/// The first subject, and how many others there are.
fn some(subjects: &BTreeSet<(String, String)>) -> String {
    let first = subjects.first().map_or_else(String::new, |(family, name)| format!("{family}/{name}"));
    match subjects.len() {
        0 | 1 => first,
        n => format!("{first} and {} more", n - 1),
    }
}
