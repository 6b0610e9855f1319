//! Locks: every law, every interleaving of two threads; of three, where a law needs one to hold and two to wait.
//!
//! A lock of yours is one more line below.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::lock::{self, Doorway, LockKind};
use primitives::world::{Size, Token};

/// The laws of every lock, and those that are named beside it.
macro_rules! lock {
    ($subject:ident, $kind:ty, [$($law:ident),*]) => {
        mod $subject {
            #[allow(unused_imports, reason = "a subject may be named in full")]
            use super::*;
            use lock::laws;

            type Kind = $kind;
            type Over<T> = <Kind as LockKind>::Of<T>;

            model!($subject, mutual_exclusion, Setup::CHECKED.within(TWICE), laws::mutual_exclusion::<Over<u64>>);
            model!($subject, panics_release, Setup::CHECKED, laws::panics_release::<Over<u64>>);
            model!($subject, drops_once, Setup::CHECKED, laws::drops_once::<Over<Token>>);
            $( capability!($subject, $law); )*
        }
    };
}

/// One test of one law.
macro_rules! model {
    ($subject:ident, $law:ident, $setup:expr, $run:expr) => {
        #[test]
        fn $law() {
            let model = harness::model!("lock", stringify!($subject), stringify!($law), $law);
            harness::holds(&model, $setup, |world| $run(world));
        }
    };
}

/// Laws of what only some offer.
macro_rules! capability {
    ($subject:ident, fifo) => {
        model!($subject, fifo, Setup::CHECKED.within(IN_LINE), fifo_of::<Kind>);
    };
    ($subject:ident, no_lost_wakeup) => {
        model!($subject, no_lost_wakeup, Setup::CHECKED.within(SLEEPERS), laws::no_lost_wakeup::<Over<u64>>);
    };
    ($subject:ident, $law:ident) => {
        model!($subject, $law, Setup::CHECKED, laws::$law::<Over<u64>>);
    };
}

fn fifo_of<L: Doorway>(world: &impl primitives::world::World) {
    lock::laws::fifo::<L>(world);
}

/// Two threads, two acquisitions each.
const TWICE: Limits = Limits {
    unbounded: 5_000,
    why: "most finish within; queues of nodes have tens of thousands of executions, and three pre-emptions show what there is",
    ..Limits::USUAL
};

/// Three threads, one acquisition each. The checker passes the turn among threads that spin by how often each has yielded, so
/// two of them may take hundreds of turns before the one that they wait for has its own.
const IN_LINE: Limits = Limits {
    size: Size { threads: 3, ops: 1 },
    bounds: &[1],
    bounded: 2_000,
    unbounded: 0,
    steps: 5_000,
    why: "who waits behind whom shows with one pre-emption; with two, spinners spin for thousands of steps",
};

/// Three threads: one holds, two wait, and whoever leaves must think of both.
const SLEEPERS: Limits = Limits {
    bounds: &[1, 2],
    bounded: 10_000,
    why: "a wake-up is lost between a look and a sleep: one pre-emption, or two; three are tens of thousands",
    ..IN_LINE
};

lock!(tas, lock::tas::TasLock, [try_lock_never_blocks]);
lock!(ttas_backoff, lock::ttas_backoff::TtasLock, [try_lock_never_blocks]);
lock!(ticket, lock::ticket::TicketLock, [fifo]);
lock!(anderson, lock::anderson::AndersonLock, [fifo]);
lock!(mcs, lock::mcs::McsLock, [fifo]);
lock!(clh, lock::clh::ClhLock, [fifo]);
lock!(futex, lock::futex::FutexLock, [try_lock_never_blocks, no_lost_wakeup]);
lock!(adaptive, lock::adaptive::AdaptiveLock, [try_lock_never_blocks, no_lost_wakeup]);
lock!(fair, lock::fair::FairLock, [try_lock_never_blocks, no_lost_wakeup, fifo]);
lock!(mcs_park, lock::mcs_park::McsParkLock, [no_lost_wakeup, fifo]);
lock!(starvation_mode, lock::starvation_mode::StarvationModeLock, [try_lock_never_blocks, no_lost_wakeup]);
// Not of the catalogue as ours, but every structure that is generic over its lock stands on it.
lock!(std_mutex, lock::StdMutex, [try_lock_never_blocks, no_lost_wakeup, condvar_wakes]);

harness::every_declared_model_exists!();
