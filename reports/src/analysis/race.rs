//! The founding race: an atomic against a mutex, ten at a time.

use super::model::{Family, Noise, Ratio};

/// Goroutines of the published race, threads of ours.
pub const RACERS: u32 = 10;
/// Whose figures stand beside ours.
pub const PUBLISHED_BY: &str = "Bengfort 2022, “Atomic vs Mutex” (Go, 10 goroutines, a laptop)";

/// Both races.
#[derive(Clone, Debug)]
pub struct Race {
    /// Increment, then load.
    pub rows: Vec<RaceRow>,
}

/// One operation: the published times, their ratio, and ours.
#[derive(Clone, Debug)]
pub struct RaceRow {
    /// `increment` or `load`.
    pub operation: &'static str,
    /// The workload of ours.
    pub workload: &'static str,
    /// Published time of the atomic, in ns/op.
    pub atomic_ns: f64,
    /// Published time of the mutex, in ns/op.
    pub mutex_ns: f64,
    /// Ours, with as many threads; the reason where there is none.
    pub ours: Result<OurRace, String>,
}

/// Our mutex time over our atomic time, within launches.
#[derive(Clone, Copy, Debug)]
pub struct OurRace {
    /// Mutex time over atomic time.
    pub ratio: Ratio,
    /// A/A noise at ten threads.
    pub noise: Option<Noise>,
    /// Whether the threads had to share cores.
    pub oversubscribed: bool,
    /// Median overlap of the windows.
    pub overlap: Option<f64>,
    /// Logical processors; 0 when unknown.
    pub cores: u32,
}

impl RaceRow {
    /// The published mutex time over the published atomic time.
    pub fn published(&self) -> f64 {
        self.mutex_ns / self.atomic_ns
    }
}

/// The race as these families ran it.
pub(super) fn race(families: &[Family]) -> Race {
    let row = |operation, workload, atomic_ns, mutex_ns| RaceRow {
        operation,
        workload,
        atomic_ns,
        mutex_ns,
        ours: ours(families, workload),
    };
    Race { rows: vec![row("increment", "inc", 6.881, 18.50), row("load", "load", 0.5131, 13.72)] }
}

fn ours(families: &[Family], workload: &str) -> Result<OurRace, String> {
    let counters = families.iter().find(|f| f.name == "counter").ok_or("no counter was measured")?;
    let w = counters.workloads.iter().find(|w| w.name == workload);
    let w = w.ok_or_else(|| format!("the workload {workload} was not run"))?;
    let g = w.groups.iter().find(|g| g.threads == RACERS);
    let g = g.ok_or_else(|| format!("{workload} was not run with {RACERS} threads"))?;
    let measured = |name: &str| {
        let m = g.cell(name).and_then(|c| c.measure.as_ref());
        m.ok_or_else(|| format!("{name} has no usable window with {RACERS} threads"))
    };
    let (atomic, mutex) = (measured("atomic_relaxed")?, measured("mutex")?);
    let ratio = super::group::ratio(atomic, mutex, g.noise.map(|n| n.factor));
    let ratio = ratio.ok_or("the two were never measured in the same launch")?;
    Ok(OurRace {
        ratio,
        noise: g.noise,
        oversubscribed: g.oversubscribed,
        overlap: g.overlap,
        cores: w.cores,
    })
}
