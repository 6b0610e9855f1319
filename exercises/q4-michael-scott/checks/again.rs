//! One thread pops, and stops in the middle, while the other one pops and pushes on and on: what the first one looks at may be out by then,
//! and freed, and in use again.

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

const POPS: Law = Law {
    name: "pops_meet",
    outcomes: &["the one came first", "the one came later", "the one came too late"],
};

/// One pops once. The other one pops, pushes and pops until nothing is left.
#[test]
fn pops_meet() {
    let model = harness::model!("queue", "michael_scott", "pops_meet", pops_meet);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        world.explore(POPS, |witness| {
            let (mut producer, consumer) = MichaelScott::unbounded();
            (1..MANY).for_each(|item| push(&mut producer, item));
            let one = |mut consumer: Consumer, witness: &Witness| {
                let item = consumer.try_pop();
                witness.saw(match item {
                    Some(1) => "the one came first",
                    Some(_) => "the one came later",
                    None => "the one came too late",
                });
                Vec::from_iter(item)
            };
            let other = move |mut consumer: Consumer, _: &Witness| {
                let mut mine = Vec::from_iter(consumer.try_pop());
                push(&mut producer, MANY);
                mine.extend((1..MANY).filter_map(|_| consumer.try_pop()));
                mine
            };
            each_once(witness, consumer, one, other);
        });
    });
}
