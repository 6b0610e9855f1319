//! Litmus tests: what the checker shows through our facade, and what it never shows.
//!
//! A checker that shows nothing passes everything. The programs, and what the memory model allows of them, stand in
//! `primitives::litmus`. Here each declares *exactly* the outcomes that this checker shows, so a missing one fails as
//! `unreached` and an extra one as `undeclared`; where that is not what the model allows, [`shows_weak`] says why.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::litmus::{Orderings, Test};
use primitives::sync::atomic::{AtomicU64, Ordering, fence};
use primitives::sync::outside;
use primitives::world::{Law, Witness, World, job};

/// Whether the checker shows the one outcome that no interleaving explains.
fn shows_weak(test: Test) -> bool {
    if cfg!(shuttle) {
        return false; // it explores interleavings, and a load always finds the newest store
    }
    match (test.shape.name, test.orderings) {
        // loom treats sequentially consistent accesses as acquire and release: it shows what cannot happen.
        ("SB" | "2+2W" | "IRIW", Orderings::SeqCst) => true,
        // A load finds only stores that have run: what is stored later is never read.
        ("LB", _) => false,
        _ => test.allows_weak(),
    }
}

/// Each thread is a line or two, so a few pre-emptions are every outcome.
const FOUR_THREADS: Limits = Limits {
    bounds: &[1, 2],
    unbounded: 0,
    why: "without a bound it is forty thousand executions, which show no other outcome",
    ..Limits::USUAL
};

/// One program under each kind of orderings.
macro_rules! litmus {
    ($($module:ident: $name:literal),*) => {
        $(
            mod $module {
                use super::*;
                litmus!(relaxed in $name, Relaxed);
                litmus!(release_acquire in $name, ReleaseAcquire);
                litmus!(seqcst in $name, SeqCst);
                litmus!(seqcst_fences in $name, Fences);
            }
        )*

        #[test]
        fn every_program_of_the_table_is_explored() {
            let known: Vec<_> = primitives::litmus::shapes::ALL.iter().map(|shape| shape.name).collect();
            assert_eq!(known, [$($name),*]);
        }
    };
    ($test:ident in $name:literal, $orderings:ident) => {
        #[test]
        fn $test() {
            let test = Test::named($name, Orderings::$orderings).expect("a program of the table");
            let model = harness::model!("litmus", test.shape.name, test.orderings.name(), $test);
            let setup = if test.threads().len() == 4 { Setup::CHECKED.within(FOUR_THREADS) } else { Setup::CHECKED };
            harness::holds(&model, setup, |world| test.explore(world, shows_weak(test)));
        }
    };
}

litmus!(sb: "SB", mp: "MP", lb: "LB", corr: "CoRR", two_plus_two_w: "2+2W", wrc: "WRC", iriw: "IRIW");

/// A model may ask for the newest values alone, and then shows no outcome that some interleaving does not explain.
#[test]
fn newest_values_are_interleavings_alone() {
    let test = Test::named("SB", Orderings::Relaxed).expect("a program of the table");
    let model = harness::model!("litmus", "SB", "relaxed, newest", newest_values_are_interleavings_alone);
    harness::holds(&model, Setup::CHECKED.newest(), |world| test.explore(world, false));
}

/// Likewise where two write the same: what stands in the end was written last.
#[test]
fn newest_values_were_written_last() {
    let test = Test::named("2+2W", Orderings::Relaxed).expect("a program of the table");
    let model = harness::model!("litmus", "2+2W", "relaxed, newest", newest_values_were_written_last);
    harness::holds(&model, Setup::CHECKED.newest(), |world| test.explore(world, false));
}

/// Of message passing, the release alone is not enough.
#[test]
fn message_passing_needs_the_acquire() {
    let outcomes = if cfg!(shuttle) {
        &["no flag", "flag and data"][..]
    } else {
        &["no flag", "flag and data", "flag, stale data"]
    };
    let model = harness::model!("litmus", "MP", "release, no acquire", message_passing_needs_the_acquire);
    harness::holds(&model, Setup::CHECKED, |world| {
        world.explore(Law { name: "MP", outcomes }, |witness| {
            let (data, flag) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
            let read = Arc::new(outside::Mutex::new((0, 0)));
            let writer = {
                let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
                job(move || {
                    data.store(1, Ordering::Relaxed);
                    flag.store(1, Ordering::Release);
                })
            };
            let reader = {
                let read = Arc::clone(&read);
                job(move || {
                    let up = flag.load(Ordering::Relaxed);
                    let value = data.load(Ordering::Relaxed);
                    *read.lock() = (up, value);
                })
            };
            witness.par(vec![writer, reader]);
            witness.saw(match *read.lock() {
                (0, _) => "no flag",
                (_, 0) => "flag, stale data",
                _ => "flag and data",
            });
        });
    });
}

