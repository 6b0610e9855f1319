//! A row of workers between two channels, and who is told what when the other side goes.
//! Belief: "the workers have gone, so the channel is closed."

use primitives::channel::{Channel, ReceiveEnd, SendEnd};
use primitives::sync::thread::{self, JoinHandle};

/// Squares each number, by two workers, in whatever order they are ready.
///
/// # Panics
/// If a worker panics.
pub fn squares<C: Channel<u64, Receiver: Clone>>(numbers: Vec<u64>) -> Vec<u64> {
    let (mut jobs, todo) = C::bounded(1).expect("room for one");
    let (done, mut results) = C::bounded(1).expect("room for one");
    let workers = [todo.clone(), todo].map(|todo| worker(todo, done.clone()));

    // In a thread of its own, so that somebody takes the results while there is no room for more jobs.
    let feeder = thread::spawn(move || {
        for number in numbers {
            if jobs.send(number).is_err() {
                return; // nobody works any more
            }
        }
    });

    let mut squares = Vec::new();
    while let Ok(square) = results.recv() {
        squares.push(square);
    }
    for thread in workers.into_iter().chain([feeder]) {
        thread.join().expect("nobody panics");
    }
    squares
}

/// Works for as long as there is something to do, and somebody who wants to know.
fn worker(mut todo: impl ReceiveEnd<u64>, mut done: impl SendEnd<u64>) -> JoinHandle<()> {
    thread::spawn(move || {
        while let Ok(number) = todo.recv() {
            if done.send(number * number).is_err() {
                return;
            }
        }
    })
}

/// What one of the two sides is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The sender: it was sent.
    Sent,
    /// The sender: here is your message again.
    ItComesBack,
    /// The receiver: a message.
    AMessage,
    /// The receiver: nothing yet. It would go on waiting.
    NothingYet,
    /// The receiver: nothing any more.
    TheEnd,
}

/// The last receiver has gone. What is told to somebody who sends now?
pub const SENDS_TOO_LATE: Told = Told::ItComesBack;

/// There is room for one message, one is inside, and a sender waits. The last receiver goes. What is the sender told?
pub const WAITS_FOR_ROOM: Told = Told::ItComesBack;

/// There is room for one message. It was sent, and is inside. The last receiver goes and has not taken it. What had its sender been told?
pub const INSIDE_AND_NOT_TAKEN: Told = Told::Sent;

/// There is no room: a channel of capacity 0. A sender sends. The last receiver goes and has not taken it. What is the sender told?
pub const NO_ROOM_AND_NOT_TAKEN: Told = Told::ItComesBack;

/// A message is inside. The last sender goes. What is told to somebody who receives now?
pub const INSIDE_AT_THE_END: Told = Told::AMessage;

/// Nothing is inside. One of two senders goes. What is told to somebody who receives now?
pub const ONE_OF_TWO_GOES: Told = Told::NothingYet;

/// Nothing is inside. All senders have gone but a clone, in a variable of the thread that receives. What is that thread told?
pub const MY_OWN_CLONE: Told = Told::NothingYet;

/// Nothing is inside. The thread that has the only sender panics. What is told to somebody who receives?
pub const THE_SENDER_PANICS: Told = Told::TheEnd;
