//! Read-mostly values, queues, channels and caches: every law, every interleaving of two threads.
//!
//! A subject of yours is one more line at the end of its family.

use harness::Setup;
use primitives_loom::{cache, channel, queue, read_mostly};

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
