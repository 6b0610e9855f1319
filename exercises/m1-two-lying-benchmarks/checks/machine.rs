//! A pretended machine: its threads are real, its time is not. Each thread has a clock of its own, which goes on by what the
//! thread does and by nothing else, so every run comes to the same nanosecond.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::panic::Location;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;

use crate::exercise::Machine;

/// An operation lasts so long.
pub(super) const OPERATION: u64 = 10;
/// A reading of the clock.
const READING: u64 = 24;
/// Starting one thread.
const START: u64 = 30_000;
/// From the last worker's end until whoever waits for it runs again.
const JOIN: u64 = 5_000;

/// When the threads get a core, once a barrier has opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script {
    /// Each worker so long after the one before.
    pub(super) apart: u64,
    /// The coordinator. The workers have the cores, and it must wait for one.
    pub(super) late: u64,
}

thread_local! {
    /// Which thread this is, 0 being the coordinator, and what its clock shows.
    static ME: Cell<(usize, u64)> = const { Cell::new((0, 0)) };
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Reads,
    Operates,
    Unused,
    Meets(usize),
}

/// A step, or a row of equal ones.
#[derive(Debug)]
struct Step {
    thread: usize,
    from: u64,
    to: u64,
    what: What,
    times: u64,
    place: &'static Location<'static>,
}

#[derive(Debug, Default)]
struct Barrier {
    waiting: usize,
    opened: u64,
    /// The latest of those who wait; when the barrier opens, that is the time.
    latest: u64,
    time: u64,
    /// Threads that can still come.
    here: usize,
    stuck: bool,
}

/// The machine.
#[derive(Debug)]
pub(super) struct Pretended {
    script: Script,
    steps: Mutex<Vec<Step>>,
    barrier: Mutex<Barrier>,
    moved: Condvar,
}

/// An answer, and where it was computed.
pub(super) struct Answer<'a> {
    machine: &'a Pretended,
    place: &'static Location<'static>,
    used: Cell<bool>,
}

impl Drop for Answer<'_> {
    fn drop(&mut self) {
        if !self.used.get() {
            self.machine.step(What::Unused, 0, self.place); // taken out: it costs nothing
        }
    }
}

/// A failed check must not hide behind a poisoned lock.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl Pretended {
    /// A machine on which nothing has happened; its coordinator is the thread that asks for it.
    pub(super) fn new(script: Script) -> Pretended {
        ME.set((0, 0));
        Pretended { script, steps: Mutex::default(), barrier: Mutex::default(), moved: Condvar::new() }
    }

    /// The calling thread does something that lasts so long.
    fn step(&self, what: What, lasts: u64, place: &'static Location<'static>) {
        let (thread, from) = ME.get();
        let to = from + lasts;
        ME.set((thread, to));
        let mut steps = locked(&self.steps);
        let before = steps.iter_mut().rev().find(|step| step.thread == thread);
        match before.filter(|step| (&step.what, step.place) == (&what, place) && what != What::Reads) {
            Some(step) => (step.to, step.times) = (to, step.times + 1),
            None => steps.push(Step { thread, from, to, what, times: 1, place }),
        }
    }

    /// Somebody will not come any more.
    fn leave(&self) {
        let mut barrier = locked(&self.barrier);
        barrier.here -= 1;
        barrier.stuck |= barrier.waiting > 0 && barrier.waiting == barrier.here;
        self.moved.notify_all();
    }

    /// Operations that were asked for, used or not, by each thread that asked.
    pub(super) fn asked(&self) -> Vec<u64> {
        let steps = locked(&self.steps);
        let of = |thread| {
            let mine = steps.iter().filter(|step| step.thread == thread);
            mine.filter(|step| matches!(step.what, What::Operates | What::Unused))
                .map(|step| step.times)
                .sum()
        };
        let threads: BTreeSet<usize> = steps.iter().map(|step| step.thread).collect();
        threads.into_iter().map(of).filter(|&asked| asked > 0).collect()
    }

    /// From the beginning of the first operation to the end of the last one.
    pub(super) fn span(&self) -> u64 {
        let steps = locked(&self.steps);
        let work = || steps.iter().filter(|step| step.what == What::Operates);
        let first = work().map(|step| step.from).min().unwrap_or(0);
        work().map(|step| step.to).max().unwrap_or(0) - first
    }

    /// What happened, in the order of time.
    pub(super) fn table(&self) -> String {
        const MOST: usize = 16;
        let mut steps = locked(&self.steps);
        steps.sort_by_key(|step| (step.from, step.thread));
        let mut text = String::from("  thread       where          from ns    to ns  what\n");
        for step in steps.iter().take(MOST) {
            let place = line(step.place);
            let thread = match step.thread {
                0 => "coordinator".to_owned(),
                worker => format!("worker {worker}"),
            };
            let operations = if step.times == 1 { "operation" } else { "operations" };
            let what = match step.what {
                What::Reads => format!("reads the clock: {}", step.from),
                What::Operates => format!("{} {operations}", step.times),
                What::Unused => format!("{} {operations} taken out: nobody uses the answer", step.times),
                What::Meets(threads) => format!("waits for {threads} threads, and for a core"),
            };
            let (from, to) = (step.from, step.to);
            writeln!(text, "  {thread:<11}  {place:<12} {from:>9} {to:>8}  {what}")
                .expect("a string takes it");
        }
        if steps.len() > MOST {
            writeln!(text, "  and {} more", steps.len() - MOST).expect("a string takes it");
        }
        text
    }
}

