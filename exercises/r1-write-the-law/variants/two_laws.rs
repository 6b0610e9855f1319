//! A law: what every counter must keep, whoever wrote it.

use primitives::counter::{Add, Counter};
use primitives::sync::{Arc, outside};
use primitives::world::{Law, World, job};

/// Of those who add: their names, and every way in which an execution may end.
const ADDERS: Law = Law { name: "nothing_is_lost", outcomes: &["all was there"] };
/// Of one who reads.
const READER: Law = Law { name: "it_never_goes_back", outcomes: &["the sum stood still", "the sum moved"] };

/// More than 32 bits hold.
const MANY: u64 = 1 << 40;

/// The law of any counter that `make` makes: two, one after the other. The checker runs each closure once for each order in which its
/// threads' steps can come.
pub fn your_law<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    let make = Arc::new(make);
    nothing_is_lost(world, Arc::clone(&make));
    it_never_goes_back(world, make);
}

fn nothing_is_lost<C: Counter>(world: &impl World, make: Arc<impl Fn() -> C + Send + Sync + 'static>) {
    world.explore(ADDERS, move |witness| {
        let counter = Arc::new(make());
        let adder = |amount| {
            let mut handle = counter.handle();
            job(move || handle.add(amount))
        };
        witness.par(vec![adder(1), adder(MANY)]);
        let (sum, added) = (counter.get(), MANY + 1);
        witness.check(sum == added, || format!("{added} was added, the sum is {sum}"));
        witness.saw("all was there");
    });
}

fn it_never_goes_back<C: Counter>(world: &impl World, make: Arc<impl Fn() -> C + Send + Sync + 'static>) {
    world.explore(READER, move |witness| {
        let counter = Arc::new(make());
        let mut handle = counter.handle();
        let adder = job(move || (0..2).for_each(|_| handle.add(1)));
        let readings = Arc::new(outside::Mutex::new(Vec::new()));
        let reader = {
            let (counter, readings) = (Arc::clone(&counter), Arc::clone(&readings));
            job(move || {
                let read = [counter.get(), counter.get()];
                readings.lock().extend(read);
            })
        };
        witness.par(vec![adder, reader]);
        let readings = readings.lock();
        witness.check(readings.is_sorted(), || format!("the sum went back: {readings:?}"));
        witness.saw(if readings[0] == readings[1] { "the sum stood still" } else { "the sum moved" });
    });
}
