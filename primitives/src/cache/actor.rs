//! **One thread has the cache, the others ask it.**
//!
//! *Promise.* Linearizable, as far as its channel is first in, first out: what was inserted before a question is known to the answer. Blocking: a
//! full mailbox makes the sender wait, and a look-up waits for its answer. Exact LRU, never more than the capacity.
//!
//! *Origin.* Hewitt, Bishop and Steiger, "A Universal Modular ACTOR Formalism for Artificial Intelligence", 1973.
//!
//! *State.* An LRU cache, a local variable of the actor's thread, and a bounded mailbox. An answer comes through a
//! [channel for one message](crate::channel::oneshot).
//!
//! *Invariants.*
//! 1. Only the actor touches the cache: there is nothing to lock.
//! 2. The mailbox closes with the last of its senders, which is ours: only our drop ends the actor, and waits for it.
//!
//! *Orderings.* The channels': what was done before a send happens before what is done after its receipt.
//!
//! *Trade-off.* A policy as simple as for one thread, and any amount of work behind a message; but each look-up is a round trip between two
//! threads, a thousand times the price of the look-up itself.
//!
//! A key or a value whose own code panics ends the actor; whoever asks after that panics too. One whose own code asks the same cache, or
//! holds the last of it, waits for itself: all of their code runs in the actor.

use std::hash::{BuildHasher, Hash, RandomState};

use super::mutex_lru::Lru;
use super::policy::Policy;
use super::{BadCapacity, Bounded, Cache, MOST, Remove};
use crate::channel::park::ParkChannel;
use crate::channel::{Channel, ReceiveEnd, SendEnd, oneshot};
use crate::sync::thread::{JoinHandle, panicking, spawn};

/// How many messages may wait before senders must.
const MAILBOX: usize = 64;

/// What the actor is told or asked.
pub enum Message<K, V> {
    /// Look this up.
    Get(K, oneshot::Sender<Option<V>>),
    /// Put this in.
    Insert(K, V),
    /// Take this out.
    Remove(K, oneshot::Sender<Option<V>>),
    /// How many are there?
    Len(oneshot::Sender<usize>),
}

/// A cache that is a thread with a mailbox, a channel of kind `C`.
pub struct Actor<K, V, S = RandomState, C: Channel<Message<K, V>> = ParkChannel>
where
    K: Send + 'static,
    V: Send + 'static,
{
    /// None only while dropping: the mailbox must close before the wait for the actor.
    mailbox: Option<C::Sender>,
    actor: Option<JoinHandle<()>>,
    capacity: usize,
    of: std::marker::PhantomData<fn() -> S>,
}

/// The actor's life: until the mailbox closes.
fn serve<K, V, S>(mut lru: Lru<K, V, S>, mut messages: impl ReceiveEnd<Message<K, V>>)
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    while let Ok(message) = messages.recv() {
        // An asker that no longer listens is no error of ours.
        match message {
            Message::Get(key, reply) => drop(reply.send(lru.get(&key).cloned())),
            Message::Insert(key, value) => drop(lru.insert(key, value)),
            Message::Remove(key, reply) => drop(reply.send(lru.remove(&key).map(|(_, value)| value))),
            Message::Len(reply) => drop(reply.send(lru.len())),
        }
    }
}

impl<K, V, S, C> Actor<K, V, S, C>
where
    K: Send + 'static,
    V: Send + 'static,
    C: Channel<Message<K, V>>,
{
    fn tell(&self, message: Message<K, V>) {
        let mut mailbox = self.mailbox.clone().expect("the mailbox is open until drop");
        assert!(mailbox.send(message).is_ok(), "the actor was ended by a panic of a key or a value");
    }

    fn ask<A: Send + 'static>(&self, question: impl FnOnce(oneshot::Sender<A>) -> Message<K, V>) -> A {
        let (reply, answer) = oneshot::channel();
        self.tell(question(reply));
        answer.recv().expect("an answer from an actor that no panic of a key or a value has ended")
    }
}

impl<K, V, S, C> Cache<K, V> for Actor<K, V, S, C>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
    S: BuildHasher + Default + Send + 'static,
    C: Channel<Message<K, V>, Sender: Sync>,
{
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let lru = Lru::<K, V, S>::new(capacity)?;
        let (mailbox, messages) = C::bounded(MAILBOX)?;
        let actor = spawn(move || serve(lru, messages));
        Ok(Actor { mailbox: Some(mailbox), actor: Some(actor), capacity, of: std::marker::PhantomData })
    }

    fn get(&self, key: &K) -> Option<V> {
        self.ask(|reply| Message::Get(key.clone(), reply))
    }

    fn insert(&self, key: K, value: V) {
        self.tell(Message::Insert(key, value));
    }

    /// Waits until everything sent so far was worked off.
    fn settle(&self) {
        self.ask(Message::Len);
    }
}

impl<K, V, S, C> Remove<K, V> for Actor<K, V, S, C>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
    S: BuildHasher + Default + Send + 'static,
    C: Channel<Message<K, V>, Sender: Sync>,
{
    fn remove(&self, key: &K) -> Option<V> {
        self.ask(|reply| Message::Remove(key.clone(), reply))
    }
}

impl<K, V, S, C> Bounded<K, V> for Actor<K, V, S, C>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
    S: BuildHasher + Default + Send + 'static,
    C: Channel<Message<K, V>, Sender: Sync>,
{
    fn capacity(&self) -> usize {
        self.capacity
    }

    fn len(&self) -> usize {
        self.ask(Message::Len)
    }
}

impl<K, V, S, C> Drop for Actor<K, V, S, C>
where
    K: Send + 'static,
    V: Send + 'static,
    C: Channel<Message<K, V>>,
{
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
