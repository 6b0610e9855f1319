//! Two threads ask for a missing key, in every order in which their steps can come. The loader is a step that the table shows.

use std::sync::Arc;

use harness::Setup;
use primitives::cache::SingleFlight;
use primitives::sync::atomic::{AtomicU64, Ordering};
use primitives::world::{Job, Law, Witness, World, job};

use crate::exercise::LoadingCache;

const LAW: Law = Law { name: "loads_once", outcomes: &["one loaded it", "the other loaded it"] };

#[test]
fn loads_once() {
    let model = harness::model!("cache", "loading_cache", "loads_once", loads_once);
    harness::holds(&model, Setup::CHECKED, two_ask::<LoadingCache>);
}

fn two_ask<C: SingleFlight<u64, u64>>(world: &impl World) {
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2).expect("a cache of two"));
        let loads = Arc::new(AtomicU64::new(0));
        let asks = |value| asking(value, Arc::clone(&cache), Arc::clone(&loads), witness.clone());
        witness.par(vec![asks(10), asks(11)]);
        let found = cache.get(&5);
        witness.check(matches!(found, Some(10 | 11)), || format!("10 or 11 was loaded, found {found:?}"));
        witness.saw(LAW.outcomes[usize::from(found == Some(11))]);
    });
}

fn asking<C: SingleFlight<u64, u64>>(
    value: u64,
    cache: Arc<C>,
    loads: Arc<AtomicU64>,
    witness: Witness,
) -> Job {
    job(move || {
        let got = cache.get_or_insert_with(5, || {
            let before = loads.fetch_add(1, Ordering::Relaxed); // Relaxed: a count, and nothing is handed over by it
            witness.check(before == 0, || "a second loader runs for the same key".to_owned());
            value
        });
        let kept = cache.get(&5);
        witness.check(got.ok() == kept, || format!("{got:?} came, and the cache has {kept:?}"));
    })
}
