//! The actor's mailbox: it is bounded, whoever finds it full waits, and its owner waits for its end. Shown by a channel
//! that tells what happens to it and lets messages out only when it is told to.

use std::cell::RefCell;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use primitives::channel::{
    BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd,
};
use primitives::counter::actor::Actor;
use primitives::counter::{Add, Counter};

#[derive(Debug, PartialEq, Eq)]
enum Event {
    /// A sender found the mailbox full, and waits from now on.
    Full,
    /// The addition returned to its caller.
    Returned,
    /// The actor dropped its end of the mailbox.
    Ended,
}

/// The permits of the next channel made on this thread, and where it tells its events.
struct Gate {
    permits: mpsc::Receiver<()>,
    events: mpsc::Sender<Event>,
}

thread_local!(static NEXT: RefCell<Option<Gate>> = const { RefCell::new(None) });

/// std's channel, with a gate before its receiver if one is set up.
struct Gated;

#[derive(Debug)]
struct Sender<T> {
    inner: mpsc::SyncSender<T>,
    events: Option<mpsc::Sender<Event>>,
}

struct Receiver<T> {
    inner: mpsc::Receiver<T>,
    gate: Option<Mutex<Gate>>,
}

impl<T: Send + 'static> Channel<T> for Gated {
    type Sender = Sender<T>;
    type Receiver = Receiver<T>;

    fn bounded(capacity: usize) -> Result<(Sender<T>, Receiver<T>), BadCapacity> {
        let gate = NEXT.take();
        let (sender, receiver) = mpsc::sync_channel(capacity);
        let events = gate.as_ref().map(|gate| gate.events.clone());
        Ok((Sender { inner: sender, events }, Receiver { inner: receiver, gate: gate.map(Mutex::new) }))
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Sender { inner: self.inner.clone(), events: self.events.clone() }
    }
}

impl<T: Send + 'static> SendEnd<T> for Sender<T> {
    fn send(&mut self, message: T) -> Result<(), Closed<T>> {
        match self.inner.try_send(message) {
            Ok(()) => Ok(()),
            Err(mpsc::TrySendError::Disconnected(message)) => Err(Closed(message)),
            Err(mpsc::TrySendError::Full(message)) => {
                self.events.iter().for_each(|events| events.send(Event::Full).expect("the test listens"));
                self.inner.send(message).map_err(|mpsc::SendError(message)| Closed(message))
            }
        }
    }
}

impl<T: Send + 'static> ReceiveEnd<T> for Receiver<T> {
    fn recv(&mut self) -> Result<T, Disconnected> {
        if let Some(gate) = &self.gate {
            // Without anybody to give permits the gate stands open.
            let _ = gate.lock().expect("no panic").permits.recv();
        }
        self.inner.recv().map_err(|mpsc::RecvError| Disconnected)
    }

    fn recv_timeout(&mut self, _: Duration) -> Result<T, RecvTimeoutError> {
        unreachable!("an actor has nothing else to do than to wait")
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if let Some(gate) = &self.gate {
            let _ = gate.lock().expect("no panic").events.send(Event::Ended); // the test may be over
        }
    }
}

/// An actor with room for one message, its permits, its events, and a way to tell more of them.
fn gated() -> (Arc<Actor<Gated>>, mpsc::Sender<()>, mpsc::Receiver<Event>, mpsc::Sender<Event>) {
    let (permit, permits) = mpsc::channel();
    let (events, told) = mpsc::channel();
    NEXT.set(Some(Gate { permits, events: events.clone() }));
    (Arc::new(Actor::with_mailbox(1)), permit, told, events)
}

#[test]
fn a_full_mailbox_makes_the_sender_wait() {
    let (counter, permit, told, events) = gated();
    let mut handle = counter.handle();
    handle.add(1); // fills the mailbox: the actor has no permit to look
    let second = thread::spawn(move || {
        handle.add(1);
        events.send(Event::Returned).expect("the test listens");
    });
    // Without a bound, "returned" would be the first event and "full" would never come.
    assert_eq!(told.recv(), Ok(Event::Full));
    assert!(told.try_recv().is_err(), "nothing more until the actor takes a message");
    permit.send(()).expect("the actor waits for it");
    assert_eq!(told.recv(), Ok(Event::Returned), "one message out lets one in");
    second.join().expect("no panic");
    drop(permit);
    assert_eq!(counter.get(), 2);
}

#[test]
fn dropping_the_counter_waits_until_the_actor_has_ended() {
    let (counter, permit, told, _events) = gated();
    let mut handle = counter.handle();
    drop(permit); // the gate stands open
    handle.add(1);
    drop(counter);
    assert!(told.try_iter().all(|event| event != Event::Ended), "the handle keeps the actor alive");
    drop(handle);
    assert!(told.try_iter().any(|event| event == Event::Ended), "the drop returned, so the actor is gone");
}
