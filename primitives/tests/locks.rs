//! The laws of locks, on real threads; and what is special about single locks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use primitives::lock::anderson::{AndersonLock, PLACES};
use primitives::lock::fair::FairLock;
use primitives::lock::{self, Lock, LockKind, Mutual, TryLock, laws};
use primitives::world::{Native, Size, Token};

/// For locks that hand over in order without sleeping: with more threads than cores, each hand-over waits for a turn
/// of the scheduler.
const IN_ORDER: Native = Native { rounds: 3, size: Size { threads: 3, ops: 100 } };

/// For locks that hand over to sleepers: each hand-over is a trip through the kernel.
const BY_WAKING: Native = Native { rounds: 10, size: Size { threads: 4, ops: 250 } };

/// The laws of every lock, and those that are named beside it.
macro_rules! lock {
    ($subject:ident, $kind:ty, $world:expr, [$($law:ident),*]) => {
        mod $subject {
            use super::*;

            type Kind = $kind;
            type Over<T> = <Kind as LockKind>::Of<T>;

            #[test]
            fn mutual_exclusion() {
                laws::mutual_exclusion::<Over<u64>>(&$world);
            }

            #[test]
            fn no_lost_wakeup() {
                laws::no_lost_wakeup::<Over<u64>>(&$world);
            }

            #[test]
            fn panics_release() {
                laws::panics_release::<Over<u64>>(&$world);
            }

            #[test]
            fn drops_once() {
                laws::drops_once::<Over<Token>>(&$world);
            }

            #[test]
            fn values_of_no_size_and_of_a_page() {
                let nothing = Over::<()>::new(());
                nothing.with(|()| ());
                let page = Over::<[u64; 512]>::new([7; 512]);
                page.with(|words| words[511] = 8);
                assert_eq!(page.with(|words| words.iter().sum::<u64>()), 511 * 7 + 8);
            }

            #[cfg(debug_assertions)]
            #[test]
            fn re_entry_is_found() {
                let lock = Over::<u64>::new(7);
                let again = catch_unwind(AssertUnwindSafe(|| lock.with(|_| lock.with(|value| *value))));
                let panic = again.expect_err("it would wait for itself");
                let message = panic.downcast_ref::<String>().map_or("", String::as_str);
                assert!(message.starts_with("re-entry: "), "{message}");
                assert_eq!(lock.with(|value| *value), 7, "and the lock is free again");
            }

            $( capability!($law, $world); )*
        }
    };
}

/// Laws of what only some offer.
macro_rules! capability {
    (fifo, $world:expr) => {
        #[test]
        fn fifo() {
            laws::fifo::<Kind>(&$world);
        }
    };
    ($law:ident, $world:expr) => {
        #[test]
        fn $law() {
            laws::$law::<Over<u64>>(&$world);
        }
    };
}

lock!(tas, lock::tas::TasLock, Native::default(), [try_lock_never_blocks]);
lock!(ttas_backoff, lock::ttas_backoff::TtasLock, Native::default(), [try_lock_never_blocks]);
lock!(ticket, lock::ticket::TicketLock, IN_ORDER, [fifo]);
lock!(anderson, AndersonLock, IN_ORDER, [fifo]);
lock!(mcs, lock::mcs::McsLock, IN_ORDER, [fifo]);
lock!(clh, lock::clh::ClhLock, IN_ORDER, [fifo]);
lock!(futex, lock::futex::FutexLock, Native::default(), [try_lock_never_blocks]);
lock!(adaptive, lock::adaptive::AdaptiveLock, Native::default(), [try_lock_never_blocks]);
lock!(fair, FairLock, Native::default(), [try_lock_never_blocks, fifo]);
lock!(mcs_park, lock::mcs_park::McsParkLock, BY_WAKING, [fifo]);
lock!(starvation_mode, lock::starvation_mode::StarvationModeLock, Native::default(), [try_lock_never_blocks]);
lock!(std_mutex, lock::StdMutex, Native::default(), [try_lock_never_blocks, condvar_wakes]);
lock!(parking_lot_mutex, lock::ParkingLotMutex, Native::default(), [try_lock_never_blocks]);

#[test]
fn anderson_serves_more_waiters_than_it_has_places() {
    let lock = Arc::new(<AndersonLock as LockKind>::Of::<usize>::new(0));
    let threads: Vec<_> = (0..PLACES + 6)
        .map(|_| {
            let lock = Arc::clone(&lock);
            std::thread::spawn(move || lock.with(|count| *count += 1))
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    assert_eq!(lock.with(|count| *count), PLACES + 6);
}

/// Three threads that never pause, until each has had its share of turns, whatever the clock says.
fn everybody_gets_turns(quantum: Duration) {
    let lock = Arc::new(Lock::over(FairLock::with_quantum(quantum), 0u64));
    let (served, over) = (Arc::new([const { AtomicUsize::new(0) }; 3]), Arc::new(AtomicBool::new(false)));
    std::thread::scope(|scope| {
        for me in 0..3 {
            let (lock, served, over) = (Arc::clone(&lock), Arc::clone(&served), Arc::clone(&over));
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    lock.with(|count| *count += 1);
                    served[me].fetch_add(1, Ordering::Relaxed);
                    if served.iter().all(|served| served.load(Ordering::Relaxed) >= 100) {
                        over.store(true, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let sum: usize = served.iter().map(|served| served.load(Ordering::Relaxed)).sum();
    assert_eq!(lock.with(|count| *count), sum as u64);
}

#[test]
fn a_quantum_may_be_of_any_length() {
    for quantum in [Duration::ZERO, Duration::from_micros(50), FairLock::QUANTUM, Duration::from_millis(5)] {
        everybody_gets_turns(quantum);
    }
    // So long that nobody ever insists: the lock is had all the same, whenever nobody uses it.
    let lock = Arc::new(Lock::over(FairLock::with_quantum(Duration::MAX), 0u64));
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let lock = Arc::clone(&lock);
            std::thread::spawn(move || (0..10_000).for_each(|_| lock.with(|count| *count += 1)))
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    assert_eq!(lock.with(|count| *count), 30_000);
}

#[test]
fn a_try_inside_the_section_says_no() {
    let lock = <FairLock as LockKind>::Of::<u64>::new(0);
    assert!(lock.with(|_| lock.try_with(|_| ())).is_none());
    assert!(lock.try_with(|_| ()).is_some());
}
