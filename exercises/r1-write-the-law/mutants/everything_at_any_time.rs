//! **A reading amid the additions that must find them all.**
//!
//! *Misconception.* "The stricter the law, the better: the sum is the sum, whenever it is read." While the other thread still adds, no
//! counter can have what is not added yet. All die, the right ones first.

use primitives::counter::{Add, Counter};
use primitives::sync::{Arc, outside};
use primitives::world::{Law, World, job};

/// Its name, and every way in which an execution may end. An outcome that is declared must be seen, and no other one may be.
const LAW: Law = Law { name: "your_law", outcomes: &["all was there"] };

/// More than 32 bits hold.
const MANY: u64 = 1 << 40;

/// The law of any counter that `make` makes. The checker runs the closure once for each order in which its threads' steps can come.
pub fn your_law<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        let adder = {
            let mut handle = counter.handle();
            job(move || handle.add(MANY))
        };
        let readings = Arc::new(outside::Mutex::new((0, 0)));
        let reader = {
            let (counter, readings) = (Arc::clone(&counter), Arc::clone(&readings));
            job(move || {
                let mut handle = counter.handle();
                handle.add(1); // less than any batch
                drop(handle);
                let first = counter.get();
                let second = counter.get();
                *readings.lock() = (first, second);
            })
        };
        witness.par(vec![adder, reader]);
        let (sum, added) = (counter.get(), MANY + 1);
        witness.check(sum == added, || format!("{added} was added, the sum is {sum}"));
        let (first, second) = *readings.lock();
        witness.check(first == added && second == added, || {
            format!("{added} was being added, and {first}, then {second} was read")
        });
        witness.saw("all was there");
    });
}
