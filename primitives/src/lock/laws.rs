//! What every lock must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`mutual_exclusion`] | one thread at a time, and each sees what the last one did | check then set; a Relaxed unlock |
//! | [`panics_release`] | a section that panics lets the next thread in | a release that stands after the section |
//! | [`try_lock_never_blocks`] | trying a taken lock says no, and trying a free one says yes | a try that waits |
//! | [`no_lost_wakeup`] | whoever waits for the lock gets it, in the end | going to sleep without looking again; waking nobody |
//! | [`fifo`] | who is through the doorway before another one comes has the lock before it | a turn that whoever looks first takes |
//! | [`drops_once`] | what is inside is dropped once, with the lock or when it is replaced | a lock that is forgotten |
//! | [`condvar_wakes`] | threads that wait for a condition are woken when it comes, one or all of them | notify before the state is changed |
//!
//! There is none of linearizability: sections that never overlap and each find what all before them did *are* in a row, and one
//! that keeps to the time of the calls, for a section stands between the begin and the end of its call.

use super::{Doorway, Mutual, TryLock, WithCondvar};
use crate::sync::thread::yield_now;
use crate::sync::{Arc, outside};
use crate::world::{Ended, Law, Ledger, Token, World, ends, job, panic_as_planned};

/// Sections never overlap, and each sees all that the sections before it did.
pub fn mutual_exclusion<M: Mutual<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "mutual_exclusion", outcomes: &["one after the other", "took turns"] };
    let (threads, ops) = (world.size().threads, world.size().ops);
    world.explore(LAW, move |witness| {
        let lock = Arc::new(M::new(0));
        let occupied = Arc::new(outside::AtomicBool::new(false));
        let visits = Arc::new(outside::Mutex::new(Vec::new()));
        let visitors = (0..threads).map(|visitor| {
            let (lock, occupied, visits) = (Arc::clone(&lock), Arc::clone(&occupied), Arc::clone(&visits));
            let witness = witness.clone();
            job(move || {
                let mine: Vec<_> =
                    (0..ops).map(|_| (section(&*lock, &occupied, &witness), visitor)).collect();
                visits.lock().extend(mine);
            })
        });
        witness.par(visitors.collect());
        let mut visits = std::mem::take(&mut *visits.lock());
        visits.sort_unstable();
        let turns: Vec<_> = visits.iter().map(|(turn, _)| *turn).collect();
        let all: Vec<_> = (0..threads as u64 * ops).collect();
        witness.check(turns == all, || {
            format!("the sections found {turns:?}, each should find the count of those before")
        });
        let changes = visits.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
        witness.saw(if changes < threads { "one after the other" } else { "took turns" });
    });
}

/// One visit: reads the count and adds one, in two steps that only a lock makes one. Returns what it read.
fn section<M: Mutual<u64>>(lock: &M, occupied: &outside::AtomicBool, witness: &crate::world::Witness) -> u64 {
    lock.with(|count| {
        // Relaxed: a real flag beside the model, to catch two visitors by the atomicity of the swap alone
        let alone = !occupied.swap(true, outside::Ordering::Relaxed);
        witness.check(alone, || "two threads were in the section at once".to_owned());
        let before = *count;
        *count = before + 1;
        occupied.store(false, outside::Ordering::Relaxed); // Relaxed: as above
        before
    })
}

/// Whoever waits for the lock gets it, in the end: one thread holds it, two wait, and each that leaves lets the next one in.
pub fn no_lost_wakeup<M: Mutual<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "no_lost_wakeup", outcomes: &["came first", "came second", "came last"] };
    world.explore(LAW, |witness| {
        let lock = Arc::new(M::new(0));
        let place = Arc::new(outside::Mutex::new(0));
        let visitor = |number: usize| {
            let (lock, place) = (Arc::clone(&lock), Arc::clone(&place));
            job(move || {
                let before = lock.with(|count| std::mem::replace(count, *count + 1));
                if number == 0 {
                    *place.lock() = before;
                }
            })
        };
        witness.par((0..3).map(visitor).collect());
        let count = lock.with(|count| *count);
        witness.check(count == 3, || format!("three came, {count} were let in"));
        witness.saw(LAW.outcomes[*place.lock() as usize]);
    });
}

