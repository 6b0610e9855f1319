//! What about a machine would spoil a measurement, and what to do about it.

use serde::Serialize;

use super::machine::Machine;

/// One thing to know, with what it does to a figure and what helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was found, with its value.
    pub what: String,
    /// What it does to a figure.
    pub effect: &'static str,
    /// What helps.
    pub remedy: &'static str,
}

/// Others took so many percent of the time: once in a thousand windows somebody was away.
const STEAL: f64 = 0.1;
/// With less free memory than this the system begins to put things away.
const LEAST_MB: u64 = 512;
/// Clocks that are read without asking the kernel.
const FAST_CLOCKS: [&str; 4] = ["tsc", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter"];

/// All that stands in the way, the worst first. What is not known is no finding.
pub fn findings(machine: &Machine) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut finding = |holds: bool, what: String, effect, remedy| {
        if holds {
            found.push(Finding { what, effect, remedy });
        }
    };
    let host = &machine.host;
    let cores = f64::from(host.cores);
    finding(
        host.profile == "debug",
        "this build is not optimised".to_owned(),
        "every figure is of the unoptimised program: they mean nothing",
        "run `cargo contend ...`, which builds for release",
    );
    finding(
        machine.in_company,
        "another run is under way on this machine".to_owned(),
        "both push each other's workers off their cores, and the figures of both suffer",
        "wait until it is over",
    );
    let quota = host.cpu_quota.unwrap_or_default();
    finding(
        quota > 0.0 && machine.processors.is_none_or(|processors| quota < f64::from(processors)),
        format!("this process may use the time of {quota:.1} cores (control group)"),
        "whoever has used it up stands still for tens of milliseconds, all threads at once: windows stall",
        "lift the limit for a run (cpu.max of the group, `--cpus` of a container)",
    );
    let memory = machine.memory.unwrap_or_default();
    finding(
        machine.memory.is_some_and(|memory| memory.available_mb < LEAST_MB.max(memory.total_mb / 20)),
        format!("{} of {} MB of memory are free", memory.available_mb, memory.total_mb),
        "pages are put away and brought back: a worker stands still for milliseconds, and caches and queues suffer most",
        "close what takes the memory, and look again",
    );
    finding(
        machine.on_battery == Some(true),
        "the current comes from a battery".to_owned(),
        "the system saves power: the clock is low and changes with the charge, so two runs differ",
        "plug it in, and look again",
    );
    finding(
        host.load > 0.25 * cores,
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
    let steal = host.steal.unwrap_or_default();
    finding(
        steal > STEAL,
        format!("other guests took {steal:.1} % of the time that was wanted here, since the system started"),
        "a core that is taken away stands still without a switch: such windows show a gap (`stalled`), or read slow",
        "measure when the host is quiet, or on a machine, or guest, with cores of its own",
    );
    finding(
        !matches!(host.vm.as_str(), "" | "none" | "unknown"),
        format!("this is a virtual machine ({})", host.vm),
        "the hypervisor moves cores about: the same two may be near or far, which changes a queue by 3 to 12 times; \
         it may also hide clock speed and hardware threads, and change them",
        "compare only within a placement class, as the report does; quote ratios from one run, never nanoseconds",
    );
    finding(
        (1..4).contains(&host.cores),
        if host.cores == 1 {
            "there is 1 core".to_owned()
        } else {
            format!("there are {} cores", host.cores)
        },
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
        !matches!(host.governor.as_str(), "" | "performance" | "unknown"),
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
    let clock = host.clock_source.as_str();
    finding(
        !matches!(clock, "" | "unknown") && !FAST_CLOCKS.contains(&clock),
        format!("the clock source is {clock}"),
        "each reading of the clock asks the kernel or a slow device: latencies are too long by as much",
        "choose tsc if it is offered (/sys/devices/system/clocksource/clocksource0), or do without latencies",
    );
    finding(
        host.clock_ns > 100.0,
        format!("reading the clock takes {:.0} ns", host.clock_ns),
        "the clock is read once a batch, so throughput is safe; latencies of less than a microsecond are not",
        "choose another clock source (/sys/devices/system/clocksource/clocksource0/current_clocksource)",
    );
    found
}

/// All of them in one line, for whoever is about to measure; none if there are none.
pub fn in_short(findings: &[Finding]) -> Option<String> {
    let whats: Vec<_> = findings.iter().map(|finding| finding.what.as_str()).collect();
    (!whats.is_empty()).then(|| {
        format!("{} (`contend doctor` says what that does to figures, and what helps)", whats.join("; "))
    })
}

#[cfg(test)]
mod tests {
    use super::super::machine::Memory;
    use super::*;
    use reports::Host;

    fn quiet() -> Machine {
        let host = Host {
            cores: 8,
            smt: 1,
            vm: "none".into(),
            governor: "performance".into(),
            turbo: "off".into(),
            clock_source: "tsc".into(),
            steal: Some(0.0),
            ..Host::default()
        };
        let memory = Some(Memory { total_mb: 16_000, available_mb: 9_000 });
        Machine { host, processors: Some(8), memory, on_battery: Some(false), in_company: false }
    }

    #[test]
    fn a_quiet_machine_has_no_findings() {
        assert_eq!((findings(&quiet()), in_short(&[])), (Vec::new(), None));
        assert_eq!(quiet().untold(), [""; 0]);
    }

    #[test]
    fn what_is_unknown_is_no_finding_and_is_named_as_unknown() {
        let unknown = || "unknown".to_owned();
        let host = Host {
            load: -1.0,
            psi_cpu: -1.0,
            vm: unknown(),
            governor: unknown(),
            turbo: unknown(),
            clock_source: unknown(),
            ..Host::default()
        };
        let machine = Machine { host, ..Machine::default() };
        assert_eq!(findings(&machine), []);
        assert_eq!(machine.untold().len(), 10, "{:?}", machine.untold());
    }

    #[test]
    fn numbers_that_are_none_are_no_finding() {
        let nan = f64::NAN;
        let host = Host {
            load: nan,
            psi_cpu: nan,
            clock_ns: nan,
            steal: Some(nan),
            cpu_quota: Some(nan),
            ..quiet().host
        };
        assert_eq!(findings(&Machine { host, ..quiet() }), []);
    }

    #[test]
    fn each_trouble_is_named_with_its_value_an_effect_and_a_remedy() {
        let host = Host {
            profile: "debug".into(),
            cpu_quota: Some(1.5),
            load: 3.5,
            psi_cpu: 40.0,
            steal: Some(2.25),
            vm: "kvm".into(),
            cores: 2,
            smt: 2,
            governor: "powersave".into(),
            turbo: "on".into(),
            clock_source: "hpet".into(),
            clock_ns: 800.0,
            ..quiet().host
        };
        let memory = Some(Memory { total_mb: 16_000, available_mb: 300 });
        let machine = Machine { host, processors: Some(2), memory, on_battery: Some(true), in_company: true };
        let found = findings(&machine);
        let named = [
            "not optimised",
            "another run",
            "1.5 cores",
            "300 of 16000 MB",
            "battery",
            "3.50",
            "40 %",
            "2.2 %",
            "kvm",
            "2 cores",
            "2 hardware",
            "powersave",
            "exceed",
            "hpet",
            "800 ns",
        ];
        assert_eq!(found.len(), named.len(), "{found:?}");
        let short = in_short(&found).expect("a line");
        for (finding, value) in found.iter().zip(named) {
            assert!(finding.what.contains(value), "{} names {value}", finding.what);
            assert!(!finding.effect.is_empty() && !finding.remedy.is_empty());
            assert!(short.contains(&finding.what));
        }
        assert!(short.lines().count() == 1 && short.contains("contend doctor"), "{short}");
    }

    #[test]
    fn each_trouble_stands_alone() {
        let with = |change: fn(&mut Machine)| {
            let mut machine = quiet();
            change(&mut machine);
            findings(&machine).into_iter().map(|finding| finding.what).collect::<Vec<_>>()
        };
        let changes: [fn(&mut Machine); 10] = [
            // The number of cores is that of the quota then.
            |machine| (machine.host.cpu_quota, machine.host.cores) = (Some(7.0), 7),
            |machine| (machine.host.cpu_quota, machine.processors) = (Some(8.0), None),
            |machine| machine.in_company = true,
            |machine| machine.on_battery = Some(true),
            |machine| machine.memory = Some(Memory { total_mb: 100_000, available_mb: 4_000 }),
            |machine| machine.host.cpu_quota = Some(0.5),
            |machine| machine.host.steal = Some(0.2),
            |machine| machine.host.clock_source = "acpi_pm".into(),
            |machine| machine.host.cores = 1,
            |machine| machine.host.vm = "xen".into(),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            assert_eq!(with(change).len(), 1, "change {number}: {:?}", with(change));
        }
        let fine: [fn(&mut Machine); 5] = [
            |machine| machine.host.cpu_quota = Some(8.0),
            |machine| machine.host.steal = Some(0.05),
            |machine| machine.host.clock_source = "kvm-clock".into(),
            |machine| machine.host.load = 1.9,
            |machine| machine.memory = Some(Memory { total_mb: 2_000, available_mb: 513 }),
        ];
        for (number, change) in fine.into_iter().enumerate() {
            assert_eq!(with(change), [""; 0], "change {number}");
        }
    }
}
