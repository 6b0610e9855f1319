//! Channels: queues whose ends wait for each other and know when the other side is gone.
//!
//! | file | idea |
//! |---|---|
//! | [`condvar`] | a buffer behind a mutex, two condition variables |
//! | [`park`] | a queue whose ends spin for a while, and then sleep |
//! | [`rendezvous`] | no buffer: sender and receiver meet |
//! | [`oneshot`] | one message, once |
//! | [`library`] | std's and crossbeam's channels |
//!
//! Closing: once all senders are gone, receivers drain what is left and then learn [`Disconnected`]; once all receivers
//! are gone, sending gives the message back. [`laws`] says what every channel must keep.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

pub use crate::queue::BadCapacity;

pub mod condvar;
pub mod laws;
pub mod library;
pub mod oneshot;
pub mod park;
pub mod rendezvous;

pub use library::{CrossbeamChannel, StdChannel};

/// A kind of channel, as its two ends.
pub trait Channel<T: Send + 'static>: 'static {
    /// The end that messages go into.
    type Sender: SendEnd<T>;
    /// The end that messages come out of.
    type Receiver: ReceiveEnd<T>;

    /// Makes a channel in which `capacity` messages can wait. One of capacity 0 hands each message from a sender to a receiver:
    /// sending waits until it is taken.
    ///
    /// # Errors
    /// [`BadCapacity`] if this channel cannot have that capacity.
    fn bounded(capacity: usize) -> Result<(Self::Sender, Self::Receiver), BadCapacity>;
}

/// A channel without a limit but memory: sending never waits.
pub trait UnboundedChannel<T: Send + 'static>: 'static {
    /// The end that messages go into.
    type Sender: SendEnd<T>;
    /// The end that messages come out of.
    type Receiver: ReceiveEnd<T>;

    /// Makes an empty channel.
    fn unbounded() -> (Self::Sender, Self::Receiver);
}

/// How many messages can wait in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// None: each is handed from a sender to a receiver (capacity 0).
    None,
    /// As many as its capacity, one at least.
    Some,
    /// Any number.
    Unlimited,
}

/// A channel of any kind, for what is asked of all: laws and races. It is [`Bounded`], [`HandOver`] or [`Endless`].
pub trait Kind<T: Send + 'static>: 'static {
    /// How many messages can wait.
    const ROOM: Room;
    /// The end that messages go into.
    type Sender: SendEnd<T>;
    /// The end that messages come out of.
    type Receiver: ReceiveEnd<T>;

    /// Makes a channel of this capacity, or of the only one that it can have.
    ///
    /// # Errors
    /// [`BadCapacity`] if this channel cannot have that capacity.
    fn with_capacity(capacity: usize) -> Result<(Self::Sender, Self::Receiver), BadCapacity>;
}

/// The [`Channel`] `C` with room for some messages, as a [`Kind`].
#[derive(Debug)]
pub struct Bounded<C>(PhantomData<C>);

impl<T: Send + 'static, C: Channel<T>> Kind<T> for Bounded<C> {
    const ROOM: Room = Room::Some;
    type Sender = C::Sender;
    type Receiver = C::Receiver;

    fn with_capacity(capacity: usize) -> Result<(C::Sender, C::Receiver), BadCapacity> {
        C::bounded(capacity)
    }
}

/// The [`Channel`] `C` with a capacity of 0, as a [`Kind`].
#[derive(Debug)]
pub struct HandOver<C>(PhantomData<C>);

impl<T: Send + 'static, C: Channel<T>> Kind<T> for HandOver<C> {
    const ROOM: Room = Room::None;
    type Sender = C::Sender;
    type Receiver = C::Receiver;

    fn with_capacity(_capacity: usize) -> Result<(C::Sender, C::Receiver), BadCapacity> {
        C::bounded(0)
    }
}

/// The [`UnboundedChannel`] `U`, as a [`Kind`].
#[derive(Debug)]
pub struct Endless<U>(PhantomData<U>);

impl<T: Send + 'static, U: UnboundedChannel<T>> Kind<T> for Endless<U> {
    const ROOM: Room = Room::Unlimited;
    type Sender = U::Sender;
    type Receiver = U::Receiver;

    fn with_capacity(_capacity: usize) -> Result<(U::Sender, U::Receiver), BadCapacity> {
        Ok(U::unbounded())
    }
}

/// The sending end. Its clones send to the same channel.
pub trait SendEnd<T>: Clone + Send + Sync + 'static {
    /// Waits for room, then sends.
    ///
    /// # Errors
    /// [`Closed`] with the message, if all receivers are gone.
    fn send(&mut self, message: T) -> Result<(), Closed<T>>;
}

/// The receiving end.
pub trait ReceiveEnd<T>: Send + 'static {
    /// Waits for a message.
    ///
    /// # Errors
    /// [`Disconnected`], if all senders are gone and everything was received.
    fn recv(&mut self) -> Result<T, Disconnected>;

    /// Waits for a message, at most `timeout`; longer only for another thread that is in the middle of handing one over.
    ///
    /// # Errors
    /// Why there is none.
    fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvTimeoutError>;
}

/// All receivers are gone; here is the message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> fmt::Debug for Closed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Closed(..)")
    }
}

impl<T> fmt::Display for Closed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("all receivers are gone")
    }
}

impl<T> std::error::Error for Closed<T> {}

/// All senders are gone, and everything they sent was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnected;

impl fmt::Display for Disconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("all senders are gone and the channel is empty")
    }
}

impl std::error::Error for Disconnected {}

/// Why a bounded wait brought no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecvTimeoutError {
    /// The time ran out; more may come.
    Timeout,
    /// All senders are gone, and everything they sent was received.
    Disconnected,
}

impl fmt::Display for RecvTimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecvTimeoutError::Timeout => f.write_str("no message came in time"),
            RecvTimeoutError::Disconnected => Disconnected.fmt(f),
        }
    }
}

impl std::error::Error for RecvTimeoutError {}
