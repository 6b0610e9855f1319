//! `CONTEND_WEAKEN=FILE:LINE` makes one site `Relaxed`: the way to ask what an ordering is for.
//!
//! The site is found by its text, so that the test survives an edit of the file.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use std::path::Path;

use harness::{Class, End, Model, Setup, run_again};
use primitives::lock::Mutual;
use primitives::lock::{Lock, tas::TasLock};
use primitives::world::{Law, World, job};

const LAW: Law =
    Law { name: "mutual_exclusion", outcomes: &["the last job came last", "the last job came first"] };

const MODEL: Model = harness::model!("harness", "tas", "mutual_exclusion", two_threads_take_turns);

#[test]
fn two_threads_take_turns() {
    harness::holds(&MODEL, Setup::CHECKED, |world| {
        world.explore(LAW, |witness| {
            let value = std::sync::Arc::new(Lock::<TasLock, u64>::new(0));
            let found = std::sync::Arc::new(primitives::sync::outside::Mutex::new(0));
            let jobs = (0..2).map(|mine: usize| {
                let (value, found) = (value.clone(), found.clone());
                job(move || {
                    let before = value.with(|value| std::mem::replace(value, *value + 1));
                    if mine == 1 {
                        *found.lock() = before;
                    }
                })
            });
            witness.par(jobs.collect());
            let sum = value.with(|value| *value);
            witness.check(sum == 2, || format!("two additions of one, and the value is {sum}"));
            let last_job_found = *found.lock();
            witness.saw(LAW.outcomes[usize::from(last_job_found == 0)]);
        });
    });
}

#[test]
fn without_release_it_is_a_data_race() {
    let ended = weakened("self.flag.store(FREE, Ordering::Release)");
    assert!(ended.weakened);
    ended.must_fail(MODEL.law, Class::DataRace);
    assert!(
        ended.shown.contains("flag store Relaxed := 0"),
        "the table shows what was in force:\n{}",
        ended.shown
    );
}

#[test]
fn without_acquire_it_is_a_data_race() {
    weakened("compare_exchange(FREE, TAKEN, Ordering::Acquire").must_fail(MODEL.law, Class::DataRace);
}

#[test]
fn a_line_without_an_ordering_changes_nothing_and_says_so() {
    let ended = weakened("while !unsafe { self.try_acquire(slot) }");
    assert_eq!(ended.end, End::Held);
    assert!(!ended.weakened, "no ordering stands there");
}

#[test]
fn what_names_no_site_is_refused() {
    const NO_SITE: [&str; 9] = [
        "tas.rs",
        "tas.rs:",
        "tas.rs:x",
        ":53",
        "tas.rs:53:1:1",
        "tas.rs:53=",
        "tas.rs:53=Weaker",
        "tas.rs:53=SeqCst",
        "tas.rs:53=half:Relaxed",
    ];
    for text in NO_SITE {
        let End::Failed { message, .. } = run_again(&MODEL, ("CONTEND_WEAKEN", text)).end else {
            panic!("{text:?} was taken for a site");
        };
        assert!(message.contains("FILE:LINE"), "{message}");
    }
}

#[test]
fn the_two_orderings_of_a_compare_exchange_are_two_questions() {
    const EXCHANGE: &str = "compare_exchange(FREE, TAKEN, Ordering::Acquire";
    weakened_to(EXCHANGE, "=success:Relaxed").must_fail(MODEL.law, Class::DataRace);
    let failure = weakened_to(EXCHANGE, "=failure:Relaxed");
    assert!(!failure.weakened, "it is Relaxed as it is written");
}

#[test]
fn what_is_no_stronger_than_asked_stays_as_it_is() {
    for asked in ["=Acquire", "=Release", "=AcqRel"] {
        let ended = weakened_to("self.flag.store(FREE, Ordering::Release)", asked);
        assert_eq!((ended.end, ended.weakened), (End::Held, false), "{asked}");
    }
}

/// Runs the model with the site weakened that stands on the line with this text.
fn weakened(text: &str) -> harness::process::Ended {
    weakened_to(text, "")
}

/// The same, as far as `asked` says.
fn weakened_to(text: &str, asked: &str) -> harness::process::Ended {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../primitives/src/lock/tas.rs");
    let source = std::fs::read_to_string(source).expect("the source stands beside");
    let lines: Vec<_> = source.lines().zip(1..).filter(|(line, _)| line.contains(text)).collect();
    let [(_, line)] = lines[..] else { panic!("{text:?} stands on {} lines, not on one", lines.len()) };
    run_again(&MODEL, ("CONTEND_WEAKEN", &format!("lock/tas.rs:{line}{asked}")))
}

harness::every_declared_model_exists!();
