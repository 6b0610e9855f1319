//! Published channels, tried by the laws of ours, each in a process of its own; see `queue_peers.rs`.

mod conformance;

use std::process::ExitCode;
use std::time::Duration;

use benches::subjects::channel_peers::{self, Crossbeam, Crossfire, Flume, Kanal, Std, ThingBuf};
use conformance::{Promised, Trial};
use primitives::channel::{
    BadCapacity, Bounded, Channel, Closed, Disconnected, Endless, HandOver, Kind, ReceiveEnd,
    RecvTimeoutError, SendEnd, laws,
};
use primitives::world::{Native, Size};

/// Many messages through a small channel.
const MANY: Native = Native { rounds: 8, size: Size { threads: 2, ops: 500 } };
/// A few threads that meet once.
const MEETINGS: Native = Native { rounds: 200, size: Size { threads: 3, ops: 2 } };
/// How many messages each of two senders sends.
const EACH: u64 = 300;

/// Messages of two senders arrive once each, and those of one sender in its order, at a receiver that then learns that all are gone.
fn two_senders<K: Kind<u64>>() {
    for _ in 0..20 {
        let (sender, mut receiver) = K::with_capacity(3).expect("room for three");
        let senders = [0, EACH].map(|from| {
            let mut sender = sender.clone();
            std::thread::spawn(move || {
                (from..from + EACH)
                    .for_each(|message| sender.send(message).expect("the receiver waits for us"));
            })
        });
        drop(sender);
        let got: Vec<u64> = std::iter::from_fn(|| receiver.recv().ok()).collect();
        senders.into_iter().for_each(|sender| sender.join().expect("it only sends"));
        for from in [0, EACH] {
            let of = got.iter().copied().filter(|message| (from..from + EACH).contains(message));
            assert!(of.eq(from..from + EACH), "law[two_senders]: received {got:?}");
        }
    }
}

/// Each message arrives once at one of two receivers, and both learn that all are gone.
fn two_receivers<K: Kind<u64, Receiver: Clone>>() {
    for _ in 0..20 {
        let (mut sender, receiver) = K::with_capacity(3).expect("room for three");
        let receivers = [receiver.clone(), receiver].map(|mut receiver| {
            std::thread::spawn(move || std::iter::from_fn(|| receiver.recv().ok()).collect::<Vec<u64>>())
        });
        (0..EACH).for_each(|message| sender.send(message).expect("the receivers wait for us"));
        drop(sender);
        let mut got: Vec<u64> =
            receivers.into_iter().flat_map(|each| each.join().expect("it only receives")).collect();
        got.sort_unstable();
        assert!(got.iter().copied().eq(0..EACH), "law[two_receivers]: received {got:?}");
    }
}

/// A message comes back if the receiver is gone, and what was sent before the sender went is still received. For one thread.
fn gone<K: Kind<u64>>() {
    let (mut sender, receiver) = K::with_capacity(2).expect("room for two");
    drop(receiver);
    assert_eq!(sender.send(5), Err(Closed(5)), "law[gone]: nobody can receive it");
    let (mut sender, mut receiver) = K::with_capacity(2).expect("room for two");
    (0..2).for_each(|message| assert_eq!(sender.send(message), Ok(()), "law[gone]: there is room"));
    drop(sender);
    assert_eq!([receiver.recv(), receiver.recv()], [Ok(0), Ok(1)], "law[gone]: they were sent");
    assert_eq!(receiver.recv(), Err(Disconnected), "law[gone]: all senders are gone");
    assert_eq!(
        receiver.recv_timeout(Duration::from_secs(3600)),
        Err(RecvTimeoutError::Disconnected),
        "law[gone]: as before"
    );
}

/// Sending into a channel without room returns no sooner than its message is taken.
fn hands_over<K: Kind<u64>>() {
    use std::sync::atomic::{AtomicBool, Ordering};
    for _ in 0..50 {
        let (mut sender, mut receiver) = K::with_capacity(0).expect("no room");
        let receives = std::sync::Arc::new(AtomicBool::new(false));
        let flag = std::sync::Arc::clone(&receives);
        let sending = std::thread::spawn(move || {
            sender.send(7).expect("the receiver waits for us");
            flag.load(Ordering::Acquire) // Acquire: with the Release below
        });
        receives.store(true, Ordering::Release); // Release: with the Acquire of a sender that was received from
        assert_eq!(receiver.recv(), Ok(7), "law[hands_over]: 7 was sent");
        assert!(sending.join().expect("it only sends"), "law[hands_over]: sent before anybody received");
    }
}

