//! Sleeping until a word changes: the futex, which every blocking lock of ours is built on.
//!
//! *Promise.* [`wait`] sleeps only if the word still holds the expected value, and a [`wake_all`] that
//! follows a change of the word reaches every thread that went to sleep on the old value, a [`wake_one`] one of them. It may return for no reason, so
//! it stands in a loop that looks at the word again.
//!
//! *Origin.* Franke, Russell and Kirkwood, "Fuss, Futexes and Furwocks: Fast Userlevel Locking in Linux", 2002.
//!
//! Natively this is the futex of Linux, or what other systems have in its place. Under a checker a table of sleepers
//! stands in, over the checker's own lock; it loses no wake-up that the real one keeps, and keeps none that the real one loses. It
//! is kinder in three things: it returns for no reason only where the word has changed; its lock orders every sleeper behind
//! every earlier waker, which the real one does not promise; and a bounded wait ends with its wake-up or not at all, so a time that runs
//! out *while* a waker is on its way is left to real threads (one that has run out before the wait is checked).

#[cfg(any(loom, shuttle))]
mod checked;
#[cfg(not(any(loom, shuttle)))]
mod native;

#[cfg(any(loom, shuttle))]
pub use checked::{wait, wait_timeout, wake_all, wake_one};
#[cfg(not(any(loom, shuttle)))]
pub use native::{wait, wait_timeout, wake_all, wake_one};
