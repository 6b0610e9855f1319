//! Queues: every law, every interleaving of two threads.

use harness::Setup;
use primitives_loom::queue;

/// One module of models for one subject: `subject!(FAMILY, NAME, SETUP, LAWS: law = TYPE, ...)`.
macro_rules! subject {
    ($family:literal, $subject:ident, $setup:expr, $laws:path: $($law:ident = $type:ty),* $(,)?) => {
        mod $subject {
            #[allow(unused_imports, reason = "a subject may be named in full")]
            use super::*;
            use $laws as laws_of_the_family;
            $(
                #[test]
                fn $law() {
                    let model = harness::model!($family, stringify!($subject), stringify!($law), $law);
                    harness::holds(&model, $setup, |world| laws_of_the_family::$law::<$type>(world));
                }
            )*
        }
    };
}

use queue::mpmc_ring::MpmcRing;
use queue::mpmc_tuned::MpmcTuned;
use queue::{Bounded, Endless, NearWrap, mutex::Mutex, segmented::Segmented};

/// The laws of all, and those that this one promises beside.
macro_rules! queue {
    ($subject:ident, $kind:ty, $setup:expr, [$($law:ident),*]) => {
        subject!(
            "queue",
            $subject,
            $setup,
            primitives_loom::queue::laws: no_loss_no_duplication = $kind,
            drops_once = $kind,
            $($law = $kind),*
        );
    };
}

queue!(
    mutex,
    Bounded<Mutex>,
    Setup::CHECKED,
    [
        fifo_per_producer,
        each_item_once_among_many,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full
    ]
);

queue!(mpmc_ring, Bounded<MpmcRing>, Setup::CHECKED, [fifo_per_producer, each_item_once_among_many]);
queue!(mpmc_ring_near_wrap, NearWrap<MpmcRing>, Setup::CHECKED, [each_item_once_among_many]);

queue!(
    mpmc_tuned,
    Bounded<MpmcTuned>,
    Setup::CHECKED,
    [
        fifo_per_producer,
        each_item_once_among_many,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full
    ]
);
queue!(
    mpmc_tuned_near_wrap,
    NearWrap<MpmcTuned>,
    Setup::CHECKED,
    [each_item_once_among_many, linearizable, linearizable_from_empty, linearizable_from_full]
);

queue!(
    segmented,
    Endless<Segmented>,
    Setup::CHECKED,
    [
        fifo_per_producer,
        each_item_once_among_many,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full
    ]
);
