//! What every read-mostly value must keep, and what some promise beside.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_torn_read`] | a reader sees one version, never a mixture | reading word by word without looking back |
//! | [`reads_monotone`] | one reader never goes back to an older version | a copy that lags behind another |
//! | [`no_lost_update`] | changes by several threads all count | copy, change, publish without a lock |
//! | [`linearizable`] | each change and each reading happens at some moment within its call | a change that returns before it can be found |
//! | [`panics_release`] | a reading or a change that panics lets the next thread in | a release that stands after the section |
//! | [`readers_share`] | two readers are inside at the same time | a mutex by another name |
//! | [`try_read_never_blocks`] | trying to read says no while a writer is inside, else yes | a look, and then a step |
//! | [`writer_not_starved`] | a waiting writer keeps new readers out | readers that ask only for readers |
//! | [`reader_not_starved`] | a waiting reader gets in, however many writers come | readers that wait until no writer is there |

mod answers;

pub use answers::linearizable;

use super::{ReadMostly, TryRead};
use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::hint::spin_loop;
use crate::sync::thread::{spawn, yield_now};
use crate::sync::{Arc, outside};
use crate::wait::{wait, wake_all};
use crate::world::{Ended, Law, World, ends, job, panic_as_planned};

/// A reader sees one version, never a mixture of two.
pub fn no_torn_read<R: ReadMostly<[u64; 2]>>(world: &impl World) {
    const LAW: Law = Law {
        name: "no_torn_read",
        outcomes: &["the first version", "a version in between", "the last version"],
    };
    let ops = world.size().ops;
    world.explore(LAW, move |witness| {
        let value = Arc::new(R::new([0, 0]));
        let seen = Arc::new(outside::Mutex::new([0, 0]));
        let writer = {
            let value = Arc::clone(&value);
            job(move || (0..ops).for_each(|_| value.update(|pair| *pair = [pair[0] + 1, pair[1] + 1])))
        };
        let reader = {
            let (value, seen) = (Arc::clone(&value), Arc::clone(&seen));
            job(move || *seen.lock() = value.read(|pair| *pair))
        };
        witness.par(vec![writer, reader]);
        let [left, right] = *seen.lock();
        witness.check(left == right, || format!("read ({left}, {right}), a mixture of two versions"));
        witness.check(left <= ops, || format!("read version {left} of {ops}"));
        witness.saw(match left {
            0 => "the first version",
            version if version == ops => "the last version",
            _ => "a version in between",
        });
    });
}

/// One reader never goes back to an older version.
pub fn reads_monotone<R: ReadMostly<[u64; 2]>>(world: &impl World) {
    const LAW: Law = Law { name: "reads_monotone", outcomes: &["stood still", "moved"] };
    let ops = world.size().ops;
    world.explore(LAW, move |witness| {
        let value = Arc::new(R::new([0, 0]));
        let seen = Arc::new(outside::Mutex::new((0, 0)));
        let writer = {
            let value = Arc::clone(&value);
            job(move || (0..ops).for_each(|_| value.update(|pair| *pair = [pair[0] + 1, pair[1] + 1])))
        };
        let reader = {
            let (value, seen) = (Arc::clone(&value), Arc::clone(&seen));
            job(move || {
                let first = value.read(|pair| pair[0]);
                let second = value.read(|pair| pair[1]);
                *seen.lock() = (first, second);
            })
        };
        witness.par(vec![writer, reader]);
        let (first, second) = *seen.lock();
        witness.check(first <= second, || format!("went back from version {first} to {second}"));
        witness.saw(if first == second { "stood still" } else { "moved" });
    });
}

/// Changes by several threads all count.
pub fn no_lost_update<R: ReadMostly<[u64; 2]>>(world: &impl World) {
    const LAW: Law = Law { name: "no_lost_update", outcomes: &["one after the other", "took turns"] };
    let (threads, ops) = (world.size().threads, world.size().ops);
    world.explore(LAW, move |witness| {
        let value = Arc::new(R::new([0, 0]));
        let last_seen = Arc::new(outside::Mutex::new(Vec::new()));
        let writers = (0..threads).map(|_| {
            let (value, last_seen) = (Arc::clone(&value), Arc::clone(&last_seen));
            job(move || {
                (0..ops).for_each(|_| value.update(|pair| *pair = [pair[0] + 1, pair[1] + 1]));
                let seen = value.read(|pair| pair[0]);
                last_seen.lock().push(seen);
            })
        });
        witness.par(writers.collect());
        let (all, found) = (threads as u64 * ops, value.read(|pair| *pair));
        witness.check(found == [all, all], || format!("{all} changes were made, the value is {found:?}"));
        let last_seen = last_seen.lock();
        witness.check(last_seen.iter().all(|&seen| seen >= ops), || {
            format!("threads that made {ops} changes saw {last_seen:?}")
        });
        // Serially, the first thread to finish sees its own changes alone.
        witness.saw(if last_seen.contains(&ops) { "one after the other" } else { "took turns" });
    });
}

