//! What every counter must keep, whatever it is built on.
//!
//! Each law is one generic text, run natively under load and by a model checker over every interleaving of a tiny size.
//! Each declares the outcomes that an execution may show, at least one of which no serial execution can show.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_lost_update`] | what was added is in the sum, and a thread that dropped its handle sees its own part | load then store; a combiner that forgets a request |
//! | [`exact_when_quiescent`] | threads come and go, and the sum is exact whenever nobody adds | a cell whose count is forgotten when its thread leaves |
//! | [`monotone_for_one_reader`] | nobody sees the sum go back, or beyond what is being added | a publication that is taken back |
//! | [`drop_flushes`] | dropping a handle publishes what it kept back | a handle that is dropped with its count |
//! | [`error_bound`] | an idle live handle keeps back no more than the counter says | an unbounded batch |
//! | [`any_amount`] | it adds what it is told, nothing and 2^64 - 1 included | adding one whatever was asked; a sum of fewer bits |
//! | [`more_handles_than_places`] | handles that find no place of their own count like the others | a reading that forgets the latecomers |
//! | [`linearizable`] | each addition and each reading happens at some moment within its call | a sum of parts that were read at different moments |
//! | [`no_deadlock_on_drop`] | counter and handles may be dropped in any order, by any thread | a counter that waits for a thread that waits for it |

mod answers;

pub use answers::linearizable;

use super::{Add, Counter, Promise};
use crate::sync::{Arc, limits, outside};
use crate::world::{Job, Law, Witness, World, job};

/// Threads add and then read; in the end the sum is what they added.
///
/// A thread finds its own additions in the sum: at once, or, where a handle may keep something back, when it has
/// dropped its handle. (Not sooner than it must: dropping a handle may take a lock, and what that orders a reading
/// behind it cannot show.) In a counter that is one number all threads agree on one order of the additions, so of two
/// threads at least the later one sees the other's; in a sum of cells two threads can each miss the other (as in a
/// store buffer), which is why such a sum is no snapshot.
pub fn no_lost_update<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    const ONE_NUMBER: Law =
        Law { name: "no_lost_update", outcomes: &["one thread saw another", "all threads saw another"] };
    const SUM_OF_CELLS: Law = Law {
        name: "no_lost_update",
        outcomes: &["no thread saw another", "one thread saw another", "all threads saw another"],
    };
    let law = if C::PROMISE == Promise::ExactWhenQuiescent { SUM_OF_CELLS } else { ONE_NUMBER };
    let (threads, ops) = (world.size().threads, world.size().ops);
    world.explore(law, move |witness| {
        let counter = Arc::new(make());
        let readings = Arc::new(outside::Mutex::new(Vec::new()));
        let adders = (0..threads).map(|_| {
            let (counter, readings) = (Arc::clone(&counter), Arc::clone(&readings));
            job(move || {
                let mut handle = counter.handle();
                (0..ops).for_each(|_| handle.add(1));
                let live = (counter.error_bound() == 0).then_some(handle); // else dropped here
                let reading = counter.get();
                drop(live);
                readings.lock().push(reading);
            })
        });
        witness.par(adders.collect());
        let (sum, added) = (counter.get(), threads as u64 * ops);
        witness.check(sum == added, || format!("{threads} threads added {ops} each, the sum is {sum}"));
        let readings = readings.lock();
        for &reading in readings.iter() {
            witness.check((ops..=added).contains(&reading), || {
                format!("a thread that had added {ops} of {added} read {reading}")
            });
        }
        witness.saw(match readings.iter().filter(|&&reading| reading > ops).count() {
            0 => "no thread saw another",
            saw if saw == threads => "all threads saw another",
            _ => "one thread saw another",
        });
    });
}

/// Threads come, add and go, twice over; between and after, when nobody adds, the sum is exact.
pub fn exact_when_quiescent<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    const LAW: Law = Law {
        name: "exact_when_quiescent",
        outcomes: &[
            "read before the newcomer",
            "read amid the newcomer's additions",
            "read after the newcomer",
        ],
    };
    let ops = world.size().ops;
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        add_and_leave(&counter, ops);
        let sum = counter.get();
        witness.check(sum == ops, || format!("one thread added {ops} and left, the sum is {sum}"));
        let seen = Arc::new(outside::Mutex::new(0));
        let newcomer = {
            let counter = Arc::clone(&counter);
            // Twice, so that the second handle may take over what the first left behind.
            job(move || (0..2).for_each(|_| add_and_leave(&counter, ops)))
        };
        let reader = {
            let (counter, seen) = (Arc::clone(&counter), Arc::clone(&seen));
            job(move || *seen.lock() = counter.get())
        };
        witness.par(vec![newcomer, reader]);
        let sum = counter.get();
        witness
            .check(sum == 3 * ops, || format!("three handles added {ops} each and left, the sum is {sum}"));
        let read = *seen.lock();
        witness
            .check((ops..=3 * ops).contains(&read), || format!("read {read}, outside {ops}..={}", 3 * ops));
        witness.saw(match read {
            read if read == ops => "read before the newcomer",
            read if read == 3 * ops => "read after the newcomer",
            _ => "read amid the newcomer's additions",
        });
    });
}

