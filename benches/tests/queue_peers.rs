//! Published queues, tried by the laws of ours: what stands beside ours in a table must be what it says, and if it is not, the table
//! must say so. No harness: each trial is a process of its own, this binary again, so its `main` must be ours.

mod conformance;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use benches::subjects::queue_peers::{
    self, ConcurrentQueueCrate, CrossbeamArrayQueue, CrossbeamSegQueue, GilMpmc, OmangoMpmc, ThingBufCrate,
};
use benches::subjects::queue_peers_channels::{self, CrossfireMpmc, CrossfireSpsc, Kanal, StdMpsc};
use benches::subjects::queue_peers_spsc::{self, GilSpsc, Heapless, RingBuf, RingbufferSpsc, Rtrb};
use conformance::{Promised, Trial};
use primitives::queue::{BadCapacity, Bounded, Endless, Full, Kind, Pop, Promise, Push, laws};
use primitives::world::{Native, Size};

/// Many items through a small queue.
const MANY: Native = Native { rounds: 8, size: Size { threads: 4, ops: 1000 } };
/// Histories of two threads with a few calls each: many small ones.
const HISTORIES: Native = Native { rounds: 300, size: Size { threads: 2, ops: 2 } };
/// Items of a page.
const PAGES: Native = Native { rounds: 3, size: Size { threads: 2, ops: 300 } };

/// The queue `K`, with its capacity rounded up to a power of two, where a law is not about capacity.
struct RoundedUp<K>(K);

impl<T: Send + 'static, K: Kind<T>> Kind<T> for RoundedUp<K> {
    const PROMISE: Promise = K::PROMISE;
    const BOUNDED: bool = K::BOUNDED;
    type Producer = K::Producer;
    type Consumer = K::Consumer;

    fn with_capacity(capacity: usize) -> Result<(K::Producer, K::Consumer), BadCapacity> {
        K::with_capacity(capacity.next_power_of_two())
    }
}

/// The queue `K`, whose consumers live as long as its producers: a channel whose receivers are gone answers otherwise than a queue does.
struct Kept<K>(K);
/// An end of it, and where consumers go that are done.
#[derive(Clone)]
struct Held<E, C: Send + 'static>(Option<E>, Arc<Mutex<Vec<C>>>, fn(E, &Mutex<Vec<C>>));

impl<E, C: Send + 'static> Drop for Held<E, C> {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            (self.2)(end, &self.1);
        }
    }
}

impl<T: Send + 'static, K: Kind<T>> Kind<T> for Kept<K> {
    const PROMISE: Promise = K::PROMISE;
    const BOUNDED: bool = K::BOUNDED;
    type Producer = Held<K::Producer, K::Consumer>;
    type Consumer = Held<K::Consumer, K::Consumer>;

    fn with_capacity(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        let (producer, consumer) = K::with_capacity(capacity)?;
        let shelf = Arc::default();
        let keep = |end, shelf: &Mutex<Vec<_>>| shelf.lock().expect("nobody panics with it").push(end);
        Ok((Held(Some(producer), Arc::clone(&shelf), |end, _| drop(end)), Held(Some(consumer), shelf, keep)))
    }
}

impl<T, E: Push<T>, C: Send + 'static> Push<T> for Held<E, C> {
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.as_mut().expect("until it is dropped").try_push(item)
    }
}

impl<T, E: Pop<T>, C: Send + 'static> Pop<T> for Held<E, C> {
    fn try_pop(&mut self) -> Option<T> {
        self.0.as_mut().expect("until it is dropped").try_pop()
    }
}

/// An item whose drops are counted where no drop can do harm.
struct Counted(&'static AtomicU32);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed); // Relaxed: for one thread
    }
}

/// One that panics when it is dropped for the first time, having counted.
struct Panicking(Counted);

impl Drop for Panicking {
    fn drop(&mut self) {
        if self.0.0.load(Ordering::Relaxed) == 0 {
            // Relaxed: for one thread
            panic!("dropped, as it was made to");
        }
    }
}

/// A queue left with items of which one panics when it is dropped drops none of them twice. (Most leak those behind it, which
/// is sound, and which they promise nothing about: see `panicking_drop`.) For one thread.
fn panicking_drop_is_sound<K: Kind<Box<dyn Send>>>() {
    for unlucky in 0..4 {
        let (mut producer, consumer) = K::with_capacity(4).expect("a queue of four");
        let drops: Vec<&'static AtomicU32> = (0..4).map(|_| &*Box::leak(Box::default())).collect();
        for (index, &drops) in drops.iter().enumerate() {
            let item = Counted(drops);
            let item: Box<dyn Send> =
                if index == unlucky { Box::new(Panicking(item)) } else { Box::new(item) };
            assert!(producer.try_push(item).is_ok(), "there is room");
        }
        let _ = catch_unwind(AssertUnwindSafe(move || drop((producer, consumer)))); // swallowed or not
        let counts: Vec<u32> = drops.iter().map(|drops| drops.load(Ordering::Relaxed)).collect(); // Relaxed: as above
        assert!(
            counts.iter().all(|&count| count <= 1),
            "law[panicking_drop_is_sound]: items were dropped {counts:?} times"
        );
    }
}