/// News goes from hand to hand: the first publishes, the second has only looked, and tells the third. The language allows that the
/// third does not see what was published, with a fence or without one: it has read nothing of the first's itself.
fn hearsay(witness: &Witness, fenced: bool) {
    let [data, flag, news] = [(); 3].map(|()| Arc::new(AtomicU64::new(0)));
    let read = Arc::new(outside::Mutex::new((0, 0)));
    let publishing = {
        let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
        job(move || {
            data.store(1, Ordering::Relaxed);
            flag.store(1, Ordering::Release);
        })
    };
    let telling = {
        let news = Arc::clone(&news);
        job(move || news.store(flag.load(Ordering::Relaxed), Ordering::Release))
    };
    let hearing = {
        let read = Arc::clone(&read);
        job(move || {
            let heard = news.load(Ordering::Acquire);
            if fenced {
                fence(Ordering::Acquire);
            }
            let value = data.load(Ordering::Relaxed);
            *read.lock() = (heard, value);
        })
    };
    witness.par(vec![publishing, telling, hearing]);
    witness.saw(match *read.lock() {
        (0, _) => "no news",
        (_, 0) => "news, stale data",
        _ => "news and data",
    });
}

#[test]
fn hearsay_orders_nothing() {
    let stale: &[_] = if cfg!(shuttle) { &[] } else { &["news, stale data"] };
    let outcomes = [&["no news", "news and data"], stale].concat().leak();
    let model = harness::model!("litmus", "hearsay", "release/acquire", hearsay_orders_nothing);
    harness::holds(&model, Setup::CHECKED, |world| {
        world.explore(Law { name: "hearsay", outcomes }, |witness| hearsay(witness, false));
    });
}

/// loom's acquire fence takes up what its thread has read, and also what those have read whose view it has: so the stale data,
/// which the language allows, is never shown.
#[test]
fn hearsay_before_a_fence_is_taken_for_reading() {
    let model = harness::model!(
        "litmus",
        "hearsay",
        "release/acquire, fence",
        hearsay_before_a_fence_is_taken_for_reading
    );
    harness::holds(&model, Setup::CHECKED, |world| {
        let law = Law { name: "hearsay", outcomes: &["no news", "news and data"] };
        world.explore(law, |witness| hearsay(witness, true));
    });
}

/// Message passing whose second reading is a `compare_exchange` that can only fail: then it is a relaxed load, and the language
/// allows it to miss the data. A checker that always gives it the newest value never shows that.
#[test]
fn a_failed_exchange_is_taken_to_find_the_newest() {
    let model =
        harness::model!("litmus", "MP", "relaxed, exchange", a_failed_exchange_is_taken_to_find_the_newest);
    harness::holds(&model, Setup::CHECKED, |world| {
        let law = Law { name: "MP", outcomes: &["no news", "news and data"] };
        world.explore(law, |witness| {
            let [data, news] = [(); 2].map(|()| Arc::new(AtomicU64::new(0)));
            let read = Arc::new(outside::Mutex::new((0, 0)));
            let publishing = {
                let (data, news) = (Arc::clone(&data), Arc::clone(&news));
                job(move || {
                    data.store(1, Ordering::Relaxed);
                    news.store(1, Ordering::Relaxed);
                })
            };
            let hearing = {
                let read = Arc::clone(&read);
                job(move || {
                    let heard = news.load(Ordering::Relaxed);
                    let value = data.compare_exchange(7, 8, Ordering::Relaxed, Ordering::Relaxed);
                    *read.lock() = (heard, value.expect_err("it never is 7"));
                })
            };
            witness.par(vec![publishing, hearing]);
            witness.saw(match *read.lock() {
                (0, _) => "no news",
                (_, 0) => "news, stale data",
                _ => "news and data",
            });
        });
    });
}

#[test]
fn additions_of_one_location_are_never_lost() {
    let model = harness::model!("litmus", "RMW", "relaxed", additions_of_one_location_are_never_lost);
    harness::holds(&model, Setup::CHECKED, |world| {
        let law = Law { name: "RMW", outcomes: &["first, then second", "second, then first"] };
        world.explore(law, |witness| {
            let number = Arc::new(AtomicU64::new(0));
            let found = Arc::new(outside::Mutex::new([0; 2]));
            let jobs = (0..2).map(|mine: usize| {
                let (number, found) = (Arc::clone(&number), Arc::clone(&found));
                job(move || {
                    let before = number.fetch_add(1, Ordering::Relaxed);
                    found.lock()[mine] = before;
                })
            });
            witness.par(jobs.collect());
            match *found.lock() {
                [0, 1] => witness.saw("first, then second"),
                [1, 0] => witness.saw("second, then first"),
                both => witness.check(false, || format!("both additions found {both:?}")),
            }
        });
    });
}

harness::every_declared_model_exists!();
