//! The same counter, wherever its cells stand: nothing is lost, by two handles of one cell either.

use std::sync::Arc;

use harness::Setup;
use primitives::counter::{Add, Counter};
use primitives::sync::outside;
use primitives::world::{Law, World, job};

use crate::exercise::{CELLS, SpreadCounter};

harness::models!(
    "counter",
    spread_counter,
    SpreadCounter::new,
    Setup::CHECKED,
    primitives::counter::laws,
    [no_lost_update, monotone_for_one_reader]
);

const LAW: Law = Law {
    name: "two_handles_of_one_cell",
    outcomes: &["one thread saw the other", "both threads saw the other"],
};

#[test]
fn two_handles_of_one_cell() {
    let model =
        harness::model!("counter", "spread_counter", "two_handles_of_one_cell", two_handles_of_one_cell);
    harness::holds(&model, Setup::CHECKED, |world| {
        world.explore(LAW, |witness| {
            let counter = Arc::new(SpreadCounter::new());
            // As many as there are cells, and one more: the last one and the first one have the same cell.
            let mut handles: Vec<_> = (0..=CELLS).map(|_| counter.handle()).collect();
            let readings = Arc::new(outside::Mutex::new(Vec::new()));
            let last = handles.remove(CELLS);
            let pair = [handles.remove(0), last];
            let adders = pair.map(|mut handle| {
                let (counter, readings) = (Arc::clone(&counter), Arc::clone(&readings));
                job(move || {
                    handle.add(1);
                    handle.add(1);
                    let reading = counter.get();
                    readings.lock().push(reading);
                })
            });
            witness.par(adders.into());
            let sum = counter.get();
            witness.check(sum == 4, || format!("two handles added 2 each to one cell, the sum is {sum}"));
            let saw = readings.lock().iter().filter(|&&reading| reading > 2).count();
            witness.saw(if saw == 2 { "both threads saw the other" } else { "one thread saw the other" });
        });
    });
}
