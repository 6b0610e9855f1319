//! **The end is told to one.**
//!
//! *Mistake.* "A change, and so one of those who wait is told." That the channel is closed concerns all of them: the second sender waits
//! for room that nobody will make.
//!
//! *Killed by* `close_wakes_every_sender`, as a deadlock.

use std::collections::VecDeque;
use std::time::Duration;

use primitives::channel::{
    BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd,
};
use primitives::sync::{Arc, Condvar, Mutex};

/// The bounded buffer, whose end is told to one.
#[derive(Debug)]
pub struct WakesOneAtClose;

struct State {
    messages: VecDeque<u64>,
    senders: usize,
    receivers: usize,
}

struct Shared {
    state: Mutex<State>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
}

/// The sending end.
pub struct Sender(Arc<Shared>);
/// The receiving end.
pub struct Receiver(Arc<Shared>);

impl Channel<u64> for WakesOneAtClose {
    type Sender = Sender;
    type Receiver = Receiver;

    fn bounded(capacity: usize) -> Result<(Sender, Receiver), BadCapacity> {
        let state = Mutex::new(State { messages: VecDeque::new(), senders: 1, receivers: 1 });
        let shared =
            Arc::new(Shared { state, capacity, not_empty: Condvar::new(), not_full: Condvar::new() });
        Ok((Sender(Arc::clone(&shared)), Receiver(shared)))
    }
}

impl SendEnd<u64> for Sender {
    fn send(&mut self, message: u64) -> Result<(), Closed<u64>> {
        let mut state = self.0.state.lock();
        while state.receivers > 0 && state.messages.len() == self.0.capacity {
            state = self.0.not_full.wait(state);
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

impl ReceiveEnd<u64> for Receiver {
    fn recv(&mut self) -> Result<u64, Disconnected> {
        let mut state = self.0.state.lock();
        loop {
            if let Some(message) = state.messages.pop_front() {
                self.0.not_full.notify_one();
                return Ok(message);
            }
            if state.senders == 0 {
                return Err(Disconnected);
            }
            state = self.0.not_empty.wait(state);
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
            self.0.not_empty.notify_one();
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.receivers -= 1;
        if state.receivers == 0 {
            self.0.not_full.notify_one();
        }
    }
}
