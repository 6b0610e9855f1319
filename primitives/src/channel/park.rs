//! **A queue whose ends spin for a while, and then sleep.**
//!
//! *Promise.* Linearizable, first in, first out, while both sides live; blocking; any number of senders and receivers. No message
//! is stranded: whoever sleeps has looked after every message that nobody else was woken for, and a message that is sent at the moment
//! when the last receiver goes is dropped, at the latest by its sender (whoever waits for what the message carries must hear that
//! nobody will answer).
//!
//! *Origin.* Spinning before sleeping: Karlin, Li, Manasse and Owicki, "Empirical Studies of Competitive Spinning for a
//! Shared-Memory Multiprocessor", 1991. Sleeping: see [`sleepers`](crate::sleepers).
//!
//! *State.* A queue whose refusals hold together with what others do, two lists of sleepers, and the numbers of living ends.
//!
//! *Invariants.*
//! 1. After each message that was put in, one receiver is woken if any sleeps; after each that was taken out, one sender.
//! 2. Before it sleeps, a thread is on its list and has looked once more. The queue's refusals are exact, so what that look does
//!    not find was not put in before, and whoever puts it in finds the sleeper.
//! 3. The last end of a kind to go wakes all of the other kind.
//! 4. Ends are counted down after their last message.
//! 5. The last receiver leaves its end of the queue behind, and takes out what is inside. A sender that put a message in and then
//!    finds all receivers gone does so too.
//!
//! Wake-ups are few because of the first: one for each message. Over a queue that may say "empty" while an item is inside (as Vyukov's
//! ring may) that would strand items: the one that was woken finds nothing and sleeps again, and nobody is woken a second time.
//!
//! *Orderings.* The queue's for messages. The senders are counted down with Release and read with Acquire: who finds that all of
//! them are gone finds everything they sent. (Every queue here has a fence in the look that says "empty", so no model breaks if
//! these two are weakened; but that look's promise is to other queues, not to this count.) For invariant 5 the sender puts its message in, then a fence, then looks at the
//! count; the receiver counts down, then a fence, then looks into the queue: whichever fence is second, its thread sees what the
//! other did. Both fences are those of the sleepers' lists.
//!
//! *Trade-off.* As fast as its queue while both sides keep up, at the price of a fence a message; a core is kept busy for some
//! microseconds before it is given away. Whoever mostly waits is better served by `condvar`.

use std::marker::PhantomData;
use std::time::Duration;

use super::{
    BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd, UnboundedChannel,
};
use crate::queue::mpmc_tuned::MpmcTuned;
use crate::queue::segmented::Segmented;
use crate::queue::{self, Full, Kind, Pop, Promise, Push};
use crate::sleepers::Sleepers;
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::hint::pause;
use crate::sync::{Arc, Mutex, limits, time};

/// A channel over a queue of this [`Kind`], whose answers must be exact.
#[derive(Debug)]
pub struct Park<K>(PhantomData<K>);

/// The channel over our bounded queue.
pub type ParkChannel = Park<queue::Bounded<MpmcTuned>>;
/// The channel over our queue without a limit.
pub type ParkUnbounded = Park<queue::Endless<Segmented>>;

struct Shared<T> {
    senders: AtomicUsize,
    receivers: AtomicUsize,
    /// Receivers: a message came, or the last sender went.
    not_empty: Sleepers,
    /// Senders: room was made, or the last receiver went.
    not_full: Sleepers,
    /// An end of the queue that the last receiver left behind (invariant 5).
    left_behind: Mutex<Option<Box<dyn Pop<T>>>>,
}

/// The sending end.
pub struct Sender<T, P> {
    queue: P,
    shared: Arc<Shared<T>>,
}

/// The receiving end.
pub struct Receiver<T: 'static, C: Pop<T> + Clone> {
    queue: C,
    shared: Arc<Shared<T>>,
}

