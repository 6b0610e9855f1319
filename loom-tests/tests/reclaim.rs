//! Memory reclamation: every law, every interleaving of two threads; and once more where threads have no place of their
//! own.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::read_mostly::{self, ReadMostly};
use primitives::reclaim::epoch::Domain;
use primitives::reclaim::{Reclaim, Retired, Synchronize, laws};
use primitives::sync::limits::SLOTS;
use primitives::sync::thread;
use primitives::world::Size;

/// How far one law is searched.
const fn up_to(bounds: &'static [usize], bounded: u64) -> Setup {
    let why = "a bag with a lock for each place: without a bound the search stays in one corner, and the last bound here ends in seconds";
    Setup::CHECKED.within(Limits { bounds, bounded, unbounded: 0, why, ..Limits::USUAL })
}

/// A third thread, and one operation of each.
const THIRD: Setup = Setup::CHECKED.within(Limits {
    size: Size { threads: 2, ops: 1 },
    bounds: &[1, 2],
    bounded: 20_000,
    unbounded: 0,
    why: "three threads at seven locks and atomics: two pre-emptions are ten thousand executions, and kill each weakened ordering",
    ..Limits::USUAL
});

/// One change, since a reader pins three times.
const ONE_CHANGE: Setup = {
    let setup = up_to(&[1, 2, 3], 10_000);
    setup.within(Limits { size: Size { threads: 2, ops: 1 }, ..setup.limits })
};

/// One module of models: each law, with a note for its row if it is not explored as usual.
macro_rules! domain {
    ($module:ident, $type:ty, $note:literal) => {
        domain!($module, $type, $note:
            no_early_free = up_to(&[1, 2, 3], 10_000),
            nested_pins_protect = ONE_CHANGE,
            freed_by_another = THIRD,
            synchronize_waits = THIRD,
            drops_once = up_to(&[1, 2], 10_000),
            garbage_is_freed = up_to(&[1, 2], 10_000));
    };
    ($module:ident, $type:ty, $note:literal: $($law:ident = $setup:expr),*) => {
        mod $module {
            use super::*;
            $(
                #[test]
                fn $law() {
                    let law = concat!(stringify!($law), $note);
                    let model = harness::model!("reclaim", "epoch", law, $law);
                    harness::holds(&model, $setup, |world| laws::$law::<$type>(world));
                }
            )*
        }
    };
}

domain!(epoch, Domain, "");

/// Takes all numbers that have a place and are not the current thread's.
fn take_numbers() {
    for _ in 1..SLOTS {
        thread::spawn(|| assert!(thread::number().is_some())).join().expect("it asked for a number");
    }
}

/// A domain for which all numbers are taken: the thread that makes it has a place, the threads that it starts have none.
struct Crowded(Domain);

// SAFETY: the domain keeps the contract.
unsafe impl Reclaim for Crowded {
    type Pinned<'a> = <Domain as Reclaim>::Pinned<'a>;

    fn new() -> Self {
        take_numbers();
        Crowded(Domain::new())
    }

    fn pin(&self) -> Self::Pinned<'_> {
        self.0.pin()
    }

    unsafe fn retire(&self, object: Retired) {
        // SAFETY: the same contract.
        unsafe { self.0.retire(object) }
    }

    fn collect(&self) {
        self.0.collect();
    }

    fn pending(&self) -> usize {
        self.0.pending()
    }
}

// SAFETY: as above.
unsafe impl Synchronize for Crowded {
    fn synchronize(&self) {
        self.0.synchronize();
    }
}

domain!(no_place_left, Crowded, " (no place left)");

/// A value whose readers or writers have no place.
struct CrowdedValue<V>(V);

impl<T: Clone + Send + Sync + 'static, V: ReadMostly<T>> ReadMostly<T> for CrowdedValue<V> {
    fn new(value: T) -> Self {
        take_numbers();
        CrowdedValue(V::new(value))
    }

    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.0.read(read)
    }

    fn update(&self, change: impl Fn(&mut T)) {
        self.0.update(change);
    }
}

macro_rules! crowded_value {
    ($subject:ident, $type:ty) => {
        mod $subject {
            use super::*;

            #[test]
            fn no_torn_read() {
                let law = "no_torn_read (no place left)";
                let model = harness::model!("read_mostly", stringify!($subject), law, no_torn_read);
                let setup = up_to(&[1, 2, 3], 10_000);
                harness::holds(&model, setup, |world| {
                    read_mostly::laws::no_torn_read::<CrowdedValue<$type>>(world);
                });
            }
        }
    };
}

crowded_value!(rcu, read_mostly::rcu::Rcu<[u64; 2]>);
crowded_value!(left_right, read_mostly::left_right::LeftRight<[u64; 2]>);

harness::every_declared_model_exists!();
