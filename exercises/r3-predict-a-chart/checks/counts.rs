//! What each counter does in 128 additions, counted in what it really does: its own source runs on the checker, which notes each access.
//!
//! Two handles add one after the other, so nothing is tried twice. Lines are for another check: here a variable stands for its line.

mod prediction;

use std::fmt::Write as _;
use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::counter::atomic_relaxed::AtomicRelaxed;
use primitives::counter::batched::Batched;
use primitives::counter::mutex::Mutex;
use primitives::counter::per_thread::PerThread;
use primitives::counter::striped::Striped;
use primitives::counter::striped_unpadded::StripedUnpadded;
use primitives::counter::{Add, Counter};
use primitives::sync::outside;
use primitives::sync::trace::{self, Event};
use primitives::world::{Law, World};

use prediction::{ADDITIONS, Prediction, line};

const LAW: Law = Law { name: "what_is_counted", outcomes: &["counted"] };
/// As in the catalogue.
const BATCH: u64 = 64;
/// Each counter is run by itself, and each access is a step.
const LIMITS: Limits =
    Limits { bounds: &[1], unbounded: 0, steps: 20_000, why: "one thread: one execution", ..Limits::USUAL };

/// What was counted of one counter: indivisible steps, and additions that write what the other handle's write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counted {
    steps: u32,
    shared: u32,
}

/// Reads and writes with nobody in between; to take a lock is one, to give it back another.
fn is_indivisible(event: &Event) -> bool {
    let changes = event.old.is_some() && event.new.is_some();
    changes || ["locked", "unlock"].contains(&event.operation)
}

fn writes(event: &Event) -> bool {
    event.new.is_some() || ["locked", "unlock", "write cell"].contains(&event.operation)
}

/// Runs two handles, one after the other, each addition by itself.
fn count<C: Counter>(counter: C) -> Counted {
    let counter = Arc::new(counter);
    let mut handles = [counter.handle(), counter.handle()];
    let [mine, others] = [0, 1].map(|handle| {
        let additions = (0..ADDITIONS).map(|_| {
            let before = trace::events().len();
            handles[handle].add(1);
            trace::events().split_off(before)
        });
        additions.collect::<Vec<Vec<Event>>>()
    });
    let theirs: Vec<_> =
        others.iter().flatten().filter(|event| writes(event)).map(|event| event.object).collect();
    let meets =
        |addition: &&Vec<Event>| addition.iter().any(|event| writes(event) && theirs.contains(&event.object));
    let number = |count: usize| u32::try_from(count).expect("a few hundred");
    Counted {
        steps: number(mine.iter().flatten().filter(|event| is_indivisible(event)).count()),
        shared: number(mine.iter().filter(meets).count()),
    }
}

#[test]
fn what_is_said_is_what_is_counted() {
    let model = harness::model!("counter", "six", "what_is_counted", what_is_said_is_what_is_counted);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        let counted = Arc::new(outside::Mutex::new(Vec::new()));
        let notes = Arc::clone(&counted);
        world.explore(LAW, move |witness| {
            *notes.lock() = vec![
                ("atomic_relaxed", count(AtomicRelaxed::new())),
                ("batched", count(Batched::new(BATCH))),
                ("mutex", count(Mutex::new())),
                ("per_thread", count(PerThread::new())),
                ("striped", count(Striped::new())),
                ("striped_unpadded", count(StripedUnpadded::new())),
            ];
            witness.saw("counted");
        });
        compare(&counted.lock());
    });
}

/// Panics with a table unless all is as it was said. What is wrong stands last, nearest to the end of what is printed.
fn compare(counted: &[(&str, Counted)]) {
    let prediction = Prediction::taken();
    let (mut right, mut wrong, mut names) = (String::new(), String::new(), Vec::new());
    for (name, counted) in counted {
        let said = prediction.of(name);
        // Its stripes are variables of their own; where they stand is for the check `lines`.
        let by_variable = *name != "striped_unpadded";
        let shared = if by_variable { counted.shared.to_string() } else { "see lines".to_owned() };
        let agrees = said.steps == counted.steps && (said.shared == counted.shared || !by_variable);
        if !agrees {
            names.push(*name);
        }
        writeln!(
            if agrees { &mut right } else { &mut wrong },
            "  {:<10}  {name:<17} {:>15} {:>8} {:>17} {shared:>9}{}",
            line(said.place),
            said.steps,
            counted.steps,
            said.shared,
            if agrees { "" } else { "  <-" },
        )
        .expect("a string takes it");
    }
    let head = "  where       counter            steps: you say  counted   shared: you say   counted";
    assert!(
        names.is_empty(),
        "law[{}]: other than you say: {}; of {ADDITIONS} additions\n{head}\n{right}{wrong}",
        LAW.name,
        names.join(", ")
    );
}
