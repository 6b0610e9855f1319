//! **No buffer: sender and receiver meet.**
//!
//! *Promise.* Each message is handed from a sender to a receiver; sending returns once a receiver has it. First in, first out on
//! both sides; blocking. Any number of senders and receivers; capacity 0 and no other.
//!
//! *Origin.* Hoare, "Communicating Sequential Processes", 1978. That each side keeps a list of those who wait, under a lock, is the
//! simple form of the synchronous queues of Scherer, Lea and Scott, "Scalable Synchronous Queues", 2006.
//!
//! *State.* Under one lock: those who wait, each with a card of its own, and the numbers of living ends. A card holds the message
//! that its sender offers, or that its receiver will get, and how the meeting went.
//!
//! *Invariants.*
//! 1. Senders and receivers never wait at the same time: whoever comes second takes the first one's card.
//! 2. A card is taken off the list once, under the lock: by the other side, by its owner whose time is up, or by the last end of
//!    the other side.
//! 3. Whoever takes a card off for a meeting has moved the message before the owner is told.
//!
//! *Orderings.* The lock's, and the Release and Acquire of a card's word.
//!
//! *Trade-off.* The sender knows that its message has arrived, and nothing waits in between. But each message is a meeting of
//! two threads, and at least one of them sleeps or spins for it.

use std::collections::VecDeque;
use std::time::Duration;

use super::{BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd};
use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::{Arc, Mutex, hint, limits, time};
use crate::wait;

/// A channel without room.
#[derive(Debug)]
pub struct Rendezvous;

/// Nobody has come yet.
const WAITING: u32 = 0;
/// The message has changed hands.
const MET: u32 = 1;
/// The other side is gone.
const ALONE: u32 = 2;

#[derive(Debug)]
struct Card<T> {
    message: Mutex<Option<T>>,
    word: AtomicU32,
}

#[derive(Debug)]
struct State<T> {
    /// Senders that wait, each with its message; or receivers that wait (invariant 1).
    waiting_senders: VecDeque<Arc<Card<T>>>,
    waiting_receivers: VecDeque<Arc<Card<T>>>,
    senders: usize,
    receivers: usize,
}

type Place<T> = Arc<Mutex<State<T>>>;

/// The sending end.
#[derive(Debug)]
pub struct Sender<T>(Place<T>);
/// The receiving end.
#[derive(Debug)]
pub struct Receiver<T>(Place<T>);

impl<T: Send + 'static> Channel<T> for Rendezvous {
    type Sender = Sender<T>;
    type Receiver = Receiver<T>;

    fn bounded(capacity: usize) -> Result<(Sender<T>, Receiver<T>), BadCapacity> {
        BadCapacity::unless_within(capacity, 0, 0)?;
        let place = Arc::new(Mutex::new(State {
            waiting_senders: VecDeque::new(),
            waiting_receivers: VecDeque::new(),
            senders: 1,
            receivers: 1,
        }));
        Ok((Sender(Arc::clone(&place)), Receiver(place)))
    }
}

impl<T> Card<T> {
    fn new(message: Option<T>) -> Arc<Self> {
        let (message, word) = (Mutex::new(message), AtomicU32::new(WAITING));
        Arc::new(Card { message, word })
    }

    /// Tells the owner how it went.
    fn tell(&self, word: u32) {
        self.word.store(word, Ordering::Release); // Release: pairs with `wait`; the message has moved (invariant 3)
        wait::wake_one(&raw const self.word);
    }

    /// Waits until told, for a while without sleeping; or until the deadline: then it is still [`WAITING`].
    fn wait(&self, deadline: Option<Duration>) -> u32 {
        let mut looks = 0;
        loop {
            let word = self.word.load(Ordering::Acquire); // Acquire: pairs with `tell`
            if word != WAITING {
                return word;
            }
            if looks != limits::POLLS_BEFORE_SLEEP {
                looks += 1;
                hint::pause(1);
                continue;
            }
            let Some(deadline) = deadline else {
                wait::wait(&self.word, WAITING);
                continue;
            };
            let left = deadline.saturating_sub(time::now());
            if left.is_zero() {
                return WAITING;
            }
            wait::wait_timeout(&self.word, WAITING, left);
        }
    }
}

impl<T: Send + 'static> SendEnd<T> for Sender<T> {
    fn send(&mut self, message: T) -> Result<(), Closed<T>> {
        let mut state = self.0.lock();
        if state.receivers == 0 {
            return Err(Closed(message));
        }
        if let Some(receiver) = state.waiting_receivers.pop_front() {
            drop(state);
            *receiver.message.lock() = Some(message);
            receiver.tell(MET);
            return Ok(());
        }
        let mine = Card::new(Some(message));
        state.waiting_senders.push_back(Arc::clone(&mine));
        drop(state);
        match mine.wait(None) {
            MET => Ok(()),
            _ => Err(Closed(mine.message.lock().take().expect("nobody took it"))),
        }
    }
}

impl<T: Send + 'static> ReceiveEnd<T> for Receiver<T> {
    fn recv(&mut self) -> Result<T, Disconnected> {
        self.receive(None).map_err(|_| Disconnected) // without a deadline there is no other reason
    }

    fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        // No deadline can be told for a time that the clock cannot reach: wait for ever.
        self.receive(time::now().checked_add(timeout))
    }
}

impl<T> Receiver<T> {
    fn receive(&self, deadline: Option<Duration>) -> Result<T, RecvTimeoutError> {
        let mut state = self.0.lock();
        if let Some(sender) = state.waiting_senders.pop_front() {
            drop(state);
            let message = sender.message.lock().take().expect("a sender's card holds its message");
            sender.tell(MET);
            return Ok(message);
        }
        if state.senders == 0 {
            return Err(RecvTimeoutError::Disconnected);
        }
        let mine = Card::new(None);
        state.waiting_receivers.push_back(Arc::clone(&mine));
        drop(state);
        let mut word = mine.wait(deadline);
        if word == WAITING {
            let mut state = self.0.lock();
            if let Some(place) = state.waiting_receivers.iter().position(|card| Arc::ptr_eq(card, &mine)) {
                state.waiting_receivers.remove(place);
                return Err(RecvTimeoutError::Timeout);
            }
            drop(state);
            word = mine.wait(None); // somebody has our card (invariant 2), and is about to tell us
        }
        match word {
            MET => Ok(mine.message.lock().take().expect("the sender put it there (invariant 3)")),
            _ => Err(RecvTimeoutError::Disconnected),
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.lock().senders += 1;
        Sender(Arc::clone(&self.0))
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        self.0.lock().receivers += 1;
        Receiver(Arc::clone(&self.0))
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.senders -= 1;
        let alone =
            if state.senders == 0 { std::mem::take(&mut state.waiting_receivers) } else { VecDeque::new() };
        drop(state);
        alone.iter().for_each(|card| card.tell(ALONE));
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.receivers -= 1;
        let alone =
            if state.receivers == 0 { std::mem::take(&mut state.waiting_senders) } else { VecDeque::new() };
        drop(state);
        alone.iter().for_each(|card| card.tell(ALONE));
    }
}
