//! Published channels that wait, used as their documentation says.
//!
//! gil and omango have ends that wait as well, but none that know when the other side is gone: gil's cannot be closed, omango's are
//! closed by a call. So they are no channels here; see also [`known_failures`](super::known_failures).

use std::sync::mpsc;
use std::time::Duration;

use crossfire::{MRx, MTx};
use primitives::channel::{
    BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd, UnboundedChannel,
};
use thingbuf::mpsc::{blocking as thingbuf_blocking, errors as thingbuf_errors};

use super::PeerName;
use super::queue_peers::MOST;

/// Each with its name, its crate, how it works and what it promises about progress.
#[rustfmt::skip] // a table: one line an entry
pub const PEERS: &[PeerName] = &[
    PeerName { name: "std", crate_name: "std", mechanism: "sync_channel: a ring, sleepers in a list behind a mutex", progress: "blocking, spins, then sleeps" },
    PeerName { name: "std_unbounded", crate_name: "std", mechanism: "channel: a list of blocks, sleepers in a list behind a mutex", progress: "blocking, spins, then sleeps" },
    PeerName { name: "crossbeam", crate_name: "crossbeam-channel", mechanism: "bounded: a ring, sleepers in a list behind a mutex", progress: "blocking, spins, then sleeps" },
    PeerName { name: "crossbeam_unbounded", crate_name: "crossbeam-channel", mechanism: "unbounded: a list of blocks, sleepers in a list behind a mutex", progress: "blocking, spins, then sleeps" },
    PeerName { name: "flume", crate_name: "flume", mechanism: "buffer and sleepers behind std's mutex", progress: "blocking, sleeps" },
    PeerName { name: "flume_unbounded", crate_name: "flume", mechanism: "buffer and sleepers behind std's mutex", progress: "blocking, sleeps" },
    PeerName { name: "kanal", crate_name: "kanal", mechanism: "a buffer behind a spin lock; messages copied between stacks", progress: "blocking, spins, then sleeps" },
    PeerName { name: "kanal_unbounded", crate_name: "kanal", mechanism: "a buffer behind a spin lock; messages copied between stacks", progress: "blocking, spins, then sleeps" },
    PeerName { name: "crossfire", crate_name: "crossfire", mechanism: "mpmc::bounded_blocking: crossbeam's ring, changed; lists of sleepers", progress: "blocking, spins, then sleeps" },
    PeerName { name: "crossfire_unbounded", crate_name: "crossfire", mechanism: "mpmc::unbounded_blocking: crossbeam's list, changed; lists of sleepers", progress: "blocking, spins, then sleeps" },
    PeerName { name: "thingbuf", crate_name: "thingbuf", mechanism: "mpsc::blocking: a ring that keeps its items' memory, lists of sleepers", progress: "blocking, sleeps" },
];

/// `std::sync::mpsc`, of all three kinds.
#[derive(Debug)]
pub struct Std;
/// `crossbeam::channel`, of all three kinds.
#[derive(Debug)]
pub struct Crossbeam;
/// `flume`, of all three kinds.
#[derive(Debug)]
pub struct Flume;
/// `kanal`, of all three kinds. A message that cannot be delivered is dropped by its `send`, not given back: so the end keeps a copy,
/// and only what can be copied can be sent.
#[derive(Debug)]
pub struct Kanal;
/// `crossfire::mpmc`, by the ends that wait; one of capacity 0 would have capacity 1.
#[derive(Debug)]
pub struct Crossfire;
/// `thingbuf::mpsc::blocking`, by value. It keeps an item in every place, so they must have one to begin with.
#[derive(Debug)]
pub struct ThingBuf;

