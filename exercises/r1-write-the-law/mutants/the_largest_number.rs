//! **Additions of the largest number.**
//!
//! *Misconception.* "If the largest number goes well, every number does." With the ones of the other thread it goes on at zero in 64 bits, and
//! in 32 bits as well: both sums are the same.

use primitives::counter::{Add, Counter};
use primitives::sync::{Arc, outside};
use primitives::world::{Law, World, job};

/// Its name, and every way in which an execution may end. An outcome that is declared must be seen, and no other one may be.
const LAW: Law = Law { name: "your_law", outcomes: &["the sum stood still", "the sum moved"] };

/// The largest number there is.
const MANY: u64 = u64::MAX;

/// The law of any counter that `make` makes. The checker runs the closure once for each order in which its threads' steps can come.
pub fn your_law<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        // Notes of the model, which are no part of it.
        let readings = Arc::new(outside::Mutex::new((0, 0)));
        let adder = {
            let mut handle = counter.handle();
            job(move || handle.add(MANY))
        };
        let reader = {
            let (counter, readings) = (Arc::clone(&counter), Arc::clone(&readings));
            job(move || {
                let mut handle = counter.handle();
                handle.add(1);
                drop(handle);
                let first = counter.get();
                let second = counter.get();
                *readings.lock() = (first, second);
            })
        };
        witness.par(vec![adder, reader]);
        let (sum, added) = (counter.get(), MANY.wrapping_add(1));
        witness.check(sum == added, || format!("{added} was added, the sum is {sum}"));
        let (first, second) = *readings.lock();
        witness.check(first <= second || second == added, || {
            format!("the sum went back from {first} to {second}")
        });
        witness.saw(if first == second { "the sum stood still" } else { "the sum moved" });
    });
}
