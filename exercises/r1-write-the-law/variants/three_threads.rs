//! A law: what every counter must keep, whoever wrote it.

use primitives::counter::{Add, Counter};
use primitives::sync::{Arc, outside, thread};
use primitives::world::{Law, World};

/// Its name, and every way in which an execution may end. An outcome that is declared must be seen, and no other one may be.
const LAW: Law = Law { name: "your_law", outcomes: &["the sum stood still", "the sum moved"] };

/// What each adder adds: one less than any batch, the other more than 32 bits hold.
const AMOUNTS: [u64; 2] = [1, 1 << 40];

/// The law of any counter that `make` makes. The checker runs the closure once for each order in which its threads' steps can come.
pub fn your_law<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        let adders = AMOUNTS.map(|amount| {
            let mut handle = counter.handle();
            thread::spawn(move || handle.add(amount))
        });
        let readings = Arc::new(outside::Mutex::new(Vec::new()));
        let reader = {
            let (counter, readings) = (Arc::clone(&counter), Arc::clone(&readings));
            thread::spawn(move || {
                for _ in 0..2 {
                    let reading = counter.get();
                    readings.lock().push(reading);
                }
            })
        };
        for adder in adders {
            adder.join().expect("adding does not panic");
        }
        reader.join().expect("reading does not panic");
        let (sum, added) = (counter.get(), AMOUNTS.iter().sum::<u64>());
        witness.check(sum == added, || format!("{AMOUNTS:?} was added, the sum is {sum}"));
        let readings = readings.lock();
        witness.check(readings.is_sorted(), || format!("the sum went back: {readings:?}"));
        witness.saw(if readings[0] == readings[1] { "the sum stood still" } else { "the sum moved" });
    });
}
