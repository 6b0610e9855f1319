//! The wrong programs of `loom-tests/mutants`, natively: the same text compiles in this world too, and one thread alone
//! does not notice what is wrong. That the laws kill them is shown where every interleaving is explored.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use primitives::counter::{Add, Counter};
use primitives::read_mostly::ReadMostly;
use primitives::reclaim::{Reclaim, Retired};

#[path = "../../loom-tests/mutants/counter/mod.rs"]
pub mod counter;
#[path = "../../loom-tests/mutants/read_mostly/mod.rs"]
pub mod read_mostly;
#[path = "../../loom-tests/mutants/reclaim/mod.rs"]
pub mod reclaim;

use counter::*;

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

/// Retires five objects, pinned to each, and says how many were freed when the domain is gone.
fn retire_five<R: Reclaim>() -> usize {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let (domain, freed) = (R::new(), Arc::<AtomicUsize>::default());
    for _ in 0..5 {
        let _pinned = domain.pin();
        let object = Box::into_raw(Box::new(Counted(Arc::clone(&freed))));
        // SAFETY: the box was never shared.
        unsafe { domain.retire(Retired::boxed(object)) };
    }
    domain.collect();
    drop(domain);
    freed.load(Ordering::Relaxed)
}

#[test]
fn one_thread_alone_misses_no_reclamation() {
    assert_eq!(retire_five::<reclaim::early_free::EarlyFree>(), 5);
    assert_eq!(retire_five::<reclaim::late_pin::LatePin>(), 5);
    assert_eq!(retire_five::<reclaim::inner_guard_leaves::InnerGuardLeaves>(), 5);
    assert_eq!(retire_five::<reclaim::stale_stamp::StaleStamp>(), 5);
    assert_eq!(retire_five::<reclaim::half_waited::HalfWaited>(), 5);
    assert_eq!(retire_five::<reclaim::forgotten_retire::ForgottenRetire>(), 5);
    assert_eq!(retire_five::<reclaim::gone_and_waited_for::GoneAndWaitedFor>(), 5);
}

/// Changes a value five times, and reads it.
fn update_five_times<V: ReadMostly<u64>>() -> u64 {
    let value = V::new(0);
    (0..5).for_each(|_| value.update(|value| *value += 1));
    value.read(|value| *value)
}

#[test]
fn one_thread_alone_sees_every_version() {
    assert_eq!(update_five_times::<read_mostly::rcu_early_free::RcuEarlyFree<u64>>(), 5);
    assert_eq!(update_five_times::<read_mostly::left_right_no_wait::LeftRightNoWait<u64>>(), 5);
    assert_eq!(update_five_times::<read_mostly::left_right_one_version::LeftRightOneVersion<u64>>(), 5);
}
