//! Atomics over the checker's, with names and sites.

use std::panic::Location;

pub use super::engine::Ordering;

use super::engine;
use super::trace::{self, Event, Object, Site};
use super::{newest, weaken};

/// Reading an atomic that only the caller writes.
pub trait LoadByOwner {
    /// The value's type.
    type Value;
    /// The last value that the caller itself stored. An execution in which another thread's write could race with
    /// this fails.
    fn load_by_owner(&self) -> Self::Value;
}

/// A value that a table can show.
trait Word: Copy {
    fn word(self) -> u64;
}

macro_rules! word {
    ($($int:ty),*) => {$( impl Word for $int { fn word(self) -> u64 { self as u64 } } )*};
}
word!(bool, u8, u32, u64, usize);

impl<T> Word for *mut T {
    fn word(self) -> u64 {
        self as usize as u64
    }
}

/// The checker's atomic, the object's name, and the newest value in the order of modification.
///
/// A checker runs one thread at a time, and what was stored last is called the newest. Of two stores that nothing orders, loom may
/// take the earlier one for the later; a read of that one is called stale, too.
struct Named<A, T> {
    inner: A,
    object: Object,
    newest: std::cell::Cell<T>,
}

// SAFETY: a checker runs all threads of a model as coroutines of one system thread, so `newest` is never touched by two at once.
unsafe impl<A: Sync, T> Sync for Named<A, T> {}
// SAFETY: as above; the value itself is an integer or a raw pointer that nobody dereferences here.
unsafe impl<A: Send, T> Send for Named<A, T> {}

impl<A: std::fmt::Debug, T> std::fmt::Debug for Named<A, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.inner.fmt(f)
    }
}

impl<A, T: Word> Named<A, T> {
    #[track_caller]
    fn new(inner: A, value: T) -> Self {
        Named { inner, object: trace::object(Location::caller()), newest: std::cell::Cell::new(value) }
    }

    fn read(&self, site: Site, operation: &'static str, ordering: Option<Ordering>, value: T) {
        let newest = self.newest.get().word();
        let stale = (newest != value.word()).then_some(newest);
        self.record(site, operation, ordering, Some(value), None, stale);
    }

    fn wrote(&self, site: Site, operation: &'static str, ordering: Ordering, old: Option<T>, new: T) {
        self.newest.set(new);
        self.record(site, operation, Some(ordering), old, Some(new), None);
    }

    fn record(
        &self,
        site: Site,
        operation: &'static str,
        ordering: Option<Ordering>,
        old: Option<T>,
        new: Option<T>,
        newest: Option<u64>,
    ) {
        let (old, new) = (old.map(Word::word), new.map(Word::word));
        trace::record(Event {
            thread: 0,
            object: Some(self.object),
            site,
            operation,
            ordering,
            old,
            new,
            newest,
        });
    }
}

/// What every atomic type offers.
macro_rules! atomic {
    ($(#[$doc:meta])* $name:ident $(<$param:ident>)?, $value:ty) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name$(<$param>)?(Named<engine::atomic::$name$(<$param>)?, $value>);

        impl$(<$param>)? $name$(<$param>)? {
            /// Makes the atomic; the calling line becomes its name.
            #[track_caller]
            pub fn new(value: $value) -> Self {
                $name(Named::new(engine::atomic::$name::new(value), value))
            }

            /// Reads.
            #[track_caller]
            pub fn load(&self, ordering: Ordering) -> $value {
                let site = Location::caller();
                let ordering = weaken::in_force(site, ordering);
                let value = match newest::only() {
                    false => self.0.inner.load(ordering),
                    // What reads and writes in one step finds the newest value; writing that again changes nothing.
                    true => {
                        let newest = self.0.newest.get();
                        let found = self.0.inner.compare_exchange(newest, newest, ordering, Ordering::Relaxed);
                        found.unwrap_or_else(|found| found)
                    }
                };
                self.0.read(site, "load", Some(ordering), value);
                value
            }

            /// Writes.
            #[track_caller]
            pub fn store(&self, value: $value, ordering: Ordering) {
                let site = Location::caller();
                let ordering = weaken::in_force(site, ordering);
                match newest::only() {
                    false => self.0.inner.store(value, ordering),
                    // Stores that nothing orders have no order among themselves; steps that read as well stand in a row.
                    true => drop(self.0.inner.swap(value, ordering)),
                }
                self.0.wrote(site, "store", ordering, None, value);
            }

            /// Writes and returns the value before.
            #[track_caller]
            pub fn swap(&self, value: $value, ordering: Ordering) -> $value {
                let site = Location::caller();
                let ordering = weaken::in_force(site, ordering);
                let old = self.0.inner.swap(value, ordering);
                self.0.wrote(site, "swap", ordering, Some(old), value);
                old
            }

            /// Writes `new` if the value is `current`.
            ///
            /// # Errors
            /// The value found, if it was another.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                let site = Location::caller();
                trace::visit(site, "compare_exchange fails", failure, Some(self.0.object)); // it may never fail here
                let failure = weaken::in_force_on_failure(site, failure);
                let success = weaken::in_force(site, success);
                let result = self.0.inner.compare_exchange(current, new, success, failure);
                match result {
                    Ok(old) => self.0.wrote(site, "compare_exchange", success, Some(old), new),
                    Err(found) => self.0.read(site, "compare_exchange fails", Some(failure), found),
                }
                result
            }

            /// As [`compare_exchange`](Self::compare_exchange); on real hardware it may fail for no reason, under a checker it does not.
            ///
            /// # Errors
            /// The value found.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                self.compare_exchange(current, new, success, failure)
            }
        }

        impl$(<$param>)? LoadByOwner for $name$(<$param>)? {
            type Value = $value;
            #[track_caller]
            fn load_by_owner(&self) -> $value {
                let value = engine::load_by_owner!(self.0.inner);
                self.0.read(Location::caller(), "load (own)", None, value);
                value
            }
        }
    };
}

