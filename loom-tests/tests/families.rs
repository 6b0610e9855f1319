//! Locks, read-mostly values, queues, channels and caches: every law, every interleaving of two threads.
//!
//! A subject of yours is one more line at the end of its family.

use harness::{Limits, Setup};
use primitives_loom::{cache, channel, lock, queue, read_mostly};

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

mod locks {
    use super::*;
    use lock::LockKind;

    macro_rules! lock {
        ($subject:ident, $kind:ty, $setup:expr, [$($law:ident),*]) => {
            subject!("lock", $subject, $setup, primitives_loom::lock::laws: $($law = <$kind as LockKind>::Of<u64>),*);
        };
    }

    lock!(tas, lock::tas::TasLock, Setup::CHECKED, [mutual_exclusion, panics_release, try_lock_never_blocks]);
    lock!(
        ttas_backoff,
        lock::ttas_backoff::TtasLock,
        Setup::CHECKED,
        [mutual_exclusion, panics_release, try_lock_never_blocks]
    );
    lock!(ticket, lock::ticket::TicketLock, Setup::CHECKED, [mutual_exclusion, panics_release]);
    lock!(anderson, lock::anderson::AndersonLock, Setup::CHECKED, [mutual_exclusion, panics_release]);
    lock!(mcs, lock::mcs::McsLock, Setup::CHECKED, [mutual_exclusion, panics_release]);
    lock!(clh, lock::clh::ClhLock, Setup::CHECKED, [mutual_exclusion, panics_release]);
    lock!(
        futex,
        lock::futex::FutexLock,
        Setup::CHECKED,
        [mutual_exclusion, panics_release, try_lock_never_blocks]
    );
    lock!(
        adaptive,
        lock::adaptive::AdaptiveLock,
        Setup::CHECKED,
        [mutual_exclusion, panics_release, try_lock_never_blocks]
    );
    // Not of the catalogue, but every structure that is generic over its lock stands on it.
    lock!(
        std_mutex,
        lock::StdMutex,
        Setup::CHECKED,
        [mutual_exclusion, panics_release, try_lock_never_blocks, no_lost_wakeup]
    );
}

mod read_mostly_values {
    use super::*;

    use read_mostly::{
        RwLocked, big_reader::BigReaderLock, phase_fair::PhaseFairLock, rwlock_futex::RwLockFutex,
    };

    /// The laws of all, and those that this one promises beside, in the same setup or in another.
    macro_rules! value {
        ($subject:ident, $type:ty, $setup:expr, [$($law:ident),*]) => {
            value!($subject, $type, $setup, [$($law),*], Setup::CHECKED, []);
        };
        ($subject:ident, $type:ty, $setup:expr, [$($law:ident),*], $order_setup:expr, [$($order:ident),*]) => {
            subject!(
                "read_mostly",
                $subject,
                $setup,
                primitives_loom::read_mostly::laws: no_torn_read = $type,
                reads_monotone = $type,
                no_lost_update = $type,
                $($law = $type),*
            );
        };
    }

    type Pair = [u64; 2];

    value!(mutex, read_mostly::mutex::Mutex<Pair>, Setup::CHECKED, [panics_release]);
    // Not `panics_release`: the checker's readers-writer lock does not forgive a panic. It is tested natively.
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
        Setup::CHECKED,
        [panics_release, readers_share]
    );
    value!(
        phase_fair,
        RwLocked<PhaseFairLock, Pair>,
        Setup::CHECKED,
        [panics_release, readers_share]
    );
    value!(big_reader, RwLocked<BigReaderLock, Pair>, Setup::CHECKED, [readers_share]);

    /// Who goes in before whom takes three threads.
    const ORDER: Limits =
        Limits { bounds: &[1, 2], bounded: 10_000, unbounded: 0, steps: 5_000, why: "try", ..Limits::USUAL };

    /// Promises of order, each with three threads.
    macro_rules! order {
        ($module:ident, $subject:literal, $type:ty, [$($law:ident),*]) => {
            mod $module {
                use super::*;
                $(
                    #[test]
                    fn $law() {
                        let model = harness::model!("read_mostly", $subject, stringify!($law), $law);
                        harness::holds(&model, Setup::CHECKED.within(ORDER), |world| {
                            read_mostly::laws::$law::<$type>(world);
                        });
                    }
                )*
            }
        };
    }

    order!(rwlock_futex_order, "rwlock_futex", RwLocked<RwLockFutex, Pair>, [writer_not_starved, reader_not_starved]);
    order!(phase_fair_order, "phase_fair", RwLocked<PhaseFairLock, Pair>, [writer_not_starved, reader_not_starved]);
    order!(big_reader_order, "big_reader", RwLocked<BigReaderLock, Pair>, [writer_not_starved]);
    order!(
        big_reader_ticket_order,
        "big_reader (ticket)",
        RwLocked<BigReaderLock<lock::ticket::TicketLock>, Pair>,
        [reader_not_starved, panics_release]
    );
}

mod queues {
    use super::*;

    subject!("queue", mutex, Setup::CHECKED, primitives_loom::queue::laws:
        no_loss_no_duplication = queue::mutex::Mutex,
        each_item_once_among_many = queue::mutex::Mutex,
        drops_once = queue::mutex::Mutex);
}

mod channels {
    use super::*;

    subject!("channel", condvar, Setup::CHECKED, primitives_loom::channel::laws:
        no_loss_no_duplication = channel::condvar::CondvarChannel,
        close_wakes_all = channel::condvar::CondvarChannel,
        drops_once = channel::condvar::CondvarChannel);
}

mod caches {
    use super::*;
    use primitives_loom::world::Token;

    subject!("cache", mutex_lru, Setup::CHECKED, primitives_loom::cache::laws:
        value_belongs_to_key = cache::mutex_lru::MutexLru<u64, u64>,
        capacity_respected = cache::mutex_lru::MutexLru<u64, u64>,
        drops_once = cache::mutex_lru::MutexLru<u64, Token>);
}
