//! Five numbers, two workers, and room for one message in each channel.

use std::sync::Arc;
use std::time::Duration;

use harness::{Limits, Setup};
use primitives::channel::condvar::{self, CondvarChannel};
use primitives::channel::{
    BadCapacity, Channel, Closed, Disconnected, ReceiveEnd, RecvTimeoutError, SendEnd, UnboundedChannel,
};
use primitives::sync::cell::UnsafeCell;
use primitives::world::{Law, SpawnOrder, World};

use crate::exercise::squares;

/// More than fit anywhere: one in each channel and one with each worker makes four.
const NUMBERS: [u64; 5] = [1, 2, 3, 4, 5];

const LIMITS: Limits = Limits {
    bounds: &[1],
    bounded: 2_000,
    unbounded: 0,
    why: "four threads: no end within 30,000, and who waits for whom shows at the beginning",
    ..Limits::USUAL
};

const LAW: Law =
    Law { name: "comes_to_an_end", outcomes: &["in the order of the numbers", "in another order"] };

#[test]
fn comes_to_an_end() {
    let model = harness::model!("channel", "squares", "comes_to_an_end", comes_to_an_end);
    // The threads are spawned by the file itself, so there is one order.
    let setup = Setup::CHECKED.within(LIMITS).only(SpawnOrder::Forward);
    harness::holds(&model, setup, |world| {
        world.explore(LAW, |witness| {
            let mut found = squares::<Watched>(NUMBERS.to_vec());
            witness.saw(LAW.outcomes[usize::from(!found.is_sorted())]);
            found.sort_unstable();
            let expected = NUMBERS.map(|number| number * number);
            witness.check(found == expected, || format!("the squares of {NUMBERS:?} are not {found:?}"));
        });
    });
}

/// The textbook's channel. Each call of an end is a row of its own, with the line of your file that called.
struct Watched;

/// Read with each call, written never: so it is in the table, and nowhere else.
struct Calls {
    send: UnsafeCell<()>,
    recv: UnsafeCell<()>,
}

// SAFETY: there is nothing in it.
unsafe impl Sync for Calls {}
// SAFETY: as above.
unsafe impl Send for Calls {}

#[derive(Clone)]
struct Sender(condvar::Sender<u64>, Arc<Calls>);
#[derive(Clone)]
struct Receiver(condvar::Receiver<u64>, Arc<Calls>);

fn watched((sender, receiver): (condvar::Sender<u64>, condvar::Receiver<u64>)) -> (Sender, Receiver) {
    let calls = Arc::new(Calls { send: UnsafeCell::new(()), recv: UnsafeCell::new(()) });
    (Sender(sender, Arc::clone(&calls)), Receiver(receiver, calls))
}

impl Channel<u64> for Watched {
    type Sender = Sender;
    type Receiver = Receiver;

    fn bounded(capacity: usize) -> Result<(Sender, Receiver), BadCapacity> {
        <CondvarChannel as Channel<u64>>::bounded(capacity).map(watched)
    }
}

impl UnboundedChannel<u64> for Watched {
    type Sender = Sender;
    type Receiver = Receiver;

    fn unbounded() -> (Sender, Receiver) {
        watched(<CondvarChannel as UnboundedChannel<u64>>::unbounded())
    }
}

impl SendEnd<u64> for Sender {
    #[track_caller]
    fn send(&mut self, message: u64) -> Result<(), Closed<u64>> {
        self.1.send.with(|_| ());
        self.0.send(message)
    }
}

impl ReceiveEnd<u64> for Receiver {
    #[track_caller]
    fn recv(&mut self) -> Result<u64, Disconnected> {
        self.1.recv.with(|_| ());
        self.0.recv()
    }

    #[track_caller]
    fn recv_timeout(&mut self, timeout: Duration) -> Result<u64, RecvTimeoutError> {
        self.1.recv.with(|_| ());
        self.0.recv_timeout(timeout)
    }
}
