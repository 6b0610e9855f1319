//! **One thread counts, the others send it messages.**
//!
//! *Promise.* Linearizable, as far as its channel is first in, first out: an addition takes effect when it is sent, since every
//! question sent later is answered later. Blocking: a full channel makes the sender wait (back-pressure).
//!
//! *Origin.* Hewitt, Bishop and Steiger, "A Universal Modular ACTOR Formalism for Artificial Intelligence", 1973; "share memory
//! by communicating".
//!
//! *State.* The sum, a local variable of the actor's thread, and a bounded mailbox.
//!
//! *Invariants.*
//! 1. Only the actor touches the sum: there is nothing to lock.
//! 2. Every handle keeps the counter alive, so the mailbox closes only after the last addition; the counter's drop
//!    closes it, and waits until the actor has worked it off and ended.
//!
//! *Orderings.* The channel's: what was done before a send happens before what is done after its receipt.
//!
//! *Trade-off.* No shared state, no data race to think about, and any amount of work behind one message; but each
//! addition costs a message, and each reading a round trip between threads. For a number that is absurd, which is why it
//! is measured here.
//!
//! It is generic over the channel: the same actor over std's, crossbeam's, or one of ours.

use super::{Add, Counter, Promise};
use crate::channel::{Channel, CrossbeamChannel, ReceiveEnd, SendEnd, StdChannel};
use crate::sync::Arc;
use crate::sync::thread::{JoinHandle, panicking, spawn};

/// An actor that is reached over std's channel.
pub type ActorStd = Actor<StdChannel>;
/// An actor that is reached over crossbeam's channel.
pub type ActorCrossbeam = Actor<CrossbeamChannel>;

/// How many messages may wait before senders must.
pub const MAILBOX: usize = 64;

/// What the actor is told or asked.
pub enum Message<C: Channel<u64>> {
    /// Add this.
    Add(u64),
    /// Send the sum here.
    Get(C::Sender),
}

/// A counter that is a thread with a mailbox.
pub struct Actor<C: Channel<u64> + Channel<Message<C>>> {
    /// None only while dropping: the mailbox must close before the wait for the actor.
    mailbox: Option<<C as Channel<Message<C>>>::Sender>,
    actor: Option<JoinHandle<()>>,
}

impl<C: Channel<u64> + Channel<Message<C>>> Actor<C> {
    /// Starts the actor's thread, at zero, with room for [`MAILBOX`] messages.
    pub fn new() -> Self {
        Actor::with_mailbox(MAILBOX)
    }

    /// Starts the actor's thread, at zero, with room for `capacity` messages.
    ///
    /// # Panics
    /// If the channel cannot have this capacity.
    pub fn with_mailbox(capacity: usize) -> Self {
        let (mailbox, messages) =
            <C as Channel<Message<C>>>::bounded(capacity).expect("a mailbox of this capacity");
        let actor = spawn(move || count(messages));
        Actor { mailbox: Some(mailbox), actor: Some(actor) }
    }

    /// A sending end of one's own.
    fn mailbox(&self) -> <C as Channel<Message<C>>>::Sender {
        self.mailbox.clone().expect("the mailbox is open until drop")
    }
}

/// Sends; the actor listens.
fn tell<M>(mailbox: &mut impl SendEnd<M>, message: M) {
    if mailbox.send(message).is_err() {
        unreachable!("the actor lives until the mailbox closes (invariant 2)");
    }
}

/// The actor's life: until every sender is gone and everything sent was worked off.
fn count<C: Channel<u64>>(mut messages: impl ReceiveEnd<Message<C>>) {
    let mut sum = 0u64;
    while let Ok(message) = messages.recv() {
        match message {
            Message::Add(n) => sum = sum.wrapping_add(n),
            // An asker that no longer listens is no error of ours.
            Message::Get(mut reply) => drop(reply.send(sum)),
        }
    }
}

impl<C: Channel<u64> + Channel<Message<C>>> Default for Actor<C> {
    fn default() -> Self {
        Actor::new()
    }
}

impl<C: Channel<u64> + Channel<Message<C>>> Counter for Actor<C> {
    const PROMISE: Promise = Promise::Linearizable;
    type Handle = Handle<C>;

    fn handle(self: &Arc<Self>) -> Handle<C> {
        Handle { mailbox: self.mailbox(), _actor: Arc::clone(self) }
    }

    fn get(&self) -> u64 {
        let (reply, mut answer) = <C as Channel<u64>>::bounded(1).expect("room for one answer");
        tell(&mut self.mailbox(), Message::Get(reply));
        answer.recv().expect("the actor answers every question before it ends")
    }
}

/// A sending end, and the counter. In this order: the last one to go closes the mailbox first, and waits for the actor then.
pub struct Handle<C: Channel<u64> + Channel<Message<C>>> {
    mailbox: <C as Channel<Message<C>>>::Sender,
    _actor: Arc<Actor<C>>,
}

impl<C: Channel<u64> + Channel<Message<C>>> Add for Handle<C> {
    fn add(&mut self, n: u64) {
        tell(&mut self.mailbox, Message::Add(n));
    }
}

impl<C: Channel<u64> + Channel<Message<C>>> Drop for Actor<C> {
    fn drop(&mut self) {
        drop(self.mailbox.take()); // closes it: the actor will end
        if let Some(actor) = self.actor.take()
            && let Err(panic) = actor.join()
            && !panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}
