//! Read-mostly values: many read, few change.
//!
//! | file | idea |
//! |---|---|
//! | [`rwlock_std`] | std's readers-writer lock |
//! | [`rwlock_parking_lot`] | parking_lot's readers-writer lock |
//! | [`rcu`] | change a copy, publish it, and free the old one when its readers have left |
//! | [`left_right`] | two copies: one is read while the other is changed |
//!
//! [`laws`] says what every one of them must keep.

pub mod laws;
pub mod left_right;
pub mod rcu;
pub mod rwlock_parking_lot;
pub mod rwlock_std;

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
