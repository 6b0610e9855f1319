//! The rows that the other rooms hand over: one [`Record`] a measured window, one [`SubjectInfo`] an entry of the catalogue. `FORMAT.md` describes every field with its unit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::shared::Shared;

/// Version of the row format. A reader refuses rows that are newer than it knows.
pub const SCHEMA: u32 = 1;

/// The parameter that tells how workers were placed, where that was otherwise than usual: such rows are measurements of their own, and
/// meet no others in any statistic.
pub const PLACED: &str = "placed";

/// The flag of a window whose workers were to be placed otherwise, and were not kept there.
pub const UNPLACED: &str = "unplaced";

/// Who wrote a subject, and whether it takes part in a ranking at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Written in this project.
    Ours,
    /// A published crate, or the standard library, behind an adapter.
    Peer,
    /// A measured lower bound, drawn for orientation and never ranked.
    Floor,
}

/// How far apart the two probed cores were, by the round trip of one cache line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Placement {
    /// Round trip under 50 ns: two hardware threads of one core.
    Near,
    /// Round trip from 50 to 200 ns: cores that share a cache.
    Usual,
    /// Round trip of 200 ns and more: across caches or sockets.
    Far,
    /// Not probed: one thread, or more threads than cores.
    Unknown,
}

/// What a window was recorded for; the two are never mixed in a statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// A short window; the clean ones give throughput.
    Throughput,
    /// A longer span: of a second and more for Jain's index and max/min per thread, of about 100 ms for how long a turn may last.
    Fairness,
    /// One thread replays a trace through a cache, once: it gives the hit ratio at that capacity, and no throughput.
    Hits,
}

/// Percentiles of time, in nanoseconds: from the *intended* start of an operation to its end where operations start on schedule. Where
/// each starts when the one before is done: from asking to having in workloads named `wait-...`, from an operation's start to its end
/// in all others. The clock's own cost is part of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Operations started on schedule per second and thread; 0 where there is no schedule (a closed loop).
    pub rate_per_thread: f64,
    /// Median.
    pub p50_ns: u64,
    /// 90th percentile.
    pub p90_ns: u64,
    /// 99th percentile.
    pub p99_ns: u64,
    /// 99.9th percentile.
    pub p999_ns: u64,
    /// Largest value seen.
    pub max_ns: u64,
}

/// The machine, the system and the build that a window was measured on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Host {
    /// Processor name as the processor tells it.
    pub cpu: String,
    /// Processor architecture, as Rust names it (`x86_64`).
    pub arch: String,
    /// Operating system and kernel version.
    pub os: String,
    /// Logical processors this process may run on.
    pub cores: u32,
    /// Hardware threads per core; 0 when unknown.
    pub smt: u32,
    /// `"kvm"`, `"none"`, ... or `"unknown"`.
    pub vm: String,
    /// Frequency governor, or `"unknown"`.
    pub governor: String,
    /// `"on"`, `"off"` or `"unknown"`.
    pub turbo: String,
    /// Load average over one minute when the launch began; negative when unknown.
    pub load: f64,
    /// CPU pressure (PSI `some avg10`, percent) when the launch began; negative when unknown.
    pub psi_cpu: f64,
    /// Of the time since the system started in which something wanted to run on this guest, what other guests took, in percent.
    pub steal: Option<f64>,
    /// Cores' worth of time that the process may use; none without a limit.
    pub cpu_quota: Option<f64>,
    /// What the kernel's clock ticks by (`tsc`), or `"unknown"`.
    pub clock_source: String,
    /// Compiler version.
    pub rustc: String,
    /// Build profile: `release` or `debug`.
    pub profile: String,
    /// Revision of the project, with `+changes` when the tree differed from it; empty when unknown.
    pub git: String,
    /// The command line that made the row.
    pub command: String,
    /// Cost of one reading of the clock, in nanoseconds.
    pub clock_ns: f64,
}

/// Where the workers ran, and how far apart those places are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// Logical processor of each worker, in the order of `per_thread`.
    pub cpus: Vec<u32>,
    /// Cores among them; fewer than workers where some share one.
    pub cores: u32,
    /// Of those cores, how many are smaller than the machine's largest.
    pub small_cores: u32,
    /// Core complexes among them: cores that share a last-level cache.
    pub complexes: u32,
    /// Packages (sockets) among them.
    pub packages: u32,
    /// NUMA nodes among them.
    pub nodes: u32,
}

