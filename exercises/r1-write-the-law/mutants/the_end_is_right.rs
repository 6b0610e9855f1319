//! **Nobody looks on the way.**
//!
//! *Misconception.* "If the sum is right in the end, it was right before." It went back, and came again; who looks once, or when all is
//! over, cannot see that.

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
                let second = first; // it has only just been read
                *readings.lock() = (first, second);
            })
        };
        witness.par(vec![adder, reader]);
        let (sum, added) = (counter.get(), MANY + 1);
        witness.check(sum == added, || format!("{added} was added, the sum is {sum}"));
        let (first, second) = *readings.lock();
        witness.check(first <= second, || format!("the sum went back from {first} to {second}"));
        witness.saw("all was there");
    });
}
