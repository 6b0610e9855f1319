//! What Linux tells: by files, by system calls and by the processor itself.

use std::path::Path;

use super::Topology;

use super::files::Files;
use super::machine::Machine;

/// How often the calling thread was pushed off its core.
pub(crate) fn involuntary_switches() -> Option<u64> {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: the pointer is to a whole rusage, which the call fills in if it succeeds.
    let answer = unsafe { libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) };
    // SAFETY: the call succeeded.
    (answer == 0).then(|| unsafe { usage.assume_init() }.ru_nivcsw as u64)
}

/// The processors that this process may run on, by what they share.
pub(super) fn topology() -> Option<Topology> {
    Topology::read(Path::new("/sys/devices/system"), &allowed()?)
}

/// By their numbers.
fn allowed() -> Option<Vec<u32>> {
    Some(core_affinity::get_core_ids()?.into_iter().map(|core| core.id as u32).collect())
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

/// Fills in what there is to know.
pub(super) fn tell(machine: &mut Machine) {
    let files = Files::below(Path::new("/"));
    let host = &mut machine.host;
    let put = |place: &mut String, told: Option<String>| {
        if let Some(told) = told {
            *place = told;
        }
    };
    put(&mut host.cpu, files.cpu());
    put(&mut host.os, files.os());
    put(&mut host.vm, vm(&files));
    put(&mut host.governor, files.governor());
    put(&mut host.turbo, files.turbo());
    put(&mut host.clock_source, files.clock_source());
    host.smt = files.smt().unwrap_or(host.smt);
    host.load = files.load().unwrap_or(host.load);
    host.psi_cpu = files.psi_cpu().unwrap_or(host.psi_cpu);
    (host.steal, host.cpu_quota) = (files.steal(), files.cpu_quota());
    machine.processors = allowed().map(|allowed| allowed.len() as u32);
    (machine.memory, machine.on_battery) = (files.memory(), files.on_battery());
}

/// The hypervisor's name, `none`, or `unknown kind` if there is one that does not tell its name.
fn vm(files: &Files) -> Option<String> {
    match files.is_guest() {
        Some(true) => {
            Some(signature().or_else(|| files.hypervisor()).unwrap_or_else(|| "unknown kind".to_owned()))
        }
        Some(false) => Some(files.hypervisor().unwrap_or_else(|| "none".to_owned())),
        None => files.hypervisor(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linux_system_tells_its_kernel_load_memory_and_switches() {
        let mut machine = Machine::default();
        machine.host.load = -1.0;
        tell(&mut machine);
        assert!(machine.host.os.starts_with("Linux ") && machine.host.load >= 0.0, "{machine:?}");
        assert!(machine.memory.is_some_and(|memory| memory.total_mb > 0), "{machine:?}");
        assert!(machine.processors >= Some(crate::host::cores()), "a quota only takes away: {machine:?}");
        assert!(involuntary_switches().is_some());
    }
}