macro_rules! integer {
    ($(#[$doc:meta])* $name:ident, $value:ty, $($(#[$op_doc:meta])* $op:ident = $apply:expr),* $(,)?) => {
        atomic!($(#[$doc])* $name, $value);

        impl $name {
            $(
                $(#[$op_doc])*
                #[track_caller]
                pub fn $op(&self, operand: $value, ordering: Ordering) -> $value {
                    let site = Location::caller();
                    let ordering = weaken::in_force(site, ordering);
                    let old = self.0.inner.$op(operand, ordering);
                    let apply: fn($value, $value) -> $value = $apply;
                    self.0.wrote(site, stringify!($op), ordering, Some(old), apply(old, operand));
                    old
                }
            )*
        }

        impl Default for $name {
            #[track_caller]
            fn default() -> Self {
                $name::new(<$value>::default())
            }
        }
    };
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $value:ty) => {
        integer!($(#[$doc])* $name, $value,
            /// Adds, wrapping, and returns the value before.
            fetch_add = |a, b| a.wrapping_add(b),
            /// Subtracts, wrapping, and returns the value before.
            fetch_sub = |a, b| a.wrapping_sub(b),
            /// Ands, and returns the value before.
            fetch_and = |a, b| a & b,
            /// Ors, and returns the value before.
            fetch_or = |a, b| a | b,
            /// Xors, and returns the value before.
            fetch_xor = |a, b| a ^ b,
            /// Keeps the larger, and returns the value before.
            fetch_max = |a, b| a.max(b),
            /// Keeps the smaller, and returns the value before.
            fetch_min = |a, b| a.min(b),
        );
    };
}

number!(
    /// `AtomicU8`.
    AtomicU8, u8
);
number!(
    /// `AtomicU32`.
    AtomicU32, u32
);
number!(
    /// `AtomicU64`.
    AtomicU64, u64
);
number!(
    /// `AtomicUsize`.
    AtomicUsize, usize
);
integer!(
    /// `AtomicBool`.
    AtomicBool, bool,
    /// Ands, and returns the value before.
    fetch_and = |a, b| a & b,
    /// Ors, and returns the value before.
    fetch_or = |a, b| a | b,
    /// Xors, and returns the value before.
    fetch_xor = |a, b| a ^ b,
);
atomic!(
    /// `AtomicPtr`.
    AtomicPtr<T>, *mut T
);

/// A memory fence.
#[track_caller]
pub fn fence(ordering: Ordering) {
    let site = Location::caller();
    let weakened = weaken::in_force(site, ordering);
    // A relaxed fence is none at all.
    if weakened != Ordering::Relaxed {
        engine::atomic::fence(weakened);
    }
    trace::record(Event {
        thread: 0,
        object: None,
        site,
        operation: "fence",
        ordering: Some(weakened),
        old: None,
        new: None,
        newest: None,
    });
}
