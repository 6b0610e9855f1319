//! `contend doctor`: what about this machine would spoil a measurement, and what to do about it.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use reports::Host;
use serde::Serialize;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// As JSON: the machine, and an array of findings
    #[arg(long)]
    json: bool,
}

/// One thing to know, with what it does to a figure and what helps.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Finding {
    what: String,
    effect: &'static str,
    remedy: &'static str,
}

#[derive(Serialize)]
struct Diagnosis<'a> {
    host: &'a Host,
    findings: Vec<Finding>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let host = benches::host::look("contend doctor");
    let findings = findings(&host);
    let mut out = std::io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&Diagnosis { host: &host, findings })?)?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{}, {} cores, {}, {}", host.cpu, host.cores, host.os, host.rustc)?;
    if findings.is_empty() {
        writeln!(out, "Nothing here would spoil a measurement.")?;
    }
    for finding in &findings {
        writeln!(
            out,
            "\n  {}\n    effect: {}\n    remedy: {}",
            finding.what, finding.effect, finding.remedy
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What stands in the way, the worst first.
fn findings(host: &Host) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut finding = |holds: bool, what: String, effect, remedy| {
        if holds {
            found.push(Finding { what, effect, remedy });
        }
    };
    finding(
        host.profile == "debug",
        "this build is not optimised".to_owned(),
        "every figure is of the unoptimised program: they mean nothing",
        "run `cargo contend ...`, which builds for release",
    );
    finding(
        host.load > 0.25 * f64::from(host.cores),
        format!("the load average is {:.2} on {} cores", host.load, host.cores),
        "workers are pushed off their cores; such windows are flagged and left out, few may remain",
        "close what else is running, wait a minute, look again",
    );
    finding(
        host.psi_cpu > 5.0,
        format!("something waited for a core in {:.0} % of the last ten seconds", host.psi_cpu),
        "as above; and the wait may be the worker's own",
        "close what else is running, wait a minute, look again",
    );
    finding(
        !matches!(host.vm.as_str(), "none" | "unknown"),
        format!("this is a virtual machine ({})", host.vm),
        "the hypervisor moves cores about: the same two may be near or far, which changes a queue by 3 to 12 times",
        "compare only within a placement class, as the report does; quote ratios from one run, never nanoseconds",
    );
    finding(
        host.cores < 4,
        format!("there are {} cores", host.cores),
        "contention of more threads than that is a contest for cores, not for cache lines",
        "read those points as oversubscribed, as they are labelled; use a larger machine for scaling",
    );
    finding(
        host.smt > 1,
        format!("cores have {} hardware threads each", host.smt),
        "two workers may share one core's execution units and first-level cache",
        "choose --threads up to the number of cores, or switch SMT off in the firmware",
    );
    finding(
        !matches!(host.governor.as_str(), "performance" | "unknown"),
        format!("the frequency governor is {}", host.governor),
        "the clock rises while a window runs, so later windows look faster",
        "as root: echo performance > /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
    );
    finding(
        host.turbo == "on",
        "the processor may exceed its base frequency".to_owned(),
        "one busy core runs faster than two: scaling looks worse than it is",
        "switch it off for a run (/sys/devices/system/cpu/cpufreq/boost), or keep to ratios at equal threads",
    );
    finding(
        host.clock_ns > 100.0,
        format!("reading the clock takes {:.0} ns", host.clock_ns),
        "the clock is read once a batch, so throughput is safe; latencies of less than a microsecond are not",
        "choose another clock source (/sys/devices/system/clocksource/clocksource0/current_clocksource)",
    );
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet() -> Host {
        Host {
            cores: 8,
            smt: 1,
            vm: "none".into(),
            governor: "performance".into(),
            turbo: "off".into(),
            ..Host::default()
        }
    }

    #[test]
    fn a_quiet_machine_has_no_findings() {
        assert_eq!(findings(&quiet()), []);
    }

    #[test]
    fn what_is_unknown_is_no_finding() {
        let host = Host {
            load: -1.0,
            psi_cpu: -1.0,
            vm: "unknown".into(),
            governor: "unknown".into(),
            turbo: "unknown".into(),
            ..quiet()
        };
        assert_eq!(findings(&host), []);
    }

    #[test]
    fn each_trouble_is_named_with_its_value() {
        let host = Host {
            profile: "debug".into(),
            load: 3.5,
            psi_cpu: 40.0,
            vm: "kvm".into(),
            cores: 2,
            smt: 2,
            governor: "powersave".into(),
            turbo: "on".into(),
            clock_ns: 800.0,
            ..quiet()
        };
        let whats: Vec<_> = findings(&host).into_iter().map(|finding| finding.what).collect();
        assert_eq!(whats.len(), 9, "{whats:?}");
        for (what, value) in whats[1..].iter().zip([
            "3.50",
            "40 %",
            "kvm",
            "2 cores",
            "2 hardware",
            "powersave",
            "exceed",
            "800 ns",
        ]) {
            assert!(what.contains(value), "{what} names {value}");
        }
    }
}