impl<K> Park<K> {
    fn over<T: Send + 'static>(
        (producer, consumer): (K::Producer, K::Consumer),
    ) -> (Sender<T, K::Producer>, Receiver<T, K::Consumer>)
    where
        K: Kind<T, Consumer: Clone>,
    {
        const { assert!(matches!(K::PROMISE, Promise::LinearizableTogether), "invariant 2 needs exact refusals") };
        let shared = Arc::new(Shared {
            senders: AtomicUsize::new(1),
            receivers: AtomicUsize::new(1),
            not_empty: Sleepers::new(),
            not_full: Sleepers::new(),
            left_behind: Mutex::new(None),
        });
        let sender = Sender { queue: producer, shared: Arc::clone(&shared) };
        (sender, Receiver { queue: consumer, shared })
    }
}

impl<T, Q> Channel<T> for Park<queue::Bounded<Q>>
where
    T: Send + 'static,
    Q: queue::Queue<T, Producer: Clone + Sync, Consumer: Clone>,
{
    type Sender = Sender<T, Q::Producer>;
    type Receiver = Receiver<T, Q::Consumer>;

    fn bounded(capacity: usize) -> Result<(Self::Sender, Self::Receiver), BadCapacity> {
        Ok(Self::over(Q::bounded(capacity)?))
    }
}

impl<T, U> UnboundedChannel<T> for Park<queue::Endless<U>>
where
    T: Send + 'static,
    U: queue::Unbounded<T, Producer: Clone + Sync, Consumer: Clone>,
{
    type Sender = Sender<T, U::Producer>;
    type Receiver = Receiver<T, U::Consumer>;

    fn unbounded() -> (Self::Sender, Self::Receiver) {
        Self::over(U::unbounded())
    }
}

impl<T: Send + 'static, P: Push<T> + Clone + Sync> SendEnd<T> for Sender<T, P> {
    #[inline]
    fn send(&mut self, message: T) -> Result<(), Closed<T>> {
        // Relaxed: says whether to try at all, and brings nothing with it; a receiver that goes later is `was_sent`'s matter.
        if self.shared.receivers.load(Ordering::Relaxed) == 0 {
            return Err(Closed(message));
        }
        match self.queue.try_push(message) {
            Ok(()) => {
                self.shared.was_sent();
                Ok(())
            }
            Err(Full(message)) => self.send_contended(message),
        }
    }
}

impl<T: 'static> Shared<T> {
    /// After a message was put in.
    #[inline]
    fn was_sent(&self) {
        self.not_empty.wake_one(); // invariant 1; it begins with a fence
        // Relaxed: the fence. Pairs with the last receiver's, in its `wake_all`.
        if self.receivers.load(Ordering::Relaxed) == 0 {
            self.take_out_the_rest(); // invariant 5
        }
    }

    /// Drops what is inside, if the last receiver has left its end behind; otherwise it is about to, and does so itself. Messages are
    /// dropped outside the lock: their own drop may use this channel.
    #[cold]
    fn take_out_the_rest(&self) {
        queue::drop_all(|| self.left_behind.lock().as_mut().and_then(|end| end.try_pop()));
    }
}

impl<T: 'static, P: Push<T>> Sender<T, P> {
    #[cold]
    fn send_contended(&mut self, message: T) -> Result<(), Closed<T>> {
        let Sender { queue, shared } = self;
        let mut waiting = Some(message);
        // Puts it in, or says why not: `None` if there is no room yet.
        let mut look = || {
            let message = waiting.take()?;
            // Relaxed: as in `send`; before it sleeps, the fences of `Sleepers` make this look exact.
            if shared.receivers.load(Ordering::Relaxed) == 0 {
                return Some(Err(Closed(message)));
            }
            match queue.try_push(message) {
                Ok(()) => Some(Ok(())),
                Err(Full(message)) => {
                    waiting = Some(message);
                    None
                }
            }
        };
        let sent = loop {
            if let Some(sent) = spin(&mut look) {
                break sent;
            }
            if let Some(sent) = shared.not_full.sleep_unless(None, &mut look).or_else(&mut look) {
                break sent;
            }
        };
        if sent.is_ok() {
            shared.was_sent();
        }
        sent
    }
}

