//! What every queue must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_loss_no_duplication`] | each item comes out exactly once, and those of one producer in order | an index that is published too early; one too many in the ring |
//! | [`each_item_once_among_many`] | the same among several producers and consumers | a slot taken twice |
//! | [`capacity_respected`] | it is full exactly when it holds its capacity, and then hands the item back | off by one |
//! | [`drops_once`] | what is left inside is dropped with the queue, once | a leak; a double drop |

use super::{Full, Mpmc, Pop, Push, Queue};
use crate::sync::hint::spin_loop;
use crate::sync::{Arc, outside};
use crate::world::{Law, Ledger, Token, Witness, World, job};

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
        let all_pushed = Arc::new(outside::AtomicBool::new(false));
        let pushing = {
            let (all_pushed, witness) = (Arc::clone(&all_pushed), witness.clone());
            job(move || {
                let found_full = push_all(&mut producer, 0..items, &witness);
                all_pushed.store(true, outside::Ordering::Release); // beside the model
                witness.saw(if found_full { "found it full" } else { "never found it full" });
            })
        };
        let popping = {
            let (got, witness) = (Arc::clone(&got), witness.clone());
            job(move || {
                let (mine, found_empty) = pop_until(&mut consumer, items, &all_pushed);
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

/// The same with two producers and two consumers, whose items are told apart by their number.
pub fn each_item_once_among_many<Q: Mpmc<u64>>(world: &impl World) {
    const LAW: Law = Law {
        name: "each_item_once_among_many",
        outcomes: &["one consumer got both", "each consumer got one"],
    };
    const PER_PRODUCER: u64 = 1;
    world.explore(LAW, |witness| {
        let (producer, consumer) = Q::bounded(2).expect("a queue of two");
        let got = Arc::new(outside::Mutex::new(Vec::new()));
        let pushing = |from: u64| {
            let (mut producer, witness) = (producer.clone(), witness.clone());
            job(move || {
                push_all(&mut producer, from..from + PER_PRODUCER, &witness);
            })
        };
        let popping = || {
            let (mut consumer, got) = (consumer.clone(), Arc::clone(&got));
            job(move || {
                let mine: Vec<_> = (0..2).filter_map(|_| consumer.try_pop()).collect();
                got.lock().push(mine);
            })
        };
        witness.par(vec![pushing(0), popping(), pushing(PER_PRODUCER), popping()]);
        let mut consumer = consumer;
        let left = std::iter::from_fn(|| consumer.try_pop());
        let got = got.lock();
        let mut all: Vec<_> = got.iter().flatten().copied().chain(left).collect();
        all.sort_unstable();
        witness.check(all == [0, 1], || format!("pushed 0 and 1, by two, popped {got:?}, in all {all:?}"));
        if got.iter().any(|mine| mine.len() == 2) {
            witness.saw("one consumer got both");
        } else if got.iter().all(|mine| mine.len() == 1) {
            witness.saw("each consumer got one");
        }
    });
}

/// Pushes all, waiting for room; says whether it ever found the queue full.
fn push_all(producer: &mut impl Push<u64>, items: std::ops::Range<u64>, witness: &Witness) -> bool {
    let mut found_full = false;
    for item in items {
        while let Err(Full(back)) = producer.try_push(item) {
            witness.check(back == item, || format!("pushed {item}, was handed back {back}"));
            found_full = true;
            spin_loop();
        }
    }
    found_full
}

/// Pops until it has `items`, or until nothing comes though everything was pushed; then looks for one more. Says whether
/// it ever found the queue empty.
fn pop_until(consumer: &mut impl Pop<u64>, items: u64, all_pushed: &outside::AtomicBool) -> (Vec<u64>, bool) {
    let (mut mine, mut found_empty) = (Vec::new(), false);
    while (mine.len() as u64) < items {
        // Asked before looking: what was pushed by then must be found.
        let nothing_to_come = all_pushed.load(outside::Ordering::Acquire);
        match consumer.try_pop() {
            Some(item) => mine.push(item),
            None if nothing_to_come => break,
            None => {
                found_empty = true;
                spin_loop();
            }
        }
    }
    mine.extend(consumer.try_pop());
    (mine, found_empty)
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
    const LAW: Law = Law {
        name: "drops_once",
        outcomes: &[
            "some were taken, none handed back",
            "some were taken, one handed back",
            "none were taken, one handed back",
        ],
    };
    world.explore(LAW, |witness| {
        let ledger = Arc::new(Ledger::default());
        let (mut producer, mut consumer) = Q::bounded(2).expect("a queue of two");
        let counts = Arc::new(outside::Mutex::new((0, 0)));
        let pushing = {
            let (ledger, counts) = (Arc::clone(&ledger), Arc::clone(&counts));
            job(move || {
                let handed_back =
                    (0..3).filter(|&number| producer.try_push(ledger.token(number)).is_err()).count();
                counts.lock().1 = handed_back;
            })
        };
        let popping = {
            let counts = Arc::clone(&counts);
            job(move || {
                let taken = (0..2).filter(|_| consumer.try_pop().is_some()).count();
                counts.lock().0 = taken;
            })
        };
        witness.par(vec![pushing, popping]);
        let complaint = ledger.complaint();
        witness.check(complaint.is_none(), || complaint.unwrap_or_default());
        witness.saw(match *counts.lock() {
            (0, _) => "none were taken, one handed back",
            (_, 0) => "some were taken, none handed back",
            (_, _) => "some were taken, one handed back",
        });
    });
}
