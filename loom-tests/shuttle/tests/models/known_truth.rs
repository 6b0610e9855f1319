//! Subjects of which the truth is known: what shuttle can show is shown, each kind of failure is told from the others, and what it
//! cannot show is not.

use std::sync::Arc;

use harness::{Class, End, Model, Setup, process};
use primitives::sync::atomic::{AtomicU64, Ordering};
use primitives::sync::cell::UnsafeCell;
use primitives::sync::hint::spin_loop;
use primitives::sync::{Condvar, Mutex, outside, thread};
use primitives::world::{Job, Law, Witness, World, job};

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

macro_rules! holds {
    ($name:ident, $outcomes:expr, $body:expr) => {
        #[test]
        fn $name() {
            let model = harness::model!("harness", stringify!($name), "example", $name);
            harness::holds(&model, Setup::CHECKED.hunted(), |world| {
                world.explore(Law { name: "example", outcomes: $outcomes }, $body);
            });
        }
    };
}

ends!(a_broken_law, Assertion, &[], |witness| witness.check(false, || "always".to_owned()));
ends!(a_panic_that_names_no_law, Panic, &[], |_| panic!("something else"));
ends!(an_outcome_that_nobody_declared, Undeclared, &["declared"], |witness| witness.saw("surprise"));
holds!(an_outcome_that_is_not_reached_is_bad_luck, &["reached", "never reached"], |witness| witness
    .saw("reached"));

ends!(locks_in_two_orders, Deadlock, &[], |witness| {
    let (left, right) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
    let taking = |first: &Arc<Mutex<()>>, second: &Arc<Mutex<()>>| {
        let (first, second) = (Arc::clone(first), Arc::clone(second));
        job(move || {
            let _first = first.lock();
            let _second = second.lock();
        })
    };
    witness.par(vec![taking(&left, &right), taking(&right, &left)]);
});

ends!(a_lock_that_its_holder_takes_again, Deadlock, &[], |_| {
    let lock = Mutex::new(());
    let _once = lock.lock();
    let _twice = lock.lock();
});

ends!(a_wake_up_that_comes_first, Deadlock, &[], |witness| {
    let pair = Arc::new((Mutex::new(()), Condvar::new()));
    let other = Arc::clone(&pair);
    let waiting = job(move || drop(pair.1.wait(pair.0.lock())));
    witness.par(vec![waiting, job(move || other.1.notify_one())]);
});

ends!(a_park_that_nobody_ends, Deadlock, &[], |_| thread::park());

ends!(waiting_for_what_nobody_does, NoProgress, &[], |_| {
    let flag = AtomicU64::new(0);
    while flag.load(Ordering::Relaxed) == 0 {
        spin_loop();
    }
});

/// A number that everybody may touch, whenever it is.
struct Bare(UnsafeCell<u64>);

// SAFETY: none; a checker that finds no fault with it is at fault itself. Overlapping accesses fail before they touch the number.
unsafe impl Sync for Bare {}

fn writes(number: &Arc<Bare>) -> Job {
    let number = Arc::clone(number);
    // SAFETY: none, as above.
    job(move || number.0.with_mut(|number| unsafe { *number += 1 }))
}

fn reads(number: &Arc<Bare>) -> Job {
    let number = Arc::clone(number);
    // SAFETY: none, as above.
    job(move || assert!(number.0.with(|number| unsafe { *number }) <= 1))
}

ends!(two_writes_at_once, DataRace, &[], |witness| {
    let number = Arc::new(Bare(UnsafeCell::new(0)));
    witness.par(vec![writes(&number), writes(&number)]);
});

ends!(a_read_during_a_write, DataRace, &[], |witness| {
    let number = Arc::new(Bare(UnsafeCell::new(0)));
    witness.par(vec![writes(&number), reads(&number)]);
});

holds!(two_reads_at_once_are_no_race, &[], |witness| {
    let number = Arc::new(Bare(UnsafeCell::new(0)));
    witness.par(vec![reads(&number), reads(&number)]);
});

