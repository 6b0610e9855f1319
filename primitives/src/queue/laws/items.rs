//! Each item once, in order, and as many as fit.

use crate::backoff::Backoff;
use crate::queue::{Full, Kind, Pop, PopMany, Push, PushMany};
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Arc, outside};
use crate::world::{Law, Witness, World, job};

/// Each item comes out exactly once, unharmed, and the items of one producer in the order in which it pushed them.
///
/// One producer and one consumer, over a queue of two: so it wraps around, is full, and is empty.
pub fn no_loss_no_duplication<K: Kind<u64>>(world: &impl World) {
    const BOUNDED: Law = Law {
        name: "no_loss_no_duplication",
        outcomes: &["never found it empty", "found it empty", "never found it full", "found it full"],
    };
    const ENDLESS: Law = Law {
        name: BOUNDED.name,
        outcomes: &["never found it empty", "found it empty", "never found it full"],
    };
    let items = world.size().ops + 1;
    world.explore(if K::BOUNDED { BOUNDED } else { ENDLESS }, move |witness| {
        let (mut producer, mut consumer) = K::with_capacity(2).expect("a queue of two");
        let got = Arc::new(outside::Mutex::new(Vec::new()));
        let all_pushed = Arc::new(AtomicBool::new(false));
        let pushing = {
            let (all_pushed, witness) = (Arc::clone(&all_pushed), witness.clone());
            job(move || {
                let found_full = push_all(&mut producer, 0..items, &witness);
                all_pushed.store(true, Ordering::Release); // Release: whoever hears it can find every item
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
        let mut got = std::mem::take(&mut *got.lock());
        if !K::PROMISE.keeps_order() {
            got.sort_unstable();
        }
        witness.check(got.iter().copied().eq(0..items), || {
            format!("pushed 0..{items} in order, popped {got:?}")
        });
    });
}

/// The items of each of two producers come out in its order, whatever comes between them.
pub fn fifo_per_producer<K: Kind<u64, Producer: Clone>>(world: &impl World) {
    const LAW: Law =
        Law { name: "fifo_per_producer", outcomes: &["one producer after the other", "the two mixed"] };
    const EACH: u64 = 2;
    world.explore(LAW, |witness| {
        let (producer, mut consumer) = K::with_capacity(4).expect("a queue of four");
        let pushing = |from: u64| {
            let (mut producer, witness) = (producer.clone(), witness.clone());
            job(move || {
                push_all(&mut producer, from..from + EACH, &witness);
            })
        };
        let popped = Arc::new(outside::Mutex::new(None));
        let popping = {
            let popped = Arc::clone(&popped);
            job(move || {
                // Waits for nothing: what it does not find is found below.
                let mine: Vec<_> = (0..2).filter_map(|_| consumer.try_pop()).collect();
                *popped.lock() = Some((mine, consumer));
            })
        };
        witness.par(vec![pushing(0), pushing(10), popping]);
        let (mut got, mut consumer) = popped.lock().take().expect("put there above");
        got.extend(std::iter::from_fn(|| consumer.try_pop()));
        let of = |from: u64| got.iter().copied().filter(move |item| (from..from + EACH).contains(item));
        witness.check(of(0).eq(0..EACH) && of(10).eq(10..10 + EACH) && got.len() as u64 == 2 * EACH, || {
            format!("pushed 0, 1 and 10, 11, popped {got:?}")
        });
        let switches = got.windows(2).filter(|pair| (pair[0] < 10) != (pair[1] < 10)).count();
        witness.saw(if switches == 1 { "one producer after the other" } else { "the two mixed" });
    });
}

/// Each item comes out exactly once among two producers and two consumers; items are told apart by their number.
pub fn each_item_once_among_many<K: Kind<u64, Producer: Clone, Consumer: Clone>>(world: &impl World) {
    const LAW: Law = Law {
        name: "each_item_once_among_many",
        outcomes: &["one consumer got both", "each consumer got one"],
    };
    const PER_PRODUCER: u64 = 1;
    world.explore(LAW, |witness| {
        let (producer, consumer) = K::with_capacity(2).expect("a queue of two");
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

/// Each item comes out exactly once while one thread takes a single item and another takes two and puts one back in: what was freed
/// on the way may be in use again, for something else, before the first has finished.
pub fn each_item_once_recycled<K: Kind<u64, Producer: Clone, Consumer: Clone>>(world: &impl World) {
    const LAW: Law = Law {
        name: "each_item_once_recycled",
        outcomes: &["the one got an old item", "the one got the new item"],
    };
    const IN_ORDER: Law = Law { name: LAW.name, outcomes: &["the one came first", "the one came later"] };
    // A queue gives the old items first, of which there is one for each pop.
    let law = if K::PROMISE.keeps_order() { IN_ORDER } else { LAW };
    world.explore(law, |witness| {
        let (mut producer, consumer) = K::with_capacity(3).expect("a queue of three");
        (1..=3).for_each(|item| assert_eq!(producer.try_push(item), Ok(())));
        let got = Arc::new(outside::Mutex::new(Vec::new()));
        let one = {
            let (mut consumer, got, witness) = (consumer.clone(), Arc::clone(&got), witness.clone());
            job(move || {
                let item = consumer.try_pop();
                got.lock().extend(item);
                witness.saw(match item {
                    _ if !K::PROMISE.keeps_order() => LAW.outcomes[usize::from(item == Some(4))],
                    Some(1) => "the one came first",
                    _ => "the one came later",
                });
            })
        };
        let two = {
            let (mut consumer, got) = (consumer.clone(), Arc::clone(&got));
            job(move || {
                let items = [consumer.try_pop(), consumer.try_pop()];
                producer.try_push(4).expect("room: two were taken");
                got.lock().extend(items.into_iter().flatten());
            })
        };
        witness.par(vec![one, two]);
        let mut consumer = consumer;
        let mut all: Vec<_> = std::mem::take(&mut *got.lock());
        all.extend((0..4).filter_map(|_| consumer.try_pop())); // no more than there can be: a broken list may be a circle
        all.sort_unstable();
        witness.check(all == [1, 2, 3, 4], || format!("pushed 1 to 4, popped {all:?}"));
    });
}

/// Each item comes out exactly once while ends are dropped and cloned in the middle of the others' work: who is left alone, and who is
/// joined again, may not mistake what those did that are gone.
pub fn ends_come_and_go<K: Kind<u64, Producer: Clone, Consumer: Clone>>(world: &impl World) {
    const LAW: Law =
        Law { name: "ends_come_and_go", outcomes: &["went before the other was done", "went last"] };
    world.explore(LAW, |witness| {
        let (producer, consumer) = K::with_capacity(4).expect("a queue of four");
        let got = Arc::new(outside::Mutex::new(Vec::new()));
        let done = Arc::new(outside::AtomicBool::new(false));
        let going = {
            let (mut producer, mut consumer) = (producer.clone(), consumer.clone());
            let (got, done, witness) = (Arc::clone(&got), Arc::clone(&done), witness.clone());
            job(move || {
                producer.try_push(1).expect("there is room");
                drop(producer);
                let item = consumer.try_pop();
                drop(consumer);
                got.lock().extend(item);
                let is_last = done.load(outside::Ordering::Relaxed); // Relaxed: beside the model
                witness.saw(if is_last { "went last" } else { "went before the other was done" });
            })
        };
        let left = Arc::new(outside::Mutex::new(None));
        let staying = {
            let (mut producer, mut consumer) = (producer, consumer);
            let (got, done, left) = (Arc::clone(&got), Arc::clone(&done), Arc::clone(&left));
            job(move || {
                producer.try_push(2).expect("there is room");
                let first = consumer.try_pop();
                let mut another = producer.clone();
                another.try_push(3).expect("there is room");
                drop(another);
                let second = consumer.try_pop();
                got.lock().extend(first.into_iter().chain(second));
                *left.lock() = Some((producer, consumer));
                done.store(true, outside::Ordering::Relaxed); // Relaxed: beside the model
            })
        };
        witness.par(vec![going, staying]);
        let (producer, mut consumer) = left.lock().take().expect("put there above");
        drop(producer);
        let mut all = std::mem::take(&mut *got.lock());
        all.extend((0..4).filter_map(|_| consumer.try_pop()));
        all.sort_unstable();
        witness.check(all == [1, 2, 3], || format!("pushed 1 to 3, popped {all:?}"));
    });
}

/// Pushes all, waiting for room; says whether it ever found the queue full.
fn push_all(producer: &mut impl Push<u64>, items: std::ops::Range<u64>, witness: &Witness) -> bool {
    let mut found_full = false;
    for item in items {
        let mut backoff = Backoff::new();
        while let Err(Full(back)) = producer.try_push(item) {
            witness.check(back == item, || format!("pushed {item}, was handed back {back}"));
            found_full = true;
            backoff.wait();
        }
    }
    producer.flush();
    found_full
}

/// Pops until it has `items`, or until nothing comes though everything was pushed; then looks for one more. Says whether
/// it ever found the queue empty.
fn pop_until(consumer: &mut impl Pop<u64>, items: u64, all_pushed: &AtomicBool) -> (Vec<u64>, bool) {
    let (mut mine, mut found_empty) = (Vec::new(), false);
    let mut backoff = Backoff::new();
    while (mine.len() as u64) < items {
        if let Some(item) = consumer.try_pop() {
            mine.push(item);
            backoff = Backoff::new();
            continue;
        }
        found_empty = true;
        // Acquire: pairs with the store behind the last push. What was pushed by then must be found.
        if all_pushed.load(Ordering::Acquire) {
            let Some(item) = consumer.try_pop() else { break };
            mine.push(item);
        }
        backoff.wait();
    }
    mine.extend(consumer.try_pop());
    (mine, found_empty)
}

/// The queue takes exactly its capacity, hands the next item back, and has room again once one is taken out.
pub fn capacity_respected<K: Kind<u64>>(capacity: usize) {
    let (mut producer, mut consumer) = K::with_capacity(capacity).expect("a queue of this capacity");
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
            assert_eq!(
                producer.try_push(item),
                Ok(()),
                "law[capacity_respected]: one out makes room for one"
            );
        }
        assert_eq!(producer.try_push(99), Err(Full(99)), "law[capacity_respected]: round {round}");
        for item in 0..capacity {
            assert_eq!(consumer.try_pop(), Some(item), "law[capacity_respected]: round {round}");
        }
        assert_eq!(consumer.try_pop(), None, "law[capacity_respected]: gave more than it took");
    }
}

/// Many at a time are shown at once, and make room at once: whoever looks finds the whole batch or nothing of it.
///
/// Two batches of two, over a queue of two, against two attempts to take four.
pub fn batches_are_whole<K>(world: &impl World)
where
    K: Kind<u64, Producer: PushMany<u64>, Consumer: PopMany<u64>>,
{
    const LAW: Law =
        Law { name: "batches_are_whole", outcomes: &["both batches went in", "one batch found no room"] };
    world.explore(LAW, |witness| {
        let (mut producer, mut consumer) = K::with_capacity(2).expect("a queue of two");
        let popped = Arc::new(outside::Mutex::new(None));
        let pushing = {
            let witness = witness.clone();
            job(move || {
                let put = [0..2, 2..4].map(|mut items| producer.push_many(&mut items));
                witness.check(matches!(put, [2, 0 | 2]), || format!("of two batches of two went in {put:?}"));
                witness.saw(LAW.outcomes[usize::from(put[1] == 0)]);
            })
        };
        let popping = {
            let (popped, witness) = (Arc::clone(&popped), witness.clone());
            job(move || {
                let mut got = Vec::new();
                let taken = [(); 2].map(|()| consumer.pop_many(4, |item| got.push(item)));
                let whole = taken.iter().all(|taken| matches!(taken, 0 | 2));
                witness.check(whole, || format!("of batches of two came out {taken:?}"));
                *popped.lock() = Some((got, consumer));
            })
        };
        witness.par(vec![pushing, popping]);
        let (mut got, mut consumer) = popped.lock().take().expect("put there above");
        consumer.pop_many(usize::MAX, |item| got.push(item));
        witness.check(matches!(got[..], [0, 1] | [0, 1, 2, 3]), || {
            format!("pushed 0, 1 and 2, 3, popped {got:?}")
        });
    });
}

/// When a producer's end is gone, everything that it pushed can be found, flushed or not.
pub fn shown_when_dropped<K: Kind<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "shown_when_dropped", outcomes: &["looked too early", "found it"] };
    world.explore(LAW, |witness| {
        let (mut producer, mut consumer) = K::with_capacity(2).expect("a queue of two");
        let gone = Arc::new(AtomicBool::new(false));
        let pushing = {
            let (gone, witness) = (Arc::clone(&gone), witness.clone());
            job(move || {
                witness.check(producer.try_push(1).is_ok(), || "full at the first of two".to_owned());
                drop(producer);
                gone.store(true, Ordering::Release); // Release: whoever hears it can find the item
            })
        };
        let looking = witness.clone();
        let popping = job(move || {
            let gone = gone.load(Ordering::Acquire); // Acquire: pairs with the store behind the drop
            let item = consumer.try_pop();
            looking.check(item.is_some() || !gone, || {
                "the end was dropped, and what it pushed is not there".to_owned()
            });
            looking.saw(if item.is_some() { "found it" } else { "looked too early" });
        });
        witness.par(vec![pushing, popping]);
    });
}
