//! Every subject that promises it: each call happens at some moment between its begin and its end.
//!
//! Not locks: that sections never overlap, and each finds what all before it did, is `mutual_exclusion`, and is as much. Queues have
//! laws of their own for each number of ends, in `queues.rs`; here are many ends at once.

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

const CHECKED: Setup = Setup::CHECKED.within(FEW);
const STAND_IN: Setup = Setup::STAND_IN.within(FEW);

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
        actor_std: STAND_IN => |world| law(world, || ActorStd::with_mailbox(1)),
        actor_crossbeam: STAND_IN => |world| law(world, || ActorCrossbeam::with_mailbox(1)),
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
        mutex: CHECKED => |world| law::<Mutex<Pair>>(world),
        rwlock_std: CHECKED => |world| law::<RwLockStd<Pair>>(world),
        rwlock_parking_lot: STAND_IN => |world| law::<RwLockParkingLot<Pair>>(world),
        rwlock_futex: CHECKED => |world| law::<RwLocked<RwLockFutex, Pair>>(world),
        phase_fair: CHECKED => |world| law::<RwLocked<PhaseFairLock, Pair>>(world),
        big_reader: CHECKED => |world| law::<RwLocked<BigReaderLock, Pair>>(world),
        seqlock: CHECKED => |world| law::<SeqLock<Pair>>(world),
        rcu: CHECKED => |world| law::<Rcu<Pair>>(world),
        left_right: CHECKED => |world| law::<LeftRight<Pair>>(world),
    ]);
}

mod queues {
    use super::*;
    use primitives::queue::{
        Bounded, Endless, laws::linearizable_among_many as law, michael_scott::MichaelScott,
        mpmc_tuned::MpmcTuned, mutex::Mutex, segmented::Segmented, treiber::Treiber, two_lock::TwoLock,
    };

    linearizable!("queue", linearizable_among_many, [
        mutex: CHECKED => |world| law::<Bounded<Mutex>>(world),
        two_lock: CHECKED => |world| law::<Bounded<TwoLock>>(world),
        mpmc_tuned: CHECKED => |world| law::<Bounded<MpmcTuned>>(world),
        michael_scott: CHECKED => |world| law::<Endless<MichaelScott>>(world),
        segmented: CHECKED => |world| law::<Endless<Segmented>>(world),
        treiber: CHECKED => |world| law::<Endless<Treiber>>(world),
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
        condvar: CHECKED => |world| law::<Bounded<CondvarChannel>>(world),
        condvar_unbounded: CHECKED => |world| law::<Endless<CondvarChannel>>(world),
        park: CHECKED => |world| law::<Bounded<ParkChannel>>(world),
        park_unbounded: CHECKED => |world| law::<Endless<ParkUnbounded>>(world),
        rendezvous: CHECKED => |world| law::<HandOver<Rendezvous>>(world),
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
        mutex_lru: CHECKED => |world| law::<MutexLru<u64, u64, S>>(world),
        rwlock_lru: CHECKED => |world| law::<RwLockLru<u64, u64, S>>(world),
        sharded_lru: CHECKED => |world| law::<ShardedLru<u64, u64, S>>(world),
        clock: CHECKED => |world| law::<ClockCache<u64, u64, S>>(world),
        sieve: CHECKED => |world| law::<SieveCache<u64, u64, S>>(world),
        s3_fifo: CHECKED => |world| law::<S3FifoCache<u64, u64, S>>(world),
        tinylfu: CHECKED => |world| law::<TinyLfuCache<u64, u64, S>>(world),
        set_associative: CHECKED => |world| law::<SetAssociative<u64, u64, S>>(world),
        copy_on_write: CHECKED => |world| law::<CopyOnWrite<u64, u64, S>>(world),
        actor: CHECKED => |world| law::<Actor<u64, u64, S, StdChannel>>(world),
        flagship: CHECKED => |world| law::<Flagship<u64, u64, S>>(world),
    ]);
}