/// A capacity that a channel must refuse, for it would be another one.
fn refuses_none<C: Channel<u64>>() {
    assert!(
        matches!(C::bounded(0), Err(BadCapacity { asked: 0, .. })),
        "law[refuses_none]: took a capacity of 0"
    );
}

/// Each law by its name.
macro_rules! law {
    (no_loss_no_duplication, $channel:ty) => {
        laws::no_loss_no_duplication::<Bounded<$channel>>(&MANY)
    };
    (close_wakes_all, $channel:ty) => {
        laws::close_wakes_all::<Bounded<$channel>>(&MEETINGS)
    };
    (bounded_wait_says_why, $channel:ty) => {
        laws::bounded_wait_says_why::<Bounded<$channel>>()
    };
    (drops_once, $channel:ty) => {
        laws::drops_once::<Bounded<$channel>>(&MEETINGS)
    };
    (two_senders, $channel:ty) => {
        two_senders::<Bounded<$channel>>()
    };
    (two_receivers, $channel:ty) => {
        two_receivers::<Bounded<$channel>>()
    };
    (gone, $channel:ty) => {
        gone::<Bounded<$channel>>()
    };
    (refuses_none, $channel:ty) => {
        refuses_none::<$channel>()
    };
    (hands_over, $channel:ty) => {
        hands_over::<HandOver<$channel>>()
    };
    (hands_over_two_senders, $channel:ty) => {
        two_senders::<HandOver<$channel>>()
    };
    (endless_two_senders, $channel:ty) => {
        two_senders::<Endless<$channel>>()
    };
    (endless_two_receivers, $channel:ty) => {
        two_receivers::<Endless<$channel>>()
    };
    (endless_gone, $channel:ty) => {
        gone::<Endless<$channel>>()
    };
}

/// Trials of one peer.
macro_rules! trials {
    ($trials:ident, $peer:literal, $channel:ty: $($law:ident)*) => {
        $trials.extend(Vec::<Trial>::from([
            $(Trial { peer: $peer, law: stringify!($law), run: || law!($law, $channel), promised: Promised::Yes },)*
        ]));
    };
}

/// What every bounded channel is tried by; then by what it offers.
macro_rules! peer {
    ($trials:ident, $peer:literal, $channel:ty: $($law:ident)*) => {
        trials!($trials, $peer, $channel: no_loss_no_duplication close_wakes_all bounded_wait_says_why two_senders gone $($law)*);
    };
}

fn main() -> ExitCode {
    let mut trials: Vec<Trial> = Vec::new();
    peer!(trials, "std", Std: drops_once hands_over hands_over_two_senders);
    trials!(trials, "std_unbounded", Std: endless_two_senders endless_gone);
    peer!(trials, "crossbeam", Crossbeam: drops_once two_receivers hands_over hands_over_two_senders);
    trials!(trials, "crossbeam_unbounded", Crossbeam: endless_two_senders endless_two_receivers endless_gone);
    peer!(trials, "flume", Flume: drops_once two_receivers hands_over hands_over_two_senders);
    trials!(trials, "flume_unbounded", Flume: endless_two_senders endless_two_receivers endless_gone);
    peer!(trials, "kanal", Kanal: two_receivers hands_over hands_over_two_senders);
    trials!(trials, "kanal_unbounded", Kanal: endless_two_senders endless_two_receivers endless_gone);
    peer!(trials, "crossfire", Crossfire: drops_once two_receivers refuses_none);
    trials!(trials, "crossfire_unbounded", Crossfire: endless_two_senders endless_two_receivers endless_gone);
    peer!(trials, "thingbuf", ThingBuf: refuses_none);
    conformance::main("channel", &[channel_peers::PEERS], &trials)
}
