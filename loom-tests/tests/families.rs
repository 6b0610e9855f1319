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

    macro_rules! value {
        ($subject:ident, $type:ty, $setup:expr) => {
            subject!(
                "read_mostly",
                $subject,
                $setup,
                primitives_loom::read_mostly::laws: no_torn_read = $type,
                reads_monotone = $type,
                no_lost_update = $type
            );
        };
    }

    value!(rwlock_std, read_mostly::rwlock_std::RwLockStd<[u64; 2]>, Setup::CHECKED);
    value!(rwlock_parking_lot, read_mostly::rwlock_parking_lot::RwLockParkingLot<[u64; 2]>, Setup::STAND_IN);

    /// Values whose writers wait for the places of all readers.
    const WAITING: Setup = Setup::CHECKED.within(Limits {
        unbounded: 10_000,
        why: "one writer and one reader end within it; a reader that looks twice needs many times more, and no mistake so far needed any bound but the first three",
        ..Limits::USUAL
    });
    value!(rcu, read_mostly::rcu::Rcu<[u64; 2]>, WAITING);
    value!(left_right, read_mostly::left_right::LeftRight<[u64; 2]>, WAITING);
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
