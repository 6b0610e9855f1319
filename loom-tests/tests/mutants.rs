//! Wrong programs, each killed by the law that was written against it, and by nothing else, in both orders of spawning.
//!
//! The files stand in `mutants/`, in the words of the native world, where the gallery and the exercises use them too.

extern crate primitives_loom as primitives;

use harness::Setup;

#[path = "../mutants/counter/mod.rs"]
pub mod counter;
#[path = "../mutants/read_mostly/mod.rs"]
pub mod read_mostly;
#[path = "../mutants/reclaim/mod.rs"]
pub mod reclaim;

macro_rules! counter {
    ($mutant:ident, $make:expr, $law:ident, $class:ident) => {
        harness::mutant!(
            "counter",
            $mutant,
            $make,
            Setup::CHECKED,
            primitives_loom::counter::laws,
            $law,
            $class
        );
    };
}

counter!(load_then_store, counter::load_then_store::LoadThenStore::new, no_lost_update, Assertion);
counter!(plain_number, counter::plain_number::PlainNumber::new, no_lost_update, DataRace);
counter!(
    cas_ignoring_failure,
    counter::cas_ignoring_failure::CasIgnoringFailure::new,
    no_lost_update,
    Assertion
);
counter!(two_sections, counter::two_sections::TwoSections::new, no_lost_update, Assertion);
counter!(
    lost_combiner_request,
    counter::lost_combiner_request::LostCombinerRequest::new,
    no_lost_update,
    Assertion
);
counter!(
    retired_cell_forgotten,
    counter::retired_cell_forgotten::RetiredCellForgotten::new,
    exact_when_quiescent,
    Assertion
);
counter!(
    retired_in_two_steps,
    counter::retired_in_two_steps::RetiredInTwoSteps::new,
    monotone_for_one_reader,
    Assertion
);
counter!(unflushed_handle, counter::unflushed_handle::UnflushedHandle::new, drop_flushes, Assertion);
counter!(batch_off_by_one, counter::batch_off_by_one::BatchOffByOne::new, error_bound, Assertion);
counter!(narrow_sum, counter::narrow_sum::NarrowSum::new, any_amount, Assertion);
counter!(
    actor_joined_too_soon,
    counter::actor_joined_too_soon::ActorJoinedTooSoon::new,
    no_deadlock_on_drop,
    Deadlock
);

/// Memory reclamation, and the values that keep versions.
mod versions {
    use super::{read_mostly, reclaim};
    use harness::{Class, Limits, Setup};
    use primitives_loom::read_mostly::laws as read_mostly_laws;
    use primitives_loom::reclaim::laws as reclaim_laws;
    use primitives_loom::world::{Size, SpawnOrder};

    /// A mutant of a family whose laws know their subject by its type.
    macro_rules! dies {
        ($family:literal, $mutant:ident, $type:ty, $laws:ident, $law:ident, $class:ident) => {
            dies!($family, $mutant, $type, $laws, $law, $class, Setup::CHECKED);
        };
        ($family:literal, $mutant:ident, $type:ty, $laws:ident, $law:ident, $class:ident, $setup:expr) => {
            mod $mutant {
                use super::*;

                #[test]
                fn dies_as_spawned() {
                    let model =
                        harness::model!($family, stringify!($mutant), stringify!($law), dies_as_spawned);
                    let setup = $setup.only(SpawnOrder::Forward);
                    harness::dies(&model, setup, Class::$class, |world| $laws::$law::<$type>(world));
                }

                #[test]
                fn dies_spawned_in_reverse() {
                    let model = harness::model!(
                        $family,
                        stringify!($mutant),
                        stringify!($law),
                        dies_spawned_in_reverse
                    );
                    let setup = $setup.only(SpawnOrder::Reversed);
                    harness::dies(&model, setup, Class::$class, |world| $laws::$law::<$type>(world));
                }
            }
        };
    }

    /// For laws with a third thread, as for the right one.
    const THIRD: Setup = Setup::CHECKED.within(Limits {
        size: Size { threads: 2, ops: 1 },
        bounds: &[1, 2],
        bounded: 20_000,
        unbounded: 0,
        why: "three threads: two pre-emptions are ten thousand executions",
        ..Limits::USUAL
    });

    #[rustfmt::skip] // a table: one line a mutant
    mod all {
        use super::*;
        dies!("reclaim", early_free, reclaim::early_free::EarlyFree, reclaim_laws, no_early_free, DataRace);
        dies!("reclaim", late_pin, reclaim::late_pin::LatePin, reclaim_laws, no_early_free, DataRace);
        dies!("reclaim", inner_guard_leaves, reclaim::inner_guard_leaves::InnerGuardLeaves, reclaim_laws, nested_pins_protect, DataRace);
        dies!("reclaim", stale_stamp, reclaim::stale_stamp::StaleStamp, reclaim_laws, freed_by_another, DataRace, THIRD);
        dies!("reclaim", half_waited, reclaim::half_waited::HalfWaited, reclaim_laws, synchronize_waits, DataRace, THIRD);
        dies!("reclaim", forgotten_retire, reclaim::forgotten_retire::ForgottenRetire, reclaim_laws, drops_once, Assertion);
        dies!("reclaim", gone_and_waited_for, reclaim::gone_and_waited_for::GoneAndWaitedFor, reclaim_laws, garbage_is_freed, Assertion);
        dies!("read_mostly", rcu_early_free, read_mostly::rcu_early_free::RcuEarlyFree<[u64; 2]>, read_mostly_laws, no_torn_read, DataRace);
        dies!("read_mostly", left_right_no_wait, read_mostly::left_right_no_wait::LeftRightNoWait<[u64; 2]>, read_mostly_laws, no_torn_read, DataRace);
        dies!("read_mostly", left_right_one_version, read_mostly::left_right_one_version::LeftRightOneVersion<[u64; 2]>, read_mostly_laws, no_torn_read, DataRace);
    }
}

/// The control: it looks like a mistake, and is none. What is wrong with it only a clock can see.
mod control {
    use harness::Setup;
    use primitives_loom::counter::{laws, striped_unpadded::StripedUnpadded};
    use primitives_loom::world::SpawnOrder;

    #[test]
    fn striped_unpadded_lives_as_spawned() {
        let setup = Setup::CHECKED.only(SpawnOrder::Forward);
        let model = harness::model!(
            "harness", // no row: the subject has its own
            "striped_unpadded",
            "no_lost_update",
            striped_unpadded_lives_as_spawned
        );
        harness::holds(&model, setup, |world| laws::no_lost_update(world, StripedUnpadded::new));
    }

    #[test]
    fn striped_unpadded_lives_spawned_in_reverse() {
        let setup = Setup::CHECKED.only(SpawnOrder::Reversed);
        let model = harness::model!(
            "harness", // no row: the subject has its own
            "striped_unpadded",
            "no_lost_update",
            striped_unpadded_lives_spawned_in_reverse
        );
        harness::holds(&model, setup, |world| laws::no_lost_update(world, StripedUnpadded::new));
    }
}
