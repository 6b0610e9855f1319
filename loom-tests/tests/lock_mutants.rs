//! Wrong locks, each killed by the law that was written against it, and by nothing else, in both orders of spawning.

extern crate primitives_loom as primitives;

use harness::{Class, Limits, Setup};
use primitives_loom::lock::{Lock, laws};
use primitives_loom::world::{Size, SpawnOrder, Token};

#[path = "../mutants/lock/mod.rs"]
pub mod lock;

/// `mutant!(NAME, LAW = the law of the type, CLASS)`.
macro_rules! mutant {
    ($mutant:ident, $law:ident, $run:expr, $class:ident) => {
        mutant!($mutant, $law, $run, $class, Setup::CHECKED);
    };
    ($mutant:ident, $law:ident, $run:expr, $class:ident, $setup:expr) => {
        mod $mutant {
            use super::*;

            #[test]
            fn dies_as_spawned() {
                let model = harness::model!("lock", stringify!($mutant), stringify!($law), dies_as_spawned);
                let setup = $setup.only(SpawnOrder::Forward);
                harness::dies(&model, setup, Class::$class, |world| $run(world));
            }

            #[test]
            fn dies_spawned_in_reverse() {
                let model =
                    harness::model!("lock", stringify!($mutant), stringify!($law), dies_spawned_in_reverse);
                let setup = $setup.only(SpawnOrder::Reversed);
                harness::dies(&model, setup, Class::$class, |world| $run(world));
            }
        }
    };
}

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

mutant!(
    check_then_set,
    mutual_exclusion,
    laws::mutual_exclusion::<Over<lock::check_then_set::CheckThenSet>>,
    DataRace
);
mutant!(
    relaxed_unlock,
    mutual_exclusion,
    laws::mutual_exclusion::<Over<lock::relaxed_unlock::RelaxedUnlock>>,
    DataRace
);
mutant!(
    late_release,
    panics_release,
    laws::panics_release::<lock::late_release::LateRelease<u64>>,
    NoProgress
);
mutant!(
    try_that_waits,
    try_lock_never_blocks,
    laws::try_lock_never_blocks::<lock::try_that_waits::TryThatWaits<u64>>,
    NoProgress
);
mutant!(
    sleeps_on_what_it_finds,
    no_lost_wakeup,
    laws::no_lost_wakeup::<Over<lock::sleeps_on_what_it_finds::SleepsOnWhatItFinds>>,
    Deadlock,
    THREE
);
mutant!(
    flag_after_check,
    no_lost_wakeup,
    laws::no_lost_wakeup::<Over<lock::flag_after_check::FlagAfterCheck>>,
    Deadlock,
    THREE
);
mutant!(
    no_fence_before_look,
    no_lost_wakeup,
    laws::no_lost_wakeup::<Over<lock::no_fence_before_look::NoFenceBeforeLook>>,
    Deadlock,
    THREE
);
mutant!(
    wakes_nobody_else,
    no_lost_wakeup,
    laws::no_lost_wakeup::<Over<lock::wakes_nobody_else::WakesNobodyElse>>,
    Deadlock,
    THREE
);
mutant!(
    link_read_too_early,
    fifo,
    laws::fifo::<lock::link_read_too_early::LinkReadTooEarly>,
    NoProgress,
    THREE
);
mutant!(first_to_notice, fifo, laws::fifo::<lock::first_to_notice::FirstToNotice>, Assertion, THREE);
mutant!(
    forgets_its_value,
    drops_once,
    laws::drops_once::<lock::forgets_its_value::ForgetsItsValue<Token>>,
    Assertion
);
mutant!(
    looks_then_sleeps,
    condvar_wakes,
    laws::condvar_wakes::<lock::looks_then_sleeps::LooksThenSleeps<u64>>,
    Deadlock
);