/// A reading that panics, and a change that does, let the next thread in.
pub fn panics_release<R: ReadMostly<[u64; 2]>>(world: &impl World) {
    const LAW: Law = Law {
        name: "panics_release",
        outcomes: &["before the panics", "between the panics", "after the panics"],
    };
    world.explore(LAW, |witness| {
        let value = Arc::new(R::new([0, 0]));
        let panics = Arc::new(outside::AtomicUsize::new(0));
        let seen = Arc::new(outside::AtomicUsize::new(0));
        let ended = Arc::new(outside::Mutex::new([Ended::Returned; 2]));
        let unlucky = {
            let (value, panics, told) = (Arc::clone(&value), Arc::clone(&panics), Arc::clone(&ended));
            job(move || {
                let reading = ends(|| value.read(|_| panic_as_planned()));
                panics.fetch_add(1, outside::Ordering::Relaxed); // Relaxed: counts beside the model, orders nothing
                let change = ends(|| value.update(|_| panic_as_planned()));
                panics.fetch_add(1, outside::Ordering::Relaxed); // Relaxed: as above
                *told.lock() = [reading, change];
            })
        };
        let next = {
            let (value, seen) = (Arc::clone(&value), Arc::clone(&seen));
            job(move || {
                value.update(|pair| *pair = [pair[0] + 1, pair[1] + 1]);
                let before = panics.load(outside::Ordering::Relaxed); // Relaxed: as above
                seen.store(before, outside::Ordering::Relaxed); // Relaxed: as above
                value.read(|_| ());
            })
        };
        witness.par(vec![unlucky, next]);
        let found = value.read(|pair| *pair);
        witness.check(found == [1, 1], || format!("one change did not panic, the value is {found:?}"));
        let ended = *ended.lock();
        let may_end = |end: &Ended| *end == Ended::AsPlanned || (cfg!(loom) && *end == Ended::Otherwise);
        witness
            .check(ended.iter().all(may_end), || format!("the reader's and the change's panics: {ended:?}"));
        // Every outcome must be reached by executions whose panics were the law's own.
        if ended == [Ended::AsPlanned; 2] {
            witness.saw(LAW.outcomes[seen.load(outside::Ordering::Relaxed)]); // Relaxed: all threads have ended
        }
    });
}

/// Two readers are inside at the same time: each stays until it has met the other.
pub fn readers_share<R: ReadMostly<[u64; 2]>>(world: &impl World) {
    const LAW: Law =
        Law { name: "readers_share", outcomes: &["the last job went in last", "the last job went in first"] };
    world.explore(LAW, |witness| {
        let value = Arc::new(R::new([0, 0]));
        let inside = Arc::new(AtomicU32::new(0));
        let first = Arc::new(outside::AtomicUsize::new(0));
        let readers = (0..2).map(|reader: usize| {
            let (value, inside, first) = (Arc::clone(&value), Arc::clone(&inside), Arc::clone(&first));
            job(move || {
                value.read(|_| {
                    // Relaxed, here and below: that both are counted is all that is asked
                    if inside.fetch_add(1, Ordering::Relaxed) == 0 {
                        first.store(reader, outside::Ordering::Relaxed); // Relaxed: one thread stores
                    }
                    while inside.load(Ordering::Relaxed) != 2 {
                        spin_loop();
                    }
                });
            })
        });
        witness.par(readers.collect());
        witness.saw(LAW.outcomes[first.load(outside::Ordering::Relaxed)]); // Relaxed: all threads have ended
    });
}

/// Trying to read never waits: it says no while a writer is inside, yes when nobody is, and reads one version.
pub fn try_read_never_blocks<R: TryRead<[u64; 2]>>(world: &impl World) {
    const LAW: Law = Law {
        name: "try_read_never_blocks",
        outcomes: &["refused", "the first version", "the last version"],
    };
    world.explore(LAW, |witness| {
        let value = Arc::new(R::new([0, 0]));
        let inside = outside::Mutex::new(None);
        value.update(|_| *inside.lock() = value.try_read(|_| ()));
        witness.check(inside.lock().is_none(), || "a reader was let in beside a writer".to_owned());
        let free = value.try_read(|_| ()).is_some();
        witness.check(free, || "a reader was refused, and nobody was there".to_owned());
        let got = Arc::new(outside::Mutex::new(None));
        let writer = {
            let value = Arc::clone(&value);
            job(move || value.update(|pair| *pair = [1, 1]))
        };
        let trier = {
            let (value, got) = (Arc::clone(&value), Arc::clone(&got));
            job(move || *got.lock() = value.try_read(|pair| *pair))
        };
        witness.par(vec![writer, trier]);
        let unlucky = ends(|| value.try_read(|_| panic_as_planned())) == Ended::AsPlanned;
        value.update(|pair| pair[0] += 1);
        witness.check(unlucky, || "the panic of an attempt went missing".to_owned());
        let got = *got.lock();
        witness.saw(match got {
            None => "refused",
            Some([0, 0]) => "the first version",
            Some([1, 1]) => "the last version",
            Some(mixed) => {
                witness.check(false, || format!("read {mixed:?}, a mixture of two versions"));
                unreachable!("a law that is broken does not return")
            }
        });
    });
}