/// One reader never sees the sum go back, nor beyond what is being added.
pub fn monotone_for_one_reader<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    const LAW: Law = Law { name: "monotone_for_one_reader", outcomes: &["stood still", "moved"] };
    let ops = world.size().ops;
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        let seen = Arc::new(outside::Mutex::new((0, 0)));
        let adder = {
            let counter = Arc::clone(&counter);
            job(move || add_and_leave(&counter, ops))
        };
        let reader = {
            let (counter, seen) = (Arc::clone(&counter), Arc::clone(&seen));
            job(move || {
                let first = counter.get();
                let second = counter.get();
                *seen.lock() = (first, second);
            })
        };
        witness.par(vec![adder, reader]);
        let (first, second) = *seen.lock();
        witness.check(first <= second, || format!("the sum went back from {first} to {second}"));
        witness.check(second <= ops, || format!("read {second} when only {ops} were being added"));
        witness.saw(if first == second { "stood still" } else { "moved" });
    });
}

/// What a handle kept back is in the sum once the handle is dropped.
pub fn drop_flushes<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    const LAW: Law =
        Law { name: "drop_flushes", outcomes: &["stood still", "appeared between two readings"] };
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        let seen = Arc::new(outside::Mutex::new((0, 0)));
        let adder = {
            let counter = Arc::clone(&counter);
            job(move || add_and_leave(&counter, 1)) // one: fewer than any batch
        };
        let reader = {
            let (counter, seen) = (Arc::clone(&counter), Arc::clone(&seen));
            job(move || {
                let first = counter.get();
                let second = counter.get();
                *seen.lock() = (first, second);
            })
        };
        witness.par(vec![adder, reader]);
        let sum = counter.get();
        witness.check(sum == 1, || format!("a handle added 1 and was dropped, the sum is {sum}"));
        let (first, second) = *seen.lock();
        witness.saw(if first == second { "stood still" } else { "appeared between two readings" });
    });
}

/// Live handles that are idle keep back no more than the counter says, and nothing once they are dropped.
///
/// Each handle adds two batches and one more, so that the sum moves twice and something stays behind. (A batch is what
/// the counter may keep back, and one more.)
pub fn error_bound<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    const LAW: Law =
        Law { name: "error_bound", outcomes: &["read before or after", "read amid the additions"] };
    let (threads, ops) = (world.size().threads, world.size().ops);
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        let kept_back = counter.error_bound();
        let alone = if kept_back > 0 { lone_handle(&counter, witness) } else { 0 };
        let ops = ops.max(kept_back.min(MOST_ADDITIONS).saturating_add(1) * 2);
        let adders = (threads - 1).max(1); // the last thread reads
        let bound = kept_back.saturating_mul(adders as u64);
        let idle = Arc::new(outside::Mutex::new(Vec::new()));
        let seen = Arc::new(outside::Mutex::new(0));
        let mut jobs: Vec<Job> = (0..adders)
            .map(|_| {
                let (counter, idle) = (Arc::clone(&counter), Arc::clone(&idle));
                job(move || {
                    let mut handle = counter.handle();
                    (0..=ops).for_each(|_| handle.add(1)); // one more than `ops`
                    idle.lock().push(handle);
                })
            })
            .collect();
        let added = alone + adders as u64 * (ops + 1);
        jobs.push({
            let (counter, seen) = (Arc::clone(&counter), Arc::clone(&seen));
            job(move || *seen.lock() = counter.get())
        });
        witness.par(jobs);
        let sum = counter.get();
        witness.check(sum <= added && added - sum <= bound, || {
            format!("idle handles may keep back {bound} of {added}, the sum is {sum}")
        });
        let handles = std::mem::take(&mut *idle.lock());
        drop(handles);
        let exact = counter.get();
        witness.check(exact == added, || {
            format!("all handles dropped after adding {added}, the sum is {exact}")
        });
        let read = *seen.lock();
        witness.check(read <= added, || format!("read {read} when only {added} were being added"));
        witness.saw(if read == alone || read >= sum {
            "read before or after"
        } else {
            "read amid the additions"
        });
    });
}

