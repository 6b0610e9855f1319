//! Litmus tests: programs of a few lines that tell one memory model from another.
//!
//! Each has one *weak* outcome, which no interleaving of its lines explains. Whether it may be seen all the same hangs
//! on the orderings. The C++20 memory model, which is Rust's, says when; a machine or a checker shows what it shows. The
//! same programs run in every world: over real threads they ask the machine, over a checker they ask the checker.
//!
//! | file | what it holds |
//! |---|---|
//! | this one | what a test is, and one execution of it |
//! | [`shapes`] | the seven programs, each with what is allowed and why |

use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU64, Ordering, fence};
use crate::sync::{Arc, outside};
use crate::world::{Law, World, job};

pub mod shapes;

/// What the threads of a test share; each on lines of its own, or one look would fetch both.
#[derive(Debug)]
pub struct Locations {
    /// First.
    pub x: CachePadded<AtomicU64>,
    /// Second.
    pub y: CachePadded<AtomicU64>,
}

impl Default for Locations {
    fn default() -> Self {
        Locations { x: CachePadded::new(AtomicU64::new(0)), y: CachePadded::new(AtomicU64::new(0)) }
    }
}

impl Locations {
    /// Makes both 0 again; nobody else may be at them.
    pub fn reset(&self) {
        self.x.store(0, Ordering::Relaxed); // Relaxed: the threads meet before and after
        self.y.store(0, Ordering::Relaxed); // Relaxed: as above
    }
}

/// How strongly the lines of a program are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Orderings {
    /// Every access is `Relaxed`.
    Relaxed,
    /// Stores are `Release`, loads `Acquire`.
    ReleaseAcquire,
    /// Every access is sequentially consistent.
    SeqCst,
    /// Every access is `Relaxed`, with a sequentially consistent fence between any two of one thread.
    Fences,
}

impl Orderings {
    /// Weakest first.
    pub const ALL: [Orderings; 4] =
        [Orderings::Relaxed, Orderings::ReleaseAcquire, Orderings::SeqCst, Orderings::Fences];

    /// In a table.
    pub fn name(self) -> &'static str {
        ["relaxed", "release/acquire", "seqcst", "seqcst fences"][self as usize]
    }
}

/// [`Orderings`] as a type, so that each program is compiled with its orderings as constants.
trait Ordered {
    const STORE: Ordering;
    const LOAD: Ordering;
    const FENCE: bool = false;

    /// Stands between two accesses of one thread.
    #[inline(always)]
    fn between() {
        if Self::FENCE {
            fence(Ordering::SeqCst); // SeqCst: what is examined
        }
    }
}

struct Relaxed;
struct ReleaseAcquire;
struct SeqCst;
struct Fences;

impl Ordered for Relaxed {
    const STORE: Ordering = Ordering::Relaxed;
    const LOAD: Ordering = Ordering::Relaxed;
}

impl Ordered for ReleaseAcquire {
    const STORE: Ordering = Ordering::Release;
    const LOAD: Ordering = Ordering::Acquire;
}

impl Ordered for SeqCst {
    const STORE: Ordering = Ordering::SeqCst;
    const LOAD: Ordering = Ordering::SeqCst;
}

impl Ordered for Fences {
    const STORE: Ordering = Ordering::Relaxed;
    const LOAD: Ordering = Ordering::Relaxed;
    const FENCE: bool = true;
}

/// One thread of a program.
#[derive(Clone, Copy, Debug)]
pub struct Thread {
    /// What it does; the values that it read, one bit each, the first highest.
    pub run: fn(&Locations) -> usize,
    /// How many it reads.
    pub reads: u32,
}

/// A program, and what is known of it.
#[derive(Debug)]
pub struct Shape {
    /// As the literature calls it: `SB`.
    pub name: &'static str,
    /// In words.
    pub title: &'static str,
    /// One line a thread.
    pub program: &'static [&'static str],
    /// The threads, under each of [`Orderings::ALL`].
    pub threads: [&'static [Thread]; 4],
    /// Looks at the locations once all threads have ended.
    pub last: Option<Thread>,
    /// Every outcome that can be written down; the how-manieth is what the bits of all threads, read as one number, say.
    pub outcomes: &'static [&'static str],
    /// Which of them no interleaving explains.
    pub weak: usize,
    /// Whether the memory model allows that outcome all the same, under each of the orderings.
    pub allowed: [bool; 4],
    /// Why, or why not.
    pub why: [&'static str; 4],
    /// Whether x86 does (it lets a load overtake an earlier store of its own thread, and nothing else), if the compiler
    /// leaves the lines in their order.
    pub on_x86: [bool; 4],
}

/// A program under one kind of orderings.
#[derive(Clone, Copy, Debug)]
pub struct Test {
    /// The program.
    pub shape: &'static Shape,
    /// The orderings.
    pub orderings: Orderings,
}

impl Test {
    /// Every test.
    pub fn all() -> impl Iterator<Item = Test> {
        let of = |shape| Orderings::ALL.map(|orderings| Test { shape, orderings });
        shapes::ALL.iter().flat_map(of)
    }

    /// The test of this name and these orderings.
    pub fn named(name: &str, orderings: Orderings) -> Option<Test> {
        Test::all().find(|test| test.shape.name == name && test.orderings == orderings)
    }

    /// The threads.
    pub fn threads(self) -> &'static [Thread] {
        self.shape.threads[self.orderings as usize]
    }

    /// Whether the memory model allows the weak outcome.
    pub fn allows_weak(self) -> bool {
        self.shape.allowed[self.orderings as usize]
    }

    /// Why, or why not.
    pub fn why(self) -> &'static str {
        self.shape.why[self.orderings as usize]
    }

    /// Whether x86 allows the weak outcome.
    pub fn x86_allows_weak(self) -> bool {
        self.shape.on_x86[self.orderings as usize]
    }

    /// The how-manieth outcome it was, given what the threads read and the locations as they were left.
    pub fn outcome(self, read: impl IntoIterator<Item = usize>, locations: &Locations) -> usize {
        let read = self.threads().iter().zip(read);
        let all = read.fold(0, |all, (thread, read)| all << thread.reads | read);
        self.shape.last.map_or(all, |last| all << last.reads | (last.run)(locations))
    }

    /// Runs the program in a world that shows every outcome but the weak one, and the weak one if it `shows_weak`; no
    /// less and no more.
    pub fn explore(self, world: &impl World, shows_weak: bool) {
        let Shape { name, outcomes, weak, .. } = *self.shape;
        let outcomes = if shows_weak { outcomes } else { leaked_without(outcomes, weak) };
        world.explore(Law { name, outcomes }, move |witness| {
            let locations = Arc::new(Locations::default());
            let read = Arc::new(outside::Mutex::new(vec![0; self.threads().len()]));
            let jobs = self.threads().iter().enumerate().map(|(number, thread)| {
                let (locations, read) = (Arc::clone(&locations), Arc::clone(&read));
                job(move || {
                    let values = (thread.run)(&locations);
                    read.lock()[number] = values;
                })
            });
            witness.par(jobs.collect());
            let read = std::mem::take(&mut *read.lock());
            witness.saw(self.shape.outcomes[self.outcome(read, &locations)]);
        });
    }
}

/// A law's outcomes live as long as the process; a process explores one law.
fn leaked_without(outcomes: &[&'static str], weak: usize) -> &'static [&'static str] {
    let others = outcomes.iter().enumerate().filter(|(number, _)| *number != weak);
    others.map(|(_, outcome)| *outcome).collect::<Vec<_>>().leak()
}
