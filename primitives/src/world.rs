//! Where a law is explored.
//!
//! A law is written once, as the body of *one* execution; a [`World`] decides how often to run it and over which
//! interleavings: [`Native`] runs real threads many times, a model checker runs every interleaving of a tiny size.
//! The body reports what it saw to its [`Witness`], so that a world that explores exhaustively can insist that each
//! declared outcome was really reached: a model that never interleaves proves nothing.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use crate::sync::outside;
use crate::sync::{Arc, thread};

/// A property, and every outcome that an execution of its body may report.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// Name, as a failure prints it: `law[no_lost_update]`.
    pub name: &'static str,
    /// The outcomes allowed. An exhaustive world requires that each is reached; all worlds refuse any other.
    pub outcomes: &'static [&'static str],
}

/// How large one execution is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Threads that work on the subject, beside those that only look.
    pub threads: usize,
    /// Operations of each.
    pub ops: u64,
}

/// Runs the body of a law over many executions.
pub trait World {
    /// Sizes that this world can afford.
    fn size(&self) -> Size;

    /// Runs `body` over executions, in both orders of spawning, and panics as `law[NAME]: ...` if one of them breaks
    /// the law, as `law[NAME][undeclared]: ...` if it reports an outcome that the law does not declare, and, if this
    /// world is exhaustive, as `law[NAME][unreached]: ...` if a declared outcome was never seen.
    fn explore(&self, law: Law, body: impl Fn(&Witness) + Send + Sync + 'static);
}

/// In which order the jobs of an execution start. The checker's search, and its blind spots, depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpawnOrder {
    /// As written.
    Forward,
    /// Last first.
    Reversed,
}

/// One thread's part of an execution.
pub type Job = Box<dyn FnOnce() + Send + 'static>;

/// Boxes a closure as a [`Job`].
pub fn job(work: impl FnOnce() + Send + 'static) -> Job {
    Box::new(work)
}

/// What a law panics with on purpose.
struct Planned;

/// A panic that a law plans, which no hook reports.
pub fn panic_as_planned() -> ! {
    resume_unwind(Box::new(Planned))
}

/// How a section ended that a law let panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It returned: the panic went missing.
    Returned,
    /// By the law's own panic.
    AsPlanned,
    /// By another. loom's mutex raises one of its own where another thread released it while this one unwound: all threads of a
    /// model are one of the system. Such an execution has not shown what was planned.
    Otherwise,
}

/// Runs a section that is to panic.
pub fn ends<R>(section: impl FnOnce() -> R) -> Ended {
    match catch_unwind(AssertUnwindSafe(section)) {
        Ok(_) => Ended::Returned,
        Err(panic) if panic.is::<Planned>() => Ended::AsPlanned,
        Err(_) => Ended::Otherwise,
    }
}

/// Starts the jobs of an execution and collects what it saw. What it collects stands outside the model.
#[derive(Clone, Debug)]
pub struct Witness {
    law: Law,
    order: SpawnOrder,
    seen: Arc<outside::Mutex<BTreeSet<&'static str>>>,
}

impl Witness {
    /// A witness for executions in one order of spawning.
    pub fn new(law: Law, order: SpawnOrder) -> Self {
        Witness { law, order, seen: Arc::default() }
    }

    /// The same law and the same collection, for the other order.
    pub fn with_order(&self, order: SpawnOrder) -> Self {
        Witness { order, ..self.clone() }
    }

    /// Runs the jobs at the same time, the last of them on the calling thread, and waits for all.
    ///
    /// # Panics
    /// With the first panic of a job, once all have ended. (Under a checker a panic ends the execution at once.)
    pub fn par(&self, mut jobs: Vec<Job>) {
        if self.order == SpawnOrder::Reversed {
            jobs.reverse();
        }
        let Some(mine) = jobs.pop() else { return };
        let mut others = Vec::with_capacity(jobs.len());
        for job in jobs {
            others.push(thread::spawn(job)); // a call by name: a checker notes this line
        }
        mine();
        let mut first_panic = None;
        for other in others {
            if let Err(panic) = other.join() {
                first_panic.get_or_insert(panic);
            }
        }
        if let Some(panic) = first_panic {
            std::panic::resume_unwind(panic);
        }
    }

