//! Three threads ask for one missing key, and one of them has a loader that panics. Both others must have a value, and one
//! of their loaders is enough.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::cache::SingleFlight;
use primitives::sync::atomic::{AtomicU64, Ordering};
use primitives::world::{Job, Law, Witness, World, job};

use crate::exercise::LoadingCache;

const LAW: Law =
    Law { name: "panicking_loader_frees", outcomes: &["its loader panicked", "it was loaded before"] };

const SETUP: Setup = Setup::CHECKED.within(Limits {
    bounds: &[1, 2],
    bounded: 10_000,
    unbounded: 0,
    why: "two pre-emptions let both others wait for the loader that panics",
    ..Limits::USUAL
});

#[test]
fn panicking_loader_frees() {
    let model = harness::model!("cache", "loading_cache", "panicking_loader_frees", panicking_loader_frees);
    harness::holds(&model, SETUP, a_loader_panics::<LoadingCache>);
}

fn a_loader_panics<C: SingleFlight<u64, u64>>(world: &impl World) {
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2).expect("a cache of two"));
        let loads = Arc::new(AtomicU64::new(0));
        let asks = || asking(Arc::clone(&cache), Arc::clone(&loads), witness.clone());
        witness.par(vec![unlucky(Arc::clone(&cache), witness.clone()), asks(), asks()]);
        let found = cache.get(&5);
        witness.check(found == Some(11), || format!("11 was loaded, found {found:?}"));
    });
}

fn unlucky<C: SingleFlight<u64, u64>>(cache: Arc<C>, witness: Witness) -> Job {
    job(move || {
        let panics = AtomicU64::new(0);
        let planned = || -> u64 {
            panics.fetch_add(1, Ordering::Relaxed); // Relaxed: it is here to be seen in the table
            resume_unwind(Box::new("planned")) // a panic that no hook reports
        };
        match catch_unwind(AssertUnwindSafe(|| cache.get_or_insert_with(5, planned))) {
            Err(_) => witness.saw("its loader panicked"),
            Ok(got) => {
                witness.check(got == Ok(11), || format!("11 was loaded, {got:?} came"));
                witness.saw("it was loaded before");
            }
        }
    })
}

fn asking<C: SingleFlight<u64, u64>>(cache: Arc<C>, loads: Arc<AtomicU64>, witness: Witness) -> Job {
    job(move || {
        let got = cache.get_or_insert_with(5, || {
            let before = loads.fetch_add(1, Ordering::Relaxed); // Relaxed: a count, and nothing is handed over by it
            witness
                .check(before == 0, || "a second loader runs, though the first has made a value".to_owned());
            11
        });
        witness.check(got == Ok(11), || format!("11 is all that can be loaded, {got:?} came"));
    })
}
