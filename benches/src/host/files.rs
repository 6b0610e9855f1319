//! What Linux tells in /proc and /sys. Whatever is missing, or makes no sense, is not told.

use std::fs;
use std::path::{Path, PathBuf};

use super::cgroup;
use super::machine::Memory;

const CPUS: &str = "sys/devices/system/cpu";
const POWER: &str = "sys/class/power_supply";

/// The root of a system's files: `/`, or a folder of a test.
#[derive(Clone, Debug)]
pub(super) struct Files(PathBuf);

impl Files {
    /// Below this folder.
    pub(super) fn below(root: &Path) -> Files {
        Files(root.to_owned())
    }

    /// A file's text, without what surrounds it.
    pub(super) fn read(&self, path: &str) -> Option<String> {
        let bytes = fs::read(self.0.join(path)).ok()?;
        Some(String::from_utf8_lossy(&bytes).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The processor's name.
    pub(super) fn cpu(&self) -> Option<String> {
        self.cpuinfo(&["model name", "Model", "uarch", "cpu model"])
    }

    /// The kernel's name and version.
    pub(super) fn os(&self) -> Option<String> {
        Some(format!("Linux {}", self.read("proc/sys/kernel/osrelease")?))
    }

    /// Hardware threads of core 0.
    pub(super) fn smt(&self) -> Option<u32> {
        let siblings = self.read(&format!("{CPUS}/cpu0/topology/thread_siblings_list"))?;
        Some(siblings.split(',').filter_map(range_length).fold(0, u32::saturating_add)).filter(|&smt| smt > 0)
    }

    /// Whether the processor says that there is a hypervisor; none if it does not say what it can do.
    pub(super) fn is_guest(&self) -> Option<bool> {
        let flags = self.cpuinfo(&["flags", "Features"])?;
        Some(flags.split_whitespace().any(|flag| flag == "hypervisor"))
    }

    /// The hypervisor's name, if files tell it.
    pub(super) fn hypervisor(&self) -> Option<String> {
        let product = || {
            let product = self.read("sys/class/dmi/id/product_name")?.to_lowercase();
            let known = ["kvm", "qemu", "virtual", "vmware"].into_iter().find(|name| product.contains(name));
            known.map(str::to_owned)
        };
        self.read("sys/hypervisor/type").or_else(product)
    }

    /// The frequency governor of core 0.
    pub(super) fn governor(&self) -> Option<String> {
        self.read(&format!("{CPUS}/cpu0/cpufreq/scaling_governor"))
    }

    /// Whether the processor may exceed its base frequency.
    pub(super) fn turbo(&self) -> Option<String> {
        let switch = |path: &str, on: &str, off: &str| match self.read(&format!("{CPUS}/{path}"))? {
            text if text == on => Some("on".to_owned()),
            text if text == off => Some("off".to_owned()),
            _ => None,
        };
        switch("cpufreq/boost", "1", "0").or_else(|| switch("intel_pstate/no_turbo", "0", "1"))
    }

    /// What the kernel's clock ticks by.
    pub(super) fn clock_source(&self) -> Option<String> {
        self.read("sys/devices/system/clocksource/clocksource0/current_clocksource")
    }

    /// The load average over one minute.
    pub(super) fn load(&self) -> Option<f64> {
        number(self.read("proc/loadavg")?.split_whitespace().next()?)
    }

    /// The share of the last ten seconds in which something waited for a core, in percent.
    pub(super) fn psi_cpu(&self) -> Option<f64> {
        let pressure = self.read("proc/pressure/cpu")?;
        let some = pressure.lines().find(|line| line.starts_with("some"))?;
        number(some.split_whitespace().find_map(|word| word.strip_prefix("avg10="))?)
    }

    /// Of the time since the start in which something wanted to run here, how much went to other guests, in percent.
    pub(super) fn steal(&self) -> Option<f64> {
        let stat = self.read("proc/stat")?;
        let all = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
        let ticks: Vec<f64> = all.split_whitespace().map_while(number).collect();
        // user, nice, system, idle, waiting for disks, two kinds of interrupts, stolen
        let [user, nice, system, _, _, hard, soft, stolen, ..] = ticks[..] else { return None };
        let wanted = user + nice + system + hard + soft + stolen;
        (wanted > 0.0).then(|| 100.0 * stolen / wanted)
    }

    /// How many cores' worth of time a group that this process is in may use; none if as much as it likes.
    pub(super) fn cpu_quota(&self) -> Option<f64> {
        cgroup::cpu_quota(self)
    }

    /// What there is, and what could be had at once.
    pub(super) fn memory(&self) -> Option<Memory> {
        let told = self.read("proc/meminfo")?;
        let megabytes = |name: &str| -> Option<u64> {
            let line = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
            Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
        };
        let memory = Memory { total_mb: megabytes("MemTotal")?, available_mb: megabytes("MemAvailable")? };
        (memory.available_mb <= memory.total_mb).then_some(memory)
    }

    /// Whether a battery of this machine gives current just now; none if nothing tells where current comes from.
    pub(super) fn on_battery(&self) -> Option<bool> {
        let supplies = fs::read_dir(self.0.join(POWER)).ok()?.flatten();
        let told = |supply: &str, what: &str| self.read(&format!("{POWER}/{supply}/{what}"));
        let gives = supplies.map(|supply| {
            let supply = supply.file_name().to_string_lossy().into_owned();
            let of_machine = told(&supply, "scope").is_none_or(|scope| scope != "Device"); // and not of a mouse
            told(&supply, "type").is_some_and(|kind| kind == "Battery")
                && of_machine
                && told(&supply, "status").is_some_and(|status| status == "Discharging")
        });
        let gives: Vec<bool> = gives.collect();
        (!gives.is_empty()).then(|| gives.into_iter().any(|gives| gives))
    }

    /// The first of these fields that /proc/cpuinfo has.
    fn cpuinfo(&self, fields: &[&str]) -> Option<String> {
        let text = self.read("proc/cpuinfo")?;
        let find = |field: &&str| {
            let of_field = |line: &str| {
                let (name, value) = line.split_once(':')?;
                (name.trim() == *field).then(|| value.trim().to_owned())
            };
            text.lines().find_map(of_field)
        };
        fields.iter().find_map(find)
    }
}

/// A number that is one, and not below nothing: what is written into rows must come back.
fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

/// How many numbers `3` or `0-1` names.
fn range_length(range: &str) -> Option<u32> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    last.parse::<u32>().ok()?.checked_sub(first.parse().ok()?)?.checked_add(1)
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn ranges_of_cores_are_counted() {
        assert_eq!(["3", "0-1", "4-7"].map(range_length), [Some(1), Some(2), Some(4)]);
        assert_eq!(["x", "3-1", "0-4294967295", ""].map(range_length), [None; 4]);
    }

    #[test]
    fn what_is_told_is_read() {
        let tree = Tree::new("told")
            .with("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu hypervisor\n")
            .with("proc/sys/kernel/osrelease", "6.1.0\n")
            .with("proc/loadavg", "1.25 0.5 0.1 1/99 4242\n")
            .with("proc/pressure/cpu", "some avg10=7.50 avg60=0.00 avg300=0.00 total=1\nfull avg10=1.0\n")
            .with("proc/stat", "cpu  600 100 200 5000 50 40 10 50 0 0\ncpu0 1 1 1 1 1 1 1 999\n")
            .with("proc/meminfo", "MemTotal:  4096000 kB\nMemFree: 1 kB\nMemAvailable:   1024000 kB\n")
            .with("sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0,8\n")
            .with("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n")
            .with("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n")
            .with("sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n")
            .with("sys/class/dmi/id/product_name", "VMware7,1\n")
            .with("sys/class/power_supply/BAT0/type", "Battery\n")
            .with("sys/class/power_supply/BAT0/status", "Discharging\n");
        let files = tree.files();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!((files.cpu(), files.os()), (text("Some CPU"), text("Linux 6.1.0")));
        assert_eq!((files.load(), files.psi_cpu(), files.steal()), (Some(1.25), Some(7.5), Some(5.0)));
        assert_eq!((files.smt(), files.governor(), files.turbo()), (Some(2), text("powersave"), text("on")));
        assert_eq!((files.clock_source(), files.hypervisor()), (text("hpet"), text("vmware")));
        assert_eq!((files.is_guest(), files.on_battery()), (Some(true), Some(true)));
        assert_eq!(files.memory(), Some(Memory { total_mb: 4_000, available_mb: 1_000 }));
    }

    #[test]
    fn nothing_and_nonsense_are_not_told() {
        let nothing = Tree::new("nothing");
        let mut nonsense = Tree::new("nonsense");
        for path in [
            "proc/cpuinfo",
            "proc/loadavg",
            "proc/pressure/cpu",
            "proc/stat",
            "proc/meminfo",
            "sys/devices/system/cpu/cpu0/topology/thread_siblings_list",
            "sys/devices/system/cpu/cpufreq/boost",
            "sys/class/power_supply/BAT0/type",
        ] {
            nonsense = nonsense.with(path, "\u{0}cpu \u{fffd} some avg10=NaN : -1 \n\n");
        }
        for files in [nothing.files(), nonsense.files()] {
            assert_eq!((files.cpu(), files.smt(), files.turbo()), (None, None, None));
            assert_eq!((files.load(), files.psi_cpu(), files.steal()), (None, None, None));
            assert_eq!((files.memory(), files.is_guest(), files.cpu_quota()), (None, None, None));
        }
        assert_eq!((nothing.files().on_battery(), nonsense.files().on_battery()), (None, Some(false)));
    }

    #[test]
    fn numbers_that_are_none_are_not_told() {
        for load in ["NaN 0 0", "inf 0 0", "-1 0 0", "1e400 0 0", "one"] {
            assert_eq!(Tree::new("load").with("proc/loadavg", load).files().load(), None, "{load}");
        }
        for avg in ["NaN", "-3", "", "x"] {
            let tree = Tree::new("psi").with("proc/pressure/cpu", &format!("some avg10={avg} avg60=1.0"));
            assert_eq!(tree.files().psi_cpu(), None, "{avg}");
        }
        for stat in ["cpu  0 0 0 99 0 0 0 0 0 0", "cpu  1 2 3 4", "cpu  a b c d e f g h", "intr 1"] {
            assert_eq!(Tree::new("stat").with("proc/stat", stat).files().steal(), None, "{stat}");
        }
        let more =
            Tree::new("memory").with("proc/meminfo", "MemTotal: 10240 kB\nMemAvailable: 99999999 kB\n");
        assert_eq!(more.files().memory(), None);
    }

    #[test]
    fn a_mouse_has_a_battery_of_its_own() {
        let tree = |status: &str, scope: &str| {
            let tree = Tree::new("power")
                .with("sys/class/power_supply/AC/type", "Mains")
                .with("sys/class/power_supply/B/type", "Battery")
                .with("sys/class/power_supply/B/status", status);
            tree.with("sys/class/power_supply/B/scope", scope).files().on_battery()
        };
        assert_eq!((tree("Discharging", "Device"), tree("Discharging", "System")), (Some(false), Some(true)));
        assert_eq!((tree("Charging", "System"), tree("Full", "System")), (Some(false), Some(false)));
    }
}
