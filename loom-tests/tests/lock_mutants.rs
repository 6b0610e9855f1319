//! Wrong locks, each killed by the law that was written against it, and by nothing else, in both orders of spawning.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::lock::Lock;
use primitives::world::{Size, Token};

#[path = "../mutants/lock/mod.rs"]
pub mod lock;

macro_rules! lock {
    ($mutant:ident, $type:ty, $setup:expr, $law:ident, $class:ident) => {
        harness::mutant_type!("lock", $mutant, $type, $setup, primitives::lock::laws, $law, $class);
    };
}

/// As for right locks: two threads.
const TWO: Setup = Setup::CHECKED;
/// As for right locks: three threads, low bounds.
const THREE: Setup = Setup::CHECKED.within(Limits {
    size: Size { threads: 3, ops: 1 },
    bounds: &[1, 2],
    unbounded: 0,
    steps: 5_000,
    why: "what the law needs to kill shows with two pre-emptions",
    ..Limits::USUAL
});

type Over<L> = Lock<L, u64>;

lock!(check_then_set, Over<lock::check_then_set::CheckThenSet>, TWO, mutual_exclusion, DataRace);
lock!(relaxed_unlock, Over<lock::relaxed_unlock::RelaxedUnlock>, TWO, mutual_exclusion, DataRace);
lock!(late_release, lock::late_release::LateRelease<u64>, TWO, panics_release, NoProgress);
lock!(try_that_waits, lock::try_that_waits::TryThatWaits<u64>, TWO, try_lock_never_blocks, NoProgress);
lock!(
    sleeps_on_what_it_finds,
    Over<lock::sleeps_on_what_it_finds::SleepsOnWhatItFinds>,
    THREE,
    no_lost_wakeup,
    Deadlock
);
lock!(flag_after_check, Over<lock::flag_after_check::FlagAfterCheck>, THREE, no_lost_wakeup, Deadlock);
lock!(
    no_fence_before_look,
    Over<lock::no_fence_before_look::NoFenceBeforeLook>,
    THREE,
    no_lost_wakeup,
    Deadlock
);
lock!(wakes_nobody_else, Over<lock::wakes_nobody_else::WakesNobodyElse>, THREE, no_lost_wakeup, Deadlock);
lock!(link_read_too_early, lock::link_read_too_early::LinkReadTooEarly, THREE, fifo, NoProgress);
lock!(first_to_notice, lock::first_to_notice::FirstToNotice, THREE, fifo, Assertion);
lock!(forgets_its_value, lock::forgets_its_value::ForgetsItsValue<Token>, TWO, drops_once, Assertion);
lock!(looks_then_sleeps, lock::looks_then_sleeps::LooksThenSleeps<u64>, TWO, condvar_wakes, Deadlock);

harness::every_declared_model_exists!();
