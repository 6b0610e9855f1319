//! Items of any type: whole, dropped once, alone or many at a time.

use crate::queue::{Full, Kind, Pop, PopMany, Push, PushMany, Queue};
use crate::sync::{Arc, outside};
use crate::world::{Law, Ledger, Token, World, job};

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
    }
    drop((producer, consumer));
    assert_eq!(ledger.complaint(), None, "{LAW}: dropped otherwise than once");
}

/// An iterator that panics has given the items before: those are shown, and none is lost. For one thread.
pub fn batch_cut_short<Q>(capacity: usize)
where
    Q: Queue<Token, Producer: PushMany<Token>, Consumer: PopMany<Token>>,
{
    const LAW: &str = "law[batch_cut_short]";
    let ledger = Arc::new(Ledger::default());
    let (mut producer, mut consumer) = Q::bounded(capacity).expect("a queue of this capacity");
    for given in 0..capacity as u64 {
        let tokens = (0..given).map(|number| ledger.token(number));
        let no_more = std::iter::from_fn(|| panic!("behind {given} items, as it was made to"));
        let panic = crate::sync::thread::catch_panic(|| producer.push_many(&mut tokens.chain(no_more)));
        assert!(panic.is_err(), "{LAW}: the panic was swallowed");
        let mut got = Vec::new();
        consumer.pop_many(usize::MAX, |token| got.push(token.number));
        assert!(got.iter().copied().eq(0..given), "{LAW}: gave {given} items, got {got:?}");
    }
    drop((producer, consumer));
    assert_eq!(ledger.complaint(), None, "{LAW}: dropped otherwise than once");
}
