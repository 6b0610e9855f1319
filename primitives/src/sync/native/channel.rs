//! Bounded channels of two libraries. A checker cannot see into them; there one channel of ours, over the checker's
//! own lock, stands in for both, and the verdict says so.

/// `std::sync::mpsc::sync_channel`.
pub mod std {
    pub use ::std::sync::mpsc::{Receiver, RecvError, RecvTimeoutError, SendError, SyncSender as Sender};

    /// A channel that holds at most `capacity` messages.
    pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
        ::std::sync::mpsc::sync_channel(capacity)
    }
}

/// `crossbeam::channel::bounded`.
pub mod crossbeam {
    pub use ::crossbeam::channel::{Receiver, RecvError, RecvTimeoutError, SendError, Sender, bounded};
}
