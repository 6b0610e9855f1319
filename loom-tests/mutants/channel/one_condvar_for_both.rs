//! **One variable for all who wait, and one of them is told.**
//!
//! *Mistake.* "Whoever waits here waits for a change, and I tell one that there was one." Senders wait for room and receivers for a
//! message: told of a message, a sender looks, finds no room, and sleeps again; the receiver it was meant for was never told.
//!
//! *Killed by* `no_lost_wakeup`, as a deadlock. It takes two of each kind: with one of each, whoever is told is the right one.

use std::collections::VecDeque;
use std::time::Duration;

use primitives::channel::{
    BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd,
};
use primitives::sync::{Arc, Condvar, Mutex};

/// The bounded buffer, with one condition variable.
#[derive(Debug)]
pub struct OneCondvarForBoth;

struct State {
    messages: VecDeque<u64>,
    senders: usize,
    receivers: usize,
}

struct Shared {
    state: Mutex<State>,
    capacity: usize,
    changed: Condvar,
}

/// The sending end.
pub struct Sender(Arc<Shared>);
/// The receiving end.
pub struct Receiver(Arc<Shared>);

impl Channel<u64> for OneCondvarForBoth {
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
        while state.receivers > 0 && state.messages.len() == self.0.capacity {
            state = self.0.changed.wait(state);
        }
        if state.receivers == 0 {
            return Err(Closed(message));
        }
        state.messages.push_back(message);
        drop(state);
        self.0.changed.notify_one();
        Ok(())
    }
}

impl ReceiveEnd<u64> for Receiver {
    fn recv(&mut self) -> Result<u64, Disconnected> {
        let mut state = self.0.state.lock();
        loop {
            if let Some(message) = state.messages.pop_front() {
                self.0.changed.notify_one();
                return Ok(message);
            }
            if state.senders == 0 {
                return Err(Disconnected);
            }
            state = self.0.changed.wait(state);
        }
    }

    /// As `recv`: no law of its own asks for it.
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
