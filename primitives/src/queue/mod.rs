//! Queues: some threads put items in, others take them out, first in, first out. Nobody waits.
//!
//! | file | idea |
//! |---|---|
//! | [`mutex`] | a ring buffer behind a mutex: the naive oracle |
//!
//! [`laws`] says what every one of them must keep.

use std::fmt;

pub mod laws;
pub mod mutex;

/// A bounded queue, as its two ends.
pub trait Queue<T: Send + 'static>: 'static {
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

/// The end of one producer.
pub trait Push<T>: Send + 'static {
    /// Puts an item in, if there is room; never waits for room.
    ///
    /// # Errors
    /// [`Full`] with the item.
    fn try_push(&mut self, item: T) -> Result<(), Full<T>>;
}

/// The end of one consumer.
pub trait Pop<T>: Send + 'static {
    /// Takes the oldest item out, if there is one; never waits for one.
    fn try_pop(&mut self) -> Option<T>;
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
