//! Queues: every law, every interleaving of two threads.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::queue;
use primitives::reclaim::{Reclaim, Retired};
use primitives::sync::outside;

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

use queue::michael_scott::MichaelScott;
use queue::mpmc_ring::MpmcRing;
use queue::mpmc_tuned::MpmcTuned;
use queue::mpsc_intrusive::MpscIntrusive;
use queue::segmented::Segmented;
use queue::treiber::Treiber;
use queue::two_lock::TwoLock;
use queue::{Bounded, Endless, NearWrap, mutex::Mutex};

/// The laws of all, and those that this one promises beside.
macro_rules! queue {
    ($subject:ident, $kind:ty, $setup:expr, [$($law:ident),*]) => {
        subject!(
            "queue",
            $subject,
            $setup,
            primitives::queue::laws: no_loss_no_duplication = $kind,
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
        linearizable_from_full,
        empty_to_a_third,
        full_to_a_third,
        push_then_look,
        order_tells,
        pop_then_push,
        room_tells
    ]
);

/// One law with limits of its own: `within!(MODULE, SUBJECT, KIND, LIMITS, [LAWS])`.
macro_rules! within {
    ($module:ident, $subject:literal, $kind:ty, $limits:expr, [$($law:ident),*]) => {
        mod $module {
            use super::*;
            $(
                #[test]
                fn $law() {
                    let model = harness::model!("queue", $subject, stringify!($law), $law);
                    let law = queue::laws::$law::<$kind>;
                    harness::holds(&model, Setup::CHECKED.within($limits), |world| law(world));
                }
            )*
        }
    };
}

/// Laws of four threads, over rings without a lock.
const FOUR: Limits = Limits {
    bounds: &[1],
    bounded: 70_000,
    unbounded: 0,
    why: "four threads that compare and exchange: one pre-emption is sixty thousand executions, two are millions",
    ..Limits::USUAL
};
/// Laws of three threads, or of two with several steps each.
const FEW: Limits = Limits {
    bounds: &[1, 2],
    bounded: 15_000,
    unbounded: 0,
    why: "two pre-emptions end within it for two threads, one for three; the mistakes that these laws were written against need one",
    ..Limits::USUAL
};
/// Laws of two threads, which end.
const TWO: Limits = Limits {
    unbounded: 5_000,
    why: "what does not end within three pre-emptions has tens of thousands of executions without a bound, whose beginning shows little",
    ..Limits::USUAL
};

queue!(mpmc_ring, Bounded<MpmcRing>, Setup::CHECKED, []);
queue!(mpmc_ring_near_wrap, NearWrap<MpmcRing>, Setup::CHECKED, []);
within!(mpmc_ring_of_few, "mpmc_ring", Bounded<MpmcRing>, FEW, [fifo_per_producer]);
within!(mpmc_ring_of_four, "mpmc_ring", Bounded<MpmcRing>, FOUR, [each_item_once_among_many]);

queue!(
    mpmc_tuned,
    Bounded<MpmcTuned>,
    Setup::CHECKED.within(TWO),
    [
        ends_come_and_go,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full,
        push_then_look,
        order_tells,
        pop_then_push,
        room_tells
    ]
);
queue!(
    mpmc_tuned_near_wrap,
    NearWrap<MpmcTuned>,
    Setup::CHECKED.within(TWO),
    [
        ends_come_and_go,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full,
        push_then_look,
        order_tells,
        pop_then_push,
        room_tells
    ]
);
within!(
    mpmc_tuned_of_few,
    "mpmc_tuned",
    Bounded<MpmcTuned>,
    FEW,
    [fifo_per_producer, empty_to_a_third, full_to_a_third, order_is_passed_on]
);
within!(mpmc_tuned_of_four, "mpmc_tuned", Bounded<MpmcTuned>, FOUR, [each_item_once_among_many]);

/// Keeps everything to its end. Without the steps of a reclamation the search goes deeper into the queue itself.
#[derive(Debug, Default)]
struct KeepAll(outside::Mutex<Vec<Retired>>);

// SAFETY: nothing is freed before it is dropped.
unsafe impl Reclaim for KeepAll {
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

/// A linked queue that promises everything: the laws of two threads.
macro_rules! linked {
    ($subject:ident, $kind:ty, [$($law:ident),*]) => {
        queue!(
            $subject,
            $kind,
            Setup::CHECKED.within(TWO),
            [
                each_item_once_recycled,
                ends_come_and_go,
                linearizable,
                linearizable_among_producers,
                linearizable_from_empty,
                linearizable_from_full,
                push_then_look
                $(, $law)*
            ]
        );
    };
}

linked!(two_lock, Bounded<TwoLock>, [order_tells, pop_then_push, room_tells]);
linked!(michael_scott, Endless<MichaelScott>, [order_tells]);
linked!(treiber, Endless<Treiber>, []);
queue!(mpsc_intrusive, Endless<MpscIntrusive>, Setup::CHECKED.within(TWO), []);

within!(
    two_lock_of_few,
    "two_lock",
    Bounded<TwoLock>,
    FEW,
    [fifo_per_producer, each_item_once_among_many, empty_to_a_third, full_to_a_third, order_is_passed_on]
);
within!(
    two_lock_endless,
    "two_lock without a limit",
    Endless<TwoLock>,
    FEW,
    [no_loss_no_duplication, fifo_per_producer]
);
within!(mpsc_intrusive_of_few, "mpsc_intrusive", Endless<MpscIntrusive>, FEW, [fifo_per_producer]);
within!(
    michael_scott_of_few,
    "michael_scott keeping all",
    Endless<MichaelScott<KeepAll>>,
    FEW,
    [fifo_per_producer, each_item_once_among_many, empty_to_a_third, no_loss_no_duplication]
);
within!(
    treiber_of_few,
    "treiber keeping all",
    Endless<Treiber<KeepAll>>,
    FEW,
    [each_item_once_among_many, empty_to_a_third, no_loss_no_duplication]
);

linked!(segmented, Endless<Segmented>, [order_tells]);
within!(
    segmented_of_few,
    "segmented",
    Endless<Segmented>,
    FEW,
    [fifo_per_producer, each_item_once_among_many, empty_to_a_third, order_is_passed_on]
);

/// Rings of one producer and one consumer, at the beginning and at the end of their indices.
mod spsc {
    use super::*;
    use primitives::queue::spsc_batched::SpscBatched;
    use primitives::queue::spsc_cached::SpscCached;
    use primitives::queue::spsc_lazy::SpscLazy;
    use primitives::queue::spsc_ring::SpscRing;

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

harness::every_declared_model_exists!();