/// One window: a timed stretch in which all threads of one subject worked at the same time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`SCHEMA`] of the writer.
    pub schema: u32,
    /// Names the run: the same for all its launches.
    pub run: String,
    /// Number of the process within the run, from 0.
    pub launch: u32,
    /// Number of the window within (launch, subject, workload, threads, purpose, twin), from 0.
    pub window: u32,
    /// Family of the subject (`counter`, `lock`, ...).
    pub family: String,
    /// Name of the subject.
    pub subject: String,
    /// Ours, a peer's, or a floor.
    pub kind: Kind,
    /// Version of what was measured: the crate's for a peer, the project's for ours.
    pub version: String,
    /// Name of the workload.
    pub workload: String,
    /// What else the workload was given: capacity, payload, batch, section_ns, ...
    #[serde(default)]
    pub params: Shared<BTreeMap<String, serde_json::Value>>,
    /// Worker threads.
    pub threads: u32,
    /// Completed operations of all threads; none when the answer was wrong.
    pub ops: Option<u64>,
    /// Attempts that found nothing to do (a full or an empty queue): no operations.
    #[serde(default)]
    pub failed_tries: u64,
    /// Length of the window: the mean over threads of each thread's own stretch; with more threads than cores no less than what was
    /// asked for, since a thread that waits through the whole window has no stretch at all.
    pub elapsed_ns: u64,
    /// Share of the window in which all threads worked: (first end - last begin) / (last end - first begin).
    pub overlap: f64,
    /// Completed operations, thread by thread.
    #[serde(default)]
    pub per_thread: Vec<u64>,
    /// Distance class of the cores.
    pub placement: Placement,
    /// Where the workers ran; none where the system does not tell, or did not keep them there.
    #[serde(default)]
    pub seats: Option<Seats>,
    /// The larger of the ping-pong round trips before and after the window, in nanoseconds.
    #[serde(default)]
    pub probe_ns: Option<f64>,
    /// Time of one turn of an empty loop on the slowest worker's core, before or after the window, whichever was longer.
    #[serde(default)]
    pub turn_ns: Option<f64>,
    /// The same of the fastest worker's core: where it is much shorter, some cores were slowed and others not.
    #[serde(default)]
    pub turn_least_ns: Option<f64>,
    /// Involuntary context switches of the workers inside the window; none when the system does not tell.
    #[serde(default)]
    pub involuntary: Option<u64>,
    /// Longest stretch between two clock readings of any worker.
    #[serde(default)]
    pub max_gap_ns: u64,
    /// Whether the answer was right. A wrong answer is one row, in no statistic.
    pub verified: bool,
    /// What was wrong: the law, what was expected, what was found.
    #[serde(default)]
    pub failure: Option<String>,
    /// Throughput window or fairness span.
    pub purpose: Purpose,
    /// The second of two equal measurements in one launch: the null control (A/A).
    #[serde(default)]
    pub twin: bool,
    /// `oversubscribed` (more threads than cores), `descheduled` (an involuntary switch), `stalled` (a gap that no batch explains),
    /// `low-overlap` (under 0.95), `unplaced` (not kept where it was to be placed). Distance is no flag: it stands in `placement`.
    #[serde(default)]
    pub flags: Vec<String>,
    /// Latency, where measured.
    #[serde(default)]
    pub latency: Option<Latency>,
    /// Hits / look-ups of a cache, where measured.
    #[serde(default)]
    pub hit_ratio: Option<f64>,
    /// The best hit ratio that a cache of this capacity could have had on these look-ups, where it can be computed.
    #[serde(default)]
    pub optimum: Option<f64>,
    /// Entries that a cache held when the window was over and its upkeep was done, where counted.
    #[serde(default)]
    pub entries: Option<u64>,
    /// Changes made in the window by workers whose changes are no operations (`update-10us`, `update-storm`), where counted.
    #[serde(default)]
    pub updates: Option<u64>,
    /// Bytes one instance holds, on the stack and on the heap, where measured.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// Heap allocations per operation, measured apart from any window.
    #[serde(default)]
    pub allocs_per_op: Option<f64>,
    /// Where.
    pub host: Shared<Host>,
}

impl Record {
    /// System-wide operations per second, if the answer was right.
    pub fn throughput(&self) -> Option<f64> {
        let ops = self.ops.filter(|_| self.verified && self.elapsed_ns > 0)?;
        Some(ops as f64 * 1e9 / self.elapsed_ns as f64)
    }

    /// Whether this window may stand in a ratio: a right answer, all threads at work together, none pushed off its core.
    /// Oversubscribed windows are never clean; they are shown, labelled, as what they are.
    pub fn is_clean(&self) -> bool {
        self.verified && self.overlap >= 0.95 && self.flags.is_empty()
    }
}

/// What is known of a subject before it runs: one row of `contend list --json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubjectInfo {
    /// Family.
    pub family: String,
    /// Name, unique within its family.
    pub name: String,
    /// Ours, a peer's, or a floor.
    pub kind: Kind,
    /// What it is built on, in a phrase: `one atomic, fetch_add`.
    pub mechanism: String,
    /// `wait-free`, `lock-free`, `blocking`, ...
    pub progress: String,
    /// `linearizable`, `exact when quiescent`, `bounded error`, ...
    pub consistency: String,
    /// Paper, book or crate it comes from.
    pub origin: String,
    /// Source file within the repository, or the crate's name.
    pub source: String,
    /// Version of the crate measured.
    pub version: String,
    /// Workloads it offers.
    #[serde(default)]
    pub workloads: Vec<String>,
    /// Whether ratios of its family are taken against it.
    #[serde(default)]
    pub baseline: bool,
    /// What is known to be wrong with it, a phrase each, the law first: it is raced, and marked wherever its figure stands.
    #[serde(default)]
    pub known_failures: Vec<String>,
}