    /// Reports an outcome of this execution.
    ///
    /// # Panics
    /// If the law does not declare it.
    #[track_caller]
    pub fn saw(&self, outcome: &'static str) {
        if !self.law.outcomes.contains(&outcome) {
            panic!(
                "law[{}][undeclared]: saw {outcome:?}, which is none of {:?}",
                self.law.name, self.law.outcomes
            );
        }
        self.seen.lock().insert(outcome);
    }

    /// Panics as a violation of this law unless `holds`.
    #[track_caller]
    pub fn check(&self, holds: bool, found: impl FnOnce() -> String) {
        if !holds {
            panic!("law[{}]: {}", self.law.name, found());
        }
    }

    /// The outcomes seen so far, over all executions.
    pub fn seen(&self) -> BTreeSet<&'static str> {
        self.seen.lock().clone()
    }

    /// Panics if a declared outcome was never seen; for worlds that explore exhaustively.
    pub fn require_all_outcomes(&self) {
        let seen = self.seen();
        let unreached: Vec<_> = self.law.outcomes.iter().filter(|outcome| !seen.contains(*outcome)).collect();
        if !unreached.is_empty() {
            panic!("law[{}][unreached]: no execution showed {unreached:?}; seen: {seen:?}", self.law.name);
        }
    }
}

/// Knows of every item how often it was dropped, so that a law can say "each exactly once".
#[derive(Debug, Default)]
pub struct Ledger {
    /// Drops of each item, in the order in which they were made.
    drops: outside::Mutex<Vec<u32>>,
}

/// An item with a number, entered in a [`Ledger`] when it is made, cloned and dropped.
#[derive(Debug)]
pub struct Token {
    /// What tells it from others.
    pub number: u64,
    entry: usize,
    ledger: Arc<Ledger>,
}

impl Ledger {
    /// Makes an item.
    pub fn token(self: &Arc<Self>, number: u64) -> Token {
        let mut drops = self.drops.lock();
        drops.push(0);
        Token { number, entry: drops.len() - 1, ledger: Arc::clone(self) }
    }

    /// What is wrong with the drops, in words; to be asked once everything should be gone.
    pub fn complaint(&self) -> Option<String> {
        let drops = self.drops.lock();
        let wrong = drops.iter().filter(|&&count| count != 1).count();
        (wrong > 0).then(|| format!("of {} items, in the order made, the drops are {drops:?}", drops.len()))
    }
}

impl Clone for Token {
    fn clone(&self) -> Self {
        self.ledger.token(self.number)
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.ledger.drops.lock()[self.entry] += 1;
    }
}

/// Real threads, many times over. Finds what the machine happens to show; proves nothing. A law under which nothing moves
/// any more for [`Native::PATIENCE`] ends the process and says which: waiting threads cannot be stopped otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Native {
    /// Executions in each order of spawning.
    pub rounds: usize,
    /// Size of each.
    pub size: Size,
}

impl Default for Native {
    /// Four threads with 1000 operations, 25 times in each order: milliseconds for most subjects.
    fn default() -> Self {
        Native { rounds: 25, size: Size { threads: 4, ops: 1000 } }
    }
}

impl Native {
    /// How long all executions of one law may take together: hundreds of times what they do take.
    pub const PATIENCE: Duration = Duration::from_secs(300);
}

impl World for Native {
    fn size(&self) -> Size {
        self.size
    }

    fn explore(&self, law: Law, body: impl Fn(&Witness) + Send + Sync + 'static) {
        let forward = Witness::new(law, SpawnOrder::Forward);
        let reversed = forward.with_order(SpawnOrder::Reversed);
        let _watchdog = outside::Watchdog::start(Self::PATIENCE, format!("law[{}]: no end", law.name));
        for _ in 0..self.rounds {
            body(&forward);
            body(&reversed);
        }
    }
}
