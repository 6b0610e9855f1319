//! A bounded channel over the checker's lock, standing in for those of the libraries, whose insides cannot be explored.
//!
//! It keeps what the libraries promise: first in, first out; a full channel makes the sender wait; an end that is gone
//! is reported; nothing more.

use ::std::collections::VecDeque;
use ::std::sync::Arc;
use ::std::time::Duration;

use super::{Condvar, Mutex};

/// Stands in for `std::sync::mpsc::sync_channel`.
pub mod std {
    pub use super::{Receiver, RecvError, RecvTimeoutError, SendError, Sender, bounded};
}

/// Stands in for `crossbeam::channel::bounded`.
pub mod crossbeam {
    pub use super::{Receiver, RecvError, RecvTimeoutError, SendError, Sender, bounded};
}

/// The receiver is gone; here is the message.
#[derive(Debug)]
pub struct SendError<T>(pub T);
/// All senders are gone and the channel is empty.
#[derive(Debug)]
pub struct RecvError;
/// Why a bounded wait brought nothing.
#[derive(Debug)]
pub enum RecvTimeoutError {
    /// The time ran out; under the checker it never does.
    Timeout,
    /// All senders are gone and the channel is empty.
    Disconnected,
}

#[derive(Debug)]
struct State<T> {
    messages: VecDeque<T>,
    capacity: usize,
    senders: usize,
    receiver: bool,
}

#[derive(Debug)]
struct Shared<T> {
    state: Mutex<State<T>>,
    /// A message arrived, or the last sender left.
    arrived: Condvar,
    /// Room was made, or the receiver left.
    made_room: Condvar,
}

/// The sending end.
#[derive(Debug)]
pub struct Sender<T>(Arc<Shared<T>>);
/// The receiving end.
#[derive(Debug)]
pub struct Receiver<T>(Arc<Shared<T>>);

/// A channel that holds at most `capacity` messages, at least one.
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    assert!(capacity > 0, "the stand-in has no rendezvous");
    let state = State { messages: VecDeque::new(), capacity, senders: 1, receiver: true };
    let shared =
        Arc::new(Shared { state: Mutex::new(state), arrived: Condvar::new(), made_room: Condvar::new() });
    (Sender(Arc::clone(&shared)), Receiver(shared))
}

impl<T> Sender<T> {
    /// Waits for room, then sends.
    ///
    /// # Errors
    /// The message, if the receiver is gone.
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        let mut state = self.0.state.lock();
        while state.receiver && state.messages.len() == state.capacity {
            state = self.0.made_room.wait(state);
        }
        if !state.receiver {
            return Err(SendError(message));
        }
        state.messages.push_back(message);
        drop(state);
        self.0.arrived.notify_one();
        Ok(())
    }
}

impl<T> Receiver<T> {
    /// Waits for a message.
    ///
    /// # Errors
    /// All senders are gone and everything was received.
    pub fn recv(&self) -> Result<T, RecvError> {
        let mut state = self.0.state.lock();
        loop {
            if let Some(message) = state.messages.pop_front() {
                drop(state);
                self.0.made_room.notify_one();
                return Ok(message);
            }
            if state.senders == 0 {
                return Err(RecvError);
            }
            state = self.0.arrived.wait(state);
        }
    }

    /// As [`recv`](Self::recv): under the checker time never runs out.
    ///
    /// # Errors
    /// All senders are gone and everything was received.
    pub fn recv_timeout(&self, _timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.recv().map_err(|RecvError| RecvTimeoutError::Disconnected)
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.state.lock().senders += 1;
        Sender(Arc::clone(&self.0))
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.senders -= 1;
        let last = state.senders == 0;
        drop(state);
        if last {
            self.0.arrived.notify_one();
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.receiver = false;
        // The real channels discard what nobody will receive; a reply channel inside a message would hang its asker otherwise.
        let unreceived = ::std::mem::take(&mut state.messages);
        drop(state);
        self.0.made_room.notify_all();
        drop(unreceived);
    }
}
