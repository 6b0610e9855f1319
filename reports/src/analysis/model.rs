//! What the renderers share: everything they draw or say stands here, so that page, charts and Markdown agree.

use std::collections::BTreeMap;

use serde_json::Value;

use super::checks::Checks;
use super::foundations::Foundations;
use super::prose::Prose;
use super::subjects::SubjectCard;
use crate::comparison::Against;
use crate::record::{Kind, Placement};
use crate::stats::{Cost, Estimate, Footing, Law, Refusal};

pub use super::caches::CacheView;
pub use super::collapse::{COLLAPSED, Collapse, Collapsing, Slowdown};
pub use super::crossing::{Begins, Crossings, Curve, HeldPoint};
pub use super::front::{Front, Spot};
pub use super::machines::{Beside, BesideRow, Machine, Machines, There};
pub use super::matrix::{Matrix, MatrixRow};
pub use super::prices::{Price, PriceCell, Prices};
pub use super::race::{Race, RaceRow};
pub use super::room::{Room, RoomRow};
pub use super::traces::{HitLine, HitPoint, Level, Replayed, Trace, Traces};
pub use super::trust::{Grade, Trust};

/// Launches below which the report says that there were few.
pub const FEW_LAUNCHES: usize = 5;
/// Launches below which nothing is ranked at all.
pub const RANKED_LAUNCHES: usize = 3;
/// A subject within this factor of the `noop` floor's time is at the floor.
pub const AT_FLOOR: f64 = 1.2;

/// All that the records show.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was run, on what, and how far it can be trusted.
    pub trust: Trust,
    /// The founding race.
    pub race: Race,
    /// The same on several machines, where the records come from more than one.
    pub machines: Option<Machines>,
    /// What became of it since earlier records, where such were given.
    pub against: Option<Against>,
    /// Families in the order of the catalogue; one that holds floors alone comes last.
    pub families: Vec<Family>,
    /// In each family, the best over atomics, a mutex, a readers-writer lock and a channel.
    pub foundations: Option<Foundations>,
    /// Every subject of the catalogue and of the records.
    pub subjects: Vec<SubjectCard>,
    /// The same counter called in different ways.
    pub dispatch: Vec<DispatchRow>,
    /// Wrong answers, which stand in no statistic.
    pub wrong: Vec<WrongAnswer>,
    /// Where a peer beats the best of ours.
    pub losses: Vec<Prose>,
    /// What was checked of all subjects together.
    pub checks: Checks,
}

/// One family of interchangeable subjects.
#[derive(Clone, Debug)]
pub struct Family {
    /// Name.
    pub name: String,
    /// Anchor on the page, unique in the report.
    pub id: String,
    /// What ratios are taken against, if anything.
    pub baseline: Option<String>,
    /// Whether it holds floors alone.
    pub floors_only: bool,
    /// What wins, in a sentence or two.
    pub summary: Prose,
    /// Its workloads, in the order of the catalogue.
    pub workloads: Vec<Workload>,
    /// Those whose workers were placed otherwise than usual: shown, listed on cards and compared with earlier ones, and part of no other question.
    pub placed: Vec<Workload>,
    /// What becomes of each lock when threads outnumber cores.
    pub collapse: Option<Collapse>,
    /// From which length of a read on each subject beats an exclusive lock.
    pub crossings: Option<Crossings>,
    /// The same structure over one lock after another.
    pub matrix: Option<Matrix>,
    /// Hit ratio against capacity, trace by trace.
    pub traces: Option<Traces>,
    /// What an entry of each cache takes.
    pub room: Option<Room>,
    /// What one promise costs against another.
    pub prices: Option<Prices>,
}

/// One workload of a family.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Name, with the parameters that tell it from its like.
    pub name: String,
    /// Anchor on the page and name of its SVG files, unique in the report.
    pub id: String,
    /// Measured thread counts, ascending.
    pub groups: Vec<Group>,
    /// How often a queue said "empty" to a thread that had just put an item in, where that was asked.
    pub denials: Prose,
    /// Length of the critical section, in nanoseconds, where every row tells the same.
    pub section_ns: Option<f64>,
    /// Which of `groups` the headline chart shows.
    pub headline: usize,
    /// Throughput against hit ratio in that group, where hit ratios differ.
    pub front: Option<Front>,
    /// What wins, where, and what cannot be told apart.
    pub sentence: Prose,
    /// COST of each subject that was measured at some thread count up to the number of cores.
    pub costs: BTreeMap<String, Cost>,
    /// The best single-threaded subject, against which COST is taken.
    pub best_single: Option<String>,
    /// The law of scaling that each of them follows, or why none is told. Empty where that is said once for the whole report.
    pub laws: BTreeMap<String, Result<Law, Refusal>>,
    /// Logical processors of the machine; 0 when unknown.
    pub cores: u32,
}

