//! What is special about single counters, natively: the edges that no law of the whole family can name.

use std::sync::{Arc, Barrier};
use std::thread;

use primitives::counter::batched::Batched;
use primitives::counter::flat_combining::FlatCombining;
use primitives::counter::per_thread::PerThread;
use primitives::counter::rayon_reduce::RayonReduce;
use primitives::counter::{Add, CountSlice, Counter};
use primitives::sync::limits::SLOTS;

/// More than there are cells, so that some must share.
const CROWD: usize = SLOTS + 6;

/// Every handle is made before the first is used and dropped after the last, each on a thread of its own.
fn a_crowd_adds<C: Counter>(counter: &Arc<C>, each: u64) {
    let (all_here, all_done) = (Arc::new(Barrier::new(CROWD)), Arc::new(Barrier::new(CROWD)));
    let threads: Vec<_> = (0..CROWD)
        .map(|_| {
            let mut handle = counter.handle();
            let (all_here, all_done) = (Arc::clone(&all_here), Arc::clone(&all_done));
            thread::spawn(move || {
                all_here.wait();
                (0..each).for_each(|_| handle.add(1));
                all_done.wait();
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
}

#[test]
fn per_thread_has_room_for_more_handles_than_cells() {
    let counter = Arc::new(PerThread::new());
    a_crowd_adds(&counter, 100);
    assert_eq!(counter.get(), CROWD as u64 * 100);
}

#[test]
fn per_thread_keeps_what_threads_leave_behind() {
    let counter = Arc::new(PerThread::new());
    for wave in 1..=3 {
        a_crowd_adds(&counter, 10);
        assert_eq!(counter.get(), wave * CROWD as u64 * 10, "after wave {wave}");
    }
}

#[test]
fn per_thread_gives_a_cell_back_to_one_handle_only() {
    let counter = Arc::new(PerThread::new());
    let mut rounds = Vec::new();
    for _ in 0..2 * SLOTS {
        // Of every two handles one is dropped at once: its cell goes to the next.
        let (mut stays, mut leaves) = (counter.handle(), counter.handle());
        stays.add(1);
        leaves.add(1);
        drop(leaves);
        rounds.push(stays);
    }
    rounds.iter_mut().for_each(|handle| handle.add(1));
    assert_eq!(counter.get(), 6 * SLOTS as u64);
}

#[test]
fn flat_combining_has_room_for_more_handles_than_places() {
    let counter = Arc::new(FlatCombining::new());
    a_crowd_adds(&counter, 10);
    assert_eq!(counter.get(), CROWD as u64 * 10);
}

#[test]
fn flat_combining_adds_nothing_without_waiting() {
    let counter = Arc::new(FlatCombining::new());
    counter.handle().add(0);
    assert_eq!(counter.get(), 0);
}

#[test]
fn batched_publishes_full_batches_and_nothing_else() {
    let counter = Arc::new(Batched::new(10));
    assert_eq!(counter.error_bound(), 9);
    let mut handle = counter.handle();
    (0..9).for_each(|_| handle.add(1));
    assert_eq!(counter.get(), 0, "nine of ten are kept back");
    handle.add(1);
    assert_eq!(counter.get(), 10);
    handle.add(25);
    assert_eq!(counter.get(), 35, "more than a batch goes at once");
    handle.add(9);
    assert_eq!(counter.get(), 35);
    drop(handle);
    assert_eq!(counter.get(), 44);
}

#[test]
fn batched_keeps_its_bound_for_each_handle() {
    let counter = Arc::new(Batched::new(8));
    let mut handles: Vec<_> = (0..5).map(|_| counter.handle()).collect();
    for handle in &mut handles {
        (0..7).for_each(|_| handle.add(1));
    }
    assert_eq!(counter.get(), 0);
    assert_eq!(5 * counter.error_bound(), 35, "and 35 were added: the bound is sharp");
    drop(handles);
    assert_eq!(counter.get(), 35);
}

#[test]
fn batched_without_a_batch_keeps_nothing_back() {
    for batch in [0, 1] {
        let counter = Arc::new(Batched::new(batch));
        assert_eq!(counter.error_bound(), 0);
        let mut handle = counter.handle();
        handle.add(1);
        assert_eq!(counter.get(), 1);
    }
}

#[test]
fn batched_wraps_as_a_whole_and_not_in_a_handle() {
    let counter = Arc::new(Batched::new(u64::MAX));
    let mut handle = counter.handle();
    handle.add(u64::MAX - 1);
    assert_eq!(counter.get(), 0);
    handle.add(5); // would overflow what is pending
    assert_eq!(counter.get(), u64::MAX - 1);
    drop(handle);
    assert_eq!(counter.get(), 3, "2^64 + 3, modulo 2^64");
}

#[test]
fn rayon_reduce_counts_as_one_thread_does() {
    const TASK: usize = 1 << 14;
    let even = |item: u64| item.is_multiple_of(2);
    for length in [0, 1, TASK - 1, TASK, TASK + 1, 3 * TASK + 7] {
        let items: Vec<u64> = (0..length as u64).map(|item| item * 7 % 13).collect();
        let expected = items.iter().filter(|&&item| even(item)).count() as u64;
        assert_eq!(RayonReduce.count(&items, even), expected, "{length} items");
    }
}
