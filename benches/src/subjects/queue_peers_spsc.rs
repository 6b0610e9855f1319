//! Published rings of one producer and one consumer.

use std::num::NonZeroUsize;

use heapless::spsc as heapless_spsc;
use primitives::queue::{BadCapacity, Full, Pop, PopMany, Promise, Push, PushMany, Queue};
use primitives::sync::Arc;
use ringbuf::traits::{Consumer as _, Producer as _, Split as _};
use ringbuf::{HeapCons, HeapProd, HeapRb};
use ringbuffer_spsc::{RingBufferReader, RingBufferWriter, ringbuffer};

use super::PeerName;
use super::queue_peers::{MOST, power_of_two};

/// Each with its name, its crate, how it works and what it promises about progress.
#[rustfmt::skip] // a table: one line an entry
pub const PEERS: &[PeerName] = &[
    PeerName { name: "rtrb", crate_name: "rtrb", mechanism: "a ring, the other side's index cached; chunks", progress: "wait-free" },
    PeerName { name: "ringbuf", crate_name: "ringbuf", mechanism: "a ring, the other side's index cached; iterators", progress: "wait-free" },
    PeerName { name: "heapless", crate_name: "heapless", mechanism: "a ring of a size known to the compiler", progress: "wait-free" },
    PeerName { name: "ringbuffer_spsc", crate_name: "ringbuffer-spsc", mechanism: "a ring of a power of two, the other side's index cached", progress: "wait-free" },
    PeerName { name: "gil_spsc", crate_name: "gil", mechanism: "a ring, the other side's index cached; slices", progress: "wait-free" },
];

/// `rtrb::RingBuffer`.
#[derive(Debug)]
pub struct Rtrb;
/// Its end of a producer.
#[derive(Debug)]
pub struct RtrbPush<T>(rtrb::Producer<T>);
/// Its end of a consumer.
#[derive(Debug)]
pub struct RtrbPop<T>(rtrb::Consumer<T>);

impl<T: Send + 'static> Queue<T> for Rtrb {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = RtrbPush<T>;
    type Consumer = RtrbPop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let (producer, consumer) = rtrb::RingBuffer::new(capacity);
        Ok((RtrbPush(producer), RtrbPop(consumer)))
    }
}

impl<T: Send + 'static> Push<T> for RtrbPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.push(item).map_err(|rtrb::PushError::Full(item)| Full(item))
    }
}

impl<T: Send + 'static> PushMany<T> for RtrbPush<T> {
    #[inline]
    fn push_many(&mut self, items: &mut impl Iterator<Item = T>) -> usize {
        let room = self.0.slots();
        self.0.write_chunk_uninit(room).map_or(0, |chunk| chunk.fill_from_iter(items))
    }
}

impl<T: Send + 'static> Pop<T> for RtrbPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.pop().ok()
    }
}

impl<T: Send + 'static> PopMany<T> for RtrbPop<T> {
    #[inline]
    fn pop_many(&mut self, most: usize, mut take: impl FnMut(T)) -> usize {
        let inside = self.0.slots().min(most);
        let Ok(chunk) = self.0.read_chunk(inside) else { return 0 };
        let mut taken = 0;
        for item in chunk {
            taken += 1;
            take(item);
        }
        taken
    }
}

/// `ringbuf::HeapRb`, by its caching ends.
#[derive(Debug)]
pub struct RingBuf;
/// Its end of a producer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct RingBufPush<T>(HeapProd<T>);
/// Its end of a consumer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct RingBufPop<T>(HeapCons<T>);

impl<T: Send + 'static> Queue<T> for RingBuf {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = RingBufPush<T>;
    type Consumer = RingBufPop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let (producer, consumer) = HeapRb::new(capacity).split();
        Ok((RingBufPush(producer), RingBufPop(consumer)))
    }
}

impl<T: Send + 'static> Push<T> for RingBufPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.try_push(item).map_err(Full)
    }
}

impl<T: Send + 'static> PushMany<T> for RingBufPush<T> {
    #[inline]
    fn push_many(&mut self, items: &mut impl Iterator<Item = T>) -> usize {
        self.0.push_iter(items)
    }
}

impl<T: Send + 'static> Pop<T> for RingBufPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.try_pop()
    }
}

impl<T: Send + 'static> PopMany<T> for RingBufPop<T> {
    #[inline]
    fn pop_many(&mut self, most: usize, mut take: impl FnMut(T)) -> usize {
        let mut taken = 0;
        for item in self.0.pop_iter().take(most) {
            taken += 1;
            take(item);
        }
        taken
    }
}

/// `ringbuffer_spsc::ringbuffer`.
#[derive(Debug)]
pub struct RingbufferSpsc;
/// Its end of a producer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct WriterPush<T>(RingBufferWriter<T>);
/// Its end of a consumer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct ReaderPop<T>(RingBufferReader<T>);

impl<T: Send + 'static> Queue<T> for RingbufferSpsc {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = WriterPush<T>;
    type Consumer = ReaderPop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        power_of_two(capacity, 1)?;
        let (writer, reader) = ringbuffer(capacity);
        Ok((WriterPush(writer), ReaderPop(reader)))
    }
}

impl<T: Send + 'static> Push<T> for WriterPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        match self.0.push(item) {
            None => Ok(()),
            Some(item) => Err(Full(item)),
        }
    }
}

impl<T: Send + 'static> Pop<T> for ReaderPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.pull()
    }
}

/// `gil::spsc::channel`.
#[derive(Debug)]
pub struct GilSpsc;
/// Its end of a producer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct GilSpscPush<T>(gil::spsc::Sender<T>);
/// Its end of a consumer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct GilSpscPop<T>(gil::spsc::Receiver<T>);

