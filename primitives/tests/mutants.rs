//! The wrong programs of `loom-tests/mutants`, natively: the same text compiles in this world too, and one thread alone
//! does not notice what is wrong. That the laws kill them is shown where every interleaving is explored.

use std::sync::Arc;

use primitives::counter::{Add, Counter};
use primitives::read_mostly::ReadMostly;

#[path = "../../loom-tests/mutants/counter/mod.rs"]
pub mod counter;
#[path = "../../loom-tests/mutants/read_mostly/mod.rs"]
pub mod read_mostly;

use counter::*;
use read_mostly::*;

/// Counts to five with one handle, which then is put where its drop does no harm.
fn count_to_five<C: Counter>(counter: C) -> u64 {
    let counter = Arc::new(counter);
    let mut handle = counter.handle();
    (0..5).for_each(|_| handle.add(1));
    let sum = counter.get();
    std::mem::forget(handle);
    sum
}

#[test]
fn one_thread_alone_notices_nothing() {
    assert_eq!(count_to_five(load_then_store::LoadThenStore::new()), 5);
    assert_eq!(count_to_five(plain_number::PlainNumber::new()), 5);
    assert_eq!(count_to_five(cas_ignoring_failure::CasIgnoringFailure::new()), 5);
    assert_eq!(count_to_five(two_sections::TwoSections::new()), 5);
    assert_eq!(count_to_five(lost_combiner_request::LostCombinerRequest::new()), 5);
    assert_eq!(count_to_five(retired_cell_forgotten::RetiredCellForgotten::new()), 5);
    assert_eq!(count_to_five(retired_in_two_steps::RetiredInTwoSteps::new()), 5);
    assert_eq!(count_to_five(narrow_sum::NarrowSum::new()), 5);
    assert_eq!(count_to_five(actor_joined_too_soon::ActorJoinedTooSoon::new()), 5);
}

#[test]
fn batches_show_what_they_keep_back() {
    assert_eq!(count_to_five(unflushed_handle::UnflushedHandle::new()), 4);
    assert_eq!(count_to_five(batch_off_by_one::BatchOffByOne::new()), 3, "and 4 was promised");
}

/// Changes a pair of words five times and reads it.
fn change_five_times<R: ReadMostly<[u64; 2]>>() -> [u64; 2] {
    let value = R::new([0, 0]);
    (0..5).for_each(|_| value.update(|pair| *pair = [pair[0] + 1, pair[1] + 1]));
    value.read(|pair| *pair)
}

#[test]
fn one_reader_alone_notices_nothing() {
    assert_eq!(change_five_times::<seqlock_no_reader_fence::SeqLockNoReaderFence>(), [5, 5]);
    assert_eq!(change_five_times::<seqlock_no_writer_fence::SeqLockNoWriterFence>(), [5, 5]);
    assert_eq!(change_five_times::<seqlock_ignores_odd::SeqLockIgnoresOdd>(), [5, 5]);
}