/// Items that went through a queue are dropped once, also when their places are used again, and when the queue itself is dropped. Every
/// place is used, so that even a queue which drops places and not items does nothing undefined. For one thread.
fn drops_once_in_turn<K: Kind<Counted>>() {
    const LAPS: usize = 2;
    const CAPACITY: usize = 4;
    let (mut producer, mut consumer) = K::with_capacity(CAPACITY).expect("a queue of four");
    let drops: Vec<&'static AtomicU32> = (0..LAPS * CAPACITY).map(|_| &*Box::leak(Box::default())).collect();
    for lap in drops.chunks(CAPACITY) {
        lap.iter().for_each(|&drops| assert!(producer.try_push(Counted(drops)).is_ok(), "there is room"));
        lap.iter().for_each(|_| drop(consumer.try_pop().expect("it was pushed")));
    }
    drop((producer, consumer));
    let counts: Vec<u32> = drops.iter().map(|drops| drops.load(Ordering::Relaxed)).collect(); // Relaxed: as above
    assert!(
        counts.iter().all(|&count| count == 1),
        "law[drops_once_in_turn]: items were dropped {counts:?} times"
    );
}

/// Each law by its name, for a kind of queue.
macro_rules! law {
    (no_loss_no_duplication, $kind:ty) => {
        laws::no_loss_no_duplication::<$kind>(&MANY)
    };
    (fifo_per_producer, $kind:ty) => {
        laws::fifo_per_producer::<$kind>(&HISTORIES)
    };
    (each_item_once_among_many, $kind:ty) => {
        laws::each_item_once_among_many::<$kind>(&HISTORIES)
    };
    (capacity_of_one, $kind:ty) => {
        laws::capacity_respected::<$kind>(1)
    };
    (capacity_respected, $kind:ty) => {
        [2, 4, 64].into_iter().for_each(laws::capacity_respected::<$kind>)
    };
    (capacity_exact, $kind:ty) => {
        [3, 7].into_iter().for_each(laws::capacity_respected::<$kind>)
    };
    (drops_once_in_turn, $kind:ty) => {
        drops_once_in_turn::<$kind>()
    };
    (drops_once, $kind:ty) => {
        laws::drops_once::<$kind>(&HISTORIES)
    };
    (panicking_drop_is_sound, $kind:ty) => {
        panicking_drop_is_sound::<$kind>()
    };
    (panicking_drop, $kind:ty) => {
        laws::panicking_drop::<$kind>()
    };
    (carries_nothing, $kind:ty) => {
        laws::carries::<(), $kind>(&PAGES, 4)
    };
    (carries_bytes, $kind:ty) => {
        laws::carries::<u8, $kind>(&PAGES, 2)
    };
    (carries_lines, $kind:ty) => {
        laws::carries::<[u64; 8], $kind>(&PAGES, 2)
    };
    (carries_pages, $kind:ty) => {
        laws::carries::<[u64; 512], $kind>(&PAGES, 8)
    };
    (carries_boxes, $kind:ty) => {
        laws::carries::<Box<u64>, $kind>(&PAGES, 64)
    };
    (linearizable, $kind:ty) => {
        laws::linearizable::<$kind>(&HISTORIES)
    };
    (linearizable_from_empty, $kind:ty) => {
        laws::linearizable_from_empty::<$kind>(&HISTORIES)
    };
    (linearizable_from_full, $kind:ty) => {
        laws::linearizable_from_full::<$kind>(&HISTORIES)
    };
    (batches, $queue:ty) => {
        [1, 2, 3, 7, 64].into_iter().for_each(laws::batches::<$queue>)
    };
    (batch_cut_short, $queue:ty) => {
        [1, 2, 3, 7, 64].into_iter().for_each(laws::batch_cut_short::<$queue>)
    };
}

/// Trials of one peer: laws, and those that its crate promises nothing about.
macro_rules! trials {
    ($trials:ident, $peer:literal, $kind:ty: $($law:ident)* $(; not promised: $($chance:ident)*)?) => {
        $trials.extend(Vec::<Trial>::from([
            $(Trial { peer: $peer, law: stringify!($law), run: || law!($law, $kind), promised: Promised::Yes },)*
            $($(Trial { peer: $peer, law: stringify!($chance), run: || law!($chance, $kind), promised: Promised::No },)*)?
        ]));
    };
}

