//! Read-mostly values: many read, few change.
//!
//! A readers-writer lock algorithm is a [`RawRwLock`]; [`RwLocked`] puts one in front of a value.
//!
//! | file | idea |
//! |---|---|
//! | [`mutex`] | one at a time, readers too |
//! | [`rwlock_std`] | std's readers-writer lock |
//! | [`rwlock_parking_lot`] | parking_lot's readers-writer lock |
//! | [`rwlock_futex`] | readers count themselves, and who must wait sleeps |
//! | [`phase_fair`] | readers and writers take turns |
//! | [`big_reader`] | each reader has a place of its own, and a writer visits them all |
//! | [`seqlock`] | readers look at a sequence, and read again if it moved; over [`words`], the values that allow it |
//! | [`rcu`] | change a copy, publish it, and free the old one when its readers have left |
//! | [`left_right`] | two copies: one is read while the other is changed |
//!
//! [`laws`] says what every one of them must keep.

pub mod big_reader;
pub mod laws;
pub mod left_right;
pub mod mutex;
pub mod phase_fair;
mod raw;
pub mod rcu;
pub mod rwlock_futex;
pub mod rwlock_parking_lot;
pub mod rwlock_std;
pub mod seqlock;
pub mod words;

pub use raw::{RawRwLock, RwLocked, TryRawRwLock};

/// A value that many threads read at once and that is sometimes changed.
///
/// Neither closure may use the same value again: a reader inside a reader may wait for a writer that waits for the
/// outer one. Where that would be a wait for ever, it is a panic in debug builds (`sync::reentry`).
pub trait ReadMostly<T>: Send + Sync + 'static {
    /// Wraps a value.
    fn new(value: T) -> Self;

    /// Runs `read` on a value that nobody changes meanwhile: never a mixture of two.
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R;

    /// Changes the value. Changes by several threads happen one after another; none is lost.
    ///
    /// `change` may run more than once, on different copies, and must do the same each time.
    fn update(&self, change: impl Fn(&mut T));
}

/// A [`ReadMostly`] whose value is changed in place: a readers-writer lock.
pub trait ReadWrite<T>: ReadMostly<T> {
    /// Runs `change` on the value, once and alone.
    fn write<R>(&self, change: impl FnOnce(&mut T) -> R) -> R;
}

/// A family of [`ReadWrite`]s: the same lock around any type of value.
pub trait RwLockKind: Send + Sync + 'static {
    /// The lock around a `T`.
    type Of<T: Send + Sync + 'static>: ReadWrite<T>;
}

/// A [`ReadMostly`] that a reader can try.
pub trait TryRead<T>: ReadMostly<T> {
    /// Runs `read` if it need not wait for a writer, inside or waiting; never waits.
    fn try_read<R>(&self, read: impl FnOnce(&T) -> R) -> Option<R>;
}