impl<'a> Machine for &'a Pretended {
    type Answer = Answer<'a>;

    #[track_caller]
    fn now(&self) -> u64 {
        let (_, now) = ME.get();
        self.step(What::Reads, READING, Location::caller());
        now
    }

    #[track_caller]
    fn operate(&self) -> Answer<'a> {
        Answer { machine: self, place: Location::caller(), used: Cell::new(false) }
    }

    #[track_caller]
    fn black_box(&self, answer: Answer<'a>) {
        answer.used.set(true);
        self.step(What::Operates, OPERATION, Location::caller());
    }

    #[track_caller]
    fn meet(&self, threads: usize) {
        let place = Location::caller();
        let (thread, now) = ME.get();
        let mut barrier = locked(&self.barrier);
        barrier.waiting += 1;
        barrier.latest = barrier.latest.max(now);
        if barrier.waiting == threads {
            let time = barrier.latest;
            *barrier = Barrier { opened: barrier.opened + 1, time, here: barrier.here, ..Barrier::default() };
            self.moved.notify_all();
        } else {
            let opened = barrier.opened;
            barrier.stuck |= barrier.waiting >= barrier.here;
            self.moved.notify_all();
            while barrier.opened == opened && !barrier.stuck {
                barrier = self.moved.wait(barrier).unwrap_or_else(|poisoned| poisoned.into_inner());
            }
        }
        let (time, stuck) = (barrier.time, barrier.stuck);
        drop(barrier);
        assert!(!stuck, "{}: waits until {threads} wait here, and not so many will come", line(place));
        let late = if thread == 0 { self.script.late } else { (thread as u64 - 1) * self.script.apart };
        self.step(What::Meets(threads), time + late - now, place);
    }

    fn crew<R: Send>(
        &self,
        workers: usize,
        work: impl Fn() -> R + Sync,
        coordinate: impl FnOnce(),
    ) -> Vec<R> {
        let (me, mut started) = ME.get();
        locked(&self.barrier).here = workers + 1;
        let all: Vec<(R, u64)> = thread::scope(|scope| {
            let threads: Vec<_> = (1..=workers)
                .map(|worker| {
                    started += START;
                    let (work, begins) = (&work, started);
                    scope.spawn(move || {
                        ME.set((worker, begins));
                        let _leaves = Leaves(self);
                        (work(), ME.get().1)
                    })
                })
                .collect();
            ME.set((me, started));
            let leaves = Leaves(self);
            coordinate();
            drop(leaves);
            let ended = threads.into_iter().map(|thread| thread.join());
            ended.map(|ended| ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        let last = all.iter().map(|(_, ended)| *ended).max().unwrap_or(0);
        ME.set((me, ME.get().1.max(last) + JOIN));
        all.into_iter().map(|(answer, _)| answer).collect()
    }
}

/// Whoever ends, or panics, is not waited for.
struct Leaves<'a>(&'a Pretended);

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// `lib.rs:32`.
fn line(place: &Location<'_>) -> String {
    let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
    format!("{file}:{}", place.line())
}

/// The time for twice the work, over the time for the work.
pub(super) fn ratio(once: u64, twice: u64) -> f64 {
    twice as f64 / once as f64
}
