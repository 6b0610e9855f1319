//! Read-mostly values and caches: every law, every interleaving of two threads.
//!
//! A subject of yours is one more line at the end of its family.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::{lock, read_mostly};

/// One module of models for one subject: `subject!(FAMILY, NAME, SETUP, LAWS: law = TYPE, ...)`.
macro_rules! subject {
    ($family:literal, $subject:ident, $setup:expr, $laws:path: $($law:ident = $type:ty),* $(,)?) => {
        mod $subject {
            #[allow(unused_imports, reason = "a subject may be named in full")]
            use super::*;
            use $laws as laws_of_the_family;
            $(
                #[test]
                fn $law() {
                    let model = harness::model!($family, stringify!($subject), stringify!($law), $law);
                    harness::holds(&model, $setup, |world| laws_of_the_family::$law::<$type>(world));
                }
            )*
        }
    };
}

mod read_mostly_values {
    use super::*;

    use lock::ticket::TicketLock;
    use read_mostly::{
        RwLocked, big_reader::BigReaderLock, phase_fair::PhaseFairLock, rwlock_futex::RwLockFutex,
    };

    type Pair = [u64; 2];

    /// The laws of all, and those that this one promises beside.
    macro_rules! value {
        ($subject:ident, $type:ty, $setup:expr, [$($law:ident),*]) => {
            subject!(
                "read_mostly",
                $subject,
                $setup,
                primitives::read_mostly::laws: no_torn_read = $type,
                reads_monotone = $type,
                no_lost_update = $type,
                $($law = $type),*
            );
        };
    }

    value!(mutex, read_mostly::mutex::Mutex<Pair>, Setup::CHECKED, [panics_release]);
    // Not `panics_release`: the checker's own readers-writer lock does not forgive a panic. Natively the law holds.
    value!(rwlock_std, read_mostly::rwlock_std::RwLockStd<Pair>, Setup::CHECKED, [readers_share]);
    value!(
        rwlock_parking_lot,
        read_mostly::rwlock_parking_lot::RwLockParkingLot<Pair>,
        Setup::STAND_IN,
        [readers_share]
    );
    value!(
        rwlock_futex,
        RwLocked<RwLockFutex, Pair>,
        Setup::CHECKED.within(SLEEPS),
        [panics_release, readers_share, try_read_never_blocks]
    );
    value!(
        phase_fair,
        RwLocked<PhaseFairLock, Pair>,
        Setup::CHECKED.within(PHASES),
        [panics_release, readers_share, try_read_never_blocks]
    );
    value!(
        big_reader,
        RwLocked<BigReaderLock, Pair>,
        Setup::CHECKED.within(SLEEPS),
        [readers_share, try_read_never_blocks]
    );

    const SLEEPS: Limits = Limits {
        unbounded: 1_000,
        why: "the small laws finish within; the others have millions, and their beginning without a bound shows little",
        ..Limits::USUAL
    };

    const PHASES: Limits = Limits {
        unbounded: 5_000,
        why: "all but one law finish within; of no_lost_update, which has millions, the beginning shows little",
        ..Limits::USUAL
    };

    /// Promises of order: who goes in before whom takes three threads.
    macro_rules! order {
        ($module:ident, $subject:literal, $type:ty, $limits:expr, [$($law:ident),*]) => {
            mod $module {
                use super::*;
                $(
                    #[test]
                    fn $law() {
                        let model = harness::model!("read_mostly", $subject, stringify!($law), $law);
                        let law = read_mostly::laws::$law::<$type>;
                        harness::holds(&model, Setup::CHECKED.within($limits), |world| law(world));
                    }
                )*
            }
        };
    }

    order!(
        rwlock_futex_order,
        "rwlock_futex",
        RwLocked<RwLockFutex, Pair>,
        ORDER,
        [writer_not_starved, reader_not_starved]
    );
    order!(phase_fair_order, "phase_fair", RwLocked<PhaseFairLock, Pair>, ORDER, [writer_not_starved]);
    order!(phase_fair_turns, "phase_fair", RwLocked<PhaseFairLock, Pair>, TURNS, [reader_not_starved]);
    order!(big_reader_order, "big_reader", RwLocked<BigReaderLock, Pair>, ORDER, [writer_not_starved]);
    // Over a mutex that is fair. And over one that does not sleep: a thread of the model that is stopped in the middle
    // of its panic makes the checker's locks believe that whoever runs meanwhile panics.
    order!(
        big_reader_turns,
        "big_reader over a ticket lock",
        RwLocked<BigReaderLock<TicketLock>, Pair>,
        TURNS,
        [reader_not_starved, panics_release]
    );

    const ORDER: Limits = Limits {
        bounds: &[1, 2],
        bounded: 15_000,
        unbounded: 0,
        steps: 5_000,
        why: "three threads: two pre-emptions are thousands of executions, three are millions",
        ..Limits::USUAL
    };

    /// The checker passes the turn among threads that spin by how often each has yielded, so that writers that never stop
    /// take hundreds of turns before the reader has its own, and there are as many executions.
    const TURNS: Limits = Limits {
        bounds: &[0, 1, 2],
        bounded: 3_000,
        why: "one pre-emption in the wrong place is a hundred thousand executions that differ in how often a thread looked",
        ..ORDER
    };
    /// A read is four loads, each with several values to choose from, and is repeated when it met a writer.
    const SEQUENCES: Limits = Limits {
        bounded: 50_000,
        unbounded: 0,
        why: "with three pre-emptions the search ends within 50,000 executions; without a bound 20,000 did not end it",
        ..Limits::USUAL
    };

    value!(seqlock, read_mostly::seqlock::SeqLock<Pair>, Setup::CHECKED.within(SEQUENCES), []);

    /// Values whose writers wait for the places of all readers.
    const WAITING: Limits = Limits {
        unbounded: 10_000,
        why: "one writer and one reader end within it; a reader that looks twice needs many times more, and no mistake so far needed any bound but the first three",
        ..Limits::USUAL
    };

    value!(rcu, read_mostly::rcu::Rcu<Pair>, Setup::CHECKED.within(WAITING), [panics_release, readers_share]);
    value!(
        left_right,
        read_mostly::left_right::LeftRight<Pair>,
        Setup::CHECKED.within(WAITING),
        [panics_release, readers_share]
    );
}

harness::every_declared_model_exists!();
