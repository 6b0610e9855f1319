//! A bounded queue: whoever finds it full, or empty, waits.

use std::collections::VecDeque;
use std::time::Duration;

use primitives::channel::{
    BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd,
};
use primitives::sync::{Arc, Condvar, Mutex};

/// A queue with room for so many messages.
#[derive(Debug)]
pub struct YourQueue;

struct State {
    messages: VecDeque<u64>,
    senders: usize,
    receivers: usize,
}

struct Shared {
    state: Mutex<State>,
    capacity: usize,
    changed: Condvar, // everybody who waits, waits here
}

/// The sending end.
pub struct Sender(Arc<Shared>);
/// The receiving end.
pub struct Receiver(Arc<Shared>);

impl Channel<u64> for YourQueue {
    type Sender = Sender;
    type Receiver = Receiver;

    fn bounded(capacity: usize) -> Result<(Sender, Receiver), BadCapacity> {
        let state = Mutex::new(State { messages: VecDeque::new(), senders: 1, receivers: 1 });
        let shared = Arc::new(Shared { state, capacity, changed: Condvar::new() });
        Ok((Sender(Arc::clone(&shared)), Receiver(shared)))
    }
}

impl SendEnd<u64> for Sender {
    fn send(&mut self, message: u64) -> Result<(), Closed<u64>> {
        let mut state = self.0.state.lock();
        if state.receivers > 0 && state.messages.len() == self.0.capacity {
            state = self.0.changed.wait(state);
        }
        if state.receivers == 0 {
            return Err(Closed(message));
        }
        state.messages.push_back(message);
        drop(state);
        self.0.changed.notify_one(); // there is a message
        Ok(())
    }
}

impl ReceiveEnd<u64> for Receiver {
    fn recv(&mut self) -> Result<u64, Disconnected> {
        let mut state = self.0.state.lock();
        if state.messages.is_empty() && state.senders > 0 {
            state = self.0.changed.wait(state);
        }
        let message = state.messages.pop_front().ok_or(Disconnected);
        drop(state);
        self.0.changed.notify_one(); // there is room
        message
    }

    /// As `recv`: in this exercise nobody runs out of time.
    fn recv_timeout(&mut self, _timeout: Duration) -> Result<u64, RecvTimeoutError> {
        self.recv().map_err(|Disconnected| RecvTimeoutError::Disconnected)
    }
}

impl Clone for Sender {
    fn clone(&self) -> Self {
        self.0.state.lock().senders += 1;
        Sender(Arc::clone(&self.0))
    }
}

impl Clone for Receiver {
    fn clone(&self) -> Self {
        self.0.state.lock().receivers += 1;
        Receiver(Arc::clone(&self.0))
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.senders -= 1;
        if state.senders == 0 {
            self.0.changed.notify_all();
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.receivers -= 1;
        if state.receivers == 0 {
            self.0.changed.notify_all();
        }
    }
}
