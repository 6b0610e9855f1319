//! The laws of read-mostly values and caches, on real threads.

use primitives::world::{Native, Size};
use primitives::{lock, read_mostly};

/// One test a law, for one subject.
macro_rules! laws {
    ($subject:ident: $($law:ident = $call:expr;)*) => {
        mod $subject {
            use super::*;
            $(#[test] fn $law() { $call })*
        }
    };
}

mod read_mostly_values {
    use super::*;
    use lock::ticket::TicketLock;
    use read_mostly::big_reader::BigReaderLock;
    use read_mostly::mutex::{Mutex, ParkingLot};
    use read_mostly::phase_fair::PhaseFairLock;
    use read_mostly::rwlock_futex::RwLockFutex;
    use read_mostly::rwlock_parking_lot::RwLockParkingLot;
    use read_mostly::{
        RawRwLock, ReadMostly, RwLocked, laws, left_right::LeftRight, rcu::Rcu, rwlock_std::RwLockStd,
    };

    type Around<L> = RwLocked<L, [u64; 2]>;

    const USUAL: Native = Native { rounds: 25, size: Size { threads: 4, ops: 1000 } };
    /// For locks that spin in order: see above.
    const IN_ORDER: Native = Native { rounds: 3, size: Size { threads: 3, ops: 100 } };

    /// The laws of all, and those that this one promises beside.
    macro_rules! value {
        ($subject:ident, $type:ty, $world:expr, [$($law:ident),*]) => {
            laws! { $subject:
                no_torn_read = laws::no_torn_read::<$type>(&$world);
                reads_monotone = laws::reads_monotone::<$type>(&$world);
                no_lost_update = laws::no_lost_update::<$type>(&$world);
                panics_release = laws::panics_release::<$type>(&$world);
                $($law = laws::$law::<$type>(&$world);)*
            }
        };
    }

    value!(mutex, Mutex<[u64; 2]>, USUAL, []);
    value!(seqlock, read_mostly::seqlock::SeqLock<[u64; 2]>, USUAL, []);
    value!(mutex_parking_lot, ParkingLot<[u64; 2]>, USUAL, []);
    value!(rwlock_std, RwLockStd<[u64; 2]>, USUAL, [readers_share]);
    value!(rwlock_parking_lot, RwLockParkingLot<[u64; 2]>, USUAL, [readers_share]);
    value!(
        rwlock_futex,
        Around<RwLockFutex>,
        USUAL,
        [readers_share, try_read_never_blocks, writer_not_starved, reader_not_starved]
    );
    value!(
        phase_fair,
        Around<PhaseFairLock>,
        IN_ORDER,
        [readers_share, try_read_never_blocks, writer_not_starved, reader_not_starved]
    );
    value!(
        big_reader,
        Around<BigReaderLock>,
        USUAL,
        [readers_share, try_read_never_blocks, writer_not_starved]
    );
    value!(
        big_reader_over_a_ticket_lock,
        Around<BigReaderLock<TicketLock>>,
        IN_ORDER,
        [readers_share, try_read_never_blocks, writer_not_starved, reader_not_starved]
    );

    #[test]
    fn big_reader_with_more_threads_than_places() {
        let crowd =
            Native { rounds: 2, size: Size { threads: primitives::sync::limits::SLOTS + 6, ops: 50 } };
        laws::no_lost_update::<Around<BigReaderLock>>(&crowd);
    }

    /// What takes no room, and what takes many lines.
    fn values_of_odd_sizes<L: RawRwLock>() {
        let nothing = RwLocked::<L, ()>::new(());
        nothing.update(|()| ());
        nothing.read(|()| ());
        let no_words = RwLocked::<L, [u64; 0]>::new([]);
        no_words.update(|words| assert_eq!(words.len(), 0));
        assert_eq!(no_words.read(|words| words.len()), 0);
        let page = RwLocked::<L, [u64; 512]>::new([0; 512]);
        page.update(|words| words.iter_mut().for_each(|word| *word += 7));
        assert_eq!(page.read(|words| words.iter().sum::<u64>()), 7 * 512);
    }

    #[test]
    fn values_of_odd_sizes_behind_each_lock() {
        values_of_odd_sizes::<RwLockFutex>();
        values_of_odd_sizes::<PhaseFairLock>();
        values_of_odd_sizes::<BigReaderLock>();
    }

    /// Trying within a reading is no danger: it does not wait for the thread that tries.
    fn a_reading_within_a_reading<L: read_mostly::TryRawRwLock>() {
        use read_mostly::TryRead;
        let value = RwLocked::<L, u64>::new(7);
        assert_eq!(value.read(|outer| value.try_read(|inner| (*outer, *inner))), Some((7, 7)));
        value.update(|number| *number += 1); // both have left
        let refused = std::cell::Cell::new(false);
        value.update(|_| refused.set(value.try_read(|_| ()).is_none()));
        assert!(refused.get(), "a writer is inside");
    }

    #[test]
    fn trying_within_a_reading_never_waits() {
        a_reading_within_a_reading::<RwLockFutex>();
        a_reading_within_a_reading::<PhaseFairLock>();
        a_reading_within_a_reading::<BigReaderLock>();
    }

    #[cfg(debug_assertions)]
    mod reentry {
        use super::*;
        use std::panic::{AssertUnwindSafe, catch_unwind};

        fn is_found(within: impl FnOnce()) {
            let panic = catch_unwind(AssertUnwindSafe(within)).expect_err("a second entry is a panic");
            let message = panic.downcast_ref::<String>().expect("a message");
            assert!(message.starts_with("re-entry: "), "{message}");
        }

        /// Each way in, within each.
        fn is_found_in<R: ReadMostly<u64>>() {
            let value = R::new(0);
            is_found(|| value.read(|_| value.read(|_| ())));
            is_found(|| value.read(|_| value.update(|_| ())));
            is_found(|| value.update(|_| value.read(|_| ())));
            is_found(|| value.update(|_| value.update(|_| ())));
            // And nothing is left of it.
            value.update(|number| *number += 1);
            assert_eq!(value.read(|number| *number), 1);
            let other = R::new(0);
            value.read(|_| other.update(|_| ())); // another value is another matter
        }

        #[test]
        fn is_found_in_each() {
            is_found_in::<Mutex<u64>>();
            is_found_in::<RwLockStd<u64>>();
            is_found_in::<RwLockParkingLot<u64>>();
            is_found_in::<RwLocked<RwLockFutex, u64>>();
            is_found_in::<RwLocked<PhaseFairLock, u64>>();
            is_found_in::<RwLocked<BigReaderLock, u64>>();
        }
    }

    /// For values whose writers wait for readers: with more threads than cores, each wait may be one for the scheduler.
    const WAITING: Native = Native { rounds: 10, size: Size { threads: 4, ops: 200 } };

    value!(rcu, Rcu<[u64; 2]>, WAITING, [readers_share]);
    value!(left_right, LeftRight<[u64; 2]>, WAITING, [readers_share]);
}
