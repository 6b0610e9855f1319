//! Nothing is timed: the steps of a reading are looked at. A core can load what others load, too, from a copy of its own; whoever writes
//! takes the copies of all others away.

use harness::Setup;
use primitives::read_mostly::ReadMostly;
use primitives::sync::trace;
use primitives::world::{Law, World};

use crate::exercise::Setting;

const LAW: Law = Law { name: "readers_only_load", outcomes: &["it was loaded"] };

#[test]
fn readers_only_load() {
    let model = harness::model!("read_mostly", "setting", "readers_only_load", readers_only_load);
    harness::holds(&model, Setup::CHECKED, |world| {
        world.explore(LAW, |witness| {
            let setting = Setting::new(7);
            let before = trace::events().len();
            let read = setting.read(|number| *number);
            let steps: Vec<_> = trace::events()[before..].iter().map(|event| event.operation).collect();
            witness.check(read == 7, || format!("7 stands there, and {read} was read"));
            let others: Vec<_> = steps.iter().filter(|step| !["load", "fence"].contains(step)).collect();
            witness.check(others.is_empty(), || {
                format!("a reading did more than load: {others:?}. Whoever is counted in, or locks, writes, and all readers write the same word")
            });
            witness.check(!steps.is_empty(), || "a reading looked at nothing that is shared".to_owned());
            witness.saw("it was loaded");
        });
    });
}