impl Workload {
    /// Whether operations came on schedule: then their rate is the schedule's, and only their latency tells anything.
    pub fn on_schedule(&self) -> bool {
        self.groups.iter().any(|g| g.on_schedule)
    }

    /// The group that the headline chart shows.
    pub fn head(&self) -> &Group {
        &self.groups[self.headline]
    }

    /// The group whose rates of changes are told: the headline's, or else that with most threads; none where they were not counted.
    pub fn updated(&self) -> Option<&Group> {
        super::sentences::updated(&self.groups, self.headline)
    }
}

/// All subjects of one workload at one thread count.
#[derive(Clone, Debug)]
pub struct Group {
    /// Worker threads.
    pub threads: u32,
    /// More threads than cores: labelled, and never drawn as scaling.
    pub oversubscribed: bool,
    /// Operations came on schedule.
    pub on_schedule: bool,
    /// Median overlap of the windows used: how much of each, all threads were at work.
    pub overlap: Option<f64>,
    /// The placement class that is compared.
    pub class: Placement,
    /// Usable windows left out because they ran at another distance.
    pub other_class: u64,
    /// A/A noise, if anything tells it.
    pub noise: Option<Noise>,
    /// Time per operation of the `noop` floor, in nanoseconds.
    pub noop_ns: Option<f64>,
    /// Who is fast without locking a thread out; nothing where fairness was not measured.
    pub served: Prose,
    /// Measured cells by time, fastest first; then those that could not be measured, by name.
    pub cells: Vec<Cell>,
}

impl Group {
    /// The cell of a subject.
    pub fn cell(&self, subject: &str) -> Option<&Cell> {
        self.cells.iter().find(|c| c.subject == subject)
    }
}

/// What a comparison of something with itself showed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Ratios between 1/factor and factor tell nothing.
    pub factor: f64,
    /// Single A/A comparisons behind it.
    pub comparisons: usize,
    /// Taken from other workloads with as many threads, for want of an own.
    pub borrowed: bool,
}

/// One subject in one group.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Subject.
    pub subject: String,
    /// Ours, a peer's, or a floor.
    pub kind: Kind,
    /// Measured beside threads of its own, more in all than there are cores, where the workers alone have one each.
    pub own_threads: bool,
    /// Colour and pattern, the same in every chart.
    pub tint: Tint,
    /// What became of its windows.
    pub windows: Windows,
    /// What the threads had under them in the windows that give the throughput, where those all tell the same.
    pub footing: Option<Footing>,
    /// What they show; none when no window was usable.
    pub measure: Option<Measure>,
    /// How evenly threads were served, where spans of a second were run.
    pub fairness: Option<Fairness>,
    /// Latency, where measured.
    pub latency: Option<LatencyView>,
    /// Hits and room of a cache, where told.
    pub cache: Option<CacheView>,
    /// What the workload was given, by name: capacity, payload, ...
    pub settings: BTreeMap<String, Value>,
    /// Changes per second by workers whose changes are no operations, median of launch medians, where counted.
    pub updates: Option<f64>,
    /// Failed tries and all tries, over the windows that give the throughput, operations included.
    pub tries: (u64, u64),
}

/// A colour and a pattern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tint {
    /// One of [`HUES`] hues.
    pub hue: u8,
    /// One of [`VARIANTS`] dash patterns and markers.
    pub variant: u8,
}

/// Hues that stay apart for colour-blind readers on light and on dark ground.
pub const HUES: u8 = 8;
/// Dash patterns and markers that tell subjects of one hue apart.
pub const VARIANTS: u8 = 4;

/// What became of a cell's throughput windows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Windows {
    /// All, twins aside.
    pub all: u64,
    /// Those that stand in the statistic.
    pub used: u64,
    /// Usable, but at another distance than the class compared.
    pub other_class: u64,
    /// Unusable, by flag; a window with two flags counts under both.
    pub flags: BTreeMap<String, u64>,
}

