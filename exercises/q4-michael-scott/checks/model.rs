//! Two items, and two threads that pop one each.

use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::queue::{Pop, Push, Unbounded};
use primitives::sync::outside;
use primitives::world::{Law, World, job};

use crate::exercise::MichaelScott;

#[path = "shared.rs"]
mod shared;

const LIMITS: Limits = Limits {
    bounds: &[1, 2],
    unbounded: 0,
    why: "one pre-emption is enough: after the look, before the exchange",
    ..Limits::USUAL
};

const LAW: Law =
    Law { name: "each_item_once", outcomes: &["the one got the first", "the one got the second"] };

#[test]
fn each_item_once() {
    let model = harness::model!("queue", "michael_scott", "each_item_once", each_item_once);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        world.explore(LAW, |witness| {
            let (mut producer, consumer) = MichaelScott::unbounded();
            for item in [1_u64, 2] {
                assert_eq!(producer.try_push(item), Ok(()), "there is no limit");
            }
            let got = Arc::new(outside::Mutex::new([None; 2]));
            let popping = |index: usize| {
                let (mut consumer, got) = (consumer.clone(), Arc::clone(&got));
                job(move || {
                    let item = consumer.try_pop();
                    got.lock()[index] = item;
                })
            };
            witness.par(vec![popping(0), popping(1)]);
            let got = *got.lock();
            let both = [[Some(1), Some(2)], [Some(2), Some(1)]];
            witness.check(both.contains(&got), || format!("pushed 1 and 2, popped {got:?}"));
            witness.saw(LAW.outcomes[usize::from(got == both[1])]);
        });
    });
}
