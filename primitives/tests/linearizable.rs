//! Every subject that promises it, on real threads: short histories, many of them, each explained by a sequential object.

use std::hash::{BuildHasherDefault, DefaultHasher};

use primitives::world::{Native, Size};
use primitives::{cache, channel, counter, queue, read_mostly};

/// Threads are started for each history, which takes far longer than what they do.
const MANY: Native = Native { rounds: 100, size: Size { threads: 3, ops: 2 } };

macro_rules! linearizable {
    ($($subject:ident = $law:expr;)*) => {$( #[test] fn $subject() { $law } )*};
}

mod counters {
    use super::*;
    use counter::laws::linearizable as law;

    linearizable! {
        mutex = law(&MANY, counter::mutex::Mutex::new);
        parking_lot_mutex = law(&MANY, counter::mutex::ParkingLot::new);
        rwlock = law(&MANY, counter::rwlock::RwLock::new);
        atomic_relaxed = law(&MANY, counter::atomic_relaxed::AtomicRelaxed::new);
        cas_loop = law(&MANY, counter::cas_loop::CasLoop::new);
        actor_std = law(&MANY, || counter::actor::ActorStd::with_mailbox(1));
        actor_crossbeam = law(&MANY, || counter::actor::ActorCrossbeam::with_mailbox(1));
        flat_combining = law(&MANY, counter::flat_combining::FlatCombining::new);
    }
}

mod values {
    use super::*;
    use read_mostly::{RwLocked, laws::linearizable as law};

    linearizable! {
        rwlock_std = law::<read_mostly::rwlock_std::RwLockStd<[u64; 2]>>(&MANY);
        rwlock_futex = law::<RwLocked<read_mostly::rwlock_futex::RwLockFutex, [u64; 2]>>(&MANY);
        big_reader = law::<RwLocked<read_mostly::big_reader::BigReaderLock, [u64; 2]>>(&MANY);
        seqlock = law::<read_mostly::seqlock::SeqLock<[u64; 2]>>(&MANY);
        rcu = law::<read_mostly::rcu::Rcu<[u64; 2]>>(&MANY);
        left_right = law::<read_mostly::left_right::LeftRight<[u64; 2]>>(&MANY);
    }
}

mod queues {
    use super::*;
    use queue::{Bounded, Endless, laws::linearizable_among_many as law};

    linearizable! {
        mutex = law::<Bounded<queue::mutex::Mutex>>(&MANY);
        two_lock = law::<Bounded<queue::two_lock::TwoLock>>(&MANY);
        mpmc_tuned = law::<Bounded<queue::mpmc_tuned::MpmcTuned>>(&MANY);
        michael_scott = law::<Endless<queue::michael_scott::MichaelScott>>(&MANY);
        segmented = law::<Endless<queue::segmented::Segmented>>(&MANY);
        treiber = law::<Endless<queue::treiber::Treiber>>(&MANY);
    }
}

mod channels {
    use super::*;
    use channel::{Bounded, Endless, HandOver, laws::linearizable as law};

    linearizable! {
        condvar = law::<Bounded<channel::condvar::CondvarChannel>>(&MANY);
        park = law::<Bounded<channel::park::ParkChannel>>(&MANY);
        park_unbounded = law::<Endless<channel::park::ParkUnbounded>>(&MANY);
        rendezvous = law::<HandOver<channel::rendezvous::Rendezvous>>(&MANY);
    }
}

mod caches {
    use super::*;
    use cache::laws::linearizable as law;

    type S = BuildHasherDefault<DefaultHasher>;

    linearizable! {
        mutex_lru = law::<cache::mutex_lru::MutexLru<u64, u64, S>>(&MANY);
        sharded_lru = law::<cache::sharded_lru::ShardedLru<u64, u64, S>>(&MANY);
        clock = law::<cache::clock::ClockCache<u64, u64, S>>(&MANY);
        set_associative = law::<cache::set_associative::SetAssociative<u64, u64, S>>(&MANY);
        copy_on_write = law::<cache::copy_on_write::CopyOnWrite<u64, u64, S>>(&MANY);
        flagship = law::<cache::flagship::Flagship<u64, u64, S>>(&MANY);
    }
}
