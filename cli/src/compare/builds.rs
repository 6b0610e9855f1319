//! Two builds, measured in turns.

use std::fmt;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use benches::Catalogue;
use benches::builds::{BuildsOptions, BuildsProgress, compare_builds};
use indicatif::{ProgressBar, ProgressStyle};
use reports::comparison::live::Live;

use super::Arguments;
use crate::place;
use crate::run::command_line;

pub(super) fn run(
    arguments: &Arguments,
    [old, new]: [&PathBuf; 2],
    gate: Option<f64>,
    catalogue: &Catalogue,
) -> Result<ExitCode> {
    let seed = arguments.seed.unwrap_or_else(from_the_time);
    let options = BuildsOptions {
        old: old.clone(),
        new: new.clone(),
        families: arguments.choice.family.clone(),
        subject: arguments.choice.subject.clone(),
        workload: arguments.choice.workload.clone(),
        threads: arguments.threads.clone(),
        budget: arguments.budget,
        out: arguments.out.clone().unwrap_or_else(|| place::results().join("compare.jsonl")),
        seed,
        command: command_line(),
    };
    let bar = ProgressBar::new(0);
    let template = "{msg} {bar:30} {pos}/{len} launches, {eta} left";
    bar.set_style(ProgressStyle::with_template(template).context("the progress bar's template")?);
    let compared = compare_builds(catalogue, &options, &mut |progress| show(&bar, &progress));
    bar.finish_and_clear();
    let mut compared = compared?;
    compared.live.notes.push(format!("--seed {seed} deals the same orders and keys again."));

    let gate = gate.map(|percent| Gate::of(percent, &compared.live));
    let mut out = std::io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&compared.live)?)?;
    } else {
        write!(out, "{}", compared.live)?;
        if let Some(gate) = &gate {
            writeln!(out, "{gate}")?;
        }
        let seconds = compared.elapsed.as_secs_f64();
        let (old, new) = (compared.old.display(), compared.new.display());
        writeln!(out, "{} windows in {seconds:.0} s -> {old} and {new}", compared.rows)?;
        if compared.interrupted {
            writeln!(out, "interrupted: the windows that were finished are kept")?;
        } else {
            writeln!(out, "next: cargo contend report {new} --against {old}")?;
        }
    }
    Ok(match compared.interrupted {
        true => ExitCode::from(130),
        false => ExitCode::from(gate.map_or(0, |gate| gate.code())),
    })
}

/// Two comparisons of the same builds are to be two, unless asked otherwise.
fn from_the_time() -> u64 {
    UNIX_EPOCH.elapsed().map_or(0, |since| since.as_millis() as u64)
}

/// What a gate looks at.
struct Gate {
    percent: f64,
    /// Confirmed slow-downs beyond it.
    slower: usize,
    /// Cells in which the new build answers wrongly, and the old one does not.
    wrong: usize,
    /// Cells that could be compared.
    compared: usize,
}

impl Gate {
    fn of(percent: f64, live: &Live) -> Gate {
        let (slower, wrong) = (live.regressions(percent).count(), live.newly_wrong().count());
        Gate { percent, slower, wrong, compared: live.compared() }
    }

    /// A gate that has seen nothing lets nothing pass.
    fn code(&self) -> u8 {
        match (self.slower + self.wrong, self.compared) {
            (1.., _) => 1,
            (0, 0) => 2,
            (0, 1..) => 0,
        }
    }
}

fn cells(n: usize) -> String {
    if n == 1 { "1 cell".to_owned() } else { format!("{n} cells") }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.wrong > 0 {
            writeln!(f, "gate: {} that the new build alone answers wrongly", cells(self.wrong))?;
        }
        match (super::gate_said(Some(self.percent), self.slower), self.compared + self.wrong) {
            (_, 0) => write!(f, "gate: nothing could be compared, so nothing passes"),
            (said, _) => write!(f, "{}", said.unwrap_or_default()),
        }
    }
}

fn show(bar: &ProgressBar, progress: &BuildsProgress<'_>) {
    match progress {
        BuildsProgress::Stage { stage, cells, launches, estimate } => {
            bar.set_length(u64::from(*launches));
            bar.reset();
            bar.set_message(format!("stage {stage}"));
            let seconds = estimate.as_secs_f64().ceil();
            let why = if *stage == 1 { "" } else { ", suspected and measured again" };
            bar.suspend(|| {
                eprintln!("stage {stage}: {cells} cells{why}, {launches} launches, about {seconds:.0} s");
            });
        }
        BuildsProgress::Launch { done } => bar.set_position(u64::from(*done)),
        BuildsProgress::Note(note) => bar.suspend(|| eprintln!("note: {note}")),
    }
}

#[cfg(test)]
mod tests {
    use reports::Kind;
    use reports::comparison::live::{Place, Side, Stage, conclude};

    use super::Gate;

    #[test]
    fn a_gate_lets_neither_nothing_nor_a_wrong_answer_pass() {
        let place = Place { family: "f".into(), workload: "w".into(), threads: 1, subject: "s".into() };
        let mut stage = Stage::default();
        stage.expect(place.clone(), Kind::Ours);
        let gate = |stage: &Stage| Gate::of(5.0, &conclude(stage, &Stage::default()));
        let nothing = gate(&stage);
        assert_eq!((nothing.code(), nothing.to_string().contains("nothing could be compared")), (2, true));
        stage.fail(Side::New, &place, "it died".into());
        let dead = gate(&stage);
        assert_eq!((dead.code(), dead.to_string().contains("1 cell that the new build alone")), (1, true));
        stage.fail(Side::Old, &place, "it died".into());
        assert_eq!(gate(&stage).code(), 2, "nor did the old one answer");
        let good = Gate { percent: 5.0, slower: 0, wrong: 0, compared: 1 };
        assert_eq!((good.code(), Gate { slower: 1, ..good }.code()), (0, 1));
    }
}
