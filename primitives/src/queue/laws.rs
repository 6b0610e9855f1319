//! What every queue must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_loss_no_duplication`] | each item comes out exactly once, and those of one producer in order | a slot taken twice; an index that is published too early |
//! | [`capacity_respected`] | it is full exactly when it holds its capacity, and then hands the item back | off by one |
//! | [`drops_once`] | what is left inside is dropped with the queue, once | a leak; a double drop |

use super::{Full, Pop, Push, Queue};
use crate::sync::hint::spin_loop;
use crate::sync::{Arc, outside};
use crate::world::{Law, Ledger, Token, World, job};

/// Each item comes out exactly once, unharmed, and the items of one producer in the order in which it pushed them.
///
/// One producer and one consumer, over a queue of two: so it wraps around, is full, and is empty.
pub fn no_loss_no_duplication<Q: Queue<u64>>(world: &impl World) {
    const LAW: Law = Law {
        name: "no_loss_no_duplication",
        outcomes: &["never found it full", "found it full", "never found it empty", "found it empty"],
    };
    let items = world.size().ops + 1;
    world.explore(LAW, move |witness| {
        let (mut producer, mut consumer) = Q::bounded(2).expect("a queue of two");
        let got = Arc::new(outside::Mutex::new(Vec::new()));
        let pushing = {
            let witness = witness.clone();
            job(move || {
                let mut found_full = false;
                for item in 0..items {
                    let mut next = item;
                    while let Err(Full(back)) = producer.try_push(next) {
                        witness.check(back == item, || format!("pushed {item}, was handed back {back}"));
                        found_full = true;
                        next = back;
                        spin_loop();
                    }
                }
                witness.saw(if found_full { "found it full" } else { "never found it full" });
            })
        };
        let popping = {
            let (got, witness) = (Arc::clone(&got), witness.clone());
            job(move || {
                let mut found_empty = false;
                let mut mine = Vec::new();
                while (mine.len() as u64) < items {
                    match consumer.try_pop() {
                        Some(item) => mine.push(item),
                        None => {
                            found_empty = true;
                            spin_loop();
                        }
                    }
                }
                let extra = consumer.try_pop();
                witness.check(extra.is_none(), || {
                    format!("{items} items were pushed, one more came out: {extra:?}")
                });
                *got.lock() = mine;
                witness.saw(if found_empty { "found it empty" } else { "never found it empty" });
            })
        };
        witness.par(vec![pushing, popping]);
        let got = got.lock();
        witness.check(got.iter().copied().eq(0..items), || {
            format!("pushed 0..{items} in order, popped {got:?}")
        });
    });
}

/// The queue takes exactly its capacity, hands the next item back, and has room again once one is taken out.
pub fn capacity_respected<Q: Queue<u64>>(capacity: usize) {
    let (mut producer, mut consumer) = Q::bounded(capacity).expect("a queue of this capacity");
    let capacity = capacity as u64;
    for round in 0..3 {
        for item in 0..capacity {
            assert_eq!(
                producer.try_push(item),
                Ok(()),
                "law[capacity_respected]: full at {item} of {capacity}"
            );
        }
        assert_eq!(
            producer.try_push(99),
            Err(Full(99)),
            "law[capacity_respected]: took more than {capacity}"
        );
        for item in 0..capacity {
            assert_eq!(consumer.try_pop(), Some(item), "law[capacity_respected]: round {round}");
        }
        assert_eq!(consumer.try_pop(), None, "law[capacity_respected]: gave more than it took");
    }
}

/// Every item is dropped once: taken out, left inside, or handed back.
pub fn drops_once<Q: Queue<Token>>(world: &impl World) {
    const LAW: Law =
        Law { name: "drops_once", outcomes: &["nothing was left inside", "something was left inside"] };
    world.explore(LAW, |witness| {
        let ledger = Arc::new(Ledger::default());
        let (mut producer, mut consumer) = Q::bounded(2).expect("a queue of two");
        let taken = Arc::new(outside::Mutex::new(0));
        let pushing = {
            let ledger = Arc::clone(&ledger);
            job(move || {
                for number in 0..2 {
                    drop(producer.try_push(ledger.token(number)));
                }
            })
        };
        let popping = {
            let taken = Arc::clone(&taken);
            job(move || {
                for _ in 0..2 {
                    if consumer.try_pop().is_some() {
                        *taken.lock() += 1;
                    }
                }
            })
        };
        witness.par(vec![pushing, popping]);
        let (made, dropped) = ledger.made_and_dropped();
        witness.check(made == dropped, || format!("{made} items were made, {dropped} were dropped"));
        witness.saw(if *taken.lock() == 2 { "nothing was left inside" } else { "something was left inside" });
    });
}
