//! `contend doctor`: what about this machine would spoil a measurement, and what to do about it.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use benches::company;
use benches::host::{self, Finding, Machine};
use benches::trial::{self, Answer, SPIN_NS};
use serde::Serialize;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// As JSON: the machine, an array of findings, and what it does not tell
    #[arg(long)]
    json: bool,
    /// Try the engine too: does a spin of 100 ns read 100 ns here and now? Exit code 1 if it does not
    #[arg(long)]
    trial: bool,
}

#[derive(Serialize)]
struct Diagnosis {
    #[serde(flatten)]
    machine: Machine,
    findings: Vec<Finding>,
    untold: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trial: Option<Answer>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let machine = Machine { in_company: company::is_run_under_way(), ..host::machine("contend doctor") };
    let diagnosis = Diagnosis {
        findings: host::findings(&machine),
        untold: machine.untold(),
        trial: arguments.trial.then(trial::spin),
        machine,
    };
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&diagnosis)?)?;
    } else {
        write(&mut out, &diagnosis)?;
    }
    let wrong = matches!(diagnosis.trial, Some(Answer::Wrong { .. }));
    Ok(if wrong { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn write(out: &mut impl Write, diagnosis: &Diagnosis) -> io::Result<()> {
    let Diagnosis { machine, findings, untold, trial } = diagnosis;
    let host = &machine.host;
    let cores = if host.cores == 1 { "1 core".to_owned() } else { format!("{} cores", host.cores) };
    writeln!(out, "{}, {cores}, {}, {}", host.cpu, host.os, host.rustc)?;
    if findings.is_empty() {
        writeln!(out, "Nothing that is known here would spoil a measurement.")?;
    }
    for Finding { what, effect, remedy } in findings {
        writeln!(out, "\n  {what}\n    effect: {effect}\n    remedy: {remedy}")?;
    }
    if !untold.is_empty() {
        writeln!(out, "\nNot told by this system, so neither good nor bad: {}.", untold.join(", "))?;
    }
    if let Some(trial) = trial {
        writeln!(out, "\n{}", said(trial))?;
    }
    Ok(())
}

fn said(trial: &Answer) -> String {
    let read = |spin_ns: &f64, reads_ns: &f64, windows: &usize| {
        format!(
            "a spin of {spin_ns:.1} ns reads {reads_ns:.1} ns net of the floor, in {windows} clean windows of each"
        )
    };
    match trial {
        Answer::Right { spin_ns, reads_ns, windows } => {
            format!("The engine is right: {}.", read(spin_ns, reads_ns, windows))
        }
        Answer::Wrong { spin_ns, reads_ns, windows } => {
            format!("The engine is wrong: {}.", read(spin_ns, reads_ns, windows))
        }
        Answer::NotMeasurable { reason } => {
            format!("Whether a spin of {SPIN_NS:.0} ns reads right is not measurable here: {reason}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(machine: Machine, trial: Option<Answer>) -> String {
        let (findings, untold) = (host::findings(&machine), machine.untold());
        let mut out = Vec::new();
        write(&mut out, &Diagnosis { machine, findings, untold, trial }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_finding_has_its_effect_and_its_remedy() {
        let mut machine = Machine { in_company: true, on_battery: Some(true), ..Machine::default() };
        machine.host.cores = 2;
        let text = written(machine, None);
        for part in ["effect: ", "remedy: "] {
            assert_eq!(text.matches(part).count(), 3, "{text}");
        }
        assert!(
            text.contains("another run") && text.contains("battery") && text.contains("2 cores"),
            "{text}"
        );
        assert!(text.contains("neither good nor bad") && text.contains("frequency governor"), "{text}");
    }

    #[test]
    fn a_trial_has_three_answers() {
        let (spin_ns, reads_ns, windows) = (100.2, 101.0, 20);
        let said = |answer| written(Machine::default(), Some(answer));
        assert!(
            said(Answer::Right { spin_ns, reads_ns, windows })
                .contains("is right: a spin of 100.2 ns reads 101.0 ns")
        );
        assert!(said(Answer::Wrong { spin_ns, reads_ns, windows }).contains("is wrong: "));
        let reason = "everything else is busy".to_owned();
        assert!(
            said(Answer::NotMeasurable { reason }).contains("not measurable here: everything else is busy.")
        );
    }
}
