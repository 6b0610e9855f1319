//! Litmus tests: what the checker must be able to show through our facade, and what it must never show.
//!
//! A checker that shows nothing passes everything. These few lines have known answers: each declares *exactly* the
//! outcomes that the memory model allows, so a missing one fails as `unreached` and an extra one as `undeclared`.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use std::sync::Arc;

use harness::Setup;
use primitives::sync::atomic::{AtomicU64, Ordering, fence};
use primitives::sync::outside;
use primitives::world::{Law, Witness, World, job};

macro_rules! litmus {
    ($name:ident, $outcomes:expr, $body:expr) => {
        #[test]
        fn $name() {
            let model = harness::model!("litmus", stringify!($name), stringify!($name), $name);
            harness::holds(&model, Setup::CHECKED, |world| {
                world.explore(Law { name: stringify!($name), outcomes: $outcomes }, $body);
            });
        }
    };
}

litmus!(
    store_buffering_shows_both_stale,
    &["neither saw the other", "one saw the other", "both saw each other"],
    |witness| store_buffering(witness, None)
);

litmus!(store_buffering_with_fences_does_not, &["one saw the other", "both saw each other"], |witness| {
    store_buffering(witness, Some(Ordering::SeqCst))
});

litmus!(
    message_passing_relaxed_shows_the_stale_read,
    &["no flag", "flag and data", "flag, stale data"],
    |witness| {
        message_passing(witness, Ordering::Relaxed, Ordering::Relaxed);
    }
);

litmus!(message_passing_release_acquire_does_not, &["no flag", "flag and data"], |witness| {
    message_passing(witness, Ordering::Release, Ordering::Acquire);
});

litmus!(message_passing_needs_the_acquire, &["no flag", "flag and data", "flag, stale data"], |witness| {
    message_passing(witness, Ordering::Release, Ordering::Relaxed);
});

litmus!(one_location_never_goes_back, &["stood still", "moved"], |witness| {
    let number = Arc::new(AtomicU64::new(0));
    let seen = Arc::new(outside::Mutex::new((0, 0)));
    let writer = {
        let number = Arc::clone(&number);
        job(move || (1..=2).for_each(|value| number.store(value, Ordering::Relaxed)))
    };
    let reader = {
        let seen = Arc::clone(&seen);
        job(move || {
            let first = number.load(Ordering::Relaxed);
            *seen.lock() = (first, number.load(Ordering::Relaxed));
        })
    };
    witness.par(vec![writer, reader]);
    let (first, second) = *seen.lock();
    witness.check(first <= second, || format!("read {first}, then {second}"));
    witness.saw(if first == second { "stood still" } else { "moved" });
});

litmus!(additions_of_one_location_are_never_lost, &["first, then second", "second, then first"], |witness| {
    let number = Arc::new(AtomicU64::new(0));
    let befores = Arc::new(outside::Mutex::new((0, 0)));
    let first = {
        let (number, befores) = (Arc::clone(&number), Arc::clone(&befores));
        job(move || befores.lock().0 = number.fetch_add(1, Ordering::Relaxed))
    };
    let second = {
        let befores = Arc::clone(&befores);
        job(move || befores.lock().1 = number.fetch_add(1, Ordering::Relaxed))
    };
    witness.par(vec![first, second]);
    match *befores.lock() {
        (0, 1) => witness.saw("first, then second"),
        (1, 0) => witness.saw("second, then first"),
        both => witness.check(false, || format!("both additions found {both:?}")),
    }
});

/// Two threads: each stores to its own location, then looks at the other's.
fn store_buffering(witness: &Witness, between: Option<Ordering>) {
    let locations = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
    let saw = Arc::new(outside::Mutex::new(0));
    let sides = (0..2).map(|side: usize| {
        let (locations, saw) = (Arc::clone(&locations), Arc::clone(&saw));
        job(move || {
            locations[side].store(1, Ordering::Relaxed);
            if let Some(ordering) = between {
                fence(ordering);
            }
            let other = locations[1 - side].load(Ordering::Relaxed);
            *saw.lock() += other;
        })
    });
    witness.par(sides.collect());
    witness.saw(match *saw.lock() {
        0 => "neither saw the other",
        1 => "one saw the other",
        _ => "both saw each other",
    });
}

/// One thread writes data, then a flag; the other reads the flag, then the data.
fn message_passing(witness: &Witness, publish: Ordering, receive: Ordering) {
    let (data, flag) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let read = Arc::new(outside::Mutex::new((0, 0)));
    let writer = {
        let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
        job(move || {
            data.store(1, Ordering::Relaxed);
            flag.store(1, publish);
        })
    };
    let reader = {
        let read = Arc::clone(&read);
        job(move || {
            let up = flag.load(receive);
            *read.lock() = (up, data.load(Ordering::Relaxed));
        })
    };
    witness.par(vec![writer, reader]);
    witness.saw(match *read.lock() {
        (0, _) => "no flag",
        (_, 0) => "flag, stale data",
        _ => "flag and data",
    });
}

harness::every_declared_model_exists!();
