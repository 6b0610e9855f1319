//! Two threads, in every order in which their steps can come: no change is lost, and nobody reads what is half changed.

use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::read_mostly::{ReadMostly, RwLocked, laws};
use primitives::sync::outside;
use primitives::world::{Law, World, job};

use crate::exercise::{ReadersWriter, Setting};

/// Threads that spin look again and again, and each look makes executions more.
const LIMITS: Limits = Limits {
    bounds: &[1, 2],
    bounded: 5_000,
    unbounded: 0,
    why: "two threads whose mistakes are steps that others come between: one pre-emption, or two",
    ..Limits::USUAL
};

const LAW: Law = Law { name: "no_lost_change", outcomes: &["one after the other", "took turns"] };

#[test]
fn no_lost_change() {
    let model = harness::model!("read_mostly", "setting", "no_lost_change", no_lost_change);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        world.explore(LAW, |witness| {
            let setting = Arc::new(Setting::new(0));
            let readings = Arc::new(outside::Mutex::new(Vec::new()));
            let changing = || {
                let (setting, readings) = (Arc::clone(&setting), Arc::clone(&readings));
                job(move || {
                    (0..2).for_each(|_| setting.update(|number| *number += 1));
                    let reading = setting.read(|number| *number);
                    readings.lock().push(reading);
                })
            };
            witness.par(vec![changing(), changing()]);
            let number = setting.read(|number| *number);
            witness.check(number == 4, || format!("four changes of 1 were made, the number is {number}"));
            witness.saw(LAW.outcomes[usize::from(!readings.lock().contains(&2))]);
        });
    });
}

#[test]
fn no_torn_read() {
    let model = harness::model!("read_mostly", "readers_writer", "no_torn_read", no_torn_read);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        laws::no_torn_read::<RwLocked<ReadersWriter, [u64; 2]>>(world);
    });
}

#[test]
fn no_lost_update() {
    let model = harness::model!("read_mostly", "readers_writer", "no_lost_update", no_lost_update);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        laws::no_lost_update::<RwLocked<ReadersWriter, [u64; 2]>>(world);
    });
}

#[test]
fn readers_share() {
    let model = harness::model!("read_mostly", "readers_writer", "readers_share", readers_share);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        laws::readers_share::<RwLocked<ReadersWriter, [u64; 2]>>(world);
    });
}
