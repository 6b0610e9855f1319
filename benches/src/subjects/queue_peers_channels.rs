//! Published channels, raced as queues by the ends that do not wait. Pushing into one whose receivers are gone finds it full if it has
//! a limit; without a limit the item is dropped, as whatever else is left inside.

use crossfire::{MRx, MTx, Rx, Tx};
use primitives::queue::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue, Unbounded};
use std::sync::mpsc::{self, TrySendError};

use super::PeerName;
use super::queue_peers::MOST;

/// Each with its name, its crate, how it works and what it promises about progress.
#[rustfmt::skip] // a table: one line an entry
pub const PEERS: &[PeerName] = &[
    PeerName { name: "std_mpsc", crate_name: "std", mechanism: "sync_channel, try_send and try_recv: a ring whose places say whose turn it is", progress: "lock-free but for a stalled neighbour" },
    PeerName { name: "std_mpsc_unbounded", crate_name: "std", mechanism: "channel, send and try_recv: a list of blocks of 31 places", progress: "lock-free but for a stalled neighbour" },
    PeerName { name: "kanal", crate_name: "kanal", mechanism: "try_send_option and try_recv: a buffer behind a spin lock", progress: "blocking, spins" },
    PeerName { name: "kanal_unbounded", crate_name: "kanal", mechanism: "try_send_option and try_recv: a buffer behind a spin lock", progress: "blocking, spins" },
    PeerName { name: "crossfire_mpmc", crate_name: "crossfire", mechanism: "mpmc, try_send and try_recv: crossbeam's ring, changed", progress: "lock-free but for a stalled neighbour" },
    PeerName { name: "crossfire_mpmc_unbounded", crate_name: "crossfire", mechanism: "mpmc, send and try_recv: crossbeam's list, changed", progress: "lock-free but for a stalled neighbour" },
    PeerName { name: "crossfire_spsc", crate_name: "crossfire", mechanism: "spsc, try_send and try_recv: crossbeam's ring, changed", progress: "wait-free" },
];

/// Gives an end of a library the family's face. With `clone`, it is one of many.
macro_rules! end {
    ($(#[$doc:meta])* $end:ident<$t:ident>($inner:ty) $(, $clone:ident)?) => {
        $(#[$doc])*
        #[expect(missing_debug_implementations, reason = "the crate's is none, or says nothing")]
        pub struct $end<$t: Send + 'static>($inner);

        $(impl<$t: Send + 'static> Clone for $end<$t> {
            fn $clone(&self) -> Self {
                $end(self.0.clone())
            }
        })?
    };
}

/// `std::sync::mpsc`, of both kinds.
#[derive(Debug)]
pub struct StdMpsc;
end!(/** The end of a producer with a limit. */ StdPush<T>(mpsc::SyncSender<T>), clone);
end!(/** The end of a producer without a limit. */ StdEndlessPush<T>(mpsc::Sender<T>), clone);
end!(/** The end of the consumer. */ StdPop<T>(mpsc::Receiver<T>));

impl<T: Send + 'static> Queue<T> for StdMpsc {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = StdPush<T>;
    type Consumer = StdPop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let (sender, receiver) = mpsc::sync_channel(capacity);
        Ok((StdPush(sender), StdPop(receiver)))
    }
}
impl<T: Send + 'static> Mpsc<T> for StdMpsc {}

impl<T: Send + 'static> Unbounded<T> for StdMpsc {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = StdEndlessPush<T>;
    type Consumer = StdPop<T>;

    fn unbounded() -> (Self::Producer, Self::Consumer) {
        let (sender, receiver) = mpsc::channel();
        (StdEndlessPush(sender), StdPop(receiver))
    }
}

impl<T: Send + 'static> Push<T> for StdPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.try_send(item).map_err(|refused| match refused {
            TrySendError::Full(item) | TrySendError::Disconnected(item) => Full(item),
        })
    }
}

impl<T: Send + 'static> Push<T> for StdEndlessPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let _ = self.0.send(item);
        Ok(())
    }
}

impl<T: Send + 'static> Pop<T> for StdPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.try_recv().ok()
    }
}

/// `kanal`, of both kinds. `try_send` would drop what finds no room; `try_send_option` leaves it.
#[derive(Debug)]
pub struct Kanal;
end!(/** The end of a producer with a limit. */ KanalPush<T>(kanal::Sender<T>), clone);
end!(/** The end of a producer without a limit. */ KanalEndlessPush<T>(kanal::Sender<T>), clone);
end!(/** The end of a consumer. */ KanalPop<T>(kanal::Receiver<T>), clone);

