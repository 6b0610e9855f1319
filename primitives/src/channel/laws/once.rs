//! The laws of a channel for one message ([`oneshot`](crate::channel::oneshot)).

use std::time::Duration;

use crate::channel::{Closed, Disconnected, oneshot::channel};
use crate::sync::{Arc, outside};
use crate::world::{Law, Ledger, Token, World, job};

/// The message arrives, or the receiver learns that none will; and it is dropped once.
pub fn arrives_once(world: &impl World) {
    const LAW: Law = Law { name: "arrives_once", outcomes: &["it arrived"] };
    world.explore(LAW, |witness| {
        let ledger = Arc::new(Ledger::default());
        let (sender, receiver) = channel::<Token>();
        let token = ledger.token(5);
        let sending = {
            let witness = witness.clone();
            job(move || witness.check(sender.send(token).is_ok(), || "the receiver waits for it".to_owned()))
        };
        let receiving = {
            let witness = witness.clone();
            job(move || {
                let got = receiver.recv().map(|token| token.number);
                witness.check(got == Ok(5), || format!("5 was sent, {got:?} was received"));
                witness.saw("it arrived");
            })
        };
        witness.par(vec![sending, receiving]);
        let complaint = ledger.complaint();
        witness.check(complaint.is_none(), || complaint.unwrap_or_default());
    });
}

/// The receiver may go at any time: the message comes back to its sender, or is dropped, once.
pub fn comes_back_or_is_dropped(world: &impl World) {
    const LAW: Law =
        Law { name: "comes_back_or_is_dropped", outcomes: &["it came back", "it was dropped there"] };
    world.explore(LAW, |witness| {
        let ledger = Arc::new(Ledger::default());
        let (sender, receiver) = channel::<Token>();
        let token = ledger.token(5);
        let came_back = Arc::new(outside::Mutex::new(false));
        let sending = {
            let came_back = Arc::clone(&came_back);
            job(move || *came_back.lock() = matches!(sender.send(token), Err(Closed(_))))
        };
        witness.par(vec![sending, job(move || drop(receiver))]);
        let complaint = ledger.complaint();
        witness.check(complaint.is_none(), || complaint.unwrap_or_default());
        witness.saw(if *came_back.lock() { "it came back" } else { "it was dropped there" });
    });
}

/// A sender that goes without a word wakes its receiver.
pub fn silence_is_heard(world: &impl World) {
    const LAW: Law = Law { name: "silence_is_heard", outcomes: &["heard"] };
    world.explore(LAW, |witness| {
        let (sender, receiver) = channel::<u64>();
        let listening = {
            let witness = witness.clone();
            job(move || {
                let heard = receiver.recv();
                witness.check(heard == Err(Disconnected), || {
                    format!("nothing was sent, {heard:?} was received")
                });
                witness.saw("heard");
            })
        };
        witness.par(vec![job(move || drop(sender)), listening]);
    });
}

/// A wait that ends too early leaves the message for the next.
pub fn time_runs_out(world: &impl World) {
    const LAW: Law = Law { name: "time_runs_out", outcomes: &["it came in time", "it came too late"] };
    world.explore(LAW, |witness| {
        let (sender, mut receiver) = channel::<u64>();
        let sending = {
            let witness = witness.clone();
            job(move || {
                witness.check(sender.send(5).is_ok(), || "the receiver is there until it has it".to_owned())
            })
        };
        let receiving = {
            let witness = witness.clone();
            job(move || {
                let first = receiver.recv_timeout(Duration::ZERO);
                witness.saw(if first.is_ok() { "it came in time" } else { "it came too late" });
                let second = first.or_else(|_| receiver.recv_timeout(Duration::from_micros(300)));
                let got = second.or_else(|_| receiver.recv());
                witness.check(got == Ok(5), || format!("5 was sent, {got:?} was received"));
            })
        };
        witness.par(vec![sending, receiving]);
    });
}
