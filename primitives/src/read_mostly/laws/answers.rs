//! What a reading says while others change the value.

use crate::history::number;
use crate::read_mostly::ReadMostly;
use crate::sync::Arc;
use crate::world::{Law, World};

/// Each change and each reading happens at some moment within its call: once a change has returned, every reading that begins
/// later finds it.
pub fn linearizable<R: ReadMostly<[u64; 2]>>(world: &impl World) {
    const LAW: Law = Law { name: "linearizable", outcomes: number::OUTCOMES };
    let (threads, ops) = (world.size().threads, world.size().ops);
    world.explore(LAW, move |witness| {
        let value = Arc::new(R::new([0, 0]));
        let writers = (0..threads).map(|_| {
            let value = Arc::clone(&value);
            move |amount| value.update(|pair| *pair = [pair[0] + amount, pair[1] + amount])
        });
        let reader = Arc::clone(&value);
        number::watch(witness, writers.collect(), ops, move || reader.read(|pair| pair[0]));
    });
}
