//! `contend compare`: what became faster and what slower, from one set of records to another or from one build to another.

mod builds;
mod files;
mod gate;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use benches::Catalogue;

use crate::choice::Choice;
pub(crate) use files::comparable;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Records from before
    old: Option<PathBuf>,
    /// Records from after
    new: Option<PathBuf>,
    /// In place of records: a build of this binary, the old one first; both are measured in turns, and what differs a second time. Given
    /// twice
    #[arg(long, value_name = "FILE")]
    bin: Vec<PathBuf>,
    /// Exit with 1 where a confirmed regression is larger than this, in percent, and with 2 where nothing could be compared. With
    /// --bin also with 1 where the new build alone answers wrongly
    #[arg(long, value_name = "PCT", allow_negative_numbers = true)]
    gate: Option<String>,
    /// As JSON, one object (reports/FORMAT.md)
    #[arg(long)]
    json: bool,
    #[command(flatten, next_help_heading = "With --bin")]
    choice: Choice,
    /// Numbers of threads [default: one, and one for each core]
    #[arg(long, value_delimiter = ',', help_heading = "With --bin")]
    threads: Vec<u32>,
    /// Do not go on for longer than this: 90s, 8m, 1h. The least that means anything is measured whatever it says
    #[arg(long, help_heading = "With --bin", value_parser = benches::arguments::duration)]
    budget: Option<Duration>,
    /// Where the rows go; ab.jsonl stands for ab.old.jsonl and ab.new.jsonl [default: target/contend/compare.jsonl]
    #[arg(long, help_heading = "With --bin")]
    out: Option<PathBuf>,
    /// Orders and keys come from it [default: from the time]
    #[arg(long, help_heading = "With --bin")]
    seed: Option<u64>,
}

pub(crate) fn run(arguments: &Arguments, catalogue: &Catalogue) -> Result<ExitCode> {
    let gate = arguments.gate.as_deref().map(percent).transpose()?;
    match (&arguments.old, &arguments.new, arguments.bin.as_slice()) {
        (None, None, [old, new]) => builds::run(arguments, [old, new], gate, catalogue),
        (None, None, []) => {
            bail!("nothing to compare; allowed: two files of records, or --bin OLD --bin NEW")
        }
        (None, None, builds) => {
            bail!("--bin is given {}; allowed: two builds, the old one first", times(builds.len()))
        }
        (Some(old), _, [_, ..]) => bail!(
            "{} is a file of records, and --bin a build; allowed: two files of records, or --bin OLD --bin NEW",
            old.display()
        ),
        (Some(old), Some(new), []) => {
            only_for_builds(arguments)?;
            files::run(arguments, old, new, gate, catalogue)
        }
        (Some(old), None, []) => {
            bail!("{} stands alone; allowed: two files of records, the old one first", old.display())
        }
        (None, Some(_), _) => unreachable!("the first of two is the old one"),
    }
}

/// Records were measured already: nothing of them can be chosen any more.
fn only_for_builds(arguments: &Arguments) -> Result<()> {
    let given = [
        ("--family", !arguments.choice.family.is_empty()),
        ("--subject", arguments.choice.subject.is_some()),
        ("--workload", arguments.choice.workload.is_some()),
        ("--threads", !arguments.threads.is_empty()),
        ("--budget", arguments.budget.is_some()),
        ("--out", arguments.out.is_some()),
        ("--seed", arguments.seed.is_some()),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((name, _)) => {
            bail!(
                "{name} chooses what builds are to do; allowed with two files of records: --gate and --json"
            )
        }
        None => Ok(()),
    }
}

fn times(n: usize) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
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
