//! Each program in every way that the language allows; what you marked is what must be seen, no more and no less.

use std::sync::Arc;

use harness::Setup;
use primitives::sync::atomic::{AtomicU64, Ordering, fence};
use primitives::sync::outside;
use primitives::world::{Law, World, job};

use crate::exercise::{self, CanBeRead};

/// The law that says of a program what the learner says of it.
fn law(name: &'static str, can: &CanBeRead) -> Law {
    let marked = [(can.zero_zero, "0, 0"), (can.zero_one, "0, 1"), (can.one_zero, "1, 0"), (can.one_one, "1, 1")];
    let outcomes: Vec<&'static str> = marked.into_iter().filter(|(can, _)| *can).map(|(_, pair)| pair).collect();
    Law { name, outcomes: outcomes.leak() }
}

fn name_of(pair: (u64, u64)) -> &'static str {
    match pair {
        (0, 0) => "0, 0",
        (0, _) => "0, 1",
        (_, 0) => "1, 0",
        _ => "1, 1",
    }
}

fn message(world: &impl World, law: Law, write: Ordering, read: Ordering) {
    world.explore(law, move |witness| {
        let x = Arc::new(AtomicU64::new(0));
        let y = Arc::new(AtomicU64::new(0));
        let seen = Arc::new(outside::Mutex::new((0, 0)));
        let writing = {
            let (x, y) = (Arc::clone(&x), Arc::clone(&y));
            job(move || {
                x.store(1, Ordering::Relaxed);
                y.store(1, write);
            })
        };
        let reading = {
            let seen = Arc::clone(&seen);
            job(move || {
                let first = y.load(read);
                *seen.lock() = (first, x.load(Ordering::Relaxed));
            })
        };
        witness.par(vec![writing, reading]);
        let seen = *seen.lock();
        witness.saw(name_of(seen));
    });
}

fn each_looks(world: &impl World, law: Law, fenced: bool) {
    world.explore(law, move |witness| {
        let x = Arc::new(AtomicU64::new(0));
        let y = Arc::new(AtomicU64::new(0));
        let seen = Arc::new(outside::Mutex::new([0, 0]));
        let looks = |mine: &Arc<AtomicU64>, others: &Arc<AtomicU64>, side: usize| {
            let (mine, others, seen) = (Arc::clone(mine), Arc::clone(others), Arc::clone(&seen));
            job(move || {
                mine.store(1, Ordering::Release);
                if fenced {
                    fence(Ordering::SeqCst);
                }
                let found = others.load(Ordering::Acquire);
                seen.lock()[side] = found;
            })
        };
        witness.par(vec![looks(&x, &y, 0), looks(&y, &x, 1)]);
        let [of_y, of_x] = *seen.lock();
        witness.saw(name_of((of_y, of_x)));
    });
}

macro_rules! program {
    ($name:ident, $marked:ident, |$world:ident, $law:ident| $run:expr) => {
        #[test]
        fn $name() {
            let model = harness::model!("exercise", "table", stringify!($name), $name);
            let $law = law(stringify!($name), &exercise::$marked);
            harness::holds(&model, Setup::CHECKED, |$world| $run);
        }
    };
}

program!(message_relaxed, MESSAGE_RELAXED, |world, law| message(world, law, Ordering::Relaxed, Ordering::Relaxed));
program!(message_release_acquire, MESSAGE_RELEASE_ACQUIRE, |world, law| {
    message(world, law, Ordering::Release, Ordering::Acquire)
});
program!(each_looks_at_the_other, EACH_LOOKS_AT_THE_OTHER, |world, law| each_looks(world, law, false));
program!(with_a_fence_between, WITH_A_FENCE_BETWEEN, |world, law| each_looks(world, law, true));