ends!(an_update_that_is_lost, Assertion, &[], |witness| {
    let number = Arc::new(AtomicU64::new(0));
    let adds = || {
        let number = Arc::clone(&number);
        job(move || {
            let before = number.load(Ordering::SeqCst);
            number.store(before + 1, Ordering::SeqCst);
        })
    };
    witness.par(vec![adds(), adds()]);
    let found = number.load(Ordering::SeqCst);
    witness.check(found == 2, || format!("two additions of one, and the number is {found}"));
});

holds!(no_ordering_is_weak, &["one saw the other", "both saw each other"], |witness| {
    // Store buffering: with these orderings each may miss the other, on a machine and under loom. Not here.
    let flags = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
    let missed = Arc::new(outside::AtomicUsize::new(0));
    let looks = |mine: usize| {
        let (flags, missed) = (Arc::clone(&flags), Arc::clone(&missed));
        job(move || {
            flags[mine].store(1, Ordering::Relaxed);
            if flags[1 - mine].load(Ordering::Relaxed) == 0 {
                missed.fetch_add(1, outside::Ordering::Relaxed);
            }
        })
    };
    witness.par(vec![looks(0), looks(1)]);
    match missed.load(outside::Ordering::Relaxed) {
        0 => witness.saw("both saw each other"),
        1 => witness.saw("one saw the other"),
        _ => witness.check(false, || "each missed the other".to_owned()),
    }
});

fn two_additions(witness: &Witness) {
    let number = Arc::new(AtomicU64::new(0));
    let adds = || {
        let number = Arc::clone(&number);
        job(move || {
            number.fetch_add(1, Ordering::Relaxed);
        })
    };
    witness.par(vec![adds(), adds()]);
}

const COUNTED: Model = harness::model!("harness", "counted", "example", schedules_are_counted);

#[test]
fn schedules_are_counted() {
    harness::holds(&COUNTED, Setup::CHECKED, |world| {
        world.explore(Law { name: "example", outcomes: &[] }, two_additions);
    });
    // The process of the model itself has no second one to ask.
    if std::env::var_os(process::CHOSEN).is_none() {
        let ended = |times| harness::run_again(&COUNTED, ("CONTEND_SCHEDULES", times));
        let (once, thrice) = (ended("1"), ended("3"));
        assert_eq!(once.end, End::Held);
        assert_eq!(once.search, format!("random:{}", once.executions));
        // Two kinds of schedules, in two orders of spawning.
        assert_eq!((once.executions % 4, thrice.executions), (0, 3 * once.executions));
        for text in ["0", "-1", "many", ""] {
            let End::Failed { message, .. } = ended(text).end else {
                panic!("{text:?} was taken for a number")
            };
            assert!(message.contains("CONTEND_SCHEDULES"), "{message}");
        }
    }
}

const ALONE: Model = harness::model!("harness", "alone", "example", where_nobody_else_runs_nothing_is_chosen);

#[test]
fn where_nobody_else_runs_nothing_is_chosen() {
    harness::holds(&ALONE, Setup::CHECKED, |world| {
        world.explore(Law { name: "example", outcomes: &[] }, |_| {
            AtomicU64::new(0).store(1, Ordering::Relaxed);
        });
    });
}

const LOST: Model = harness::model!("harness", "an_update_that_is_lost", "example", an_update_that_is_lost);

#[test]
fn the_same_schedule_fails_each_time_and_is_shown() {
    let (first, second) = (harness::run_again(&LOST, ("X", "1")), harness::run_again(&LOST, ("X", "2")));
    assert_eq!((&first.end, first.executions), (&second.end, second.executions));
    assert_eq!(first.shown, second.shown);
    for part in ["number load SeqCst = 0", "number store SeqCst := 1", "thread 1", "jobs spawned as written"]
    {
        assert!(first.shown.contains(part), "no {part:?} in:\n{}", first.shown);
    }
}

#[test]
fn what_shuttle_misses_is_a_mutant_that_exists() {
    let mutants = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../mutants");
    let list = std::fs::read_to_string(mutants.join("shuttle.txt")).expect("the list stands there");
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (family, mutant) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let file = mutants.join(family).join(format!("{mutant}.rs"));
        assert!(file.is_file(), "{line:?} is about no mutant: there is no {}", file.display());
    }
}
