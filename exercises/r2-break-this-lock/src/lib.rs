//! Three schedules: who takes the next step.

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
    // In lock step: what one does, the other does at the same moment.
    for _ in 0..3 {
        run.step(A);
        run.step(B);
    }
}

/// A lock of two flags without a turn. Bring both threads to where they wait for each other for ever.
///
/// ```text
/// 1  flag[mine] = up
/// 2  if flag[the other's] is up: stay here; else go inside
/// 3  leave: flag[mine] = down, and begin again
/// ```
pub fn stuck(run: &mut impl Run) {
    // A is inside, and B waits.
    run.step(A);
    run.step(A);
    run.step(B);
    run.step(B);
    run.step(B);
}

/// A lock that spins, and is right: nobody can break it. Let A inside three times; each time B tries, and never is.
///
/// ```text
/// 1  if lock is taken: stay here; else lock = taken, and go inside (one step: an exchange)
/// 2  leave: lock = free, and begin again
/// ```
pub fn left_out(run: &mut impl Run) {
    // B comes as often as A.
    for _ in 0..6 {
        run.step(A);
        run.step(B);
    }
}