/// What the usable windows of a cell show.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Median throughput of each launch, in operations per second, all threads together.
    pub per_launch: BTreeMap<Launch, f64>,
    /// Median of launch medians, in operations per second.
    pub throughput: Estimate,
    /// The same as time: 1e9 / throughput, system-wide nanoseconds per operation.
    pub time_ns: Estimate,
    /// Whether the harness itself takes most of that time.
    pub at_floor: bool,
    /// Throughput over the baseline's.
    pub ratio: Option<Ratio>,
    /// Place among its like.
    pub standing: Standing,
}

/// Names a launch: index of (run, launch number) in order.
pub type Launch = u32;

/// A ratio of throughputs within launches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// Median over launches, with its interval.
    pub value: Estimate,
    /// Whether a floor makes it a bound.
    pub bound: Bound,
    /// Launches in which both were measured.
    pub launches: usize,
    /// Probability of so large a difference between the launches of two equal subjects (Mann-Whitney).
    pub p: Option<f64>,
    /// Whether it may be called a difference.
    pub difference: Difference,
}

/// What a comparison of two subjects showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// One is faster.
    Measured,
    /// A tie: no difference was measured.
    None,
    /// Fewer than [`RANKED_LAUNCHES`] launches of one of them: nothing can be said.
    TooFewLaunches,
}

/// How to read a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// As it stands.
    Exact,
    /// The true one is at least this: the numerator's subject is at the floor.
    AtLeast,
    /// The true one is at most this: the denominator's subject is at the floor.
    AtMost,
    /// Both are at the floor: it says nothing.
    Nothing,
}

/// Where a subject stands in its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A floor: drawn for orientation.
    Floor,
    /// At the floor: faster than can be told, hence not ranked.
    AtFloor,
    /// Ranked; 1 is the fastest.
    Place {
        /// One more than the number of subjects known to be faster.
        place: usize,
        /// How many other ranked subjects cannot be told apart from this one.
        tied_with: usize,
    },
    /// Not ranked: fewer than [`RANKED_LAUNCHES`] launches.
    TooFewLaunches,
    /// Not ranked: a cache that never forgets, or holds more than it was asked to, among some that do not.
    Apart,
    /// Not ranked: operations came on schedule, so their rate is the schedule's.
    OnSchedule,
}

/// How evenly threads were served.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fairness {
    /// Spans of a second and more.
    pub spans: usize,
    /// Jain's index, median over spans.
    pub jain: f64,
    /// Most over least served thread, median over spans.
    pub max_over_min: f64,
    /// The same over short spans, where any were run.
    pub short: Option<ShortSpans>,
}

/// How evenly threads were served within about a tenth of a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShortSpans {
    /// Spans from 90 ms to a second.
    pub spans: usize,
    /// Most over least served thread, median over spans.
    pub max_over_min: f64,
}

/// Latency in nanoseconds: of each percentile the median over launches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatencyView {
    /// Launches behind it.
    pub launches: usize,
    /// Operations started per second and thread; 0 in a closed loop.
    pub rate_per_thread: f64,
    /// Median, 90th, 99th, 99.9th percentile.
    pub percentiles: [f64; 4],
    /// Largest value seen in any launch.
    pub max_ns: u64,
    /// Launches in which the schedule could not be kept.
    pub late_launches: usize,
}

impl LatencyView {
    /// Whether each operation began when the one before it had ended, and not on schedule.
    pub fn is_closed_loop(&self) -> bool {
        self.rate_per_thread == 0.0
    }
}

/// One way of calling, at one workload and thread count.
#[derive(Clone, Debug)]
pub struct DispatchRow {
    /// Subject.
    pub subject: String,
    /// How it is called.
    pub mechanism: String,
    /// Workload.
    pub workload: String,
    /// Worker threads.
    pub threads: u32,
    /// More threads than cores.
    pub oversubscribed: bool,
    /// System-wide nanoseconds per operation.
    pub time_ns: Estimate,
    /// Its throughput, in times of the fastest way's; none for that one.
    pub ratio: Option<Ratio>,
}

/// A wrong answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrongAnswer {
    /// Family.
    pub family: String,
    /// Subject.
    pub subject: String,
    /// Its version.
    pub version: String,
    /// Workload.
    pub workload: String,
    /// Worker threads.
    pub threads: u32,
    /// What was wrong.
    pub failure: String,
    /// Windows in which it was seen.
    pub windows: u64,
}
