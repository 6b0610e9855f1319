//! What every queue must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_loss_no_duplication`] | each item comes out exactly once, and those of one producer in order | an index that is published too early; one too many in the ring |
//! | [`fifo_per_producer`] | the items of each of several producers come out in its order | a link set too late |
//! | [`each_item_once_among_many`] | each exactly once among several producers and consumers | a slot taken twice |
//! | [`capacity_respected`] | it is full exactly when it holds its capacity, and then hands the item back | off by one |
//! | [`each_item_once_recycled`] | each exactly once when places of items are used again | a recycled node taken for the old one (ABA); a node freed too early |
//! | [`drops_once`] | what is left inside is dropped with the queue, once | a leak; a double drop |
//! | [`panicking_drop`] | also if an item's drop panics | a leak of the rest; a double drop |
//! | [`carries`] | items of any size arrive as they were | a torn copy; a division by a size of nothing |
//! | [`batches`] | many at a time are the same items in the same order | a batch split wrongly at the end of the ring |
//! | [`batches_are_whole`] | a batch is shown, and its room given back, all at once | an index published for each item |
//! | [`shown_when_dropped`] | when a producer's end is gone, everything it pushed can be found | an end that forgets what it kept back |
//! | [`linearizable`], [`linearizable_among_producers`], [`linearizable_from_empty`], [`linearizable_from_full`] | each answer, "full" and "empty" among them, is that of some moment within its call | "empty" while an item is inside |
//! | [`empty_to_a_third`], [`full_to_a_third`] | also to a thread that saw only the beginning | indices that say nothing of each other |
//! | [`push_then_look`], [`pop_then_push`] | also together: of two threads that push here and look there, one finds something | a refusal without a fence |
//!
//! A queue that does not promise to be linearizable is tried by those laws too, and must fail them: its promise is exact.

use std::collections::VecDeque;

