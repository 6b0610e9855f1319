//! The tools that look for wrong programs: how each is built and run.

use std::path::Path;
use std::process::Command;

use crate::models;

/// One tool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    /// As rows and `--tool` have it.
    pub(super) name: &'static str,
    package: &'static str,
    /// Test binaries; shuttle's holds more than mutants.
    binaries: &'static [&'static str],
    /// The sanitizer that is compiled in.
    sanitizer: Option<&'static str>,
    /// Each mutant's test runs both orders of spawning, so one test a mutant is enough.
    both_orders_in_one: bool,
    environment: &'static [(&'static str, &'static str)],
}

/// What a mutant's test may look for, in seconds: most that are found at all are found in the first one.
const SECONDS: (&str, &str) = ("CONTEND_SECONDS", "1.5");

/// On real threads.
const NATIVE: Lane = Lane {
    name: "native",
    package: "contend-native-tests",
    binaries: &["mutants"],
    sanitizer: None,
    both_orders_in_one: true,
    environment: &[SECONDS],
};

/// All tools, in the order of the table.
pub(super) const LANES: [Lane; 5] = [
    Lane {
        name: "loom",
        package: "contend-loom-tests",
        binaries: &["mutants", "cache_mutants", "channel_mutants", "lock_mutants", "queue_mutants"],
        both_orders_in_one: false,
        environment: &[],
        ..NATIVE
    },
    Lane {
        name: "shuttle",
        package: "contend-shuttle-tests",
        binaries: &["models"],
        both_orders_in_one: false,
        environment: &[],
        ..NATIVE
    },
    NATIVE,
    Lane { name: "tsan", sanitizer: Some("thread"), ..NATIVE },
    Lane { name: "asan", sanitizer: Some("address"), ..NATIVE },
];

/// Where the sanitizers are offered without a nightly toolchain and tried.
const TARGET: &str = "x86_64-unknown-linux-gnu";

impl Lane {
    /// Why it cannot be had on this machine, if it cannot.
    pub(super) fn unavailable(&self) -> Option<String> {
        let fits = cfg!(all(target_arch = "x86_64", target_os = "linux", target_env = "gnu"));
        (self.sanitizer.is_some() && !fits).then(|| format!("needs {TARGET}"))
    }

    /// `cargo test` for this tool's binaries.
    pub(super) fn cargo(&self, root: &Path) -> Command {
        let mut cargo = models::cargo(root);
        cargo.args(["--package", self.package]);
        cargo.args(self.binaries.iter().flat_map(|binary| ["--test", binary]));
        cargo.envs(self.environment.iter().copied());
        if let Some(sanitizer) = self.sanitizer {
            let flags =
                format!("-Zsanitizer={sanitizer} -Cunsafe-allow-abi-mismatch=sanitizer --cfg sanitized");
            cargo
                .args(["--target", TARGET]) // or build scripts would be instrumented too
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTFLAGS", flags)
                .env("CARGO_TARGET_DIR", root.join("target").join(self.name))
                .env("CONTEND_TOOL", self.name)
                // The test runner itself; what it starts has options of its own.
                .env("TSAN_OPTIONS", "report_bugs=0")
                .env("ASAN_OPTIONS", "detect_leaks=0");
        }
        cargo
    }

    /// Whether this test of its binaries is one to run.
    pub(super) fn is_asked(&self, test: &str) -> bool {
        test.ends_with("::dies_as_spawned")
            || test.ends_with("::dies_spawned_in_reverse") && !self.both_orders_in_one
    }
}