impl<T: Send + 'static, C: Pop<T> + Clone> ReceiveEnd<T> for Receiver<T, C> {
    #[inline]
    fn recv(&mut self) -> Result<T, Disconnected> {
        let message = match self.queue.try_pop() {
            Some(message) => message,
            None => self.recv_contended(None).map_err(|_| Disconnected)?, // without a deadline there is no other reason
        };
        self.shared.not_full.wake_one(); // invariant 1
        Ok(message)
    }

    fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        let message = match self.queue.try_pop() {
            Some(message) => message,
            // No deadline can be told for a time that the clock cannot reach: wait for ever.
            None => self.recv_contended(time::now().checked_add(timeout))?,
        };
        self.shared.not_full.wake_one(); // invariant 1
        Ok(message)
    }
}

impl<T, C: Pop<T> + Clone> Receiver<T, C> {
    #[cold]
    fn recv_contended(&mut self, deadline: Option<Duration>) -> Result<T, RecvTimeoutError> {
        let Receiver { queue, shared, .. } = self;
        // Takes one out, or says why not: `None` if there is none yet.
        let mut look = || {
            if let Some(message) = queue.try_pop() {
                return Some(Ok(message));
            }
            // Acquire: pairs with the senders' count down; what they sent is there, and looked for once more. Not shown by the
            // checker: every queue here has a fence in the look that says "empty", which tells as much; the header says more.
            let all_gone = shared.senders.load(Ordering::Acquire) == 0;
            all_gone.then(|| queue.try_pop().ok_or(RecvTimeoutError::Disconnected))
        };
        loop {
            if let Some(received) = spin(&mut look) {
                return received;
            }
            if deadline.is_some_and(|deadline| deadline <= time::now()) {
                return Err(RecvTimeoutError::Timeout);
            }
            // Whoever was woken looks before it gives up: the wake-up may have been for the last message that ever comes.
            if let Some(received) = shared.not_empty.sleep_unless(deadline, &mut look).or_else(&mut look) {
                return received;
            }
        }
    }
}

/// Looks again and again for some microseconds, after a look that found nothing.
fn spin<R>(mut look: impl FnMut() -> Option<R>) -> Option<R> {
    (0..).take(limits::POLLS_BEFORE_SLEEP).find_map(|_: u32| {
        pause(1);
        look()
    })
}

impl<T, P: Clone> Clone for Sender<T, P> {
    fn clone(&self) -> Self {
        self.shared.senders.fetch_add(1, Ordering::Relaxed); // Relaxed: we are counted ourselves, so it is not zero
        Sender { queue: self.queue.clone(), shared: Arc::clone(&self.shared) }
    }
}

impl<T, C: Pop<T> + Clone> Clone for Receiver<T, C> {
    fn clone(&self) -> Self {
        self.shared.receivers.fetch_add(1, Ordering::Relaxed); // Relaxed: as for senders
        Receiver { queue: self.queue.clone(), shared: Arc::clone(&self.shared) }
    }
}

impl<T, P> Drop for Sender<T, P> {
    fn drop(&mut self) {
        // Release: pairs with the receivers' Acquire: everything was sent before. The counts down of all senders are one release
        // sequence, so the last of them speaks for all. Not shown by the checker: as there.
        if self.shared.senders.fetch_sub(1, Ordering::Release) == 1 {
            self.shared.not_empty.wake_all(); // invariant 3
        }
    }
}

impl<T: 'static, C: Pop<T> + Clone> Drop for Receiver<T, C> {
    fn drop(&mut self) {
        // Relaxed: a message that is sent meanwhile is found by one of two looks, over the fences of `wake_all` and `was_sent`.
        if self.shared.receivers.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.shared.not_full.wake_all(); // invariant 3; it begins with a fence
            *self.shared.left_behind.lock() = Some(Box::new(self.queue.clone()));
            self.shared.take_out_the_rest(); // invariant 5
        }
    }
}