/// Who is through the doorway before another one comes has the lock before that other one. Three come, and one of them stays
/// long enough for others to stand in line.
pub fn fifo<L: Doorway>(world: &impl World) {
    const LAW: Law = Law { name: "fifo", outcomes: &["nobody waited", "one waited", "two waited in line"] };
    world.explore(LAW, |witness| {
        let lock = Arc::new(L::default());
        let (moments, visits) = (Arc::new(Moments::default()), Arc::new(outside::Mutex::new(Vec::new())));
        let visitor = |stays: bool| {
            let (lock, moments, visits) = (Arc::clone(&lock), Arc::clone(&moments), Arc::clone(&visits));
            job(move || {
                let visit = visit(&*lock, &moments, stays);
                visits.lock().push(visit);
            })
        };
        witness.par(vec![visitor(false), visitor(false), visitor(true)]);
        let mut visits = std::mem::take(&mut *visits.lock());
        visits.sort_unstable_by_key(|visit| visit.served);
        for (place, visit) in visits.iter().enumerate() {
            let overtaker = visits[..place].iter().find(|earlier| visit.joined < earlier.came);
            witness.check(overtaker.is_none(), || {
                format!("{overtaker:?} had the lock before {visit:?}, who was in line when it came")
            });
        }
        let stayed = visits.iter().find(|visit| visit.stayed).copied().expect("one of them stays");
        let waited = visits.iter().filter(|visit| (stayed.served..stayed.left).contains(&visit.joined));
        witness.saw(LAW.outcomes[waited.count()]);
    });
}

/// Numbers the moments of an execution, outside the model, in the order in which things happen.
#[derive(Debug, Default)]
struct Moments(outside::AtomicUsize);

impl Moments {
    fn now(&self) -> usize {
        self.0.fetch_add(1, outside::Ordering::AcqRel) // AcqRel: what came before an earlier number comes before a later one
    }
}

/// One acquisition by way of the doorway.
#[derive(Clone, Copy, Debug)]
struct Visit {
    /// Before the doorway.
    came: usize,
    /// Behind it.
    joined: usize,
    /// With the lock.
    served: usize,
    /// About to let go.
    left: usize,
    stayed: bool,
}

fn visit<L: Doorway>(lock: &L, moments: &Moments, stays: bool) -> Visit {
    let (slot, place) = (L::Slot::default(), L::Place::default());
    let came = moments.now();
    // SAFETY: slot and place are new, and stay in this frame until the lock is released.
    unsafe { lock.join(&slot, &place) };
    let joined = moments.now();
    // SAFETY: we have just gone through the doorway with them.
    unsafe { lock.wait(&slot, &place) };
    let served = moments.now();
    if stays {
        yield_now(); // a moment in which others may come
    }
    let left = moments.now();
    // SAFETY: we hold the lock by this slot.
    unsafe { lock.release(&slot) };
    Visit { came, joined, served, left, stayed: stays }
}

/// What is inside is dropped once: when it is replaced, or with the lock.
pub fn drops_once<M: Mutual<Token>>(world: &impl World) {
    const LAW: Law = Law { name: "drops_once", outcomes: &["the first stayed", "the second stayed"] };
    world.explore(LAW, |witness| {
        let ledger = Arc::new(Ledger::default());
        let lock = Arc::new(M::new(ledger.token(0)));
        let replaces = |number: u64| {
            let (lock, ledger) = (Arc::clone(&lock), Arc::clone(&ledger));
            job(move || lock.with(|token| *token = ledger.token(number)))
        };
        witness.par(vec![replaces(1), replaces(2)]);
        let stayed = lock.with(|token| token.number);
        drop(lock);
        let complaint = ledger.complaint();
        witness.check(complaint.is_none(), || complaint.unwrap_or_default());
        witness.saw(LAW.outcomes[usize::from(stayed == 2)]);
    });
}

