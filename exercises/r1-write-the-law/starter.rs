//! A law: what every counter must keep, whoever wrote it.

use primitives::counter::{Add, Counter};
use primitives::sync::{Arc, thread};
use primitives::world::{Law, World};

/// Its name, and every way in which an execution may end. An outcome that is declared must be seen, and no other one may be.
const LAW: Law = Law { name: "your_law", outcomes: &["all was there"] };

/// The law of any counter that `make` makes. The checker runs the closure once for each order in which its threads' steps can come.
pub fn your_law<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        for _ in 0..2 {
            let mut handle = counter.handle();
            let adder = thread::spawn(move || {
                handle.add(1);
                handle.add(1);
                // Here the handle is dropped; then, at the latest, all that it added is in the sum.
            });
            adder.join().expect("adding does not panic");
        }
        let sum = counter.get();
        witness.check(sum == 4, || format!("two threads added 2 each, the sum is {sum}"));
        witness.saw("all was there");
    });
}
