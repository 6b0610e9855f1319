//! Two push two items each, one pops twice, and there are two places: so whoever pushes may come round to a place that another
//! one has just won.

use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::queue::{Bounded, Pop, Push, Queue, laws};
use primitives::sync::outside;
use primitives::world::{Law, World, job};

use crate::exercise::MpmcRing;

/// Small, so that the answer comes soon.
const LIMITS: Limits = Limits {
    bounds: &[1, 2],
    bounded: 4_000,
    unbounded: 0,
    why: "each mistake needs one pre-emption: between winning a place and using it; two do not come to an end",
    ..Limits::USUAL
};

const LAW: Law =
    Law { name: "two_producers", outcomes: &["all were pushed", "one was refused", "two were refused"] };

/// Each item that was taken in comes out once, and those of one producer in its order. Nobody waits: a refusal is an answer.
#[test]
fn two_producers() {
    let model = harness::model!("queue", "mpmc_ring", "two_producers", two_producers);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        world.explore(LAW, |witness| {
            let (producer, consumer) = MpmcRing::bounded(2).expect("a ring of two");
            let pushed = Arc::new(outside::Mutex::new(Vec::new()));
            let popped = Arc::new(outside::Mutex::new(Vec::new()));
            let pushing = |first: u64| {
                let (mut producer, pushed) = (producer.clone(), Arc::clone(&pushed));
                job(move || {
                    for item in [first, first + 1] {
                        if producer.try_push(item).is_ok() {
                            pushed.lock().push(item);
                        }
                    }
                })
            };
            let popping = {
                let (mut consumer, popped) = (consumer.clone(), Arc::clone(&popped));
                job(move || {
                    for _ in 0..2 {
                        if let Some(item) = consumer.try_pop() {
                            popped.lock().push(item);
                        }
                    }
                })
            };
            witness.par(vec![pushing(10), pushing(20), popping]);
            let mut consumer = consumer;
            let (mut pushed, mut popped) = (pushed.lock().clone(), popped.lock().clone());
            popped.extend((0..2).filter_map(|_| consumer.try_pop()));
            let in_order = [10, 20]
                .iter()
                .all(|first| popped.iter().filter(|&&item| item / 10 == first / 10).is_sorted());
            witness.check(in_order, || format!("each pushed the smaller first, and out came {popped:?}"));
            witness.saw(match pushed.len() {
                4 => "all were pushed",
                3 => "one was refused",
                _ => "two were refused",
            });
            pushed.sort_unstable();
            popped.sort_unstable();
            witness.check(pushed == popped, || format!("in went {pushed:?}, and out came {popped:?}"));
        });
    });
}
