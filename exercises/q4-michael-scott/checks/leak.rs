//! What went in goes away in the end: an item has an owner that the checker knows, and a node that is never freed keeps it.

use harness::{Limits, Setup};
use primitives::queue::{Pop, Push, Unbounded};
use primitives::sync::Shared;
use primitives::world::{Law, World, job};

use crate::exercise::MichaelScott;

#[path = "shared.rs"]
mod shared;

const LIMITS: Limits = Limits {
    bounds: &[1],
    bounded: 2_000,
    unbounded: 0,
    why: "what is never freed is never freed, whoever comes first",
    ..Limits::USUAL
};

const LAW: Law = Law { name: "nothing_is_left", outcomes: &["one was popped", "both were popped"] };

#[test]
fn nothing_is_left() {
    let model = harness::model!("queue", "michael_scott", "nothing_is_left", nothing_is_left);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        world.explore(LAW, |witness| {
            let (mut producer, consumer) = MichaelScott::unbounded();
            let mut push =
                move || assert!(producer.try_push(Shared::new(1_u64)).is_ok(), "there is no limit");
            push();
            let popping = {
                let (mut consumer, witness) = (consumer.clone(), witness.clone());
                job(move || {
                    let popped = (0..2).filter_map(|_| consumer.try_pop()).count();
                    witness.saw(LAW.outcomes[popped - 1]);
                })
            };
            witness.par(vec![job(push), popping]);
            let mut consumer = consumer;
            while consumer.try_pop().is_some() {}
        });
    });
}
