//! Published queues, used as their documentation says.
//!
//! | file | queues |
//! |---|---|
//! | this one | of many producers and many consumers |
//! | [`queue_peers_spsc`](super::queue_peers_spsc) | rings of one producer and one consumer |
//! | [`queue_peers_channels`](super::queue_peers_channels) | channels, by the ends that do not wait |
//!
//! None of their documentations says "linearizable", so each is taken for first in, first out for each producer. A capacity that a
//! crate would round is refused, so that a queue holds what it was asked to hold; what a crate lacks is not offered.

use std::num::NonZeroUsize;

use concurrent_queue::{ConcurrentQueue, PushError};
use crossbeam::queue::{ArrayQueue, SegQueue};
use omango::queue::mpmc as omango_mpmc;
use primitives::queue::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue, Unbounded};
use primitives::sync::Arc;
use thingbuf::ThingBuf;

use super::PeerName;

/// Each with its name, its crate, how it works and what it promises about progress.
#[rustfmt::skip] // a table: one line an entry
pub const PEERS: &[PeerName] = &[
    PeerName { name: "crossbeam_array_queue", crate_name: "crossbeam-queue", mechanism: "ArrayQueue: a ring whose places say whose turn it is", progress: "lock-free but for a stalled neighbour" },
    PeerName { name: "crossbeam_seg_queue", crate_name: "crossbeam-queue", mechanism: "SegQueue: a list of blocks of 31 places, unbounded", progress: "lock-free but for a stalled neighbour" },
    PeerName { name: "concurrent_queue", crate_name: "concurrent-queue", mechanism: "a ring whose places say whose turn it is", progress: "lock-free but for a stalled neighbour" },
    PeerName { name: "concurrent_queue_unbounded", crate_name: "concurrent-queue", mechanism: "a list of blocks of 31 places, unbounded", progress: "lock-free but for a stalled neighbour" },
    PeerName { name: "thingbuf", crate_name: "thingbuf", mechanism: "ThingBuf: a ring that keeps its items' memory", progress: "lock-free but for a stalled neighbour" },
    PeerName { name: "gil_mpmc", crate_name: "gil", mechanism: "a ring of places of a cache line each, tickets cached in the ends", progress: "lock-free but for a stalled neighbour" },
    PeerName { name: "omango_mpmc", crate_name: "omango", mechanism: "a ring whose places count laps", progress: "lock-free but for a stalled neighbour" },
];

/// All of them reserve their room at once, and an item may be large.
pub(super) const MOST: usize = 1 << 20;

/// Says yes to a power of two, of at least `least`: a crate that takes no other, or would round it.
pub(super) fn power_of_two(asked: usize, least: usize) -> Result<(), BadCapacity> {
    BadCapacity::unless_within(asked, least, MOST)?;
    let near = asked.next_power_of_two();
    BadCapacity::unless_within(asked, near, near)
}

/// An end of a queue that both sides share: it goes in and out of the same value.
#[derive(Debug)]
pub struct End<Q>(Arc<Q>);

impl<Q> End<Q> {
    fn pair(queue: Q) -> (Self, Self) {
        let queue = Arc::new(queue);
        (End(Arc::clone(&queue)), End(queue))
    }
}

impl<Q> Clone for End<Q> {
    fn clone(&self) -> Self {
        End(Arc::clone(&self.0))
    }
}

/// `crossbeam::queue::ArrayQueue`.
#[derive(Debug)]
pub struct CrossbeamArrayQueue;

impl<T: Send + 'static> Queue<T> for CrossbeamArrayQueue {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = End<ArrayQueue<T>>;
    type Consumer = End<ArrayQueue<T>>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(End::pair(ArrayQueue::new(capacity)))
    }
}
impl<T: Send + 'static> Mpsc<T> for CrossbeamArrayQueue {}
impl<T: Send + 'static> Mpmc<T> for CrossbeamArrayQueue {}

impl<T: Send + 'static> Push<T> for End<ArrayQueue<T>> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.push(item).map_err(Full)
    }
}

impl<T: Send + 'static> Pop<T> for End<ArrayQueue<T>> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.pop()
    }
}

/// `crossbeam::queue::SegQueue`.
#[derive(Debug)]
pub struct CrossbeamSegQueue;

impl<T: Send + 'static> Unbounded<T> for CrossbeamSegQueue {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = End<SegQueue<T>>;
    type Consumer = End<SegQueue<T>>;

    fn unbounded() -> (Self::Producer, Self::Consumer) {
        End::pair(SegQueue::new())
    }
}

impl<T: Send + 'static> Push<T> for End<SegQueue<T>> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.push(item);
        Ok(())
    }
}

impl<T: Send + 'static> Pop<T> for End<SegQueue<T>> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.pop()
    }
}

/// `concurrent_queue::ConcurrentQueue`, of both kinds; one of capacity 1 is a design of its own.
#[derive(Debug)]
pub struct ConcurrentQueueCrate;

