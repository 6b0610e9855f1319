//! **A flag that is looked at too early.**
//!
//! *Mistake.* "First I put the message in, then I look whether anybody sleeps." In the program's text. Without a fence between the two the
//! look may come first: the sender sees nobody asleep, the receiver sees no message, and both are right, of a moment ago.
//!
//! *Killed by* `no_lost_wakeup`, as a deadlock.

use std::time::Duration;

use primitives::channel::{
    BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd,
};
use primitives::queue::mpmc_tuned::MpmcTuned;
use primitives::queue::{Full, Pop, Push, Queue};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use primitives::sync::hint::spin_loop;
use primitives::wait;

/// Sleeps on a word that counts messages; a flag tells whether anybody does.
#[derive(Debug)]
pub struct FlagReadWithoutFence;

struct Shared {
    senders: AtomicUsize,
    /// How many receivers sleep, or are about to.
    sleeping: AtomicUsize,
    /// Changes with each wake-up.
    word: AtomicU32,
}

/// The sending end.
pub struct Sender {
    queue: <MpmcTuned as Queue<u64>>::Producer,
    shared: Arc<Shared>,
}

/// The receiving end.
pub struct Receiver {
    queue: <MpmcTuned as Queue<u64>>::Consumer,
    shared: Arc<Shared>,
}

impl Channel<u64> for FlagReadWithoutFence {
    type Sender = Sender;
    type Receiver = Receiver;

    fn bounded(capacity: usize) -> Result<(Sender, Receiver), BadCapacity> {
        let (producer, consumer) = <MpmcTuned as Queue<u64>>::bounded(capacity + 1)?;
        let shared = Arc::new(Shared {
            senders: AtomicUsize::new(1),
            sleeping: AtomicUsize::new(0),
            word: AtomicU32::new(0),
        });
        Ok((Sender { queue: producer, shared: Arc::clone(&shared) }, Receiver { queue: consumer, shared }))
    }
}

impl SendEnd<u64> for Sender {
    /// Waits for room by looking: it is the receivers' sleep that is wrong here.
    fn send(&mut self, message: u64) -> Result<(), Closed<u64>> {
        while let Err(Full(_)) = self.queue.try_push(message) {
            spin_loop();
        }
        if self.shared.sleeping.load(Ordering::Acquire) > 0 {
            self.shared.word.fetch_add(1, Ordering::Release);
            wait::wake_all(&raw const self.shared.word);
        }
        Ok(())
    }
}

impl ReceiveEnd<u64> for Receiver {
    fn recv(&mut self) -> Result<u64, Disconnected> {
        loop {
            if let Some(message) = self.queue.try_pop() {
                return Ok(message);
            }
            let word = self.shared.word.load(Ordering::Acquire);
            self.shared.sleeping.fetch_add(1, Ordering::AcqRel);
            // The queue's "empty" has its fence: this side is right.
            let found = self.queue.try_pop();
            let is_over = found.is_none() && self.shared.senders.load(Ordering::Acquire) == 0;
            if found.is_none() && !is_over {
                wait::wait(&self.shared.word, word);
            }
            self.shared.sleeping.fetch_sub(1, Ordering::AcqRel);
            if let Some(message) = found {
                return Ok(message);
            }
            if is_over {
                return self.queue.try_pop().ok_or(Disconnected);
            }
        }
    }

    /// As `recv`: no law of its own asks for it.
    fn recv_timeout(&mut self, _timeout: Duration) -> Result<u64, RecvTimeoutError> {
        self.recv().map_err(|Disconnected| RecvTimeoutError::Disconnected)
    }
}

impl Clone for Sender {
    fn clone(&self) -> Self {
        self.shared.senders.fetch_add(1, Ordering::Relaxed);
        Sender { queue: self.queue.clone(), shared: Arc::clone(&self.shared) }
    }
}

impl Clone for Receiver {
    fn clone(&self) -> Self {
        Receiver { queue: self.queue.clone(), shared: Arc::clone(&self.shared) }
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        if self.shared.senders.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.shared.word.fetch_add(1, Ordering::Release);
            wait::wake_all(&raw const self.shared.word);
        }
    }
}
