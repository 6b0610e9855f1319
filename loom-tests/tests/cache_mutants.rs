//! Wrong caches, each killed by the law that was written against it, and by nothing else, in both orders of spawning.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::world::Token;

#[path = "../mutants/cache/mod.rs"]
pub mod cache;

macro_rules! cache {
    ($mutant:ident, $type:ty, $laws:path, $law:ident, $class:ident) => {
        harness::mutant_type!("cache", $mutant, $type, FEW, $laws, $law, $class);
    };
}

/// Low bounds: what must be found is found with one pre-emption or two.
const FEW: Setup = Setup::CHECKED.within(Limits {
    bounds: &[1, 2],
    bounded: 100_000,
    unbounded: 0,
    why: "each of these dies with two pre-emptions at most",
    ..Limits::USUAL
});

cache!(
    check_then_act,
    cache::check_then_act::CheckThenAct,
    primitives::cache::laws,
    capacity_respected,
    Assertion
);
cache!(
    freed_under_a_reader,
    cache::freed_under_a_reader::FreedUnderAReader<Token>,
    primitives::cache::laws,
    drops_once,
    DataRace
);
cache!(
    lost_waiter,
    cache::lost_waiter::LostWaiter,
    primitives::cache::laws::loading,
    loads_once_for_three,
    Deadlock
);
cache!(
    recycled_slot,
    cache::recycled_slot::RecycledSlot,
    primitives::cache::laws,
    value_belongs_to_key,
    Assertion
);
cache!(
    resurrecting_promotion,
    cache::resurrecting_promotion::ResurrectingPromotion,
    primitives::cache::laws,
    stays_removed,
    Assertion
);

harness::every_declared_model_exists!();