/// How often something may be tried on real threads that must come about: seconds of trying, where microseconds are usual.
/// (A checker has a maximum of steps of its own.)
const TRIES: u64 = 10_000_000;

/// A waiting writer keeps new readers out: while a reader is inside that will not leave before, and a writer has come,
/// there is a moment from which trying to read says no.
pub fn writer_not_starved<R: TryRead<[u64; 2]>>(world: &impl World) {
    const LAW: Law = Law { name: "writer_not_starved", outcomes: &["refused at once", "refused later"] };
    world.explore(LAW, |witness| {
        let value = Arc::new(R::new([0, 0]));
        let refused = Arc::new(AtomicU32::new(0));
        let tries = Arc::new(outside::Mutex::new(0u64));
        let holder = {
            let (value, refused) = (Arc::clone(&value), Arc::clone(&refused));
            job(move || {
                let writer = value.read(|_| {
                    let value = Arc::clone(&value);
                    let writer = spawn(move || value.update(|pair| *pair = [pair[0] + 1, pair[1] + 1]));
                    while refused.load(Ordering::Relaxed) == 0 {
                        wait(&refused, 0); // Relaxed above: nothing is read on its word
                    }
                    writer
                });
                writer.join().expect("no panic");
            })
        };
        let trier = {
            let (value, tries, witness) = (Arc::clone(&value), Arc::clone(&tries), witness.clone());
            job(move || {
                let mut let_in = 0;
                while value.try_read(|_| ()).is_some() {
                    let_in += 1;
                    witness.check(let_in < TRIES, || {
                        format!("{let_in} readers were let in beside a waiting writer")
                    });
                    spin_loop();
                }
                *tries.lock() = let_in;
                refused.store(1, Ordering::Relaxed); // Relaxed: as above
                wake_all(&*refused);
            })
        };
        witness.par(vec![holder, trier]);
        let found = value.read(|pair| *pair);
        witness.check(found == [1, 1], || format!("one change was made, the value is {found:?}"));
        witness.saw(if *tries.lock() == 0 { "refused at once" } else { "refused later" });
    });
}

/// A waiting reader gets in, however many writers come: two of them, of which one is always inside or waiting, go on until
/// the reader has been in.
pub fn reader_not_starved<R: ReadMostly<[u64; 2]>>(world: &impl World) {
    const LAW: Law = Law { name: "reader_not_starved", outcomes: &["before every change", "after a change"] };
    world.explore(LAW, |witness| {
        let value = Arc::new(R::new([0, 0]));
        // Beside the model: whether the writers may stop is no part of it.
        let read = Arc::new(outside::AtomicBool::new(false));
        let seen = Arc::new(outside::Mutex::new(0));
        let writer = || {
            let (value, read, witness) = (Arc::clone(&value), Arc::clone(&read), witness.clone());
            job(move || {
                let mut changes = 0;
                // Once at least: a checker follows what writers and readers share, and this flag it does not see.
                loop {
                    changes += 1;
                    witness.check(changes < TRIES, || format!("{changes} changes, and a reader still waits"));
                    value.update(|pair| {
                        yield_now(); // a moment at which the other one comes
                        *pair = [pair[0] + 1, pair[1] + 1];
                    });
                    // Relaxed: as below
                    if read.load(outside::Ordering::Relaxed) {
                        break;
                    }
                }
            })
        };
        let reader = {
            let (value, read, seen) = (Arc::clone(&value), Arc::clone(&read), Arc::clone(&seen));
            job(move || {
                value.read(|pair| {
                    *seen.lock() = pair[0];
                    read.store(true, outside::Ordering::Relaxed); // Relaxed: says stop, and nothing else
                });
            })
        };
        witness.par(vec![writer(), writer(), reader]);
        witness.saw(if *seen.lock() == 0 { "before every change" } else { "after a change" });
    });
}
