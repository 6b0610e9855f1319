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

use primitives_loom::reclaim::{Reclaim, Retired};
use primitives_loom::sync::outside;
use queue::Endless;
use queue::michael_scott::MichaelScott;
use queue::mpsc_intrusive::MpscIntrusive;
use queue::treiber::Treiber;
use queue::two_lock::TwoLock;

/// A linked queue that promises everything: each law beside its setup.
macro_rules! linked {
    ($subject:ident, $kind:ty, $setup:expr, [$($law:ident),*]) => {
        queue!(
            $subject,
            $kind,
            $setup,
            [
                each_item_once_among_many,
                each_item_once_recycled,
                linearizable,
                linearizable_among_producers,
                linearizable_from_empty,
                linearizable_from_full
                $(, $law)*
            ]
        );
    };
}

linked!(two_lock, Bounded<TwoLock>, Setup::CHECKED, [fifo_per_producer]);
linked!(two_lock_endless, Endless<TwoLock>, Setup::CHECKED, [fifo_per_producer]);
linked!(michael_scott, Endless<MichaelScott>, Setup::CHECKED, [fifo_per_producer]);
linked!(treiber, Endless<Treiber>, Setup::CHECKED, []);
queue!(mpsc_intrusive, Endless<MpscIntrusive>, Setup::CHECKED, [fifo_per_producer]);

/// Keeps everything to its end. Without the steps of a reclamation the search goes deeper into the queue itself.
#[derive(Debug, Default)]
struct KeepAll(outside::Mutex<Vec<Retired>>);

impl Reclaim for KeepAll {
    type Pinned<'a> = ();

    fn new() -> Self {
        KeepAll::default()
    }

    fn pin(&self) {}

    unsafe fn retire(&self, object: Retired) {
        self.0.lock().push(object);
    }

    fn collect(&self) {}

    fn pending(&self) -> usize {
        self.0.lock().len()
    }
}

linked!(michael_scott_keeping_all, Endless<MichaelScott<KeepAll>>, Setup::CHECKED, [fifo_per_producer]);
linked!(treiber_keeping_all, Endless<Treiber<KeepAll>>, Setup::CHECKED, []);
