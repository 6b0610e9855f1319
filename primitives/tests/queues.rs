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
        ends_come_and_go,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full,
        empty_to_a_third,
        full_to_a_third,
        push_then_look,
        order_tells,
        order_is_passed_on,
        pop_then_push,
        room_tells
    ]
);

queue!(mpmc_ring, Bounded<MpmcRing>, [fifo_per_producer, each_item_once_among_many, ends_come_and_go]);
queue!(
    mpmc_ring_near_wrap,
    NearWrap<MpmcRing>,
    [fifo_per_producer, each_item_once_among_many, ends_come_and_go]
);
queue!(
    mpmc_tuned,
    Bounded<MpmcTuned>,
    [
        fifo_per_producer,
        each_item_once_among_many,
        ends_come_and_go,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full,
        empty_to_a_third,
        full_to_a_third,
        push_then_look,
        order_tells,
        order_is_passed_on,
        pop_then_push,
        room_tells
    ]
);
queue!(
    mpmc_tuned_near_wrap,
    NearWrap<MpmcTuned>,
    [
        fifo_per_producer,
        each_item_once_among_many,
        ends_come_and_go,
        linearizable,
        linearizable_from_empty,
        linearizable_from_full,
        empty_to_a_third,
        full_to_a_third,
        push_then_look,
        order_tells,
        order_is_passed_on,
        pop_then_push,
        room_tells
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
        ends_come_and_go,
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
        ends_come_and_go,
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

/// Rings of one producer and one consumer, at the beginning and at the end of their indices.
mod spsc {
    use super::*;
    use primitives::queue::spsc_batched::SpscBatched;
    use primitives::queue::spsc_cached::SpscCached;
    use primitives::queue::spsc_lazy::SpscLazy;
    use primitives::queue::spsc_ring::SpscRing;
    use primitives::queue::{Pop, Push, StartsAt};

    queue!(spsc_ring, Bounded<SpscRing>, [linearizable, shown_when_dropped]);
    queue!(spsc_ring_near_wrap, NearWrap<SpscRing>, [linearizable, shown_when_dropped]);
    queue!(spsc_cached, Bounded<SpscCached>, [linearizable, shown_when_dropped]);
    queue!(spsc_cached_near_wrap, NearWrap<SpscCached>, [linearizable, shown_when_dropped]);
    queue!(spsc_batched, Bounded<SpscBatched>, [linearizable, shown_when_dropped, batches_are_whole]);
    queue!(
        spsc_batched_near_wrap,
        NearWrap<SpscBatched>,
        [linearizable, shown_when_dropped, batches_are_whole]
    );
    queue!(spsc_lazy, Bounded<SpscLazy>, [shown_when_dropped]);
    queue!(spsc_lazy_near_wrap, NearWrap<SpscLazy>, [shown_when_dropped]);

    mod capacity_respected {
        use super::*;

        capacities!(
            spsc_ring = Bounded<SpscRing>,
            spsc_ring_near_wrap = NearWrap<SpscRing>,
            spsc_cached = Bounded<SpscCached>,
            spsc_cached_near_wrap = NearWrap<SpscCached>,
            spsc_batched = Bounded<SpscBatched>,
            spsc_batched_near_wrap = NearWrap<SpscBatched>,
        );
    }

    #[test]
    fn batches() {
        [1, 2, 3, 7, 64].into_iter().for_each(laws::batches::<SpscBatched>);
        [1, 2, 3, 7, 64].into_iter().for_each(laws::batch_cut_short::<SpscBatched>);
    }

    #[test]
    fn a_lazy_end_shows_a_line_of_words_a_flush_or_a_full_ring() {
        for capacity in [1, 2, 3, 7, 64] {
            let (mut producer, mut consumer) =
                SpscLazy::bounded_at(capacity, usize::MAX - 7).expect("a queue");
            for item in 0..capacity.min(7) {
                producer.try_push(item).expect("room");
                assert_eq!(consumer.try_pop(), None, "item {item} of {capacity} was shown at once");
            }
            if capacity < 8 {
                assert!(producer.try_push(99).is_err(), "took more than {capacity}");
            } else {
                producer.try_push(7).expect("room");
            }
            let shown: Vec<_> = std::iter::from_fn(|| consumer.try_pop()).collect();
            assert!(shown.into_iter().eq(0..capacity.min(8)), "of {capacity}");
            producer.flush(); // of nothing
            producer.try_push(100).expect("room again");
            producer.flush();
            assert_eq!(consumer.try_pop(), Some(100), "of {capacity}");
        }
    }

    /// What cannot be had is refused with an error value, whatever the size of an item.
    fn refuses<T: Send + 'static, Q: Queue<T>>(absurd: &[usize]) {
        for &capacity in absurd {
            let refused = Q::bounded(capacity).err().expect("a queue that cannot be had");
            assert_eq!(refused.asked, capacity);
            assert!(refused.least == 1 && !(1..=refused.most).contains(&capacity), "{refused}");
        }
    }

    fn refuses_any_size<Q: Queue<()> + Queue<u8> + Queue<u64> + Queue<[u64; 512]>>() {
        const BYTES: usize = isize::MAX as usize;
        refuses::<(), Q>(&[0, usize::MAX]);
        refuses::<u8, Q>(&[0, usize::MAX, BYTES]);
        // The last of each fits into the address space, and into no memory.
        refuses::<u64, Q>(&[0, usize::MAX, BYTES / 8 + 1, BYTES / 32]);
        refuses::<[u64; 512], Q>(&[0, usize::MAX, BYTES / 4096 + 1, BYTES / 16384]);
    }

    #[test]
    fn an_absurd_capacity_is_an_error_value() {
        refuses_any_size::<SpscRing>();
        refuses_any_size::<SpscCached>();
        refuses_any_size::<SpscBatched>();
        refuses_any_size::<SpscLazy>();
        refuses_any_size::<super::MpmcRing>();
        refuses_any_size::<super::MpmcTuned>();
    }

    #[test]
    fn items_without_size_need_no_memory() {
        let (mut producer, mut consumer) =
            <SpscCached as Queue<()>>::bounded(1 << 62).expect("nothing is needed");
        producer.try_push(()).expect("room");
        assert_eq!((consumer.try_pop(), consumer.try_pop()), (Some(()), None));
    }
}
