//! Where a window was measured. What only Linux tells comes from one module; elsewhere the other one stands in, and
//! those fields read "unknown". `RUSTFLAGS="--cfg portable"` chooses the fallback on Linux too, so that it stays compiled.

#[cfg(all(target_os = "linux", not(portable)))]
mod linux;
#[cfg(any(not(target_os = "linux"), portable))]
mod portable;

#[cfg(all(target_os = "linux", not(portable)))]
use linux as system;
#[cfg(any(not(target_os = "linux"), portable))]
use portable as system;

use reports::Host;

use crate::engine::clock::Clock;

pub(crate) use system::{die_with_parent, involuntary_switches, outlive_file_limits};

/// Logical processors this process may run on.
pub fn cores() -> u32 {
    std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32)
}

/// Looks around. The load is that of this moment; all else stays as it is.
pub fn look(command: &str) -> Host {
    let unknown = || "unknown".to_owned();
    Host {
        cpu: system::cpu().unwrap_or_else(unknown),
        arch: std::env::consts::ARCH.to_owned(),
        os: system::os().unwrap_or_else(|| std::env::consts::OS.to_owned()),
        cores: cores(),
        smt: system::smt().unwrap_or(0),
        vm: system::vm().unwrap_or_else(unknown),
        governor: system::governor().unwrap_or_else(unknown),
        turbo: system::turbo().unwrap_or_else(unknown),
        load: system::load().unwrap_or(-1.0),
        psi_cpu: system::psi_cpu().unwrap_or(-1.0),
        rustc: env!("CONTEND_RUSTC").to_owned(),
        profile: if cfg!(debug_assertions) { "debug" } else { "release" }.to_owned(),
        git: env!("CONTEND_GIT").to_owned(),
        command: command.to_owned(),
        clock_ns: Clock::cost_ns(),
    }
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
