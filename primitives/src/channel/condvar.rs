//! **A buffer behind a mutex, and two condition variables.**
//!
//! *Promise.* Linearizable, first in, first out; blocking; capacity 1 and up, or none. Any number of senders and receivers.
//!
//! *Origin.* Hoare, "Monitors: An Operating System Structuring Concept", 1974: the bounded buffer; with the wait of Lampson and
//! Redell, "Experience with Processes and Monitors in Mesa", 1980: a woken thread must look again.
//!
//! *State.* The buffer and the numbers of living ends, inside the lock.
//!
//! *Invariants.*
//! 1. At most `capacity` messages wait.
//! 2. Whoever makes room or brings a message notifies one thread that can use it; senders and receivers wait on different
//!    variables, so a wake-up never goes to the wrong kind.
//! 3. The last end of a kind to go notifies all of the other kind.
//! 4. A wait stands in a loop: between the notification and the lock somebody else may have come.
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* The textbook's channel: everything is obvious, sleeping is built in. Each message takes the lock
//! twice, and each hand-over to a sleeper costs a trip through the kernel.

use std::collections::VecDeque;
use std::time::Duration;

use super::{
    BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd, UnboundedChannel,
};
use crate::sync::{Arc, Condvar, Mutex, time};

/// A channel in a monitor.
#[derive(Debug)]
pub struct CondvarChannel;

#[derive(Debug)]
struct State<T> {
    messages: VecDeque<T>,
    senders: usize,
    receivers: usize,
}

#[derive(Debug)]
struct Shared<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    /// Receivers wait here: a message came, or the last sender went.
    not_empty: Condvar,
    /// Senders wait here: room was made, or the last receiver went.
    not_full: Condvar,
}

/// The sending end.
#[derive(Debug)]
pub struct Sender<T>(Arc<Shared<T>>);
/// The receiving end.
#[derive(Debug)]
pub struct Receiver<T>(Arc<Shared<T>>);

impl<T: Send + 'static> Channel<T> for CondvarChannel {
    type Sender = Sender<T>;
    type Receiver = Receiver<T>;

    fn bounded(capacity: usize) -> Result<(Sender<T>, Receiver<T>), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(channel(capacity))
    }
}

impl<T: Send + 'static> UnboundedChannel<T> for CondvarChannel {
    type Sender = Sender<T>;
    type Receiver = Receiver<T>;

    fn unbounded() -> (Sender<T>, Receiver<T>) {
        channel(usize::MAX) // memory ends before
    }
}

/// The most that a `VecDeque` of anything can be asked for.
const MOST: usize = isize::MAX as usize;

fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared {
        state: Mutex::new(State { messages: VecDeque::new(), senders: 1, receivers: 1 }),
        capacity,
        not_empty: Condvar::new(),
        not_full: Condvar::new(),
    });
    (Sender(Arc::clone(&shared)), Receiver(shared))
}

impl<T: Send + 'static> SendEnd<T> for Sender<T> {
    fn send(&mut self, message: T) -> Result<(), Closed<T>> {
        let mut state = self.0.state.lock();
        while state.receivers > 0 && state.messages.len() == self.0.capacity {
            state = self.0.not_full.wait(state); // invariant 4
        }
        if state.receivers == 0 {
            return Err(Closed(message));
        }
        state.messages.push_back(message);
        drop(state);
        self.0.not_empty.notify_one();
        Ok(())
    }
}

impl<T> Shared<T> {
    /// Takes a message, or says why there is none *now*.
    fn take(&self, state: &mut State<T>) -> Result<Option<T>, Disconnected> {
        match state.messages.pop_front() {
            Some(message) => {
                self.not_full.notify_one();
                Ok(Some(message))
            }
            None if state.senders == 0 => Err(Disconnected),
            None => Ok(None),
        }
    }
}

impl<T: Send + 'static> ReceiveEnd<T> for Receiver<T> {
    fn recv(&mut self) -> Result<T, Disconnected> {
        let mut state = self.0.state.lock();
        loop {
            if let Some(message) = self.0.take(&mut state)? {
                return Ok(message);
            }
            state = self.0.not_empty.wait(state); // invariant 4
        }
    }

    fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        // No deadline can be told for a time that the clock cannot reach: wait for ever.
        let deadline = time::now().checked_add(timeout);
        let mut state = self.0.state.lock();
        loop {
            match self.0.take(&mut state) {
                Ok(Some(message)) => return Ok(message),
                Err(Disconnected) => return Err(RecvTimeoutError::Disconnected),
                Ok(None) => {}
            }
            let Some(deadline) = deadline else {
                state = self.0.not_empty.wait(state);
                continue;
            };
            let left = deadline.saturating_sub(time::now());
            if left.is_zero() {
                return Err(RecvTimeoutError::Timeout);
            }
            state = self.0.not_empty.wait_timeout(state, left).0;
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.state.lock().senders += 1;
        Sender(Arc::clone(&self.0))
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        self.0.state.lock().receivers += 1;
        Receiver(Arc::clone(&self.0))
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.senders -= 1;
        let last = state.senders == 0;
        drop(state);
        if last {
            self.0.not_empty.notify_all(); // invariant 3
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.receivers -= 1;
        let last = state.receivers == 0;
        // What nobody will receive is dropped now, and outside the lock: a message's own drop may use this channel.
        let unreceived = if last { std::mem::take(&mut state.messages) } else { VecDeque::new() };
        drop(state);
        if last {
            self.0.not_full.notify_all(); // invariant 3; first, since a message's drop may wait for a sender
        }
        drop(unreceived);
    }
}
