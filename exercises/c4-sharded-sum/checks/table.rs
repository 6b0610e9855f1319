//! Each program in every order of its steps; what you marked is what must be seen, no more and no less.

use std::sync::Arc;

use harness::Setup;
use primitives::sync::Mutex;
use primitives::world::{Law, World, job};

use crate::exercise::{self, CanBeRead};

/// How the two shards are read.
type Reading = fn(&[Mutex<u64>; 2]) -> u64;

/// The law that says of a program what the learner says of it.
fn law(name: &'static str, can: &CanBeRead) -> Law {
    let marked = [(can.zero, "0"), (can.one, "1"), (can.two, "2"), (can.three, "3")];
    let outcomes: Vec<&'static str> =
        marked.into_iter().filter(|(can, _)| *can).map(|(_, sum)| sum).collect();
    Law { name, outcomes: outcomes.leak() }
}

fn program(world: &impl World, law: Law, read: Reading) {
    world.explore(law, move |witness| {
        let (first, second) = (Mutex::new(0), Mutex::new(0)); // their names in the table of steps
        let shards = Arc::new([first, second]);
        let adding = {
            let shards = Arc::clone(&shards);
            job(move || {
                *shards[0].lock() += 1;
                *shards[1].lock() += 2;
            })
        };
        let reading = {
            let (shards, witness) = (Arc::clone(&shards), witness.clone());
            job(move || {
                let sum = read(&shards);
                witness.saw(["0", "1", "2", "3"][sum as usize]);
            })
        };
        witness.par(vec![adding, reading]);
    });
}

macro_rules! program {
    ($name:ident, $marked:ident, $read:expr) => {
        #[test]
        fn $name() {
            let model = harness::model!("exercise", "table", stringify!($name), $name);
            let law = law(stringify!($name), &exercise::$marked);
            harness::holds(&model, Setup::CHECKED, |world| program(world, law, $read));
        }
    };
}

program!(first_then_second, FIRST_THEN_SECOND, |shards| {
    let first = *shards[0].lock();
    first + *shards[1].lock()
});
program!(second_then_first, SECOND_THEN_FIRST, |shards| {
    let second = *shards[1].lock();
    second + *shards[0].lock()
});
program!(both_held, BOTH_HELD, |shards| {
    let (first, second) = (shards[0].lock(), shards[1].lock());
    *first + *second
});
