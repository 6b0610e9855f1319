//! Every subject that promises it: each call happens at some moment between its begin and its end.
//!
//! Not locks: that sections never overlap, and each finds what all before it did, is `mutual_exclusion`, and is as much.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::world::Size;

/// Two threads beside one that looks; the calls' own clock orders much, and so leaves little.
const FEW: Limits = Limits {
    size: Size { threads: 2, ops: 1 },
    bounds: &[1, 2],
    bounded: 10_000,
    unbounded: 0,
    why: "three threads and a clock that all of them read: two pre-emptions are thousands of executions, and show each law's exhibit",
    ..Limits::USUAL
};

/// With messages, versions or turns between them, two pre-emptions do not end.
const ONE: Limits = Limits {
    bounds: &[1],
    steps: 5_000, // three threads that spin in order take hundreds of turns
    why: "one pre-emption is two thousand executions; with two the search is cut off at ten thousand, which take ten seconds",
    ..FEW
};

const CHECKED: Setup = Setup::CHECKED.within(FEW);
const STAND_IN: Setup = Setup::STAND_IN.within(FEW);
const LONG: Setup = Setup::CHECKED.within(ONE);
const LONG_STAND_IN: Setup = Setup::STAND_IN.within(ONE);

/// `linearizable!(FAMILY, LAW, [SUBJECT: SETUP = |world| ..., ...])`.
macro_rules! linearizable {
    ($family:literal, $law:ident, [$($subject:ident: $setup:expr => $run:expr),* $(,)?]) => {$(
        mod $subject {
            use super::*;

            #[test]
            fn $law() {
                let model = harness::model!($family, stringify!($subject), stringify!($law), $law);
                harness::holds(&model, $setup, $run);
            }
        }
    )*};
}

mod counters {
    use super::*;
    use primitives::counter::{
        actor::{ActorCrossbeam, ActorStd},
        atomic_relaxed::AtomicRelaxed,
        atomic_seqcst::AtomicSeqCst,
        cas_backoff::CasBackoff,
        cas_loop::CasLoop,
        flat_combining::FlatCombining,
        laws::linearizable as law,
        mutex::{Mutex, ParkingLot as ParkingLotMutex},
        rwlock::{ParkingLot as ParkingLotRwLock, RwLock},
    };

    linearizable!("counter", linearizable, [
        mutex: CHECKED => |world| law(world, Mutex::new),
        parking_lot_mutex: STAND_IN => |world| law(world, ParkingLotMutex::new),
        rwlock: CHECKED => |world| law(world, RwLock::new),
        parking_lot_rwlock: STAND_IN => |world| law(world, ParkingLotRwLock::new),
        atomic_relaxed: CHECKED => |world| law(world, AtomicRelaxed::new),
        atomic_seqcst: CHECKED => |world| law(world, AtomicSeqCst::new),
        cas_loop: CHECKED => |world| law(world, CasLoop::new),
        cas_backoff: CHECKED => |world| law(world, CasBackoff::new),
        actor_std: LONG_STAND_IN => |world| law(world, || ActorStd::with_mailbox(1)),
        actor_crossbeam: LONG_STAND_IN => |world| law(world, || ActorCrossbeam::with_mailbox(1)),
        flat_combining: CHECKED => |world| law(world, FlatCombining::new),
    ]);
}

mod read_mostly_values {
    use super::*;
    use primitives::read_mostly::{
        RwLocked, big_reader::BigReaderLock, laws::linearizable as law, left_right::LeftRight, mutex::Mutex,
        phase_fair::PhaseFairLock, rcu::Rcu, rwlock_futex::RwLockFutex, rwlock_parking_lot::RwLockParkingLot,
        rwlock_std::RwLockStd, seqlock::SeqLock,
    };

    type Pair = [u64; 2];

