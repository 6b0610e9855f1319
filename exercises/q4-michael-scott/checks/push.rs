//! One thread pushes, and stops in the middle, while the other one pushes and pops on and on: a push looks into a node, too.

use harness::{Limits, Setup};
use primitives::queue::{Pop, Unbounded};
use primitives::world::{Law, Witness, World};

use crate::exercise::MichaelScott;

#[path = "shared.rs"]
mod shared;
use shared::{Consumer, MANY, each_once, push};

const LIMITS: Limits = Limits {
    bounds: &[1, 2],
    bounded: 3_000,
    unbounded: 0,
    why: "one pre-emption is enough: after the look, before the exchange",
    ..Limits::USUAL
};

const PUSH: Law = Law { name: "push_meets_pops", outcomes: &["it was found", "it was left"] };

/// One pushes once. The other one pushes and pops, again and again.
#[test]
fn push_meets_pops() {
    let model = harness::model!("queue", "michael_scott", "push_meets_pops", push_meets_pops);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        world.explore(PUSH, |witness| {
            let (mut producer, consumer) = MichaelScott::unbounded();
            let mut another = producer.clone();
            let one = move |_: Consumer, _: &Witness| {
                push(&mut another, MANY);
                Vec::new()
            };
            let other = move |mut consumer: Consumer, witness: &Witness| {
                let mut mine = Vec::new();
                for item in 1..MANY {
                    push(&mut producer, item);
                    mine.extend(consumer.try_pop());
                }
                witness.saw(if mine.contains(&MANY) { "it was found" } else { "it was left" });
                mine
            };
            each_once(witness, consumer, one, other);
        });
    });
}
