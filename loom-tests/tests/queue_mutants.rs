//! Wrong queues, each killed by the law that was written against it, and by nothing else, in both orders of spawning.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::Setup;
use primitives::queue::{Bounded, Endless};

#[path = "../mutants/queue/mod.rs"]
pub mod queue;

macro_rules! queue {
    ($mutant:ident, $kind:ty, $setup:expr, $law:ident, $class:ident) => {
        harness::mutant_type!("queue", $mutant, $kind, $setup, primitives::queue::laws, $law, $class);
    };
}

queue!(
    looks_then_pops,
    Bounded<queue::looks_then_pops::LooksThenPops>,
    Setup::CHECKED,
    each_item_once_among_many,
    Assertion
);
queue!(
    claimed_not_filled,
    Bounded<queue::claimed_not_filled::ClaimedNotFilled>,
    Setup::CHECKED,
    each_item_once_among_many,
    DataRace
);
queue!(
    refusal_in_wrong_order,
    Bounded<queue::refusal_in_wrong_order::RefusalInWrongOrder>,
    Setup::CHECKED,
    linearizable_from_empty,
    Assertion
);

queue!(aba_stack, Bounded<queue::aba_stack::AbaStack>, Setup::CHECKED, each_item_once_recycled, Assertion);
queue!(
    freed_at_once,
    Endless<queue::freed_at_once::FreedAtOnce>,
    Setup::CHECKED,
    each_item_once_recycled,
    DataRace
);

/// Rings of one producer and one consumer.
mod spsc {
    use super::*;
    use primitives::queue::NearWrap;

    queue!(
        relaxed_publish,
        Bounded<queue::relaxed_publish::RelaxedPublish>,
        Setup::CHECKED,
        no_loss_no_duplication,
        DataRace
    );
    queue!(
        off_by_one_full,
        Bounded<queue::off_by_one_full::OffByOneFull>,
        Setup::CHECKED,
        no_loss_no_duplication,
        DataRace
    );
    queue!(
        missed_wrap_around,
        NearWrap<queue::missed_wrap_around::MissedWrapAround>,
        Setup::CHECKED,
        no_loss_no_duplication,
        Assertion
    );
    queue!(
        freed_before_read,
        Bounded<queue::freed_before_read::FreedBeforeRead>,
        Setup::CHECKED,
        no_loss_no_duplication,
        DataRace
    );
    queue!(
        unflushed_end,
        Bounded<queue::unflushed_end::UnflushedEnd>,
        Setup::CHECKED,
        shown_when_dropped,
        Assertion
    );
}

harness::every_declared_model_exists!();
