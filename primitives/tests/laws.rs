//! Every law, natively: real threads, many times over. `loom-tests` runs the same laws over every interleaving.
//!
//! What the machine happens to show is no proof; but here the sizes are real ones, and so are the libraries for which
//! the checker has stand-ins. A counter of yours is one more line below.

use primitives::counter;
use primitives::world::{Native, Size};

/// For most. All laws of all counters together are a few seconds, on two cores, unoptimised.
const USUAL: Native = Native { rounds: 50, size: Size { threads: 4, ops: 1000 } };

/// For those whose threads wait for each other at each addition.
const SLOW: Native = Native { rounds: 20, size: Size { threads: 4, ops: 250 } };

macro_rules! counter {
    ($subject:ident, $make:expr) => {
        counter!($subject, $make, USUAL);
    };
    ($subject:ident, $make:expr, $world:expr) => {
        mod $subject {
            use super::*;
            use primitives::counter::laws;

            #[test]
            fn no_lost_update() {
                laws::no_lost_update(&$world, $make);
            }

            #[test]
            fn exact_when_quiescent() {
                laws::exact_when_quiescent(&$world, $make);
            }

            #[test]
            fn monotone_for_one_reader() {
                laws::monotone_for_one_reader(&$world, $make);
            }

            #[test]
            fn drop_flushes() {
                laws::drop_flushes(&$world, $make);
            }

            #[test]
            fn error_bound() {
                laws::error_bound(&$world, $make);
            }

            #[test]
            fn any_amount() {
                laws::any_amount(&$world, $make);
            }

            #[test]
            fn more_handles_than_places() {
                laws::more_handles_than_places(&$world, $make);
            }

            #[test]
            fn no_deadlock_on_drop() {
                laws::no_deadlock_on_drop(&$world, $make);
            }
        }
    };
}

counter!(mutex, counter::mutex::Mutex::new);
counter!(parking_lot_mutex, counter::mutex::ParkingLot::new);
counter!(rwlock, counter::rwlock::RwLock::new);
counter!(parking_lot_rwlock, counter::rwlock::ParkingLot::new);
counter!(atomic_relaxed, counter::atomic_relaxed::AtomicRelaxed::new);
counter!(atomic_seqcst, counter::atomic_seqcst::AtomicSeqCst::new);
counter!(cas_loop, counter::cas_loop::CasLoop::new);
counter!(cas_backoff, counter::cas_backoff::CasBackoff::new);
counter!(striped, counter::striped::Striped::new);
counter!(striped_unpadded, counter::striped_unpadded::StripedUnpadded::new);
counter!(per_thread, counter::per_thread::PerThread::new);
counter!(per_cpu, counter::per_cpu::PerCpu::new);
counter!(batched, || counter::batched::Batched::new(64));
counter!(actor_std, counter::actor::ActorStd::new, SLOW);
counter!(actor_crossbeam, counter::actor::ActorCrossbeam::new, SLOW);
counter!(flat_combining, counter::flat_combining::FlatCombining::new, SLOW);