/// What every peer is tried by; then by what it offers: `items` of any type, many producers, many consumers, any capacity, batches.
macro_rules! peer {
    ($trials:ident, $peer:literal, $kind:ty: $($offer:ident)*) => {
        trials!($trials, $peer, $kind: no_loss_no_duplication carries_nothing carries_bytes carries_lines);
        $(peer!(@$offer $trials, $peer, $kind);)*
    };
    (@bounded $trials:ident, $peer:literal, $kind:ty) => { trials!($trials, $peer, $kind: capacity_of_one capacity_respected); };
    (@any_capacity $trials:ident, $peer:literal, $kind:ty) => { trials!($trials, $peer, $kind: capacity_exact); };
    (@counted $trials:ident, $peer:literal, $kind:ty) => { trials!($trials, $peer, $kind: drops_once_in_turn carries_pages); };
    (@items $trials:ident, $peer:literal, $kind:ty) => {
        trials!($trials, $peer, $kind: drops_once_in_turn drops_once panicking_drop_is_sound carries_pages carries_boxes; not promised: panicking_drop);
    };
    (@queue $trials:ident, $peer:literal, $kind:ty) => { trials!($trials, $peer, $kind: ; not promised: linearizable); };
    (@channel $trials:ident, $peer:literal, $kind:ty) => { trials!($trials, $peer, Kept<$kind>: ; not promised: linearizable); };
    (@mpsc $trials:ident, $peer:literal, $kind:ty) => { trials!($trials, $peer, $kind: fifo_per_producer); };
    (@mpmc $trials:ident, $peer:literal, $kind:ty) => {
        trials!($trials, $peer, $kind: fifo_per_producer each_item_once_among_many; not promised: linearizable_from_empty linearizable_from_full);
    };
}

fn main() -> ExitCode {
    let mut trials = Vec::new();
    peer!(trials, "crossbeam_array_queue", Bounded<CrossbeamArrayQueue>: queue items bounded any_capacity mpmc);
    peer!(trials, "crossbeam_seg_queue", Endless<CrossbeamSegQueue>: queue items mpmc);
    peer!(trials, "concurrent_queue", Bounded<ConcurrentQueueCrate>: queue items bounded any_capacity mpmc);
    peer!(trials, "concurrent_queue_unbounded", Endless<ConcurrentQueueCrate>: queue items mpmc);
    // Its items must have a default and a copy, so most of ours are none.
    peer!(trials, "thingbuf", Bounded<ThingBufCrate>: queue bounded any_capacity mpmc);
    trials!(trials, "thingbuf", Bounded<ThingBufCrate>: carries_boxes);
    // No histories: they are those of a queue of one, in which it hangs.
    peer!(trials, "gil_mpmc", RoundedUp<Bounded<GilMpmc>>: items bounded mpmc);
    // Laws that leave a place unused, with items that have a destructor, would only show how undefined behaviour looks today.
    peer!(trials, "omango_mpmc", Bounded<OmangoMpmc>: queue counted bounded any_capacity mpmc);

    peer!(trials, "rtrb", Bounded<Rtrb>: queue items bounded any_capacity);
    trials!(trials, "rtrb", Rtrb: batches; not promised: batch_cut_short);
    peer!(trials, "ringbuf", Bounded<RingBuf>: queue items bounded any_capacity);
    trials!(trials, "ringbuf", RingBuf: batches; not promised: batch_cut_short);
    peer!(trials, "heapless", Bounded<Heapless>: queue items bounded any_capacity);
    peer!(trials, "ringbuffer_spsc", RoundedUp<Bounded<RingbufferSpsc>>: queue items bounded);
    peer!(trials, "gil_spsc", Bounded<GilSpsc>: queue items bounded any_capacity);
    trials!(trials, "gil_spsc", GilSpsc: batches; not promised: batch_cut_short);

    peer!(trials, "std_mpsc", Bounded<StdMpsc>: channel items bounded any_capacity mpsc);
    peer!(trials, "std_mpsc_unbounded", Endless<StdMpsc>: channel items mpsc);
    peer!(trials, "kanal", Bounded<Kanal>: channel items bounded any_capacity mpmc);
    peer!(trials, "kanal_unbounded", Endless<Kanal>: channel items mpmc);
    peer!(trials, "crossfire_mpmc", Bounded<CrossfireMpmc>: channel items bounded any_capacity mpmc);
    peer!(trials, "crossfire_mpmc_unbounded", Endless<CrossfireMpmc>: channel items mpmc);
    peer!(trials, "crossfire_spsc", Bounded<CrossfireSpsc>: channel items bounded any_capacity);
    let peers = [queue_peers::PEERS, queue_peers_spsc::PEERS, queue_peers_channels::PEERS];
    conformance::main("queue", &peers, &trials)
}
