//! One thread adds, now here, now there; another one reads. What it reads is held against what the counter claims.

use std::sync::Arc;

use harness::Setup;
use primitives::counter::{Add, Counter, Promise};
use primitives::world::{Law, World, job};

use crate::exercise::ShardedSum;

/// What is added, in this order: to one shard, to another one, and to the first one again.
const ADDED: [u64; 3] = [1, 2, 4];
/// The sums that the counter has, one after the other.
const SUMS: [(u64, &str); 4] =
    [(0, "before all"), (1, "after the first"), (3, "after the second"), (7, "after all")];
const NEVER: &str = "a sum that never was";

/// Each of its sums can be read; and, if that is all that is claimed, some other one, too.
const A_SUM_THAT_WAS: Law = Law {
    name: "what_is_read_is_what_is_claimed",
    outcomes: &["before all", "after the first", "after the second", "after all"],
};
const A_SUM_OF_PARTS: Law = Law {
    outcomes: &["before all", "after the first", "after the second", "after all", NEVER],
    ..A_SUM_THAT_WAS
};

#[test]
fn what_is_read_is_what_is_claimed() {
    let model = harness::model!(
        "counter",
        "sharded_sum",
        "what_is_read_is_what_is_claimed",
        what_is_read_is_what_is_claimed
    );
    let strict = ShardedSum::PROMISE == Promise::Linearizable;
    let law = if strict { A_SUM_THAT_WAS } else { A_SUM_OF_PARTS };
    harness::holds(&model, Setup::CHECKED, |world| {
        world.explore(law, move |witness| {
            let counter = Arc::new(ShardedSum::new());
            let (mut one, mut other) = (counter.handle(), counter.handle());
            let adding = job(move || {
                one.add(ADDED[0]);
                other.add(ADDED[1]);
                one.add(ADDED[2]);
            });
            let reading = {
                let (counter, witness) = (Arc::clone(&counter), witness.clone());
                job(move || {
                    let read = counter.get();
                    let was = SUMS.iter().find(|(sum, _)| *sum == read);
                    witness.check(was.is_some() || !strict, || {
                        format!(
                            "the sum was 0, 1, 3 and 7, one after the other; {read} was read, which it never was. \
                             Claimed is: {:?}",
                            ShardedSum::PROMISE
                        )
                    });
                    witness.saw(was.map_or(NEVER, |(_, when)| when));
                })
            };
            witness.par(vec![adding, reading]);
            let sum = counter.get();
            witness.check(sum == 7, || format!("7 was added in all, the sum is {sum}"));
        });
    });
}

harness::models!(
    "counter",
    sharded_sum,
    ShardedSum::new,
    Setup::CHECKED,
    primitives::counter::laws,
    [exact_when_quiescent, monotone_for_one_reader]
);
