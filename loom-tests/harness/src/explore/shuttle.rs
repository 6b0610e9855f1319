//! shuttle: schedules drawn at random, all of them sequentially consistent. The seeds are fixed, so a run repeats.

use std::mem::ManuallyDrop;
use std::sync::Arc;

use primitives::sync::trace;
use primitives::world::{Law, Size, SpawnOrder, Witness, World};
use shuttle::scheduler::{PctScheduler, RandomScheduler, Schedule, Scheduler, Task, TaskId};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

use super::{Explorer, with};
use crate::end::Class;
use crate::process::Model;

/// As a row of verdicts has it.
pub(crate) const ENGINE: &str = "shuttle";

/// Multiplies the number of schedules.
const TIMES: &str = "CONTEND_SCHEDULES";

/// Schedules of each kind in each order of spawning: milliseconds.
const SCHEDULES: usize = 100;

/// As many times as many for what is wrong, since the search ends when it is found: the rarest mutant shows in a thousand.
const HUNT: usize = 10;

/// PCT plans two changes of who goes first: most mistakes need no more. Both kinds are drawn, for each finds what the other one misses.
const DEPTH: usize = 3;

/// Any number does.
const SEED: u64 = 1990;

/// Scheduling points for one of loom's branches: accesses of cells, locks that are released and turns that change nothing count here too.
const POINTS: usize = 20;

/// A panic that unwinds formats its message, and a history is searched, on the stack of a thread of the model.
const STACK: usize = 256 * 1024;

/// The body of one execution. One type for all laws: hundreds of copies of the checker would take minutes to build.
type Body = dyn Fn(&Witness) + Send + Sync;

impl Explorer {
    /// Runs the schedules that one scheduler draws.
    fn search(&self, scheduler: Box<dyn Scheduler + Send>, drawn: &str, witness: &Witness, body: &Arc<Body>) {
        with(|progress| (progress.kind, progress.exploring) = (drawn.to_owned(), true));
        let mut config = Config::new();
        config.stack_size = STACK;
        config.failure_persistence = FailurePersistence::None; // the same test fails at the same schedule
        config.max_steps = MaxSteps::FailAfter(self.setup.limits.steps * POINTS);
        config.silence_warnings = true; // that orderings count as the strongest is said in README.md
        let (witness, body) = (witness.clone(), Arc::clone(body));
        Runner::new(scheduler, config).run(move || {
            trace::begin();
            with(|progress| {
                progress.report.executions += 1;
                progress.report.search = format!("random:{}", progress.report.executions);
            });
            body(&witness);
        });
        with(|progress| progress.exploring = false);
    }
}

/// Draws at random, and is never dropped: it would tell how to replay a failure by hand, which its test does by itself.
struct Silent(ManuallyDrop<RandomScheduler>);

impl Scheduler for Silent {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.0.new_execution()
    }

    fn next_task(&mut self, runnable: &[&Task], current: Option<TaskId>, yields: bool) -> Option<TaskId> {
        self.0.next_task(runnable, current, yields)
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }
}

/// What a model's process printed, without what shuttle says of how it goes about a failure.
pub(crate) fn readable(printed: &str) -> String {
    const OF_SHUTTLE: [&str; 3] =
        ["Task failed, serializing schedule", "test panicked in task", "Test deadlocked, and "];
    let of_shuttle = |line: &&str| OF_SHUTTLE.iter().any(|words| line.starts_with(words));
    printed.split_inclusive('\n').filter(|line| !of_shuttle(line)).collect()
}

/// How many times as many schedules as usual are asked for.
fn times() -> usize {
    let Some(text) = std::env::var_os(TIMES) else { return 1 };
    let times = text.to_str().and_then(|text| text.parse().ok()).filter(|times| *times > 0);
    times.unwrap_or_else(|| panic!("{TIMES} is {text:?}, and not a whole number from 1"))
}

impl World for Explorer {
    /// The search does not come to an end anyway, so there is room for a third thread.
    fn size(&self) -> Size {
        let size = self.setup.limits.size;
        let room = Size { threads: size.threads.max(3), ops: size.ops.max(2) };
        if self.setup.hunted { size } else { room }
    }

    /// No outcome need be reached: that would be a matter of luck.
    fn explore(&self, law: Law, body: impl Fn(&Witness) + Send + Sync + 'static) {
        let schedules = SCHEDULES * times() * if self.setup.hunted { HUNT } else { 1 };
        let witness = Witness::new(law, SpawnOrder::Forward);
        let body: Arc<Body> = Arc::new(body);
        with(|progress| progress.witness = Some(witness.clone()));
        for &order in self.setup.orders.each() {
            with(|progress| progress.order = order);
            let witness = witness.with_order(order);
            let random = RandomScheduler::new_from_seed(SEED, schedules);
            self.search(Box::new(Silent(ManuallyDrop::new(random))), "drawn at random", &witness, &body);
            // PCT refuses a body in which there is nothing to choose.
            if trace::events().iter().any(|event| event.thread > 0) {
                let pct = PctScheduler::new_from_seed(SEED, DEPTH, schedules);
                self.search(Box::new(pct), "drawn by PCT", &witness, &body);
            }
        }
    }
}

/// What a mutant may die of here: mostly what loom kills it by, some of another class; nothing, if a sequentially consistent
/// execution cannot show what is wrong.
pub(crate) fn expected(model: &Model, by_loom: Class) -> Vec<Class> {
    const OTHERWISE: &str = include_str!("../../../mutants/shuttle.txt");
    let lines = OTHERWISE.lines().filter(|line| !line.starts_with('#'));
    let mut ends = lines.filter_map(|line| line.split_once(": "));
    let names = format!("{} {} {}", model.family, model.subject, model.law);
    let Some((_, end)) = ends.find(|(mutant, _)| *mutant == names) else { return vec![by_loom] };
    let (end, _why) = end.split_once("; ").expect("a reason stands behind it");
    let class = |name| Class::named(name).unwrap_or_else(|| panic!("{name:?} is no class of failure"));
    if end == "missed" { Vec::new() } else { end.split(" or ").map(class).collect() }
}
