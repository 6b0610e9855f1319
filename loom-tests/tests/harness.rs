//! The harness itself: each way in which a model can end is told from the others.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use harness::{Class, Limits, Model, Setup};
use primitives::sync::atomic::{AtomicU64, Ordering};
use primitives::sync::cell::UnsafeCell;
use primitives::sync::hint::spin_loop;
use primitives::sync::{Mutex, thread};
use primitives::world::{Law, Witness, World, job};

macro_rules! ends {
    ($name:ident, $class:ident, $outcomes:expr, $body:expr) => {
        #[test]
        fn $name() {
            let model = harness::model!("harness", stringify!($name), "example", $name);
            harness::dies(&model, Setup::CHECKED, Class::$class, |world| {
                world.explore(Law { name: "example", outcomes: $outcomes }, $body);
            });
        }
    };
}

ends!(a_broken_law, Assertion, &[], |witness| witness.check(false, || "always".to_owned()));

ends!(a_panic_that_names_no_law, Panic, &[], |_| panic!("something else"));

ends!(an_outcome_that_nothing_reaches, Unreached, &["reached", "never reached"], |witness| {
    witness.saw("reached");
});

ends!(an_outcome_that_nobody_declared, Undeclared, &["declared"], |witness| witness.saw("surprise"));

ends!(locks_in_two_orders, Deadlock, &[], |witness| {
    let left = Arc::new(Mutex::new(()));
    let right = Arc::new(Mutex::new(()));
    let (left_too, right_too) = (Arc::clone(&left), Arc::clone(&right));
    witness.par(vec![
        job(move || {
            let _left = left.lock();
            let _right = right.lock();
        }),
        job(move || {
            let _right = right_too.lock();
            let _left = left_too.lock();
        }),
    ]);
});

ends!(waiting_for_what_nobody_does, NoProgress, &[], |_| {
    let flag = AtomicU64::new(0);
    while flag.load(Ordering::Relaxed) == 0 {
        spin_loop();
    }
});

ends!(more_threads_than_the_checker_has, TooManyThreads, &[], |_| {
    let threads: Vec<_> = (0..4).map(|_| thread::spawn(|| ())).collect();
    threads.into_iter().for_each(|thread| thread.join().expect("it does nothing"));
});

ends!(a_reference_count_that_never_falls, Leak, &[], |_| std::mem::forget(loom::sync::Arc::new(())));

struct Shared(UnsafeCell<u64>);

// SAFETY: none is owed: an access that would race is refused, and none is made.
unsafe impl Sync for Shared {}

// A law that plans a panic catches it, and with it what the checker has to say.
ends!(a_race_whose_panic_is_caught, DataRace, &[], |witness| {
    let cell = Arc::new(Shared(UnsafeCell::new(0)));
    let jobs = (0..2).map(|_| {
        let cell = Arc::clone(&cell);
        job(move || {
            let shared: &Shared = &cell;
            let _ = catch_unwind(AssertUnwindSafe(|| shared.0.with_mut(|_| ())));
        })
    });
    witness.par(jobs.collect());
});

#[test]
fn a_law_that_explores_nothing_does_not_hold() {
    let model = harness::model!("harness", "idle", "example", a_law_that_explores_nothing_does_not_hold);
    harness::dies(&model, Setup::CHECKED, Class::Unreached, |_| ());
}

#[test]
fn a_search_that_is_cut_off_says_so() {
    let one = Limits { bounded: 1, unbounded: 1, why: "fewer than there are", ..Limits::USUAL };
    let model = harness::model!("harness", "cut_off", "example", a_search_that_is_cut_off_says_so);
    harness::holds(&model, Setup::CHECKED.within(one), |world| {
        world.explore(Law { name: "example", outcomes: &[] }, two_additions);
    });
    // The process of the model itself has no second one to ask.
    if std::env::var_os(harness::process::CHOSEN).is_none() {
        let ended = harness::run_again(&model, ("RUST_BACKTRACE", "0"));
        assert_eq!(ended.search, "bounded:0");
        // The lowest bound and none, each in two orders, each cut off by the execution after the last.
        assert_eq!(ended.executions, 8);
    }
}

#[test]
#[should_panic(expected = "no test is called")]
fn a_model_that_no_test_is_called_is_no_success() {
    let model = Model { family: "harness", subject: "nobody", law: "example", test: "harness::no_such_test" };
    harness::run_again(&model, ("RUST_BACKTRACE", "0"));
}

fn two_additions(witness: &Witness) {
    let number = Arc::new(AtomicU64::new(0));
    let jobs = (0..2).map(|_| {
        let number = Arc::clone(&number);
        job(move || {
            number.fetch_add(1, Ordering::Relaxed);
            number.fetch_add(1, Ordering::Relaxed);
        })
    });
    witness.par(jobs.collect());
}

harness::every_declared_model_exists!();
