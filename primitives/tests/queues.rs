//! The laws of queues, on real threads.

use primitives::queue;
use primitives::world::{Native, Size};

/// One test a law, for one subject.
macro_rules! laws {
    ($subject:ident: $($law:ident = $call:expr;)*) => {
        mod $subject {
            use super::*;
            $(#[test] fn $law() { $call })*
        }
    };
}

use queue::mpmc_ring::MpmcRing;
use queue::mpmc_tuned::MpmcTuned;
use queue::{Bounded, Endless, NearWrap, Queue, laws, mutex::Mutex, segmented::Segmented};

/// Histories of two threads with two calls each: many small ones.
const HISTORIES: Native = Native { rounds: 300, size: Size { threads: 2, ops: 2 } };
/// Items of a page.
const PAGES: Native = Native { rounds: 3, size: Size { threads: 2, ops: 300 } };

/// Each law that every queue keeps, by both its faces.
macro_rules! queue {
    ($subject:ident, $kind:ty, [$($law:ident),*]) => {
        laws! { $subject:
            no_loss_no_duplication = laws::no_loss_no_duplication::<$kind>(&Native::default());
            drops_once = laws::drops_once::<$kind>(&Native::default());
            panicking_drop = laws::panicking_drop::<$kind>();
            carries_nothing = laws::carries::<(), $kind>(&PAGES, 3);
            carries_bytes = laws::carries::<u8, $kind>(&PAGES, 1);
            carries_pages = laws::carries::<[u64; 512], $kind>(&PAGES, 7);
            carries_boxes = laws::carries::<Box<u64>, $kind>(&PAGES, 64);
            $($law = laws::$law::<$kind>(&HISTORIES);)*
        }
    };
}

/// Each capacity is exact.
macro_rules! capacities {
    ($($subject:ident = $kind:ty),* $(,)?) => {
        $(#[test] fn $subject() {
            [1, 2, 3, 7, 64].into_iter().for_each(laws::capacity_respected::<$kind>);
        })*
    };
}

queue!(
    mutex,
    Bounded<Mutex>,
    [
        fifo_per_producer,
        each_item_once_among_many,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full,
        empty_to_a_third,
        full_to_a_third,
        push_then_look,
        pop_then_push
    ]
);

queue!(mpmc_ring, Bounded<MpmcRing>, [fifo_per_producer, each_item_once_among_many]);
queue!(mpmc_ring_near_wrap, NearWrap<MpmcRing>, [fifo_per_producer, each_item_once_among_many]);
queue!(
    mpmc_tuned,
    Bounded<MpmcTuned>,
    [
        fifo_per_producer,
        each_item_once_among_many,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full,
        empty_to_a_third,
        full_to_a_third,
        push_then_look,
        pop_then_push
    ]
);
queue!(
    mpmc_tuned_near_wrap,
    NearWrap<MpmcTuned>,
    [
        fifo_per_producer,
        each_item_once_among_many,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full,
        empty_to_a_third,
        full_to_a_third,
        push_then_look,
        pop_then_push
    ]
);

use queue::michael_scott::MichaelScott;
use queue::mpsc_intrusive::MpscIntrusive;
use queue::treiber::Treiber;
use queue::two_lock::TwoLock;

/// A linked queue that promises everything.
macro_rules! linked {
    ($subject:ident, $kind:ty, [$($law:ident),*]) => {
        queue!(
            $subject,
            $kind,
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

linked!(two_lock, Bounded<TwoLock>, [fifo_per_producer]);
linked!(two_lock_endless, Endless<TwoLock>, [fifo_per_producer]);
linked!(michael_scott, Endless<MichaelScott>, [fifo_per_producer]);
linked!(treiber, Endless<Treiber>, []);
queue!(mpsc_intrusive, Endless<MpscIntrusive>, [fifo_per_producer]);
queue!(
    segmented,
    Endless<Segmented>,
    [
        fifo_per_producer,
        each_item_once_among_many,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full
    ]
);

mod capacity_respected {
    use super::*;

    capacities!(
        mutex = Bounded<Mutex>,
        mpmc_ring = Bounded<MpmcRing>,
        mpmc_ring_near_wrap = NearWrap<MpmcRing>,
        mpmc_tuned = Bounded<MpmcTuned>,
        mpmc_tuned_near_wrap = NearWrap<MpmcTuned>,
        two_lock = Bounded<TwoLock>,
    );
}

#[test]
fn a_capacity_of_zero_is_an_error_value() {
    let refused = <Mutex as Queue<u64>>::bounded(0).err().expect("a queue of nothing is refused");
    assert_eq!(refused.to_string(), format!("a capacity of 0 cannot be had: 1 to {} can", isize::MAX));
}
