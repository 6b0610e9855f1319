//! Wrong channels, each killed by the law that was written against it, and by nothing else, in both orders of spawning.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::channel::Bounded;

#[path = "../mutants/channel/mod.rs"]
pub mod channel;

macro_rules! channel {
    ($mutant:ident, $type:ty, $setup:expr, $law:ident, $class:ident) => {
        harness::mutant_type!(
            "channel",
            $mutant,
            Bounded<$type>,
            $setup,
            primitives::channel::laws,
            $law,
            $class
        );
    };
}

/// Three and four threads, low bounds: what must be found is found with one pre-emption or two.
const FEW: Setup = Setup::CHECKED.within(Limits {
    bounds: &[1, 2],
    bounded: 150_000,
    unbounded: 0,
    why: "each of these dies with two pre-emptions at most",
    ..Limits::USUAL
});

channel!(
    one_condvar_for_both,
    channel::one_condvar_for_both::OneCondvarForBoth,
    FEW,
    no_lost_wakeup,
    Deadlock
);
channel!(if_for_while, channel::if_for_while::IfForWhile, FEW, no_lost_wakeup, Assertion);
channel!(
    wakes_one_at_close,
    channel::wakes_one_at_close::WakesOneAtClose,
    FEW,
    close_wakes_every_sender,
    Deadlock
);
channel!(
    flag_read_without_fence,
    channel::flag_read_without_fence::FlagReadWithoutFence,
    FEW,
    no_lost_wakeup,
    Deadlock
);
channel!(
    stranded_by_false_empty,
    channel::stranded_by_false_empty::StrandedByFalseEmpty,
    FEW,
    no_lost_wakeup,
    Deadlock
);

harness::every_declared_model_exists!();
