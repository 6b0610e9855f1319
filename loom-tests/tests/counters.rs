//! Every counter, every law, every interleaving of two threads.
//!
//! A counter of yours is one more line below.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::counter;
use primitives::world::Size;

/// All laws but `more_handles_than_places`, which is explored with three threads for the two that have places.
macro_rules! counter {
    ($subject:ident, $make:expr) => {
        counter!($subject, $make, Setup::CHECKED);
    };
    ($subject:ident, $make:expr, $setup:expr) => {
        harness::models!(
            "counter",
            $subject,
            $make,
            $setup,
            primitives::counter::laws,
            [
                no_lost_update,
                exact_when_quiescent,
                monotone_for_one_reader,
                drop_flushes,
                error_bound,
                any_amount,
                no_deadlock_on_drop,
            ]
        );
    };
}

counter!(mutex, counter::mutex::Mutex::new);
counter!(parking_lot_mutex, counter::mutex::ParkingLot::new, Setup::STAND_IN);
counter!(rwlock, counter::rwlock::RwLock::new);
counter!(parking_lot_rwlock, counter::rwlock::ParkingLot::new, Setup::STAND_IN);
counter!(atomic_relaxed, counter::atomic_relaxed::AtomicRelaxed::new);
counter!(atomic_seqcst, counter::atomic_seqcst::AtomicSeqCst::new);
counter!(cas_loop, counter::cas_loop::CasLoop::new);
counter!(cas_backoff, counter::cas_backoff::CasBackoff::new);
counter!(striped, counter::striped::Striped::new);
counter!(striped_unpadded, counter::striped_unpadded::StripedUnpadded::new);
counter!(per_thread, counter::per_thread::PerThread::new);
counter!(per_cpu, counter::per_cpu::PerCpu::new);
counter!(batched, || counter::batched::Batched::new(2));
counter!(actor_std, || counter::actor::ActorStd::with_mailbox(1), Setup::STAND_IN.within(ACTOR));
counter!(actor_crossbeam, || counter::actor::ActorCrossbeam::with_mailbox(1), Setup::STAND_IN.within(ACTOR));
counter!(flat_combining, counter::flat_combining::FlatCombining::new, Setup::CHECKED.within(COMBINER));

/// The mailbox holds one message, so that a second one makes its sender wait. The actor is a third thread, and each
/// message takes six steps of the stand-in's lock.
const ACTOR: Limits = Limits {
    size: Size { threads: 2, ops: 1 },
    bounds: &[1, 2],
    bounded: 30_000,
    unbounded: 0,
    why: "two pre-emptions are 25 thousand executions, three are millions, and their beginning shows nothing new",
    ..Limits::USUAL
};

const COMBINER: Limits = Limits {
    unbounded: 2_000,
    why: "five laws finish within; of no_lost_update, which has millions, the beginning without a bound shows little",
    ..Limits::USUAL
};

/// Not explored: a row says so, and why.
mod rayon_reduce {
    #[test]
    fn is_not_checked() {
        let model = harness::model!("counter", "rayon_reduce", "every law", is_not_checked);
        harness::not_checked(
            &model,
            "rayon's scheduler cannot be seen into; its answers are tested natively",
        );
    }
}

harness::every_declared_model_exists!();
