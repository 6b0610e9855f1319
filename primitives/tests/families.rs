//! The laws of locks, read-mostly values, queues, channels and caches, on real threads.

use primitives::world::{Native, Size};
use primitives::{cache, channel, lock, queue, read_mostly};

/// One test a law, for one subject.
macro_rules! laws {
    ($subject:ident: $($law:ident = $call:expr;)*) => {
        mod $subject {
            use super::*;
            $(#[test] fn $law() { $call })*
        }
    };
}

mod locks {
    use super::*;
    use lock::{LockKind, ParkingLotMutex, StdMutex, laws, tas::TasLock};

    type Over<L> = <L as LockKind>::Of<u64>;

    /// For locks that hand over in order without sleeping: with more threads than cores, each hand-over waits for a turn
    /// of the scheduler.
    const IN_ORDER: Native = Native { rounds: 3, size: Size { threads: 3, ops: 100 } };

    laws! { tas:
        mutual_exclusion = laws::mutual_exclusion::<Over<TasLock>>(&Native::default());
        panics_release = laws::panics_release::<Over<TasLock>>(&Native::default());
        try_lock_never_blocks = laws::try_lock_never_blocks::<Over<TasLock>>(&Native::default());
    }
    laws! { ttas_backoff:
        mutual_exclusion = laws::mutual_exclusion::<Over<lock::ttas_backoff::TtasLock>>(&Native::default());
        panics_release = laws::panics_release::<Over<lock::ttas_backoff::TtasLock>>(&Native::default());
        try_lock_never_blocks = laws::try_lock_never_blocks::<Over<lock::ttas_backoff::TtasLock>>(&Native::default());
    }
    laws! { ticket:
        mutual_exclusion = laws::mutual_exclusion::<Over<lock::ticket::TicketLock>>(&IN_ORDER);
        panics_release = laws::panics_release::<Over<lock::ticket::TicketLock>>(&Native::default());
    }
    laws! { anderson:
        mutual_exclusion = laws::mutual_exclusion::<Over<lock::anderson::AndersonLock>>(&IN_ORDER);
        panics_release = laws::panics_release::<Over<lock::anderson::AndersonLock>>(&Native::default());
    }
    laws! { mcs:
        mutual_exclusion = laws::mutual_exclusion::<Over<lock::mcs::McsLock>>(&IN_ORDER);
        panics_release = laws::panics_release::<Over<lock::mcs::McsLock>>(&Native::default());
    }
    laws! { clh:
        mutual_exclusion = laws::mutual_exclusion::<Over<lock::clh::ClhLock>>(&IN_ORDER);
        panics_release = laws::panics_release::<Over<lock::clh::ClhLock>>(&Native::default());
    }
    laws! { futex:
        mutual_exclusion = laws::mutual_exclusion::<Over<lock::futex::FutexLock>>(&Native::default());
        panics_release = laws::panics_release::<Over<lock::futex::FutexLock>>(&Native::default());
        try_lock_never_blocks = laws::try_lock_never_blocks::<Over<lock::futex::FutexLock>>(&Native::default());
    }
    laws! { adaptive:
        mutual_exclusion = laws::mutual_exclusion::<Over<lock::adaptive::AdaptiveLock>>(&Native::default());
        panics_release = laws::panics_release::<Over<lock::adaptive::AdaptiveLock>>(&Native::default());
        try_lock_never_blocks = laws::try_lock_never_blocks::<Over<lock::adaptive::AdaptiveLock>>(&Native::default());
    }
    laws! { std_mutex:
        mutual_exclusion = laws::mutual_exclusion::<Over<StdMutex>>(&Native::default());
        panics_release = laws::panics_release::<Over<StdMutex>>(&Native::default());
        try_lock_never_blocks = laws::try_lock_never_blocks::<Over<StdMutex>>(&Native::default());
        no_lost_wakeup = laws::no_lost_wakeup::<Over<StdMutex>>(&Native::default());
    }
    laws! { parking_lot_mutex:
        mutual_exclusion = laws::mutual_exclusion::<Over<ParkingLotMutex>>(&Native::default());
        panics_release = laws::panics_release::<Over<ParkingLotMutex>>(&Native::default());
        try_lock_never_blocks = laws::try_lock_never_blocks::<Over<ParkingLotMutex>>(&Native::default());
    }
}

mod read_mostly_values {
    use super::*;
    use read_mostly::rwlock_parking_lot::RwLockParkingLot;
    use read_mostly::{laws, left_right::LeftRight, rcu::Rcu, rwlock_std::RwLockStd};

    laws! { rwlock_std:
        no_torn_read = laws::no_torn_read::<RwLockStd<[u64; 2]>>(&Native::default());
        reads_monotone = laws::reads_monotone::<RwLockStd<[u64; 2]>>(&Native::default());
        no_lost_update = laws::no_lost_update::<RwLockStd<[u64; 2]>>(&Native::default());
    }
    laws! { rwlock_parking_lot:
        no_torn_read = laws::no_torn_read::<RwLockParkingLot<[u64; 2]>>(&Native::default());
        reads_monotone = laws::reads_monotone::<RwLockParkingLot<[u64; 2]>>(&Native::default());
        no_lost_update = laws::no_lost_update::<RwLockParkingLot<[u64; 2]>>(&Native::default());
    }

    /// For values whose writers wait for readers: with more threads than cores, each wait may be one for the scheduler.
    const WAITING: Native = Native { rounds: 10, size: Size { threads: 4, ops: 200 } };

    laws! { rcu:
        no_torn_read = laws::no_torn_read::<Rcu<[u64; 2]>>(&WAITING);
        reads_monotone = laws::reads_monotone::<Rcu<[u64; 2]>>(&WAITING);
        no_lost_update = laws::no_lost_update::<Rcu<[u64; 2]>>(&WAITING);
    }
    laws! { left_right:
        no_torn_read = laws::no_torn_read::<LeftRight<[u64; 2]>>(&WAITING);
        reads_monotone = laws::reads_monotone::<LeftRight<[u64; 2]>>(&WAITING);
        no_lost_update = laws::no_lost_update::<LeftRight<[u64; 2]>>(&WAITING);
    }
}

mod queues {
    use super::*;
    use queue::{Queue, laws, mutex::Mutex};

    laws! { mutex:
        no_loss_no_duplication = laws::no_loss_no_duplication::<Mutex>(&Native::default());
        each_item_once_among_many = laws::each_item_once_among_many::<Mutex>(&Native::default());
        capacity_respected = [1, 2, 3, 7, 64].into_iter().for_each(laws::capacity_respected::<Mutex>);
        drops_once = laws::drops_once::<Mutex>(&Native::default());
    }

    #[test]
    fn a_capacity_of_zero_is_an_error_value() {
        let refused = <Mutex as Queue<u64>>::bounded(0).err().expect("a queue of nothing is refused");
        assert_eq!(refused.to_string(), format!("a capacity of 0 cannot be had: 1 to {} can", isize::MAX));
    }
}

mod channels {
    use super::*;
    use channel::{CrossbeamChannel, StdChannel, condvar::CondvarChannel, laws};

    laws! { condvar:
        no_loss_no_duplication = laws::no_loss_no_duplication::<CondvarChannel>(&Native::default());
        close_wakes_all = laws::close_wakes_all::<CondvarChannel>(&Native::default());
        bounded_wait_says_why = laws::bounded_wait_says_why::<CondvarChannel>();
        drops_once = laws::drops_once::<CondvarChannel>(&Native::default());
    }
    laws! { std_sync_channel:
        no_loss_no_duplication = laws::no_loss_no_duplication::<StdChannel>(&Native::default());
        close_wakes_all = laws::close_wakes_all::<StdChannel>(&Native::default());
        bounded_wait_says_why = laws::bounded_wait_says_why::<StdChannel>();
        drops_once = laws::drops_once::<StdChannel>(&Native::default());
    }
    laws! { crossbeam_channel:
        no_loss_no_duplication = laws::no_loss_no_duplication::<CrossbeamChannel>(&Native::default());
        close_wakes_all = laws::close_wakes_all::<CrossbeamChannel>(&Native::default());
        bounded_wait_says_why = laws::bounded_wait_says_why::<CrossbeamChannel>();
        drops_once = laws::drops_once::<CrossbeamChannel>(&Native::default());
    }
}

mod caches {
    use super::*;
    use cache::{Bounded, Cache, Remove, laws, mutex_lru::MutexLru};

    laws! { mutex_lru:
        value_belongs_to_key = laws::value_belongs_to_key::<MutexLru<u64, u64>>(&Native::default());
        capacity_respected = laws::capacity_respected::<MutexLru<u64, u64>>(&Native::default());
        drops_once = laws::drops_once::<MutexLru<u64, primitives::world::Token>>(&Native::default());
    }

    /// The policy by its definition: a list ordered by last use, and the capacity.
    struct Oracle(Vec<(u64, u64)>, usize);

    impl Oracle {
        fn remove(&mut self, key: u64) -> Option<u64> {
            let place = self.0.iter().position(|entry| entry.0 == key)?;
            Some(self.0.remove(place).1)
        }

        fn get(&mut self, key: u64) -> Option<u64> {
            let value = self.remove(key)?;
            self.0.insert(0, (key, value));
            Some(value)
        }

        fn insert(&mut self, key: u64, value: u64) {
            self.remove(key);
            self.0.truncate(self.1 - 1);
            self.0.insert(0, (key, value));
        }
    }

    #[test]
    fn mutex_lru_equals_the_naive_list() {
        for capacity in [1, 2, 3, 10] {
            let cache = MutexLru::<u64, u64>::with_capacity(capacity).expect("a small cache");
            let mut oracle = Oracle(Vec::new(), capacity);
            let mut random = 0x9E37_79B9_7F4A_7C15u64;
            for step in 0..20_000 {
                random =
                    random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let (key, action) = ((random >> 33) % 16, (random >> 60) % 8);
                match action {
                    0..4 => {
                        assert_eq!(cache.get(&key), oracle.get(key), "get, step {step}, capacity {capacity}")
                    }
                    4..7 => {
                        cache.insert(key, step);
                        oracle.insert(key, step);
                    }
                    _ => assert_eq!(
                        cache.remove(&key),
                        oracle.remove(key),
                        "remove, step {step}, capacity {capacity}"
                    ),
                }
                assert_eq!(cache.len(), oracle.0.len(), "len, step {step}, capacity {capacity}");
            }
        }
    }

    #[test]
    fn a_capacity_of_zero_is_an_error_value() {
        assert!(MutexLru::<u64, u64>::with_capacity(0).is_err());
    }
}
