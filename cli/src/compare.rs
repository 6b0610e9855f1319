//! `contend compare`: two sets of records of the same subjects in, what became faster and what slower out.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use benches::Catalogue;
use reports::comparison::compare;
use reports::reading::{self, Rows};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Records from before
    old: PathBuf,
    /// Records from after
    new: PathBuf,
    /// Exit with 1 where a confirmed regression is larger than this, in percent
    #[arg(long, value_name = "PCT", allow_negative_numbers = true)]
    gate: Option<String>,
    /// As JSON, one object (reports/FORMAT.md)
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, catalogue: &Catalogue) -> Result<ExitCode> {
    let gate = arguments.gate.as_deref().map(percent).transpose()?;
    let (old_name, new_name) = (&arguments.old, &arguments.new);
    let (old, new) = (reading::read_records(&[old_name])?, reading::read_records(&[new_name])?);
    comparable((&old, old_name), (&new, new_name))?;
    let infos: Vec<_> = catalogue.infos().into_iter().cloned().collect();
    let mut comparison = compare(&old.records, &new.records, &infos);
    for (when, rows) in [("old", &old), ("new", &new)] {
        comparison.notes.extend(rows.notes.iter().map(|note| format!("{when}: {note}")));
    }

    let beyond = gate.map_or(0, |percent| comparison.regressions(percent).count());
    let mut out = std::io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&comparison)?)?;
    } else {
        write!(out, "{comparison}")?;
        match (gate, beyond) {
            (None, _) => {}
            (Some(percent), 0) => writeln!(out, "gate: no confirmed regression of more than {percent} %")?,
            (Some(percent), n) => writeln!(out, "gate: {n} confirmed of more than {percent} % slower")?,
        }
    }
    Ok(ExitCode::from(u8::from(beyond > 0)))
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

fn percent(text: &str) -> Result<f64> {
    match text.trim_end_matches('%').trim().parse::<f64>() {
        Ok(percent) if percent.is_finite() && percent >= 0.0 => Ok(percent),
        _ => bail!("--gate {text:?} is no gate; allowed: a number of percent from 0 on, such as 5"),
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn gates_are_numbers_from_0_on() {
        assert_eq!(["0", "5", "2.5%"].map(|text| percent(text).unwrap()), [0.0, 5.0, 2.5]);
        for text in ["", "-1", "NaN", "inf", "ten"] {
            let error = percent(text).unwrap_err().to_string();
            assert!(error.contains("--gate") && error.contains("from 0 on"), "{error}");
        }
    }
}
