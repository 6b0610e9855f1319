//! Queues: some threads put items in, others take them out, first in, first out. Nobody waits for room or for an item.
//!
//! | file | idea |
//! |---|---|
//! | [`mutex`] | a ring buffer behind a mutex: the naive oracle |
//! | [`mpmc_ring`] | a ring whose places say whose turn it is (Vyukov) |
//! | [`mpmc_tuned`] | the same, its refusals proved, tuned for few cache misses |
//! | [`two_lock`] | a linked list with a lock at each end, and a count between them (Michael and Scott) |
//! | [`mpsc_intrusive`] | a linked list whose producers swap themselves in (Vyukov) |
//! | [`michael_scott`] | a linked list whose end anybody may help along (Michael and Scott) |
//! | [`treiber`] | a stack: a linked list with one end; last in, first out (Treiber) |
//! | [`segmented`] | without a limit: segments that are found in a directory, and used again |
//! | [`spsc_ring`] | one producer, one consumer, an index each (Lamport) |
//! | [`spsc_cached`] | the same; each end remembers what it saw of the other's index |
//! | [`spsc_batched`] | the same; many items are shown at once |
//! | [`spsc_lazy`] | the same; the producer shows single items a few at a time |
//!
//! [`laws`] says what every one of them must keep.

use std::fmt;
use std::marker::PhantomData;

pub(crate) use laps::row;

mod laps;
pub mod laws;
pub mod michael_scott;
pub mod mpmc_ring;
pub mod mpmc_tuned;
pub mod mpsc_intrusive;
pub mod mutex;
mod ring;
pub mod segmented;
pub mod spsc_batched;
pub mod spsc_cached;
pub mod spsc_lazy;
pub mod spsc_ring;
pub mod treiber;
pub mod two_lock;

/// What a queue says of its answers. Each item comes out once, whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// First in, first out, as if each operation happened at one moment between its call and its return; the answers "full"
    /// and "empty" are such operations too. What is before what between threads is told by what they have heard of each other
    /// ("happens before"): a push may return before a thread that has heard nothing of it can find its item.
    Linearizable,
    /// Likewise; and a refusal is also true together with those of other such queues: of two threads that push here and look
    /// there, one finds something. So a thread that is refused has seen all that was pushed before others were refused, and may
    /// go to sleep on that, if whoever pushes looks for sleepers behind a fence of its own.
    LinearizableTogether,
    /// The items of one producer come out in the order in which it pushed them. "Full" and "empty" may be said of a queue that is
    /// neither, while some operation is in the middle or an item is not [flushed](Push::flush) yet.
    FifoPerProducer,
    /// A stack: last in, first out, as if each operation happened at one moment.
    LinearizableLifo,
}

impl Promise {
    /// In words, for a table.
    pub fn name(self) -> &'static str {
        match self {
            Promise::Linearizable => "linearizable",
            Promise::LinearizableTogether => "linearizable, also with others",
            Promise::FifoPerProducer => "first in, first out for each producer",
            Promise::LinearizableLifo => "linearizable, last in, first out",
        }
    }

    /// Whether items of one producer come out in its order.
    pub fn keeps_order(self) -> bool {
        self != Promise::LinearizableLifo
    }
}

/// A bounded queue, as its two ends.
pub trait Queue<T: Send + 'static>: 'static {
    /// What it says of its answers.
    const PROMISE: Promise;
    /// The end that items go into.
    type Producer: Push<T>;
    /// The end that items come out of.
    type Consumer: Pop<T>;

    /// Makes a queue that holds exactly `capacity` items.
    ///
    /// # Errors
    /// [`BadCapacity`] if this queue cannot have that capacity.
    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity>;
}

/// A queue without a limit but memory.
pub trait Unbounded<T: Send + 'static>: 'static {
    /// What it says of its answers.
    const PROMISE: Promise;
    /// The end that items go into; never full.
    type Producer: Push<T>;
    /// The end that items come out of.
    type Consumer: Pop<T>;

    /// Makes an empty queue.
    fn unbounded() -> (Self::Producer, Self::Consumer);
}

/// A queue that promises to bear many producers: clones of the end.
pub trait Mpsc<T: Send + 'static>: Queue<T, Producer: Clone> {}
/// A queue that promises to bear many producers and many consumers: clones of both ends.
pub trait Mpmc<T: Send + 'static>: Mpsc<T, Producer: Clone, Consumer: Clone> {}

/// A queue of either kind, for what is asked of both: laws and races. It is [`Bounded`] or [`Endless`].
pub trait Kind<T: Send + 'static>: 'static {
    /// What it says of its answers.
    const PROMISE: Promise;
    /// Whether it can be full.
    const BOUNDED: bool;
    /// The end that items go into.
    type Producer: Push<T>;
    /// The end that items come out of.
    type Consumer: Pop<T>;

    /// Makes a queue of this capacity, or one without a limit if it has none.
    ///
    /// # Errors
    /// [`BadCapacity`] if this queue cannot have that capacity.
    fn with_capacity(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity>;
}

/// The [`Queue`] `Q`, as a [`Kind`].
#[derive(Debug)]
pub struct Bounded<Q>(PhantomData<Q>);

impl<T: Send + 'static, Q: Queue<T>> Kind<T> for Bounded<Q> {
    const PROMISE: Promise = Q::PROMISE;
    const BOUNDED: bool = true;
    type Producer = Q::Producer;
    type Consumer = Q::Consumer;

