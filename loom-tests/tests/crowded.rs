//! What gives each thread a place of its own, when the places run out: the laws once more for those that must share one.
//!
//! Under the checker there are two cells. Idle handles own one of them, so that of two threads one owns a cell and one
//! shares; or both, so that both share.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::counter::flat_combining::FlatCombining;
use primitives::counter::per_thread::PerThread;
use primitives::counter::{Counter, Promise};
use primitives::sync::limits::SLOTS;
use primitives::sync::outside;

/// A counter of which some cells are owned by handles that never add.
struct Crowded<C: Counter, const IDLE: usize> {
    counter: Arc<C>,
    /// Kept, never used.
    _idle: outside::Mutex<Vec<C::Handle>>,
}

impl<C: Counter, const IDLE: usize> Crowded<C, IDLE> {
    fn new(counter: C) -> Self {
        let counter = Arc::new(counter);
        let _idle = outside::Mutex::new((0..IDLE).map(|_| counter.handle()).collect());
        Crowded { counter, _idle }
    }
}

impl<C: Counter, const IDLE: usize> Counter for Crowded<C, IDLE> {
    /// Where every cell is idle, the sum is the one number that the others share.
    const PROMISE: Promise = if IDLE < SLOTS { C::PROMISE } else { Promise::Linearizable };
    type Handle = C::Handle;

    fn handle(self: &Arc<Self>) -> C::Handle {
        self.counter.handle()
    }

    fn get(&self) -> u64 {
        self.counter.get()
    }

    fn error_bound(&self) -> u64 {
        self.counter.error_bound()
    }
}

macro_rules! crowded {
    ($module:ident, $counter:ident, $subject:literal, $idle:expr, $note:literal, [$($law:ident),* $(,)?]) => {
        mod $module {
            use super::*;
            use primitives::counter::laws;
            $(
                #[test]
                fn $law() {
                    let law = concat!(stringify!($law), " (", $note, ")");
                    let model = harness::model!("counter", $subject, law, $law);
                    let make = || Crowded::<_, { $idle }>::new($counter::new());
                    harness::holds(&model, Setup::CHECKED, |world| laws::$law(world, make));
                }
            )*
        }
    };
}

/// All laws but `no_deadlock_on_drop`, which asks who holds the counter last: here nobody but the counter itself would.
macro_rules! all_laws {
    ($module:ident, $counter:ident, $subject:literal, $idle:expr, $note:literal) => {
        crowded!(
            $module,
            $counter,
            $subject,
            $idle,
            $note,
            [no_lost_update, exact_when_quiescent, monotone_for_one_reader, drop_flushes, error_bound,]
        );
    };
}

all_laws!(per_thread_one_cell_left, PerThread, "per_thread", SLOTS - 1, "one cell left");
all_laws!(flat_combining_one_place_left, FlatCombining, "flat_combining", SLOTS - 1, "one place left");
all_laws!(per_thread_no_cell_left, PerThread, "per_thread", SLOTS, "no cell left");
all_laws!(flat_combining_no_place_left, FlatCombining, "flat_combining", SLOTS, "no place left");

/// Readers that come after the row of places is full: the other thread of each law has no place.
mod latecomers {
    use super::*;
    use primitives::read_mostly::{ReadMostly, RwLocked, big_reader::BigReaderLock, laws};
    use primitives::sync::thread::{number, spawn};

    /// A value that was made after another thread had come and gone. (Under the checker its number is not given out again.)
    struct Late<R>(R);

    impl<R: ReadMostly<[u64; 2]>> ReadMostly<[u64; 2]> for Late<R> {
        fn new(value: [u64; 2]) -> Self {
            assert_eq!(number(), Some(0));
            assert_eq!(spawn(number).join().expect("no panic"), Some(SLOTS - 1), "the last place is taken");
            Late(R::new(value))
        }

        fn read<T>(&self, read: impl FnOnce(&[u64; 2]) -> T) -> T {
            self.0.read(read)
        }

        fn update(&self, change: impl Fn(&mut [u64; 2])) {
            self.0.update(change);
        }
    }

    const LATE: Limits = Limits {
        unbounded: 0,
        why: "three pre-emptions finish; there are millions of executions with more",
        ..Limits::USUAL
    };

    macro_rules! late {
        ($($law:ident),*) => {$(
            #[test]
            fn $law() {
                let law = concat!(stringify!($law), " (no place left)");
                let model = harness::model!("read_mostly", "big_reader", law, $law);
                let law = laws::$law::<Late<RwLocked<BigReaderLock, [u64; 2]>>>;
                harness::holds(&model, Setup::CHECKED.within(LATE), |world| law(world));
            }
        )*};
    }

    late!(no_torn_read, reads_monotone, no_lost_update, readers_share);
}

harness::every_declared_model_exists!();
