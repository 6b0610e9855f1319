//! **One message, once.**
//!
//! *Promise.* The message arrives, or comes back, or is dropped, exactly once; each end learns when the other is gone. Sending is
//! wait-free; receiving blocks.
//!
//! *Origin.* The future of Baker and Hewitt, "The Incremental Garbage Collection of Processes", 1977; written once, like the I-structures of
//! Arvind, Nikhil and Pingali, 1989.
//!
//! *State.* A place for the message and one word:
//!
//! | word | means |
//! |---|---|
//! | `EMPTY` | nothing yet |
//! | `ASLEEP` | nothing yet, and the receiver sleeps or is about to |
//! | `FULL` | the message is in its place, and the receiver's |
//! | `OVER` | nothing in its place, and nothing to come: an end is gone, or the message was taken |
//!
//! *Invariants.*
//! 1. The place is the sender's until it sets `FULL`, and the receiver's from then on.
//! 2. Whoever leaves `OVER` behind has taken out what was in the place, or found nothing.
//! 3. Each end makes one last change of the word that the other may still look at: to `FULL` or `OVER`, by an exchange that tells
//!    what the other end had left. After both nobody looks at it, or at the place, any more: nothing of it needs a drop of its own.
//!
//! *Orderings.* `FULL` is set with Release and read with Acquire: the message is whole. The other words carry nothing.
//!
//! *Trade-off.* No queue, no lock, one allocation: the way to send an answer. For a second message it takes a second one.

use std::mem::MaybeUninit;
use std::time::Duration;

use super::{Closed, Disconnected, RecvTimeoutError};
use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::cell::UnsafeCell;
use crate::sync::{Shared, hint, limits, time};
use crate::wait;

const EMPTY: u32 = 0;
const ASLEEP: u32 = 1;
const FULL: u32 = 2;
const OVER: u32 = 3;

struct Cell<T> {
    word: AtomicU32,
    message: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: the message is touched by one end at a time (invariant 1); T: Send lets it move.
unsafe impl<T: Send> Send for Cell<T> {}
// SAFETY: as above: no reference to the message is handed out.
unsafe impl<T: Send> Sync for Cell<T> {}

/// The sending end.
pub struct Sender<T> {
    cell: Shared<Cell<T>>,
    sent: bool,
}

/// The receiving end.
pub struct Receiver<T>(Shared<Cell<T>>);

/// Makes a channel for one message.
pub fn channel<T: Send + 'static>() -> (Sender<T>, Receiver<T>) {
    let cell =
        Shared::new(Cell { word: AtomicU32::new(EMPTY), message: UnsafeCell::new(MaybeUninit::uninit()) });
    (Sender { cell: Shared::clone(&cell), sent: false }, Receiver(cell))
}

impl<T> Cell<T> {
    /// Takes the message out.
    ///
    /// # Safety
    /// It is there, and the caller's (invariant 1).
    unsafe fn take(&self) -> T {
        // SAFETY: promised by the caller.
        self.message.with(|message| unsafe { (*message).assume_init_read() })
    }

    /// The sender's last change of the word; tells what the receiver had left, whom it wakes.
    fn leave(&self, last: u32) -> u32 {
        // Release: pairs with the receiver's look: the message is whole. (What a receiver that is gone has left is nothing.)
        let found = self.word.swap(last, Ordering::Release);
        if found == ASLEEP {
            wait::wake_one(&raw const self.word);
        }
        found
    }
}

impl<T> Sender<T> {
    /// Sends the message; never waits.
    ///
    /// # Errors
    /// [`Closed`] with the message, if the receiver is gone.
    pub fn send(mut self, message: T) -> Result<(), Closed<T>> {
        self.sent = true;
        // SAFETY: the place is ours until we set FULL (invariant 1).
        self.cell.message.with_mut(|place| unsafe { (*place).write(message) });
        if self.cell.leave(FULL) == OVER {
            // SAFETY: the receiver was gone before we came, so what we put there is still ours.
            return Err(Closed(unsafe { self.cell.take() }));
        }
        Ok(())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        if !self.sent {
            self.cell.leave(OVER);
        }
    }
}

impl<T> Receiver<T> {
    /// Waits for the message.
    ///
    /// # Errors
    /// [`Disconnected`], if the sender is gone without having sent one.
    pub fn recv(mut self) -> Result<T, Disconnected> {
        self.receive(None).map_err(|_| Disconnected) // without a deadline there is no other reason
    }

    /// Waits for the message, at most `timeout`. Once it was received there is none to come.
    ///
    /// # Errors
    /// Why there is none.
    pub fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        // No deadline can be told for a time that the clock cannot reach: wait for ever.
        self.receive(time::now().checked_add(timeout))
    }

    fn receive(&mut self, deadline: Option<Duration>) -> Result<T, RecvTimeoutError> {
        let word = &self.0.word;
        for _ in (0..).take(limits::POLLS_BEFORE_SLEEP) {
            if word.load(Ordering::Relaxed) != EMPTY {
                break; // Relaxed: looked at again below
            }
            hint::pause(1);
        }
        loop {
            // Acquire: pairs with the sender's exchange: the message is whole.
            match word.load(Ordering::Acquire) {
                FULL => {
                    word.store(OVER, Ordering::Relaxed); // Relaxed: nobody else looks at it any more (invariant 3)
                    // SAFETY: FULL makes it ours, and OVER keeps us from coming here twice (invariants 1 and 2).
                    return Ok(unsafe { self.0.take() });
                }
                OVER => return Err(RecvTimeoutError::Disconnected),
                _ => {}
            }
            let left = deadline.map(|deadline| deadline.saturating_sub(time::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return Err(RecvTimeoutError::Timeout);
            }
            self.sleep(left);
        }
    }

    /// Sleeps until the sender changes the word, for this long, or for no reason.
    fn sleep(&self, left: Option<Duration>) {
        let word = &self.0.word;
        // Relaxed: nothing is told by it. A word that is not EMPTY is looked at again.
        if word.compare_exchange(EMPTY, ASLEEP, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        match left {
            None => wait::wait(word, ASLEEP),
            Some(left) => drop(wait::wait_timeout(word, ASLEEP, left)),
        }
        // Back to EMPTY, whoever looks next; if that fails the sender has been here. Relaxed: both are looked at again.
        let _ = word.compare_exchange(ASLEEP, EMPTY, Ordering::Relaxed, Ordering::Relaxed);
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        // Acquire: pairs with the sender's exchange: its message is whole, and ours to drop. (To a sender that comes later we leave
        // nothing that it would have to see.)
        if self.0.word.swap(OVER, Ordering::Acquire) == FULL {
            // SAFETY: FULL makes it ours, and nobody else is left (invariants 1 and 3).
            drop(unsafe { self.0.take() });
        }
    }
}
