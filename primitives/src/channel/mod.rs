//! Channels: queues whose ends wait for each other and know when the other side is gone.
//!
//! | file | idea |
//! |---|---|
//! | [`condvar`] | a buffer behind a mutex, two condition variables |
//! | [`library`] | std's and crossbeam's channels |
//!
//! Closing: once all senders are gone, receivers drain what is left and then learn [`Disconnected`]; once all receivers
//! are gone, sending gives the message back. [`laws`] says what every channel must keep.

use std::fmt;
use std::time::Duration;

pub use crate::queue::BadCapacity;

pub mod condvar;
pub mod laws;
pub mod library;

pub use library::{CrossbeamChannel, StdChannel};

/// A kind of channel, as its two ends.
pub trait Channel<T: Send + 'static>: 'static {
    /// The end that messages go into.
    type Sender: SendEnd<T>;
    /// The end that messages come out of.
    type Receiver: ReceiveEnd<T>;

    /// Makes a channel in which `capacity` messages can wait.
    ///
    /// # Errors
    /// [`BadCapacity`] if this channel cannot have that capacity.
    fn bounded(capacity: usize) -> Result<(Self::Sender, Self::Receiver), BadCapacity>;
}

/// The sending end. Its clones send to the same channel.
pub trait SendEnd<T>: Clone + Send + Sync + 'static {
    /// Waits for room, then sends.
    ///
    /// # Errors
    /// [`Closed`] with the message, if all receivers are gone.
    fn send(&self, message: T) -> Result<(), Closed<T>>;
}

/// The receiving end.
pub trait ReceiveEnd<T>: Send + 'static {
    /// Waits for a message.
    ///
    /// # Errors
    /// [`Disconnected`], if all senders are gone and everything was received.
    fn recv(&self) -> Result<T, Disconnected>;

    /// Waits for a message, at most `timeout`.
    ///
    /// # Errors
    /// Why there is none.
    fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError>;
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