/// The ends of a library, with the family's face. Messages are `$bound` beside being sent.
macro_rules! ends {
    (
        $sender:ident<$t:ident: $bound:path>($tx:ty), $receiver:ident($rx:ty),
        send: |$send:ident, $message:ident| $sending:expr,
        recv: |$recv:ident| $receiving:expr,
        recv_timeout: |$waits:ident, $timeout:ident| $timed:expr
    ) => {
        /// A sending end.
        #[expect(missing_debug_implementations, reason = "not every crate's is")]
        pub struct $sender<$t: Send + $bound + 'static>($tx);
        /// A receiving end.
        #[expect(missing_debug_implementations, reason = "not every crate's is")]
        pub struct $receiver<$t: Send + $bound + 'static>($rx);

        impl<$t: Send + $bound + 'static> Clone for $sender<$t> {
            fn clone(&self) -> Self {
                $sender(self.0.clone())
            }
        }

        impl<$t: Send + $bound + 'static> SendEnd<$t> for $sender<$t> {
            #[inline]
            fn send(&mut self, $message: $t) -> Result<(), Closed<$t>> {
                let $send = &mut self.0;
                $sending
            }
        }

        impl<$t: Send + $bound + 'static> ReceiveEnd<$t> for $receiver<$t> {
            #[inline]
            fn recv(&mut self) -> Result<$t, Disconnected> {
                let $recv = &mut self.0;
                $receiving
            }

            fn recv_timeout(&mut self, $timeout: Duration) -> Result<$t, RecvTimeoutError> {
                let $waits = &mut self.0;
                $timed
            }
        }
    };
}

/// Receiving ends of which there can be many.
macro_rules! many {
    ($($receiver:ident<$t:ident: $bound:path>),*) => {
        $(impl<$t: Send + $bound + 'static> Clone for $receiver<$t> {
            fn clone(&self) -> Self {
                $receiver(self.0.clone())
            }
        })*
    };
}

/// A library's channel of both kinds: with a limit of at least `$least`, and without one.
macro_rules! channel {
    ($kind:ident<$t:ident: $bound:path>, $least:literal: $bounded:expr => $sender:ident, $receiver:ident;
     $unbounded:expr => $endless_sender:ident, $endless_receiver:ident) => {
        impl<$t: Send + $bound + 'static> Channel<$t> for $kind {
            type Sender = $sender<$t>;
            type Receiver = $receiver<$t>;

            fn bounded(capacity: usize) -> Result<(Self::Sender, Self::Receiver), BadCapacity> {
                BadCapacity::unless_within(capacity, $least, MOST)?;
                let (sender, receiver) = $bounded(capacity);
                Ok(($sender(sender), $receiver(receiver)))
            }
        }

        impl<$t: Send + $bound + 'static> UnboundedChannel<$t> for $kind {
            type Sender = $endless_sender<$t>;
            type Receiver = $endless_receiver<$t>;

            fn unbounded() -> (Self::Sender, Self::Receiver) {
                let (sender, receiver) = $unbounded();
                ($endless_sender(sender), $endless_receiver(receiver))
            }
        }
    };
}

/// Why a library's bounded wait brought nothing, in the family's words. Their enums have the same names.
macro_rules! why {
    ($path:path) => {
        |error| {
            use $path as Why;
            match error {
                Why::Timeout => RecvTimeoutError::Timeout,
                Why::Disconnected => RecvTimeoutError::Disconnected,
            }
        }
    };
}

ends!(StdSend<T: Sized>(mpsc::SyncSender<T>), StdReceive(mpsc::Receiver<T>),
    send: |end, message| end.send(message).map_err(|refused| Closed(refused.0)),
    recv: |end| end.recv().map_err(|_| Disconnected),
    recv_timeout: |end, timeout| end.recv_timeout(timeout).map_err(why!(mpsc::RecvTimeoutError)));
ends!(StdEndlessSend<T: Sized>(mpsc::Sender<T>), StdEndlessReceive(mpsc::Receiver<T>),
    send: |end, message| end.send(message).map_err(|refused| Closed(refused.0)),
    recv: |end| end.recv().map_err(|_| Disconnected),
    recv_timeout: |end, timeout| end.recv_timeout(timeout).map_err(why!(mpsc::RecvTimeoutError)));
channel!(Std<T: Sized>, 0: mpsc::sync_channel => StdSend, StdReceive; mpsc::channel => StdEndlessSend, StdEndlessReceive);

ends!(CrossbeamSend<T: Sized>(crossbeam::channel::Sender<T>), CrossbeamReceive(crossbeam::channel::Receiver<T>),
    send: |end, message| end.send(message).map_err(|refused| Closed(refused.0)),
    recv: |end| end.recv().map_err(|_| Disconnected),
    recv_timeout: |end, timeout| end.recv_timeout(timeout).map_err(why!(crossbeam::channel::RecvTimeoutError)));