    linearizable!("read_mostly", linearizable, [
        mutex: CHECKED => law::<Mutex<Pair>>,
        rwlock_std: CHECKED => law::<RwLockStd<Pair>>,
        rwlock_parking_lot: STAND_IN => law::<RwLockParkingLot<Pair>>,
        rwlock_futex: CHECKED => law::<RwLocked<RwLockFutex, Pair>>,
        phase_fair: LONG => law::<RwLocked<PhaseFairLock, Pair>>,
        big_reader: CHECKED => law::<RwLocked<BigReaderLock, Pair>>,
        seqlock: LONG => law::<SeqLock<Pair>>,
        rcu: CHECKED => law::<Rcu<Pair>>,
        left_right: CHECKED => law::<LeftRight<Pair>>,
    ]);
}

/// Many ends at once, which loom does not end on; the laws of a few stand in `queues.rs`.
#[cfg(shuttle)]
mod queues {
    use super::*;
    use primitives::queue::{
        Bounded, Endless, laws::linearizable_among_many as law, michael_scott::MichaelScott,
        mpmc_tuned::MpmcTuned, mutex::Mutex, segmented::Segmented, treiber::Treiber, two_lock::TwoLock,
    };

    linearizable!("queue", linearizable_among_many, [
        mutex: CHECKED => law::<Bounded<Mutex>>,
        two_lock: CHECKED => law::<Bounded<TwoLock>>,
        mpmc_tuned: CHECKED => law::<Bounded<MpmcTuned>>,
        michael_scott: CHECKED => law::<Endless<MichaelScott>>,
        segmented: CHECKED => law::<Endless<Segmented>>,
        treiber: CHECKED => law::<Endless<Treiber>>,
    ]);
}

mod channels {
    use super::*;
    use primitives::channel::{
        Bounded, Endless, HandOver,
        condvar::CondvarChannel,
        laws::linearizable as law,
        park::{ParkChannel, ParkUnbounded},
        rendezvous::Rendezvous,
    };

    linearizable!("channel", linearizable, [
        condvar: CHECKED => law::<Bounded<CondvarChannel>>,
        condvar_unbounded: CHECKED => law::<Endless<CondvarChannel>>,
        park: LONG => law::<Bounded<ParkChannel>>,
        park_unbounded: LONG => law::<Endless<ParkUnbounded>>,
        rendezvous: LONG => law::<HandOver<Rendezvous>>,
    ]);
}

mod caches {
    use super::*;
    use primitives::cache::{
        actor::Actor, clock::ClockCache, copy_on_write::CopyOnWrite, flagship::Flagship,
        laws::linearizable as law, mutex_lru::MutexLru, rwlock_lru::RwLockLru, s3_fifo::S3FifoCache,
        set_associative::SetAssociative, sharded_lru::ShardedLru, sieve::SieveCache, tinylfu::TinyLfuCache,
    };
    use primitives::channel::StdChannel;
    use std::hash::{BuildHasherDefault, DefaultHasher};

    /// The same hash in every execution.
    type S = BuildHasherDefault<DefaultHasher>;

    linearizable!("cache", linearizable, [
        mutex_lru: CHECKED => law::<MutexLru<u64, u64, S>>,
        rwlock_lru: CHECKED => law::<RwLockLru<u64, u64, S>>,
        sharded_lru: CHECKED => law::<ShardedLru<u64, u64, S>>,
        clock: CHECKED => law::<ClockCache<u64, u64, S>>,
        sieve: CHECKED => law::<SieveCache<u64, u64, S>>,
        s3_fifo: CHECKED => law::<S3FifoCache<u64, u64, S>>,
        tinylfu: CHECKED => law::<TinyLfuCache<u64, u64, S>>,
        set_associative: CHECKED => law::<SetAssociative<u64, u64, S>>,
        copy_on_write: CHECKED => law::<CopyOnWrite<u64, u64, S>>,
        actor: LONG => law::<Actor<u64, u64, S, StdChannel>>,
        flagship: CHECKED => law::<Flagship<u64, u64, S>>,
    ]);
}

harness::every_declared_model_exists!();