    fn with_capacity(capacity: usize) -> Result<(Q::Producer, Q::Consumer), BadCapacity> {
        Q::bounded(capacity)
    }
}

/// The [`Unbounded`] queue `U`, as a [`Kind`].
#[derive(Debug)]
pub struct Endless<U>(PhantomData<U>);

impl<T: Send + 'static, U: Unbounded<T>> Kind<T> for Endless<U> {
    const PROMISE: Promise = U::PROMISE;
    const BOUNDED: bool = false;
    type Producer = U::Producer;
    type Consumer = U::Consumer;

    fn with_capacity(_capacity: usize) -> Result<(U::Producer, U::Consumer), BadCapacity> {
        Ok(U::unbounded())
    }
}

/// A queue whose indices can be made to begin anywhere: near their wrap-around, for instance, which no test would reach otherwise.
pub trait StartsAt<T: Send + 'static>: Queue<T> {
    /// As [`bounded`](Queue::bounded), as if `passed` items had been through it, modulo whatever its indices can count.
    ///
    /// # Errors
    /// As [`bounded`](Queue::bounded).
    fn bounded_at(capacity: usize, passed: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity>;
}

/// The [`Queue`] `Q`, as a [`Kind`] whose indices wrap around at the third item.
#[derive(Debug)]
pub struct NearWrap<Q>(PhantomData<Q>);

impl<T: Send + 'static, Q: StartsAt<T>> Kind<T> for NearWrap<Q> {
    const PROMISE: Promise = Q::PROMISE;
    const BOUNDED: bool = true;
    type Producer = Q::Producer;
    type Consumer = Q::Consumer;

    fn with_capacity(capacity: usize) -> Result<(Q::Producer, Q::Consumer), BadCapacity> {
        Q::bounded_at(capacity, usize::MAX - 1)
    }
}

/// The end of one producer.
pub trait Push<T>: Send + 'static {
    /// Puts an item in, if there is room; never waits for room.
    ///
    /// # Errors
    /// [`Full`] with the item.
    fn try_push(&mut self, item: T) -> Result<(), Full<T>>;

    /// Shows the consumers everything that was pushed by this end. Most queues do so at once; one that does not says so, and
    /// does it at the latest when this end is dropped or finds the queue full.
    #[inline(always)]
    fn flush(&mut self) {}
}

/// The end of one consumer.
pub trait Pop<T>: Send + 'static {
    /// Takes the oldest item out, if there is one; never waits for one.
    fn try_pop(&mut self) -> Option<T>;
}

/// A producer's end that can put in many items and show them at once.
pub trait PushMany<T>: Push<T> {
    /// Puts in items for as long as there are any and there is room, and shows them all at once; tells how many. What found no
    /// room is left in the iterator.
    fn push_many(&mut self, items: &mut impl Iterator<Item = T>) -> usize;
}

/// A consumer's end that can take out many items and make room for as many at once.
pub trait PopMany<T>: Pop<T> {
    /// Gives at most `most` of the oldest items to `take`, and makes room for them all at once; tells how many.
    fn pop_many(&mut self, most: usize, take: impl FnMut(T)) -> usize;
}

/// Drops whatever `next` gives, all of it, even if the drop of one item panics; for the drop of a queue. (If two of them panic,
/// the process is aborted, as it is when a `Vec` of them is dropped.)
pub(crate) fn drop_all<T>(next: impl FnMut() -> Option<T>) {
    struct Rest<T, F: FnMut() -> Option<T>>(F);

    impl<T, F: FnMut() -> Option<T>> Drop for Rest<T, F> {
        fn drop(&mut self) {
            while let Some(item) = (self.0)() {
                drop(item);
            }
        }
    }

    let mut rest = Rest(next); // whose own drop goes on behind a panic
    while let Some(item) = (rest.0)() {
        drop(item);
    }
}

/// The queue was full; here is the item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Full<T>(pub T);

impl<T> fmt::Debug for Full<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Full(..)")
    }
}

impl<T> fmt::Display for Full<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the queue is full")
    }
}

impl<T> std::error::Error for Full<T> {}

/// A capacity that a queue, channel or cache cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadCapacity {
    /// What was asked for.
    pub asked: usize,
    /// The least it can have.
    pub least: usize,
    /// The most it can have.
    pub most: usize,
}

impl BadCapacity {
    /// Says yes to a capacity between `least` and `most`.
    ///
    /// # Errors
    /// Otherwise.
    pub fn unless_within(asked: usize, least: usize, most: usize) -> Result<(), BadCapacity> {
        if (least..=most).contains(&asked) { Ok(()) } else { Err(BadCapacity { asked, least, most }) }
    }
}

impl fmt::Display for BadCapacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BadCapacity { asked, least, most } = self;
        write!(f, "a capacity of {asked} cannot be had: {least} to {most} can")
    }
}

impl std::error::Error for BadCapacity {}
