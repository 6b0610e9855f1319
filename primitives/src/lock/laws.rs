//! What every lock must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`mutual_exclusion`] | one thread at a time, and each sees what the last one did | check then set; a Relaxed unlock |
//! | [`panics_release`] | a section that panics lets the next thread in | a release that stands after the section |
//! | [`try_lock_never_blocks`] | trying a taken lock says no, and trying a free one says yes | a try that waits |
//! | [`no_lost_wakeup`] | threads that wait for a condition are woken when it comes, one or all of them | notify before the state is changed |

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::{Mutual, TryLock, WithCondvar};
use crate::sync::thread::yield_now;
use crate::sync::{Arc, outside};
use crate::world::{Law, World, job};

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

/// A section that panics releases the lock, and what it did stays done.
pub fn panics_release<M: Mutual<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "panics_release", outcomes: &["before the panic", "after the panic"] };
    world.explore(LAW, |witness| {
        let lock = Arc::new(M::new(0));
        let seen = Arc::new(outside::Mutex::new(0));
        let unlucky = {
            let lock = Arc::clone(&lock);
            job(move || {
                let end = catch_unwind(AssertUnwindSafe(|| {
                    lock.with(|count| {
                        *count += 1;
                        resume_unwind(Box::new("planned")) // a panic that no hook reports
                    })
                }));
                assert!(end.is_err(), "the panic reaches the caller");
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
        let unlucky =
            catch_unwind(AssertUnwindSafe(|| lock.try_with(|_| resume_unwind(Box::new("planned")))));
        let free = lock.try_with(|_| ()).is_some();
        witness.check(unlucky.is_err() && free, || "an attempt that panicked kept the lock".to_owned());
        let (count, got) = (lock.with(|count| *count), *got.lock());
        witness
            .check(count == 1 + u64::from(got), || format!("the count is {count}; the attempt said {got}"));
        witness.saw(if got { "found it free" } else { "found it taken" });
    });
}

/// Threads that wait for a condition are woken once it holds: all of them by one call, or each by its own.
pub fn no_lost_wakeup<M: WithCondvar<u64>>(world: &impl World) {
    const LAW: Law = Law {
        name: "no_lost_wakeup",
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