channel!(Crossbeam<T: Sized>, 0: crossbeam::channel::bounded => CrossbeamSend, CrossbeamReceive;
    crossbeam::channel::unbounded => CrossbeamSend, CrossbeamReceive);

ends!(FlumeSend<T: Sized>(flume::Sender<T>), FlumeReceive(flume::Receiver<T>),
    send: |end, message| end.send(message).map_err(|refused| Closed(refused.0)),
    recv: |end| end.recv().map_err(|_| Disconnected),
    recv_timeout: |end, timeout| end.recv_timeout(timeout).map_err(why!(flume::RecvTimeoutError)));
channel!(Flume<T: Sized>, 0: flume::bounded => FlumeSend, FlumeReceive; flume::unbounded => FlumeSend, FlumeReceive);

ends!(KanalSend<T: Copy>(kanal::Sender<T>), KanalReceive(kanal::Receiver<T>),
send: |end, message| end.send(message).map_err(|_| Closed(message)),
recv: |end| end.recv().map_err(|_| Disconnected),
recv_timeout: |end, timeout| end.recv_timeout(timeout).map_err(|error| match error {
    kanal::ReceiveErrorTimeout::Timeout => RecvTimeoutError::Timeout,
    kanal::ReceiveErrorTimeout::Closed | kanal::ReceiveErrorTimeout::SendClosed => RecvTimeoutError::Disconnected,
}));
channel!(Kanal<T: Copy>, 0: kanal::bounded => KanalSend, KanalReceive; kanal::unbounded => KanalSend, KanalReceive);

ends!(CrossfireSend<T: Sized>(MTx<crossfire::mpmc::Array<T>>), CrossfireReceive(MRx<crossfire::mpmc::Array<T>>),
    send: |end, message| end.send(message).map_err(|refused| Closed(refused.0)),
    recv: |end| end.recv().map_err(|_| Disconnected),
    recv_timeout: |end, timeout| end.recv_timeout(timeout).map_err(why!(crossfire::RecvTimeoutError)));
ends!(CrossfireEndlessSend<T: Sized>(MTx<crossfire::mpmc::List<T>>), CrossfireEndlessReceive(MRx<crossfire::mpmc::List<T>>),
    send: |end, message| end.send(message).map_err(|refused| Closed(refused.0)),
    recv: |end| end.recv().map_err(|_| Disconnected),
    recv_timeout: |end, timeout| end.recv_timeout(timeout).map_err(why!(crossfire::RecvTimeoutError)));
channel!(Crossfire<T: Sized>, 1: crossfire::mpmc::bounded_blocking => CrossfireSend, CrossfireReceive;
    crossfire::mpmc::unbounded_blocking => CrossfireEndlessSend, CrossfireEndlessReceive);

/// What a place of a [`ThingBuf`] needs of its item.
pub trait Reusable: Default + Clone + Sync {}
impl<T: Default + Clone + Sync> Reusable for T {}

ends!(ThingBufSend<T: Reusable>(thingbuf_blocking::Sender<T>), ThingBufReceive(thingbuf_blocking::Receiver<T>),
send: |end, message| end.send(message).map_err(|refused| Closed(refused.into_inner())),
recv: |end| end.recv().ok_or(Disconnected),
recv_timeout: |end, timeout| end.recv_timeout(timeout).map_err(|error| match error {
    thingbuf_errors::RecvTimeoutError::Timeout => RecvTimeoutError::Timeout,
    _ => RecvTimeoutError::Disconnected, // the enum may grow; today there is one more, "closed"
}));

impl<T: Send + Reusable + 'static> Channel<T> for ThingBuf {
    type Sender = ThingBufSend<T>;
    type Receiver = ThingBufReceive<T>;

    fn bounded(capacity: usize) -> Result<(Self::Sender, Self::Receiver), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let (sender, receiver) = thingbuf_blocking::channel(capacity);
        Ok((ThingBufSend(sender), ThingBufReceive(receiver)))
    }
}

many!(CrossbeamReceive<T: Sized>, FlumeReceive<T: Sized>, KanalReceive<T: Copy>,
    CrossfireReceive<T: Sized>, CrossfireEndlessReceive<T: Sized>);