impl<T: Send + 'static> Queue<T> for GilSpsc {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = GilSpscPush<T>;
    type Consumer = GilSpscPop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let (sender, receiver) = gil::spsc::channel(NonZeroUsize::new(capacity).expect("at least 1"));
        Ok((GilSpscPush(sender), GilSpscPop(receiver)))
    }
}

impl<T: Send + 'static> Push<T> for GilSpscPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.try_send(item).map_err(Full)
    }
}

impl<T: Send + 'static> PushMany<T> for GilSpscPush<T> {
    /// The crate shows one contiguous stretch at a time, so a batch over the ring's end is published twice.
    #[inline]
    fn push_many(&mut self, items: &mut impl Iterator<Item = T>) -> usize {
        let mut put = 0;
        loop {
            let stretch = self.0.write_buffer();
            let room = stretch.len();
            let mut written = 0;
            for (place, item) in stretch.iter_mut().zip(&mut *items) {
                place.write(item);
                written += 1;
            }
            // SAFETY: the first `written` places of the stretch that `write_buffer` gave were written just above, and no more of
            // them are claimed than it had.
            unsafe { self.0.commit(written) };
            put += written;
            if room == 0 || written < room {
                return put;
            }
        }
    }
}

impl<T: Send + 'static> Pop<T> for GilSpscPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.try_recv()
    }
}

impl<T: Send + 'static> PopMany<T> for GilSpscPop<T> {
    #[inline]
    fn pop_many(&mut self, most: usize, mut take: impl FnMut(T)) -> usize {
        let mut taken = 0;
        while taken < most {
            let stretch = self.0.read_guard();
            let before = taken;
            for item in stretch.take(most - taken) {
                taken += 1;
                take(item);
            }
            if taken == before {
                break;
            }
        }
        taken
    }
}

/// `heapless::spsc::Queue`, of the sizes that [`SIZES`] lists: they are parts of its type. It stands in the heap, as a static of its
/// documentation would stand in a program, and both ends share it.
#[derive(Debug)]
pub struct Heapless;
/// Its end of a producer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct HeaplessPush<T: 'static> {
    /// Invariant 1: points into `_home`, which this end keeps alive. Declared first, so that it goes first.
    end: heapless_spsc::Producer<'static, T>,
    _home: Arc<dyn Home>,
}
/// Its end of a consumer.
#[expect(missing_debug_implementations, reason = "the crate's is none")]
pub struct HeaplessPop<T: 'static> {
    /// As the producer's.
    end: heapless_spsc::Consumer<'static, T>,
    _home: Arc<dyn Home>,
}

/// Capacities that a [`Heapless`] queue can have here.
pub const SIZES: [usize; 9] = [1, 2, 3, 4, 7, 8, 64, 256, 1024];

/// Where a queue of some size stands; only its drop is ever called.
trait Home: Send + Sync {}

/// The allocation of a queue, which nobody touches but through its two ends.
struct Allocation<T, const N: usize>(*mut heapless_spsc::Queue<T, N>);

impl<T: Send, const N: usize> Home for Allocation<T, N> {}

// SAFETY: the address alone is shared; the queue behind it is reached by its ends, which the crate lets move between threads if
// its items may, and by the drop below, once, when both ends are gone.
unsafe impl<T: Send, const N: usize> Send for Allocation<T, N> {}
// SAFETY: as above; nothing can be done with a reference to it.
unsafe impl<T: Send, const N: usize> Sync for Allocation<T, N> {}

impl<T, const N: usize> Drop for Allocation<T, N> {
    fn drop(&mut self) {
        // SAFETY: it came from `Box::into_raw` and is given back once, here; the ends went before (invariant 1).
        drop(unsafe { Box::from_raw(self.0) });
    }
}

/// A queue with one place more than it holds. Not inlined: its value is built on the stack before it moves to the heap.
#[inline(never)]
fn heapless_of<T: Send + 'static, const N: usize>() -> (HeaplessPush<T>, HeaplessPop<T>) {
    let queue = Box::into_raw(Box::new(heapless_spsc::Queue::<T, N>::new()));
    let home: Arc<dyn Home> = Arc::new(Allocation(queue));
    // SAFETY: this is the only reference that is ever made to the allocation, and both ends keep it alive (invariant 1).
    let (producer, consumer) = unsafe { &mut *queue }.split();
    (HeaplessPush { end: producer, _home: Arc::clone(&home) }, HeaplessPop { end: consumer, _home: home })
}

impl<T: Send + 'static> Queue<T> for Heapless {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = HeaplessPush<T>;
    type Consumer = HeaplessPop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        Ok(match capacity {
            1 => heapless_of::<T, 2>(),
            2 => heapless_of::<T, 3>(),
            3 => heapless_of::<T, 4>(),
            4 => heapless_of::<T, 5>(),
            7 => heapless_of::<T, 8>(),
            8 => heapless_of::<T, 9>(),
            64 => heapless_of::<T, 65>(),
            256 => heapless_of::<T, 257>(),
            1024 => heapless_of::<T, 1025>(),
            _ => {
                let near = SIZES.into_iter().find(|&size| size >= capacity).unwrap_or(1024);
                return Err(BadCapacity { asked: capacity, least: near, most: near });
            }
        })
    }
}

impl<T: Send + 'static> Push<T> for HeaplessPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.end.enqueue(item).map_err(Full)
    }
}

impl<T: Send + 'static> Pop<T> for HeaplessPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.end.dequeue()
    }
}
