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
use queue::{Bounded, NearWrap, mutex::Mutex};

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

/// Rings of one producer and one consumer, at the beginning and at the end of their indices.
mod spsc {
    use super::*;
    use primitives_loom::queue::spsc_batched::SpscBatched;
    use primitives_loom::queue::spsc_cached::SpscCached;
    use primitives_loom::queue::spsc_lazy::SpscLazy;
    use primitives_loom::queue::spsc_ring::SpscRing;

    queue!(spsc_ring, Bounded<SpscRing>, Setup::CHECKED, [linearizable, shown_when_dropped]);
    queue!(spsc_ring_near_wrap, NearWrap<SpscRing>, Setup::CHECKED, [linearizable, shown_when_dropped]);
    queue!(spsc_cached, Bounded<SpscCached>, Setup::CHECKED, [linearizable, shown_when_dropped]);
    queue!(spsc_cached_near_wrap, NearWrap<SpscCached>, Setup::CHECKED, [linearizable, shown_when_dropped]);
    queue!(
        spsc_batched,
        Bounded<SpscBatched>,
        Setup::CHECKED,
        [linearizable, shown_when_dropped, batches_are_whole]
    );
    queue!(
        spsc_batched_near_wrap,
        NearWrap<SpscBatched>,
        Setup::CHECKED,
        [linearizable, shown_when_dropped, batches_are_whole]
    );
    queue!(spsc_lazy, Bounded<SpscLazy>, Setup::CHECKED, [shown_when_dropped]);
    queue!(spsc_lazy_near_wrap, NearWrap<SpscLazy>, Setup::CHECKED, [shown_when_dropped]);
}
