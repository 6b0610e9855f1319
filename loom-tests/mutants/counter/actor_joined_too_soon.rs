//! **Waiting for a thread that waits for us.**
//!
//! *Misconception.* "Before the counter goes, its thread must have ended; so join it first." The thread ends when its mailbox
//! closes; the mailbox closes when the counter's sending end goes; and that goes after the join. Each waits for the other.
//!
//! *Killed by* `no_deadlock_on_drop`, as a deadlock.

use primitives::counter::{Promise, SharedCounter};
use primitives::sync::channel::std::{Receiver, Sender, bounded};
use primitives::sync::thread::{JoinHandle, spawn};

enum Message {
    Add(u64),
    Get(Sender<u64>),
}

/// A counter that is a thread with a mailbox.
pub struct ActorJoinedTooSoon {
    mailbox: Sender<Message>,
    actor: Option<JoinHandle<()>>,
}

impl ActorJoinedTooSoon {
    /// Starts the actor's thread, at zero.
    pub fn new() -> Self {
        let (mailbox, messages) = bounded(1);
        ActorJoinedTooSoon { mailbox, actor: Some(spawn(move || count(&messages))) }
    }

    fn send(&self, message: Message) {
        assert!(self.mailbox.send(message).is_ok(), "the actor lives until the mailbox closes");
    }
}

impl Default for ActorJoinedTooSoon {
    fn default() -> Self {
        ActorJoinedTooSoon::new()
    }
}

fn count(messages: &Receiver<Message>) {
    let mut sum = 0u64;
    while let Ok(message) = messages.recv() {
        match message {
            Message::Add(n) => sum = sum.wrapping_add(n),
            Message::Get(reply) => drop(reply.send(sum)),
        }
    }
}

impl SharedCounter for ActorJoinedTooSoon {
    const PROMISE: Promise = Promise::Linearizable;

    fn add(&self, n: u64) {
        self.send(Message::Add(n));
    }

    fn get(&self) -> u64 {
        let (reply, answer) = bounded(1);
        self.send(Message::Get(reply));
        answer.recv().expect("the actor answers every question before it ends")
    }
}

impl Drop for ActorJoinedTooSoon {
    fn drop(&mut self) {
        // The fields, and with them the mailbox, are dropped after this.
        if let Some(actor) = self.actor.take() {
            let _ = actor.join();
        }
    }
}
