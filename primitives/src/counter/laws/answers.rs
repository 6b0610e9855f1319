//! What a reading says while others add.

use crate::counter::{Add, Counter};
use crate::history::number;
use crate::sync::{Arc, outside};
use crate::world::{Law, World};

/// Each addition and each reading happens at some moment within its call. For counters that promise it; a history of one that
/// promises less is an exhibit.
pub fn linearizable<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    const LAW: Law = Law { name: "linearizable", outcomes: number::OUTCOMES };
    let (threads, ops) = (world.size().threads, world.size().ops);
    world.explore(LAW, move |witness| {
        let counter = Arc::new(make());
        // Live to the end: what a handle keeps back is not there yet when its call ends.
        let handles = Arc::new(outside::Mutex::new(Vec::new()));
        let adders = (0..threads).map(|_| {
            let (mut handle, handles) = (counter.handle(), Arc::clone(&handles));
            move |amount| {
                handle.add(amount);
                handles.lock().push(handle);
            }
        });
        let reader = Arc::clone(&counter);
        number::watch(witness, adders.collect(), ops, move || reader.get());
    });
}
