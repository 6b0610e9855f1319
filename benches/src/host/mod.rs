//! Where a window was measured, and what about that place would spoil it.
//!
//! | file | what it answers |
//! |---|---|
//! | [`mod@machine`] | what is known of a machine beforehand |
//! | [`findings`](mod@findings) | what of it would spoil a measurement, and what helps |
//! | `files`, `cgroup` | what Linux tells in files, below any root |
//! | `linux` | the same of this system, and its system calls |
//! | `portable` | the fallback |
//!
//! What only Linux tells comes from one module; elsewhere the other one stands in, and those fields read "unknown".
//! `RUSTFLAGS="--cfg portable"` chooses the fallback on Linux too, so that it stays compiled.

#[cfg(all(target_os = "linux", not(portable)))]
mod cgroup;
#[cfg(all(target_os = "linux", not(portable)))]
mod files;
pub mod findings;
#[cfg(all(target_os = "linux", not(portable)))]
mod linux;
pub mod machine;
#[cfg(any(not(target_os = "linux"), portable))]
mod portable;
#[cfg(all(test, target_os = "linux", not(portable)))]
mod tree;

#[cfg(all(target_os = "linux", not(portable)))]
use linux as system;
#[cfg(any(not(target_os = "linux"), portable))]
use portable as system;

pub mod topology;

use reports::Host;
pub use topology::{Placing, Topology};

use crate::engine::clock::Clock;

pub use findings::{Finding, findings};
pub use machine::{Machine, Memory};
pub(crate) use system::{die_with_parent, involuntary_switches, outlive_file_limits};

/// Logical processors this process may run on.
pub fn cores() -> u32 {
    std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32)
}

/// The same processors, by what they share.
pub fn topology() -> Topology {
    system::topology().map_or_else(|| Topology::unknown(cores()), |known| known.limited(cores()))
}

/// Looks around. The load is that of this moment; all else stays as it is.
pub fn look(command: &str) -> Host {
    machine(command).host
}

/// Looks around, further than rows tell. Of other runs it knows nothing; see [`company`](crate::company).
pub fn machine(command: &str) -> Machine {
    let unknown = || "unknown".to_owned();
    let host = Host {
        cpu: unknown(),
        arch: std::env::consts::ARCH.to_owned(),
        os: std::env::consts::OS.to_owned(),
        cores: cores(),
        smt: 0,
        vm: unknown(),
        governor: unknown(),
        turbo: unknown(),
        load: -1.0,
        psi_cpu: -1.0,
        steal: None,
        cpu_quota: None,
        clock_source: unknown(),
        rustc: env!("CONTEND_RUSTC").to_owned(),
        profile: if cfg!(debug_assertions) { "debug" } else { "release" }.to_owned(),
        git: env!("CONTEND_GIT").to_owned(),
        command: command.to_owned(),
        clock_ns: Clock::cost_ns(),
    };
    let mut machine = Machine { host, ..Machine::default() };
    system::tell(&mut machine);
    machine
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_says_something() {
        let host = look("cargo test");
        for field in [&host.cpu, &host.arch, &host.os, &host.vm, &host.governor, &host.turbo, &host.profile] {
            assert!(!field.is_empty(), "{host:?}");
        }
        assert!(host.cores > 0 && host.clock_ns > 0.0);
        assert_eq!(host.command, "cargo test");
    }

    #[test]
    fn switches_only_grow() {
        let before = involuntary_switches();
        std::thread::yield_now();
        assert!(involuntary_switches() >= before);
    }
}
