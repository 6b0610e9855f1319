//! **Whoever added sees it at once.**
//!
//! *Misconception.* "What I have added I can read." In one number, yes. A counter that promises less may keep something back while the
//! handle lives, and says so: this law kills it, too.

use primitives::counter::{Add, Counter};
use primitives::sync::{Arc, outside};
use primitives::world::{Law, World, job};

/// Its name, and every way in which an execution may end. An outcome that is declared must be seen, and no other one may be.
const LAW: Law = Law { name: "your_law", outcomes: &["the sum stood still", "the sum moved"] };

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
                handle.add(1);
                let first = counter.get();
                let second = counter.get();
                drop(handle);
                *readings.lock() = (first, second);
            })
        };
        witness.par(vec![adder, reader]);
        let (sum, added) = (counter.get(), MANY + 1);
        witness.check(sum == added, || format!("{added} was added, the sum is {sum}"));
        let (first, second) = *readings.lock();
        witness.check(first <= second, || format!("the sum went back from {first} to {second}"));
        witness.check(first >= 1, || format!("a thread added 1 and read {first}"));
        witness.saw(if first == second { "the sum stood still" } else { "the sum moved" });
    });
}
