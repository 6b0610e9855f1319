//! Channels. Which function an entry goes through says what its ends can do: `mpmc` and `mpsc` have room for some messages,
//! `unbounded` for any number, `hand_over` for none, `oneshot` for one in all; what comes in several kinds,
//! `Offers::new(..).bounded::<..>().hand_over::<..>().unbounded::<..>().subject()`.

use primitives::channel::condvar::CondvarChannel;
use primitives::channel::park::{ParkChannel, ParkUnbounded};
use primitives::channel::rendezvous::Rendezvous;
use primitives::channel::{Bounded, Endless};

use super::channel_peers::{Crossbeam, Crossfire, Flume, Kanal, PEERS, Std, ThingBuf};
use super::{PeerName, floor, ours};
use crate::catalogue::{Entry, Subject};
use crate::workloads::channel::{
    Offers, mpmc_subject as mpmc, mpsc_subject as mpsc, oneshot_subject as oneshot,
    unbounded_subject as unbounded,
};
use crate::workloads::floors::ping_pong_subject;

/// A channel's file.
macro_rules! file {
    ($name:literal) => {
        concat!("primitives/src/channel/", $name, ".rs")
    };
}

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        mpmc::<CondvarChannel>(ours("condvar", file!("condvar"), "a buffer behind std's mutex, two condition variables", "blocking", "Hoare, 1974")).baseline().twin(),
        Offers::new(ours("condvar_unbounded", file!("condvar"), "a buffer behind std's mutex, a condition variable", "blocking", "Hoare, 1974")).unbounded::<CondvarChannel>().many_receivers::<Endless<CondvarChannel>>().subject(),
        mpmc::<ParkChannel>(ours("park", file!("park"), "our bounded queue, spins, then sleeps in a list", "blocking, spins, then sleeps", "Karlin and others, 1991; Reed and Kanodia, 1979")),
        Offers::new(ours("park_unbounded", file!("park"), "our queue without a limit, spins, then sleeps in a list", "blocking, spins, then sleeps", "Karlin and others, 1991; Reed and Kanodia, 1979")).unbounded::<ParkUnbounded>().many_receivers::<Endless<ParkUnbounded>>().subject(),
        Offers::new(ours("rendezvous", file!("rendezvous"), "no buffer: lists of those who wait, behind std's mutex", "blocking, spins, then sleeps", "Hoare, 1978")).hand_over::<Rendezvous>().subject(),
        oneshot(ours("oneshot", file!("oneshot"), "one word and a place for one message", "sending wait-free, receiving blocking", "Baker and Hewitt, 1977"), |message| {
            let (sender, receiver) = primitives::channel::oneshot::channel();
            sender.send(message).ok()?;
            receiver.recv().ok()
        }),
        Offers::new(peer("crossbeam")).bounded::<Crossbeam>().many_receivers::<Bounded<Crossbeam>>().hand_over::<Crossbeam>().subject(),
        Offers::new(peer("kanal")).bounded::<Kanal>().many_receivers::<Bounded<Kanal>>().hand_over::<Kanal>().subject(),
        Offers::new(peer("flume")).bounded::<Flume>().many_receivers::<Bounded<Flume>>().hand_over::<Flume>().subject(),
        Offers::new(peer("std")).bounded::<Std>().hand_over::<Std>().subject(),
        mpmc::<Crossfire>(peer("crossfire")),
        mpsc::<ThingBuf>(peer("thingbuf")),
        Offers::new(peer("crossbeam_unbounded")).unbounded::<Crossbeam>().many_receivers::<Endless<Crossbeam>>().subject(),
        Offers::new(peer("kanal_unbounded")).unbounded::<Kanal>().many_receivers::<Endless<Kanal>>().subject(),
        Offers::new(peer("crossfire_unbounded")).unbounded::<Crossfire>().many_receivers::<Endless<Crossfire>>().subject(),
        Offers::new(peer("flume_unbounded")).unbounded::<Flume>().many_receivers::<Endless<Flume>>().subject(),
        unbounded::<Std>(peer("std_unbounded")),
        ping_pong_subject(floor("ping_pong", "benches/src/workloads/floors.rs", "one cache line there and back")),
    ]
}

/// The entry of a published one.
fn peer(name: &str) -> Entry {
    PeerName::entry(PEERS, name)
}