use super::{Full, Kind, Pop, PopMany, Promise, Push, PushMany, Queue};
use crate::history::{Recorder, Sequential, is_linearizable};
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::hint::spin_loop;
use crate::sync::{Arc, outside};
use crate::world::{Job, Law, Ledger, Token, Witness, World, job};

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
    const IN_ORDER: Law = Law { name: LAW.name, outcomes: &["the one got an old item"] };
    // A queue gives the old items first, of which there is one for each pop.
    let law = if K::PROMISE.keeps_order() { IN_ORDER } else { LAW };
    world.explore(law, |witness| {
        let (mut producer, consumer) = K::with_capacity(3).expect("a queue of three");
        (1..=3).for_each(|item| assert_eq!(push(&mut producer, item), Call::Pushed(item)));
        let got = Arc::new(outside::Mutex::new(Vec::new()));
        let one = {
            let (mut consumer, got, witness) = (consumer.clone(), Arc::clone(&got), witness.clone());
            job(move || {
                let item = consumer.try_pop();
                got.lock().extend(item);
                witness.saw(LAW.outcomes[usize::from(item == Some(4))]);
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
    producer.flush();
    found_full
}

/// Pops until it has `items`, or until nothing comes though everything was pushed; then looks for one more. Says whether
/// it ever found the queue empty.
fn pop_until(consumer: &mut impl Pop<u64>, items: u64, all_pushed: &AtomicBool) -> (Vec<u64>, bool) {
    let (mut mine, mut found_empty) = (Vec::new(), false);
    while (mine.len() as u64) < items {
        if let Some(item) = consumer.try_pop() {
            mine.push(item);
            continue;
        }
        found_empty = true;
        // Acquire: pairs with the store behind the last push. What was pushed by then must be found.
        if all_pushed.load(Ordering::Acquire) {
            let Some(item) = consumer.try_pop() else { break };
            mine.push(item);
        }
        spin_loop();
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

/// Every item is dropped once: taken out, left inside, or handed back.
pub fn drops_once<K: Kind<Token>>(world: &impl World) {
    const BOUNDED: Law = Law {
        name: "drops_once",
        outcomes: &[
            "some were taken, none handed back",
            "some were taken, one handed back",
            "none were taken, one handed back",
        ],
    };
    const ENDLESS: Law = Law {
        name: BOUNDED.name,
        outcomes: &["some were taken, none handed back", "none were taken, none handed back"],
    };
    world.explore(if K::BOUNDED { BOUNDED } else { ENDLESS }, |witness| {
        let ledger = Arc::new(Ledger::default());
        let (mut producer, mut consumer) = K::with_capacity(2).expect("a queue of two");
        let counts = Arc::new(outside::Mutex::new((0, 0)));
        let pushing = {
            let (ledger, counts) = (Arc::clone(&ledger), Arc::clone(&counts));
            job(move || {
                let mut refused = |number| {
                    let refused = producer.try_push(ledger.token(number)).is_err();
                    producer.flush();
                    refused
                };
                let handed_back = (0..3).filter(|&number| refused(number)).count();
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
            (0, 0) => "none were taken, none handed back",
            (0, _) => "none were taken, one handed back",
            (_, 0) => "some were taken, none handed back",
            (_, _) => "some were taken, one handed back",
        });
    });
}

/// A [`Token`] that may panic when it is dropped, after it has been entered as dropped.
#[derive(Debug)]
pub struct Mine {
    token: Token,
    panics: bool,
}

impl Drop for Mine {
    fn drop(&mut self) {
        if self.panics {
            panic!("dropping item {}, as it was made to", self.token.number); // the field is dropped all the same
        }
    }
}

/// If one item left inside panics when it is dropped, every item is still dropped once, and the panic goes on to whoever dropped
/// the queue. For one thread.
pub fn panicking_drop<K: Kind<Mine>>() {
    for mine in 0..3 {
        let ledger = Arc::new(Ledger::default());
        let (mut producer, consumer) = K::with_capacity(3).expect("a queue of three");
        for number in 0..3 {
            let item = Mine { token: ledger.token(number), panics: number == mine };
            assert!(producer.try_push(item).is_ok(), "law[panicking_drop]: there was room");
        }
        let panic = crate::sync::thread::catch_panic(move || drop((producer, consumer)));
        assert!(panic.is_err(), "law[panicking_drop]: the panic of item {mine} was swallowed");
        assert_eq!(ledger.complaint(), None, "law[panicking_drop]: item {mine} panicked");
    }
}

/// Something of a size of its own that can be told from others of it.
pub trait Payload: Send + 'static {
    /// The one with this number.
    fn of(number: u64) -> Self;
    /// Whether it is whole, and that one. What has no size has no number.
    fn is(&self, number: u64) -> bool;
}

impl Payload for () {
    fn of(_number: u64) {}
    fn is(&self, _number: u64) -> bool {
        true
    }
}

impl Payload for u8 {
    fn of(number: u64) -> u8 {
        number as u8
    }
    fn is(&self, number: u64) -> bool {
        *self == number as u8
    }
}

impl<const N: usize> Payload for [u64; N] {
    fn of(number: u64) -> [u64; N] {
        std::array::from_fn(|index| number ^ index as u64)
    }
    fn is(&self, number: u64) -> bool {
        self.iter().enumerate().all(|(index, &word)| word == number ^ index as u64)
    }
}

impl Payload for Box<u64> {
    fn of(number: u64) -> Box<u64> {
        Box::new(number)
    }
    fn is(&self, number: u64) -> bool {
        **self == number
    }
}

/// Items of the type `T` arrive whole, each once and in order, through a queue of this capacity. For real threads.
pub fn carries<T: Payload, K: Kind<T>>(world: &impl World, capacity: usize) {
    const LAW: Law = Law { name: "carries", outcomes: &[] };
    let items = world.size().ops;
    world.explore(LAW, move |witness| {
        let (mut producer, mut consumer) = K::with_capacity(capacity).expect("a queue of this capacity");
        let pushing = job(move || {
            for number in 0..items {
                let mut item = T::of(number);
                while let Err(Full(back)) = producer.try_push(item) {
                    item = back;
                    crate::sync::thread::yield_now();
                }
            }
            producer.flush();
        });
        let taking = witness.clone();
        let popping = job(move || {
            let mut seen = vec![false; items as usize];
            for number in 0..items {
                let item = loop {
                    match consumer.try_pop() {
                        Some(item) => break item,
                        None => crate::sync::thread::yield_now(),
                    }
                };
                let whole = if K::PROMISE.keeps_order() {
                    item.is(number)
                } else {
                    let found = (0..items).find(|&each| !seen[each as usize] && item.is(each));
                    found.inspect(|&each| seen[each as usize] = true).is_some()
                };
                taking.check(whole, || format!("item {number} is another one, or torn"));
            }
            taking.check(consumer.try_pop().is_none(), || "more came out than went in".to_owned());
        });
        witness.par(vec![pushing, popping]);
    });
}

/// Many at a time are the same items in the same order: batches of all sizes, against a queue of this capacity, with
/// whatever is left in the iterator, and a taker that panics. For one thread.
pub fn batches<Q>(capacity: usize)
where
    Q: Queue<Token, Producer: PushMany<Token>, Consumer: PopMany<Token>>,
{
    const LAW: &str = "law[batches]";
    let ledger = Arc::new(Ledger::default());
    let (mut producer, mut consumer) = Q::bounded(capacity).expect("a queue of this capacity");
    let (mut pushed, mut popped) = (0u64, 0u64);
    for size in (0..capacity + 3).chain([0, 1, capacity + 1]) {
        let room = capacity - (pushed - popped) as usize;
        let mut items = (pushed..pushed + size as u64).map(|number| ledger.token(number));
        let put = producer.push_many(&mut items);
        assert_eq!(put, size.min(room), "{LAW}: {size} items, room for {room}");
        let left: Vec<u64> = items.map(|token| token.number).collect();
        pushed += put as u64;
        assert!(left.iter().copied().eq(pushed..pushed + left.len() as u64), "{LAW}: left over: {left:?}");
        let inside = (pushed - popped) as usize;
        let mut got = Vec::new();
        let taken = consumer.pop_many(size / 2 + 1, |token| got.push(token.number));
        assert_eq!(taken, inside.min(size / 2 + 1), "{LAW}: of {inside} items");
        assert!(got.iter().copied().eq(popped..popped + taken as u64), "{LAW}: got {got:?} from {popped} on");
        popped += taken as u64;
        // A taker that panics has taken the item it panics over, and those before it.
        if capacity > 0 && pushed > popped {
            let panic = crate::sync::thread::catch_panic(|| {
                consumer.pop_many(usize::MAX, |token| panic!("over item {}, as it was made to", token.number))
            });
            assert!(panic.is_err(), "{LAW}: the panic was swallowed");
            popped += 1;
            let next = consumer.try_pop().map(|token| token.number);
            assert_eq!(next, (pushed > popped).then_some(popped), "{LAW}: after a panic");
            popped += u64::from(next.is_some());
        }
        // An iterator that panics has given the items before.
        if capacity - (pushed - popped) as usize > 1 {
            let panic = crate::sync::thread::catch_panic(|| {
                let no_more = std::iter::from_fn(|| panic!("behind item {pushed}, as it was made to"));
                producer.push_many(&mut std::iter::once(ledger.token(pushed)).chain(no_more))
            });
            assert!(panic.is_err(), "{LAW}: the panic was swallowed");
            pushed += 1;
        }
    }
    drop((producer, consumer));
    assert_eq!(ledger.complaint(), None, "{LAW}: dropped otherwise than once");
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

/// A call to a queue, and the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// It took this item.
    Pushed(u64),
    /// It was full.
    WasFull,
    /// It gave this item.
    Popped(u64),
    /// It was empty.
    WasEmpty,
}

/// The sequential queue, or stack, that answers are compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Oracle {
    items: VecDeque<u64>,
    capacity: usize,
    is_stack: bool,
}

impl Sequential for Oracle {
    type Call = Call;

    fn step(&mut self, call: &Call) -> bool {
        match *call {
            Call::Pushed(item) if self.items.len() < self.capacity => {
                self.items.push_back(item);
                true
            }
            Call::Pushed(_) => false,
            Call::WasFull => self.items.len() == self.capacity,
            Call::Popped(item) => {
                let next = if self.is_stack { self.items.pop_back() } else { self.items.pop_front() };
                next == Some(item)
            }
            Call::WasEmpty => self.items.is_empty(),
        }
    }
}

fn push(producer: &mut impl Push<u64>, item: u64) -> Call {
    producer.try_push(item).map_or(Call::WasFull, |()| Call::Pushed(item))
}

fn pop(consumer: &mut impl Pop<u64>) -> Call {
    consumer.try_pop().map_or(Call::WasEmpty, Call::Popped)
}

/// Runs the jobs, and compares what they noted with a sequential queue that begins with `inside`.
fn judge<K: Kind<u64>>(
    witness: &Witness,
    inside: &[u64],
    capacity: usize,
    calls: &Recorder<Call>,
    jobs: Vec<Job>,
) {
    witness.par(jobs);
    let calls = calls.take();
    let start = Oracle {
        items: inside.iter().copied().collect(),
        capacity: if K::BOUNDED { capacity } else { usize::MAX },
        is_stack: K::PROMISE == Promise::LinearizableLifo,
    };
    witness.check(is_linearizable(&start, &calls), || {
        let noted: Vec<_> = calls.iter().map(|call| (call.call, call.begin..=call.end)).collect();
        format!("from {inside:?} within {capacity}, no row of these calls explains their answers: {noted:?}")
    });
    let refused = calls.iter().any(|call| matches!(call.call, Call::WasFull | Call::WasEmpty));
    witness.saw(if refused { "somebody was refused" } else { "nobody was refused" });
}

/// The answers of one producer and one consumer are those of a sequential queue. For every queue.
///
/// Its capacity is one, so that it is full and empty in turn.
pub fn linearizable<K: Kind<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "linearizable", outcomes: &["nobody was refused", "somebody was refused"] };
    world.explore(LAW, |witness| {
        let (mut producer, mut consumer) = K::with_capacity(1).expect("a queue of one");
        let calls = Recorder::new();
        let (pushes, pops) = (calls.clone(), calls.clone());
        let pushing = job(move || (1..=2).for_each(|item| pushes.note(|| push(&mut producer, item))));
        let popping = job(move || (0..2).for_each(|_| pops.note(|| pop(&mut consumer))));
        judge::<K>(witness, &[], 1, &calls, vec![pushing, popping]);
    });
}

/// One thread pushes, and another pushes and pops twice, over an empty queue of one. Who has pushed finds an item, even while another
/// push is in the middle; and of two pushes together only one finds the last place.
pub fn linearizable_among_producers<K: Kind<u64, Producer: Clone>>(world: &impl World) {
    const LAW: Law = Law {
        name: "linearizable_among_producers",
        outcomes: &["nobody was refused", "somebody was refused"],
    };
    world.explore(LAW, |witness| {
        let (producer, mut consumer) = K::with_capacity(1).expect("a queue of one");
        let (mut first, mut second) = (producer.clone(), producer);
        let calls = Recorder::new();
        let (pushes, rest) = (calls.clone(), calls.clone());
        let pushing = job(move || pushes.note(|| push(&mut first, 1)));
        let both = job(move || {
            rest.note(|| push(&mut second, 2));
            (0..2).for_each(|_| rest.note(|| pop(&mut consumer)));
        });
        judge::<K>(witness, &[], 1, &calls, vec![pushing, both]);
    });
}

/// Two threads each push one and pop one, over an empty queue of two. A ring in which a place is claimed first and filled
/// later says "empty" to a thread that has just pushed.
pub fn linearizable_from_empty<K: Kind<u64, Producer: Clone, Consumer: Clone>>(world: &impl World) {
    // In a queue that is linearizable nobody is ever refused: there is at least one's own item.
    const LAW: Law = Law { name: "linearizable_from_empty", outcomes: &["nobody was refused"] };
    world.explore(LAW, |witness| {
        let (producer, consumer) = K::with_capacity(2).expect("a queue of two");
        let calls = Recorder::new();
        let each = |item: u64| {
            let (mut producer, mut consumer, calls) = (producer.clone(), consumer.clone(), calls.clone());
            job(move || {
                calls.note(|| push(&mut producer, item));
                calls.note(|| pop(&mut consumer));
            })
        };
        judge::<K>(witness, &[], 2, &calls, vec![each(1), each(2)]);
    });
}

/// Two threads each pop one and push one, over a full queue of two: nobody can find it full, nor empty.
pub fn linearizable_from_full<K: Kind<u64, Producer: Clone, Consumer: Clone>>(world: &impl World) {
    const LAW: Law = Law { name: "linearizable_from_full", outcomes: &["nobody was refused"] };
    world.explore(LAW, |witness| {
        let (mut producer, consumer) = K::with_capacity(2).expect("a queue of two");
        let inside = [1, 2];
        inside.iter().for_each(|&item| assert_eq!(push(&mut producer, item), Call::Pushed(item)));
        let calls = Recorder::new();
        let each = |item: u64| {
            let (mut producer, mut consumer, calls) = (producer.clone(), consumer.clone(), calls.clone());
            job(move || {
                calls.note(|| pop(&mut consumer));
                calls.note(|| push(&mut producer, item));
            })
        };
        judge::<K>(witness, &inside, 2, &calls, vec![each(3), each(4)]);
    });
}

/// One thread pushes twice, another one pops one of the two, a third pops meanwhile. The third may have seen the first push and the
/// pop, and not the second push, which came between: from what it saw the queue is empty, and it never was.
pub fn empty_to_a_third<K: Kind<u64, Consumer: Clone>>(world: &impl World) {
    const LAW: Law =
        Law { name: "empty_to_a_third", outcomes: &["nobody was refused", "somebody was refused"] };
    world.explore(LAW, |witness| {
        let (mut producer, mut consumer) = K::with_capacity(2).expect("a queue of two");
        let mut other = consumer.clone();
        let calls = Recorder::new();
        let (pushes, pops, looks) = (calls.clone(), calls.clone(), calls.clone());
        let pushing = job(move || (1..=2).for_each(|item| pushes.note(|| push(&mut producer, item))));
        let popping = job(move || pops.note(|| pop(&mut consumer)));
        let third = job(move || looks.note(|| pop(&mut other)));
        judge::<K>(witness, &[], 2, &calls, vec![pushing, popping, third]);
    });
}

/// The same of a full queue: one thread pops twice, another one pushes into one of the two places, a third pushes meanwhile.
pub fn full_to_a_third<K: Kind<u64, Producer: Clone>>(world: &impl World) {
    const LAW: Law =
        Law { name: "full_to_a_third", outcomes: &["nobody was refused", "somebody was refused"] };
    world.explore(LAW, |witness| {
        let (mut producer, mut consumer) = K::with_capacity(2).expect("a queue of two");
        let inside = [1, 2];
        inside.iter().for_each(|&item| assert_eq!(push(&mut producer, item), Call::Pushed(item)));
        let mut other = producer.clone();
        let calls = Recorder::new();
        let (pops, pushes, tries) = (calls.clone(), calls.clone(), calls.clone());
        let popping = job(move || (0..2).for_each(|_| pops.note(|| pop(&mut consumer))));
        let pushing = job(move || pushes.note(|| push(&mut producer, 3)));
        let third = job(move || tries.note(|| push(&mut other, 4)));
        judge::<K>(witness, &inside, 2, &calls, vec![popping, pushing, third]);
    });
}

/// Two threads each push into one queue and look into the other's: at least one of them finds something. So a thread that has
/// told others that it will sleep, by whatever it wrote, can trust the queue that says "empty", and sleep.
///
/// Answers that are exact one queue at a time are exact together, says the theorem; this asks whether they are exact in the first
/// place. It is the test for "store buffering" of memory models.
pub fn push_then_look<K: Kind<u64>>(world: &impl World) {
    const LAW: Law =
        Law { name: "push_then_look", outcomes: &["one found something", "both found something"] };
    world.explore(LAW, |witness| {
        let (mut here, mut look_here) = K::with_capacity(1).expect("a queue of one");
        let (mut there, mut look_there) = K::with_capacity(1).expect("a queue of one");
        let found = Arc::new(outside::Mutex::new(0));
        let (first_found, second_found) = (Arc::clone(&found), Arc::clone(&found));
        let first = job(move || {
            assert!(here.try_push(1).is_ok(), "there is room");
            here.flush();
            *first_found.lock() += usize::from(look_there.try_pop().is_some());
        });
        let second = job(move || {
            assert!(there.try_push(2).is_ok(), "there is room");
            there.flush();
            *second_found.lock() += usize::from(look_here.try_pop().is_some());
        });
        witness.par(vec![first, second]);
        let found = *found.lock();
        witness.check(found > 0, || {
            "each pushed, then looked at the other's queue, and found nothing".to_owned()
        });
        witness.saw(if found == 2 { "both found something" } else { "one found something" });
    });
}

/// The same of two full queues: two threads each pop from one and push into the other's; at least one finds room.
pub fn pop_then_push<K: Kind<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "pop_then_push", outcomes: &["one found room", "both found room"] };
    world.explore(LAW, |witness| {
        let (mut push_here, mut here) = K::with_capacity(1).expect("a queue of one");
        let (mut push_there, mut there) = K::with_capacity(1).expect("a queue of one");
        assert!(push_here.try_push(1).is_ok() && push_there.try_push(2).is_ok(), "there is room");
        let found = Arc::new(outside::Mutex::new(0));
        let (first_found, second_found) = (Arc::clone(&found), Arc::clone(&found));
        let first = job(move || {
            assert_eq!(here.try_pop(), Some(1));
            *first_found.lock() += usize::from(push_there.try_push(3).is_ok());
        });
        let second = job(move || {
            assert_eq!(there.try_pop(), Some(2));
            *second_found.lock() += usize::from(push_here.try_push(4).is_ok());
        });
        witness.par(vec![first, second]);
        let found = *found.lock();
        witness.check(found > 0, || {
            "each popped, then pushed into the other's queue, and found it full".to_owned()
        });
        witness.saw(if found == 2 { "both found room" } else { "one found room" });
    });
}
