//! Wrong programs, each killed by the law that was written against it, and by nothing else, in both orders of spawning.
//!
//! The files stand in `mutants/`, in the words of the native world, where the gallery and the exercises use them too.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::world::Size;

#[path = "../mutants/counter/mod.rs"]
pub mod counter;
#[path = "../mutants/read_mostly/mod.rs"]
pub mod read_mostly;
#[path = "../mutants/reclaim/mod.rs"]
pub mod reclaim;

macro_rules! counter {
    ($mutant:ident, $make:expr, $law:ident, $class:ident) => {
        harness::mutant!("counter", $mutant, $make, Setup::CHECKED, primitives::counter::laws, $law, $class);
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
counter!(two_step_stripe, counter::two_step_stripe::TwoStepStripe::new, more_handles_than_places, Assertion);
counter!(unflushed_handle, counter::unflushed_handle::UnflushedHandle::new, drop_flushes, Assertion);
counter!(batch_off_by_one, counter::batch_off_by_one::BatchOffByOne::new, error_bound, Assertion);
counter!(narrow_sum, counter::narrow_sum::NarrowSum::new, any_amount, Assertion);
counter!(
    actor_joined_too_soon,
    counter::actor_joined_too_soon::ActorJoinedTooSoon::new,
    no_deadlock_on_drop,
    Deadlock
);

macro_rules! read_mostly {
    ($mutant:ident, $type:ty, $law:ident, $class:ident) => {
        harness::mutant_type!(
            "read_mostly",
            $mutant,
            $type,
            Setup::CHECKED,
            primitives::read_mostly::laws,
            $law,
            $class
        );
    };
}

/// A readers-writer lock around a value.
type Around<L> = primitives::read_mostly::RwLocked<L, [u64; 2]>;

read_mostly!(relaxed_unlock, Around<read_mostly::relaxed_unlock::RelaxedUnlock>, no_torn_read, DataRace);
read_mostly!(
    big_reader_without_fence,
    Around<read_mostly::big_reader_without_fence::BigReaderWithoutFence>,
    no_torn_read,
    DataRace
);
read_mostly!(
    sleep_without_second_look,
    Around<read_mostly::sleep_without_second_look::SleepWithoutSecondLook>,
    no_lost_update,
    Deadlock
);
read_mostly!(
    release_after_section,
    read_mostly::release_after_section::ReleaseAfterSection<[u64; 2]>,
    panics_release,
    Deadlock
);
read_mostly!(one_at_a_time, Around<read_mostly::one_at_a_time::OneAtATime>, readers_share, NoProgress);
read_mostly!(
    try_in_two_steps,
    Around<read_mostly::try_in_two_steps::TryInTwoSteps>,
    try_read_never_blocks,
    DataRace
);
read_mostly!(
    reader_preference,
    Around<read_mostly::reader_preference::ReaderPreference>,
    writer_not_starved,
    NoProgress
);
read_mostly!(
    writer_preference,
    Around<read_mostly::writer_preference::WriterPreference>,
    reader_not_starved,
    NoProgress
);

read_mostly!(
    seqlock_no_reader_fence,
    read_mostly::seqlock_no_reader_fence::SeqLockNoReaderFence,
    no_torn_read,
    Assertion
);
read_mostly!(
    seqlock_no_writer_fence,
    read_mostly::seqlock_no_writer_fence::SeqLockNoWriterFence,
    no_torn_read,
    Assertion
);
read_mostly!(
    seqlock_ignores_odd,
    read_mostly::seqlock_ignores_odd::SeqLockIgnoresOdd,
    no_torn_read,
    Assertion
);

/// For laws of reclamation with a third thread, as for the right one.
const THIRD: Setup = Setup::CHECKED.within(Limits {
    size: Size { threads: 2, ops: 1 },
    bounds: &[1, 2],
    bounded: 20_000,
    unbounded: 0,
    why: "three threads: two pre-emptions are ten thousand executions",
    ..Limits::USUAL
});

macro_rules! reclaim {
    ($mutant:ident, $type:ty, $setup:expr, $law:ident, $class:ident) => {
        harness::mutant_type!("reclaim", $mutant, $type, $setup, primitives::reclaim::laws, $law, $class);
    };
}

reclaim!(early_free, reclaim::early_free::EarlyFree, Setup::CHECKED, no_early_free, DataRace);
reclaim!(late_pin, reclaim::late_pin::LatePin, Setup::CHECKED, no_early_free, DataRace);
reclaim!(
    inner_guard_leaves,
    reclaim::inner_guard_leaves::InnerGuardLeaves,
    Setup::CHECKED,
    nested_pins_protect,
    DataRace
);
reclaim!(stale_stamp, reclaim::stale_stamp::StaleStamp, THIRD, freed_by_another, DataRace);
reclaim!(half_waited, reclaim::half_waited::HalfWaited, THIRD, synchronize_waits, DataRace);
reclaim!(forgotten_retire, reclaim::forgotten_retire::ForgottenRetire, Setup::CHECKED, drops_once, Assertion);
reclaim!(
    gone_and_waited_for,
    reclaim::gone_and_waited_for::GoneAndWaitedFor,
    Setup::CHECKED,
    garbage_is_freed,
    Assertion
);
read_mostly!(rcu_early_free, read_mostly::rcu_early_free::RcuEarlyFree<[u64; 2]>, no_torn_read, DataRace);
read_mostly!(
    left_right_no_wait,
    read_mostly::left_right_no_wait::LeftRightNoWait<[u64; 2]>,
    no_torn_read,
    DataRace
);
read_mostly!(
    left_right_one_version,
    read_mostly::left_right_one_version::LeftRightOneVersion<[u64; 2]>,
    no_torn_read,
    DataRace
);
/// The control: it looks like a mistake, and is none. What is wrong with it only a clock can see.
mod control {
    use harness::Setup;
    use primitives::counter::{laws, striped_unpadded::StripedUnpadded};
    use primitives::world::SpawnOrder;

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

harness::every_declared_model_exists!();