impl<T: Send + 'static> Queue<T> for Kanal {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = KanalPush<T>;
    type Consumer = KanalPop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let (sender, receiver) = kanal::bounded(capacity);
        Ok((KanalPush(sender), KanalPop(receiver)))
    }
}
impl<T: Send + 'static> Mpsc<T> for Kanal {}
impl<T: Send + 'static> Mpmc<T> for Kanal {}

impl<T: Send + 'static> Unbounded<T> for Kanal {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = KanalEndlessPush<T>;
    type Consumer = KanalPop<T>;

    fn unbounded() -> (Self::Producer, Self::Consumer) {
        let (sender, receiver) = kanal::unbounded();
        (KanalEndlessPush(sender), KanalPop(receiver))
    }
}

impl<T: Send + 'static> Push<T> for KanalPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let mut item = Some(item);
        let _ = self.0.try_send_option(&mut item); // what it did not take is still there
        item.map_or(Ok(()), |item| Err(Full(item)))
    }
}

impl<T: Send + 'static> Push<T> for KanalEndlessPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let _ = self.0.try_send(item);
        Ok(())
    }
}

impl<T: Send + 'static> Pop<T> for KanalPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.try_recv().ok().flatten()
    }
}

/// `crossfire::mpmc`, of both kinds; one of capacity 1 is a design of its own.
#[derive(Debug)]
pub struct CrossfireMpmc;
end!(/** The end of a producer with a limit. */ CrossfirePush<T>(MTx<crossfire::mpmc::Array<T>>), clone);
end!(/** The end of a consumer with a limit. */ CrossfirePop<T>(MRx<crossfire::mpmc::Array<T>>), clone);
end!(/** The end of a producer without a limit. */ CrossfireEndlessPush<T>(MTx<crossfire::mpmc::List<T>>), clone);
end!(/** The end of a consumer without a limit. */ CrossfireEndlessPop<T>(MRx<crossfire::mpmc::List<T>>), clone);
/// `crossfire::spsc`, with a limit.
#[derive(Debug)]
pub struct CrossfireSpsc;
end!(/** The end of the producer. */ CrossfireSpscPush<T>(Tx<crossfire::spsc::Array<T>>));
end!(/** The end of the consumer. */ CrossfireSpscPop<T>(Rx<crossfire::spsc::Array<T>>));

impl<T: Send + 'static> Queue<T> for CrossfireMpmc {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = CrossfirePush<T>;
    type Consumer = CrossfirePop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let (sender, receiver) = crossfire::mpmc::bounded_blocking(capacity);
        Ok((CrossfirePush(sender), CrossfirePop(receiver)))
    }
}
impl<T: Send + 'static> Mpsc<T> for CrossfireMpmc {}
impl<T: Send + 'static> Mpmc<T> for CrossfireMpmc {}

impl<T: Send + 'static> Unbounded<T> for CrossfireMpmc {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = CrossfireEndlessPush<T>;
    type Consumer = CrossfireEndlessPop<T>;

    fn unbounded() -> (Self::Producer, Self::Consumer) {
        let (sender, receiver) = crossfire::mpmc::unbounded_blocking();
        (CrossfireEndlessPush(sender), CrossfireEndlessPop(receiver))
    }
}

impl<T: Send + 'static> Queue<T> for CrossfireSpsc {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = CrossfireSpscPush<T>;
    type Consumer = CrossfireSpscPop<T>;

    fn bounded(capacity: usize) -> Result<(Self::Producer, Self::Consumer), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let (sender, receiver) = crossfire::spsc::bounded_blocking(capacity);
        Ok((CrossfireSpscPush(sender), CrossfireSpscPop(receiver)))
    }
}

impl<T: Send + 'static> Push<T> for CrossfirePush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.try_send(item).map_err(full)
    }
}

impl<T: Send + 'static> Push<T> for CrossfireSpscPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.try_send(item).map_err(full)
    }
}

impl<T: Send + 'static> Push<T> for CrossfireEndlessPush<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let _ = self.0.send(item);
        Ok(())
    }
}

fn full<T>(refused: crossfire::TrySendError<T>) -> Full<T> {
    match refused {
        crossfire::TrySendError::Full(item) | crossfire::TrySendError::Disconnected(item) => Full(item),
    }
}

impl<T: Send + 'static> Pop<T> for CrossfirePop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.try_recv().ok()
    }
}

impl<T: Send + 'static> Pop<T> for CrossfireSpscPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.try_recv().ok()
    }
}

impl<T: Send + 'static> Pop<T> for CrossfireEndlessPop<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.try_recv().ok()
    }
}
