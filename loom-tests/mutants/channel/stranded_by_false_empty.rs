//! **Sleeping on a queue that may be wrong about being empty.**
//!
//! *Mistake.* "I am on the list of sleepers, I have looked once more, and the queue says that it is empty: whoever puts something in will
//! find me." The protocol is right, and the queue is not: in Vyukov's ring a message stands behind a place that is claimed and
//! not filled yet, and the one who was woken for it is told "empty" and sleeps again. When the place is filled one receiver is
//! woken, for two messages.
//!
//! *Killed by* `no_lost_wakeup`, as a deadlock: a receiver sleeps, and a message is inside.

use std::time::Duration;

use primitives::channel::{
    BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd,
};
use primitives::queue::mpmc_ring::MpmcRing;
use primitives::queue::{Full, Pop, Push, Queue};
use primitives::sleepers::Sleepers;
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicUsize, Ordering};
use primitives::sync::hint::spin_loop;

/// Spins never, sleeps in a list, over a ring that is not linearizable.
#[derive(Debug)]
pub struct StrandedByFalseEmpty;

struct Shared {
    senders: AtomicUsize,
    not_empty: Sleepers,
}

/// The sending end.
pub struct Sender {
    queue: <MpmcRing as Queue<u64>>::Producer,
    shared: Arc<Shared>,
}

/// The receiving end.
pub struct Receiver {
    queue: <MpmcRing as Queue<u64>>::Consumer,
    shared: Arc<Shared>,
}

impl Channel<u64> for StrandedByFalseEmpty {
    type Sender = Sender;
    type Receiver = Receiver;

    fn bounded(capacity: usize) -> Result<(Sender, Receiver), BadCapacity> {
        let (producer, consumer) = <MpmcRing as Queue<u64>>::bounded(capacity + 1)?;
        let shared = Arc::new(Shared { senders: AtomicUsize::new(1), not_empty: Sleepers::new() });
        Ok((Sender { queue: producer, shared: Arc::clone(&shared) }, Receiver { queue: consumer, shared }))
    }
}

impl SendEnd<u64> for Sender {
    /// Waits for room by looking: it is the receivers' sleep that is wrong here.
    fn send(&mut self, message: u64) -> Result<(), Closed<u64>> {
        while let Err(Full(_)) = self.queue.try_push(message) {
            spin_loop();
        }
        self.shared.not_empty.wake_one();
        Ok(())
    }
}

impl ReceiveEnd<u64> for Receiver {
    fn recv(&mut self) -> Result<u64, Disconnected> {
        let Receiver { queue, shared } = self;
        let mut look = || match queue.try_pop() {
            Some(message) => Some(Ok(message)),
            None if shared.senders.load(Ordering::Acquire) == 0 => Some(queue.try_pop().ok_or(Disconnected)),
            None => None,
        };
        loop {
            if let Some(received) = shared.not_empty.sleep_unless(None, &mut look) {
                return received;
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
            self.shared.not_empty.wake_all();
        }
    }
}
