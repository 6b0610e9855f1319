//! What Linux tells, from /proc, /sys and one system call.

use std::fs;

const CPUS: &str = "/sys/devices/system/cpu";

/// How often the calling thread was pushed off its core.
pub(crate) fn involuntary_switches() -> Option<u64> {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: the pointer is to a whole rusage, which the call fills in if it succeeds.
    let answer = unsafe { libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) };
    // SAFETY: the call succeeded.
    (answer == 0).then(|| unsafe { usage.assume_init() }.ru_nivcsw as u64)
}

/// Ends this process when the one that started it ends, however that comes about: it would only disturb the next run.
pub(crate) fn die_with_parent() {
    // SAFETY: no pointer is passed; the call changes nothing but what happens at the parent's end.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
}

/// A file that may grow no longer is an error of the write, as a full disk is, and not the end of the process.
pub(crate) fn outlive_file_limits() {
    // SAFETY: to ignore a signal runs no handler.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// The processor's name.
pub(super) fn cpu() -> Option<String> {
    cpuinfo(&["model name", "Model", "uarch", "cpu model"])
}

/// The kernel's name and version.
pub(super) fn os() -> Option<String> {
    let release = read("/proc/sys/kernel/osrelease")?;
    Some(format!("Linux {release}"))
}

/// Hardware threads of core 0.
pub(super) fn smt() -> Option<u32> {
    let siblings = read(&format!("{CPUS}/cpu0/topology/thread_siblings_list"))?;
    Some(siblings.split(',').filter_map(range_length).sum())
}

/// How many numbers `3` or `0-1` names.
fn range_length(range: &str) -> Option<u32> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    Some(last.parse::<u32>().ok()?.checked_sub(first.parse().ok()?)? + 1)
}

/// The hypervisor's name, `none`, or `unknown kind` if there is one that does not tell its name.
pub(super) fn vm() -> Option<String> {
    if let Some(kind) = read("/sys/hypervisor/type") {
        return Some(kind);
    }
    let flags = cpuinfo(&["flags", "Features"])?;
    if !flags.split_whitespace().any(|flag| flag == "hypervisor") {
        let product = read("/sys/class/dmi/id/product_name").unwrap_or_default().to_lowercase();
        let virtual_product =
            ["kvm", "qemu", "virtual", "vmware"].into_iter().find(|name| product.contains(name));
        return Some(virtual_product.unwrap_or("none").to_owned());
    }
    Some(signature().unwrap_or_else(|| "unknown kind".to_owned()))
}

/// The twelve letters by which a hypervisor names itself.
#[cfg(target_arch = "x86_64")]
fn signature() -> Option<String> {
    let answer = std::arch::x86_64::__cpuid(0x4000_0000);
    let letters = [answer.ebx, answer.ecx, answer.edx].map(u32::to_le_bytes).concat();
    let name = String::from_utf8(letters).ok()?;
    let name = name.trim_matches('\0');
    let known = [
        ("KVMKVMKVM", "kvm"),
        ("Microsoft Hv", "hyper-v"),
        ("VMwareVMware", "vmware"),
        ("XenVMMXenVMM", "xen"),
    ];
    let short = known.iter().find(|(signature, _)| *signature == name).map(|(_, short)| *short);
    Some(short.unwrap_or(name).to_owned()).filter(|name| !name.is_empty())
}

#[cfg(not(target_arch = "x86_64"))]
fn signature() -> Option<String> {
    None
}

/// The frequency governor of core 0.
pub(super) fn governor() -> Option<String> {
    read(&format!("{CPUS}/cpu0/cpufreq/scaling_governor"))
}

/// Whether the processor may exceed its base frequency.
pub(super) fn turbo() -> Option<String> {
    let boost = read(&format!("{CPUS}/cpufreq/boost")).map(|boost| boost == "1");
    let on = boost.or_else(|| read(&format!("{CPUS}/intel_pstate/no_turbo")).map(|off| off == "0"))?;
    Some(if on { "on" } else { "off" }.to_owned())
}

/// The load average over one minute.
pub(super) fn load() -> Option<f64> {
    read("/proc/loadavg")?.split(' ').next()?.parse().ok()
}

/// The share of the last ten seconds in which something waited for a core.
pub(super) fn psi_cpu() -> Option<f64> {
    let pressure = read("/proc/pressure/cpu")?;
    let some = pressure.lines().find(|line| line.starts_with("some"))?;
    some.split_whitespace().find_map(|word| word.strip_prefix("avg10="))?.parse().ok()
}

fn read(path: &str) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned())
}

/// The first of these fields that /proc/cpuinfo has.
fn cpuinfo(fields: &[&str]) -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let find = |field: &&str| {
        let of_field = |line: &str| {
            line.split_once(':')
                .filter(|(name, _)| name.trim() == *field)
                .map(|(_, value)| value.trim().to_owned())
        };
        text.lines().find_map(of_field)
    };
    fields.iter().find_map(find)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_cores_are_counted() {
        assert_eq!(["3", "0-1", "4-7"].map(range_length), [Some(1), Some(2), Some(4)]);
        assert_eq!(range_length("x"), None);
    }

    #[test]
    fn a_linux_system_tells_its_kernel_load_and_switches() {
        assert!(os().is_some_and(|os| os.starts_with("Linux ")));
        assert!(load().is_some());
        assert!(involuntary_switches().is_some());
    }
}