/// Counter and handles may be dropped by any thread in any order; nobody waits for ever.
pub fn no_deadlock_on_drop<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    const LAW: Law = Law {
        name: "no_deadlock_on_drop",
        outcomes: &["the counter was dropped last", "the handle was dropped last"],
    };
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        let mut handle = counter.handle();
        let last = Arc::new(outside::Mutex::new("the handle was dropped last"));
        let user = job(move || {
            handle.add(1);
            drop(handle);
        });
        let owner = {
            let (last, witness) = (Arc::clone(&last), witness.clone());
            job(move || {
                let sum = counter.get();
                witness.check(sum <= 1, || format!("read {sum} when only 1 was being added"));
                if Arc::into_inner(counter).is_some() {
                    *last.lock() = "the counter was dropped last";
                }
            })
        };
        witness.par(vec![user, owner]);
        witness.saw(*last.lock());
    });
}

/// It adds what it is told: the sum is that of wrapping additions, whatever the amounts.
pub fn any_amount<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    const LAW: Law = Law { name: "any_amount", outcomes: &["small first", "large first"] };
    // A world of few operations takes the first of each.
    const SMALL: [u64; 4] = [7, 0, 1, 1 << 16];
    const LARGE: [u64; 3] = [1 << 40, u64::MAX, u64::MAX - 5];
    let ops = usize::try_from(world.size().ops).unwrap_or(usize::MAX);
    let (small, large) = (&SMALL[..ops.min(SMALL.len())], &LARGE[..ops.min(LARGE.len())]);
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        let order = Arc::new(outside::Mutex::new(Vec::new()));
        let adder = |amounts: &'static [u64], outcome: &'static str| {
            let (counter, order) = (Arc::clone(&counter), Arc::clone(&order));
            job(move || {
                let mut handle = counter.handle();
                amounts.iter().for_each(|&amount| handle.add(amount));
                drop(handle);
                order.lock().push(outcome);
            })
        };
        witness.par(vec![adder(small, "small first"), adder(large, "large first")]);
        let expected = small.iter().chain(large).fold(0u64, |sum, amount| sum.wrapping_add(*amount));
        let sum = counter.get();
        witness.check(sum == expected, || {
            format!("added {small:?} and {large:?}, which is {expected}; the sum is {sum}")
        });
        witness.saw(order.lock()[0]);
    });
}

/// More handles live at once than any counter has places for, and all of them count.
pub fn more_handles_than_places<C: Counter>(
    world: &impl World,
    make: impl Fn() -> C + Send + Sync + 'static,
) {
    const LAW: Law = Law { name: "more_handles_than_places", outcomes: &["stood still", "moved"] };
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        // They hold every place there is.
        let mut settled: Vec<_> = (0..limits::SLOTS).map(|_| counter.handle()).collect();
        let late = || {
            let mut handle = counter.handle();
            let counter = Arc::clone(&counter);
            job(move || {
                handle.add(3);
                drop(handle);
                drop(counter);
            })
        };
        let seen = Arc::new(outside::Mutex::new((0, 0)));
        let reader = {
            let (counter, seen) = (Arc::clone(&counter), Arc::clone(&seen));
            job(move || {
                let first = counter.get();
                let second = counter.get();
                *seen.lock() = (first, second);
            })
        };
        let first = late();
        // Where places are dealt out in turn, and there are two, the latecomers share one.
        settled.push(counter.handle());
        let latecomers = vec![first, late(), reader];
        witness.par(latecomers);
        settled.iter_mut().for_each(|handle| handle.add(10));
        let (handles, added) = (settled.len() + 2, 6 + 10 * settled.len() as u64);
        drop(settled);
        let sum = counter.get();
        witness.check(sum == added, || format!("{handles} handles added {added}, the sum is {sum}"));
        let (first, second) = *seen.lock();
        witness.check(first <= second && second <= 6, || {
            format!("read {first}, then {second}, while 6 was being added")
        });
        witness.saw(if first == second { "stood still" } else { "moved" });
    });
}

/// A bound beyond this is not tried out in full.
const MOST_ADDITIONS: u64 = 1 << 16;

/// Adds one by one, a little more than the handle may keep back, and looks each time. Returns what it added.
fn lone_handle<C: Counter>(counter: &Arc<C>, witness: &Witness) -> u64 {
    let bound = counter.error_bound();
    let additions = bound.saturating_add(2).min(MOST_ADDITIONS);
    let mut handle = counter.handle();
    for added in 1..=additions {
        handle.add(1);
        let sum = counter.get();
        witness.check(sum <= added && added - sum <= bound, || {
            format!("one handle may keep back {bound} of {added}, the sum is {sum}")
        });
    }
    additions
}

/// One thread's visit: a handle, `ops` additions of one, and the handle is dropped.
fn add_and_leave<C: Counter>(counter: &Arc<C>, ops: u64) {
    let mut handle = counter.handle();
    for _ in 0..ops {
        handle.add(1);
    }
}