impl<T: Send + 'static> Queue<T> for ConcurrentQueueCrate {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = End<ConcurrentQueue<T>>;
    type Consumer = End<ConcurrentQueue<T>>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(End::pair(ConcurrentQueue::bounded(capacity)))
    }
}
impl<T: Send + 'static> Mpsc<T> for ConcurrentQueueCrate {}
impl<T: Send + 'static> Mpmc<T> for ConcurrentQueueCrate {}

impl<T: Send + 'static> Unbounded<T> for ConcurrentQueueCrate {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = End<ConcurrentQueue<T>>;
    type Consumer = End<ConcurrentQueue<T>>;

    fn unbounded() -> (Self::Producer, Self::Consumer) {
        End::pair(ConcurrentQueue::unbounded())
    }
}

impl<T: Send + 'static> Push<T> for End<ConcurrentQueue<T>> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.push(item).map_err(|refused| match refused {
            PushError::Full(item) | PushError::Closed(item) => Full(item), // nobody closes it
        })
    }
}

impl<T: Send + 'static> Pop<T> for End<ConcurrentQueue<T>> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.pop().ok()
    }
}

/// `thingbuf::ThingBuf`, by value. It keeps an item in every place, so they must have one to begin with.
#[derive(Debug)]
pub struct ThingBufCrate;

impl<T: Send + Sync + Default + Clone + 'static> Queue<T> for ThingBufCrate {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = End<ThingBuf<T>>;
    type Consumer = End<ThingBuf<T>>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(End::pair(ThingBuf::new(capacity)))
    }
}
impl<T: Send + Sync + Default + Clone + 'static> Mpsc<T> for ThingBufCrate {}
impl<T: Send + Sync + Default + Clone + 'static> Mpmc<T> for ThingBufCrate {}

impl<T: Send + Sync + Default + Clone + 'static> Push<T> for End<ThingBuf<T>> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.push(item).map_err(|refused| Full(refused.into_inner()))
    }
}

impl<T: Send + Sync + Default + Clone + 'static> Pop<T> for End<ThingBuf<T>> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.pop()
    }
}

/// `gil::mpmc::channel`. Its ends can be cloned if the items can.
#[derive(Debug)]
pub struct GilMpmc;
/// Its end of a producer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct GilPush<T>(gil::mpmc::Sender<T>);
/// Its end of a consumer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct GilPop<T>(gil::mpmc::Receiver<T>);

impl<T: Send + 'static> Queue<T> for GilMpmc {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = GilPush<T>;
    type Consumer = GilPop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        power_of_two(capacity, 1)?;
        let capacity = NonZeroUsize::new(capacity).expect("at least 1");
        let (sender, receiver) = gil::mpmc::channel(capacity);
        Ok((GilPush(sender), GilPop(receiver)))
    }
}
impl<T: Send + Clone + 'static> Mpsc<T> for GilMpmc {}
impl<T: Send + Clone + 'static> Mpmc<T> for GilMpmc {}

impl<T: Clone> Clone for GilPush<T> {
    fn clone(&self) -> Self {
        GilPush(self.0.clone())
    }
}

impl<T: Clone> Clone for GilPop<T> {
    fn clone(&self) -> Self {
        GilPop(self.0.clone())
    }
}

impl<T: Send + 'static> Push<T> for GilPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.try_send(item).map_err(Full)
    }
}

impl<T: Send + 'static> Pop<T> for GilPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.try_recv()
    }
}

/// `omango::queue::mpmc::bounded`. See [`known_failures`](super::known_failures) before using it for anything with a destructor.
#[derive(Debug)]
pub struct OmangoMpmc;
/// Its end of a producer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct OmangoPush<T>(omango_mpmc::BSender<T>);
/// Its end of a consumer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct OmangoPop<T>(omango_mpmc::BReceiver<T>);

impl<T: Send + 'static> Queue<T> for OmangoMpmc {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = OmangoPush<T>;
    type Consumer = OmangoPop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let (sender, receiver) = omango_mpmc::bounded(capacity as u32); // no more than MOST
        Ok((OmangoPush(sender), OmangoPop(receiver)))
    }
}
impl<T: Send + 'static> Mpsc<T> for OmangoMpmc {}
impl<T: Send + 'static> Mpmc<T> for OmangoMpmc {}

impl<T: Send> Clone for OmangoPush<T> {
    fn clone(&self) -> Self {
        OmangoPush(self.0.clone())
    }
}

impl<T: Send> Clone for OmangoPop<T> {
    fn clone(&self) -> Self {
        OmangoPop(self.0.clone())
    }
}

impl<T: Send + 'static> Push<T> for OmangoPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        use omango::error::TrySendError::{Disconnected, Full as NoRoom};
        self.0.try_send(item).map_err(|refused| match refused {
            NoRoom(item) | Disconnected(item) => Full(item), // nobody closes it; in 2^30 laps it closes itself
        })
    }
}

impl<T: Send + 'static> Pop<T> for OmangoPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.try_recv().ok()
    }
}
