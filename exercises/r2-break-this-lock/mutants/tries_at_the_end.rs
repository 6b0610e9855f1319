//! **Tries that come at the end.**
//!
//! *Misconception.* "Three tries are three tries." While the lock was given away B was not there; then A stays, and B tries in vain three times. Once A
//! is inside, any lock does that.

/// One of the two threads that want the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thread {
    /// Its flag is flag A.
    A,
    /// Its flag is flag B.
    B,
}

use Thread::{A, B};

/// Runs a lock, one step at a time. The checks bring one for each schedule.
pub trait Run {
    /// Lets a thread take its next step.
    #[track_caller]
    fn step(&mut self, thread: Thread);
}

/// The lock of Peterson, with its first two steps exchanged. Bring both threads inside together.
///
/// ```text
/// 1  turn = the other's
/// 2  flag[mine] = up
/// 3  if flag[the other's] is up and turn is the other's: stay here; else go inside
/// 4  leave: flag[mine] = down, and begin again
/// ```
pub fn together(run: &mut impl Run) {
    run.step(A); // gives B the turn, and has no flag up yet
    run.step(B); // takes the turn away: it is A's now
    run.step(B); // B's flag is up
    run.step(B); // A's flag is down: inside
    run.step(A); // A's flag is up
    run.step(A); // B's flag is up, but the turn is A's: inside as well
}

/// A lock of two flags without a turn. Bring both threads to where they wait for each other for ever.
///
/// ```text
/// 1  flag[mine] = up
/// 2  if flag[the other's] is up: stay here; else go inside
/// 3  leave: flag[mine] = down, and begin again
/// ```
pub fn stuck(run: &mut impl Run) {
    run.step(A); // A's flag is up
    run.step(B); // B's flag, before A has looked
}

/// A lock that spins, and is right: nobody can break it. Let A inside three times; each time B tries, and never is.
///
/// ```text
/// 1  if lock is taken: stay here; else lock = taken, and go inside (one step: an exchange)
/// 2  leave: lock = free, and begin again
/// ```
pub fn left_out(run: &mut impl Run) {
    for _ in 0..2 {
        run.step(A); // inside
        run.step(A); // leaves
    }
    run.step(A); // inside
    run.step(B);
    run.step(B);
    run.step(B);
}
