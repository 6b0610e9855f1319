//! What a cache with room for everything says: what a map says.

use std::fmt::{self, Display};

use crate::cache::Remove;
use crate::history::{Recorder, Sequential, must_be_linearizable};
use crate::sync::{Arc, limits};
use crate::world::{Law, World, job};

/// What is asked of the one key, and the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Inserted(u64),
    Got(Option<u64>),
    Removed(Option<u64>),
}

impl Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Inserted(value) => write!(f, "insert {value}"),
            Call::Got(found) => write!(f, "get: {found:?}"),
            Call::Removed(found) => write!(f, "remove: {found:?}"),
        }
    }
}

/// The value of the key in a map.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Entry(Option<u64>);

impl Sequential for Entry {
    type Call = Call;

    fn step(&mut self, call: &Call) -> bool {
        match *call {
            Call::Inserted(value) => {
                self.0 = Some(value);
                true
            }
            Call::Got(found) => self.0 == found,
            Call::Removed(found) => self.0.take() == found,
        }
    }
}

/// Each insertion, look and removal happens at some moment within its call, while nothing need be forgotten.
pub fn linearizable<C: Remove<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "linearizable", outcomes: &["hit each time", "missed somewhere"] };
    const KEY: u64 = 5;
    let threads = world.size().threads as u64;
    world.explore(LAW, move |witness| {
        // Two places in each shard: the key has room wherever it belongs, also for the old value beside the new one.
        let cache = Arc::new(C::with_capacity(2 * limits::SHARDS).expect("a small cache"));
        let calls = Recorder::new();
        let visits = (1..=threads).map(|mine| {
            let (cache, calls) = (Arc::clone(&cache), calls.clone());
            job(move || {
                calls.note(|| {
                    cache.insert(KEY, mine);
                    Call::Inserted(mine)
                });
                calls.note(|| Call::Got(cache.get(&KEY)));
                calls.note(|| Call::Removed(cache.remove(&KEY)));
            })
        });
        witness.par(visits.collect());
        let calls = calls.take();
        must_be_linearizable(witness, &Entry(None), &calls);
        let missed = calls.iter().any(|call| matches!(call.call, Call::Got(None) | Call::Removed(None)));
        witness.saw(if missed { "missed somewhere" } else { "hit each time" });
    });
}