/// A section that panics releases the lock, and what it did stays done.
pub fn panics_release<M: Mutual<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "panics_release", outcomes: &["before the panic", "after the panic"] };
    world.explore(LAW, |witness| {
        let lock = Arc::new(M::new(0));
        let seen = Arc::new(outside::Mutex::new(0));
        let unlucky = {
            let lock = Arc::clone(&lock);
            job(move || {
                let end = ends(|| {
                    lock.with(|count| {
                        *count += 1;
                        panic_as_planned()
                    })
                });
                assert_eq!(end, Ended::AsPlanned, "the panic reaches the caller as it is");
            })
        };
        let next = {
            let (lock, seen) = (Arc::clone(&lock), Arc::clone(&seen));
            job(move || *seen.lock() = lock.with(|count| *count))
        };
        witness.par(vec![unlucky, next]);
        let count = lock.with(|count| *count);
        witness.check(count == 1, || format!("the section that panicked added 1, the count is {count}"));
        witness.saw(if *seen.lock() == 0 { "before the panic" } else { "after the panic" });
    });
}

/// Trying never waits: a taken lock says no, a free one yes.
pub fn try_lock_never_blocks<M: TryLock<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "try_lock_never_blocks", outcomes: &["found it free", "found it taken"] };
    world.explore(LAW, |witness| {
        let lock = Arc::new(M::new(0));
        let free = lock.try_with(|_| ()).is_some();
        witness.check(free, || "trying a lock that nobody ever took failed".to_owned());
        let taken = lock.with(|_| lock.try_with(|_| ()).is_none());
        witness.check(taken, || "trying a lock that is held succeeded".to_owned());
        let got = Arc::new(outside::Mutex::new(false));
        let holder = {
            let lock = Arc::clone(&lock);
            job(move || {
                lock.with(|count| {
                    *count += 1;
                    yield_now(); // a moment at which the other can find it taken
                });
            })
        };
        let trier = {
            let (lock, got) = (Arc::clone(&lock), Arc::clone(&got));
            job(move || *got.lock() = lock.try_with(|count| *count += 1).is_some())
        };
        witness.par(vec![holder, trier]);
        let unlucky = ends(|| lock.try_with(|_| panic_as_planned())) == Ended::AsPlanned;
        let free = lock.try_with(|_| ()).is_some();
        witness.check(unlucky && free, || "an attempt that panicked kept the lock".to_owned());
        let (count, got) = (lock.with(|count| *count), *got.lock());
        witness
            .check(count == 1 + u64::from(got), || format!("the count is {count}; the attempt said {got}"));
        witness.saw(if got { "found it free" } else { "found it taken" });
    });
}

/// Threads that wait for a condition are woken once it holds: all of them by one call, or each by its own.
pub fn condvar_wakes<M: WithCondvar<u64>>(world: &impl World) {
    const LAW: Law = Law {
        name: "condvar_wakes",
        outcomes: &["nobody had to wait", "somebody had to wait", "both had to wait"],
    };
    world.explore(LAW, |witness| {
        let shared = Arc::new((M::new(0), M::Condvar::default()));
        let waits = Arc::new(outside::Mutex::new(0));
        let waiter = || {
            let (shared, waits) = (Arc::clone(&shared), Arc::clone(&waits));
            job(move || {
                let (lock, condvar) = &*shared;
                let mut looks = 0;
                lock.wait_until(condvar, |count| {
                    looks += 1;
                    (*count == 1).then_some(())
                });
                *waits.lock() += u32::from(looks > 1);
            })
        };
        let waker = {
            let shared = Arc::clone(&shared);
            job(move || {
                let (lock, condvar) = &*shared;
                lock.with(|count| *count = 1);
                lock.notify_all(condvar);
            })
        };
        witness.par(vec![waiter(), waiter(), waker]);
        // Once more for one waiter, which one wake-up must reach.
        shared.0.with(|count| *count = 0);
        let late = {
            let shared = Arc::clone(&shared);
            job(move || shared.0.wait_until(&shared.1, |count| (*count == 1).then_some(())))
        };
        let waker = {
            let shared = Arc::clone(&shared);
            job(move || {
                shared.0.with(|count| *count = 1);
                shared.0.notify_one(&shared.1);
            })
        };
        witness.par(vec![late, waker]);
        witness.saw(match *waits.lock() {
            0 => "nobody had to wait",
            1 => "somebody had to wait",
            _ => "both had to wait",
        });
    });
}
