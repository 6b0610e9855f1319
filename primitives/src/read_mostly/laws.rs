//! What every read-mostly value must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_torn_read`] | a reader sees one version, never a mixture | reading word by word without looking back |
//! | [`reads_monotone`] | one reader never goes back to an older version | a copy that lags behind another |
//! | [`no_lost_update`] | changes by several threads all count | copy, change, publish without a lock |

use super::ReadMostly;
use crate::sync::{Arc, outside};
use crate::world::{Law, World, job};

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
