//! The wrong programs of `loom-tests/mutants`, natively: the same text compiles in this world too, and one thread alone
//! does not notice what is wrong. That the laws kill them is shown where every interleaving is explored.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use primitives::counter::{Add, Counter};
use primitives::read_mostly::{RawRwLock, ReadMostly, RwLocked};
use primitives::reclaim::{Reclaim, Retired};

#[path = "../../loom-tests/mutants/counter/mod.rs"]
pub mod counter;
#[path = "../../loom-tests/mutants/read_mostly/mod.rs"]
pub mod read_mostly;

#[path = "../../loom-tests/mutants/lock/mod.rs"]
pub mod lock;

#[path = "../../loom-tests/mutants/cache/mod.rs"]
pub mod cache;

#[path = "../../loom-tests/mutants/channel/mod.rs"]
pub mod channel;

#[path = "../../loom-tests/mutants/queue/mod.rs"]
pub mod queue;

#[path = "../../loom-tests/mutants/reclaim/mod.rs"]
pub mod reclaim;

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
    assert_eq!(count_to_five(two_step_stripe::TwoStepStripe::new()), 5);
    assert_eq!(count_to_five(narrow_sum::NarrowSum::new()), 5);
    assert_eq!(count_to_five(actor_joined_too_soon::ActorJoinedTooSoon::new()), 5);
}

fn three_sections<M: primitives::lock::Mutual<u64>>() -> u64 {
    let lock = M::new(0);
    (0..3).for_each(|_| lock.with(|count| *count += 1));
    lock.with(|count| *count)
}

#[test]
fn one_thread_alone_finds_every_lock_right() {
    use primitives::lock::Lock;
    assert_eq!(three_sections::<Lock<lock::check_then_set::CheckThenSet, _>>(), 3);
    assert_eq!(three_sections::<Lock<lock::relaxed_unlock::RelaxedUnlock, _>>(), 3);
    assert_eq!(three_sections::<Lock<lock::sleeps_on_what_it_finds::SleepsOnWhatItFinds, _>>(), 3);
    assert_eq!(three_sections::<Lock<lock::flag_after_check::FlagAfterCheck, _>>(), 3);
    assert_eq!(three_sections::<Lock<lock::no_fence_before_look::NoFenceBeforeLook, _>>(), 3);
    assert_eq!(three_sections::<Lock<lock::wakes_nobody_else::WakesNobodyElse, _>>(), 3);
    assert_eq!(three_sections::<Lock<lock::link_read_too_early::LinkReadTooEarly, _>>(), 3);
    assert_eq!(three_sections::<Lock<lock::first_to_notice::FirstToNotice, _>>(), 3);
    assert_eq!(three_sections::<lock::late_release::LateRelease<_>>(), 3);
    assert_eq!(three_sections::<lock::try_that_waits::TryThatWaits<_>>(), 3);
    assert_eq!(three_sections::<lock::forgets_its_value::ForgetsItsValue<_>>(), 3);
    assert_eq!(three_sections::<lock::looks_then_sleeps::LooksThenSleeps<_>>(), 3);
}

#[test]
fn batches_show_what_they_keep_back() {
    assert_eq!(count_to_five(unflushed_handle::UnflushedHandle::new()), 4);
    assert_eq!(count_to_five(batch_off_by_one::BatchOffByOne::new()), 3, "and 4 was promised");
}

/// Changes a value five times, and reads it after each.
fn change_to_five<R: ReadMostly<u64>>() -> u64 {
    let value = R::new(0);
    for changes in 1..=5 {
        value.update(|number| *number += 1);
        assert_eq!(value.read(|number| *number), changes);
    }
    value.read(|number| *number)
}

fn five_behind<L: RawRwLock>() -> bool {
    change_to_five::<RwLocked<L, u64>>() == 5
}

#[test]
fn one_thread_alone_reads_what_it_wrote() {
    use read_mostly::*;
    assert!(five_behind::<relaxed_unlock::RelaxedUnlock>());
    assert!(five_behind::<sleep_without_second_look::SleepWithoutSecondLook>());
    assert!(five_behind::<one_at_a_time::OneAtATime>());
    assert!(five_behind::<try_in_two_steps::TryInTwoSteps>());
    assert!(five_behind::<reader_preference::ReaderPreference>());
    assert!(five_behind::<writer_preference::WriterPreference>());
    assert!(five_behind::<big_reader_without_fence::BigReaderWithoutFence>());
    assert_eq!(change_to_five::<release_after_section::ReleaseAfterSection<u64>>(), 5);
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

#[test]
fn one_thread_alone_sees_every_version() {
    assert_eq!(change_to_five::<read_mostly::rcu_early_free::RcuEarlyFree<u64>>(), 5);
    assert_eq!(change_to_five::<read_mostly::left_right_no_wait::LeftRightNoWait<u64>>(), 5);
    assert_eq!(change_to_five::<read_mostly::left_right_one_version::LeftRightOneVersion<u64>>(), 5);
}

#[test]
fn one_thread_alone_notices_nothing_of_queues() {
    use primitives::queue::{Pop, Push, Queue};

    fn first_in_first_out<Q: Queue<u64>>() {
        let (mut producer, mut consumer) = Q::bounded(2).expect("a queue of two");
        (1..=2).for_each(|item| producer.try_push(item).expect("room"));
        producer.flush();
        assert_eq!([consumer.try_pop(), consumer.try_pop()], [Some(1), Some(2)]);
        std::mem::forget((producer, consumer));
    }

    first_in_first_out::<queue::looks_then_pops::LooksThenPops>();
    first_in_first_out::<queue::claimed_not_filled::ClaimedNotFilled>();
    first_in_first_out::<queue::refusal_in_wrong_order::RefusalInWrongOrder>();
    use primitives::queue::Unbounded;
    let (mut producer, mut consumer) =
        <queue::aba_stack::AbaStack as Queue<u64>>::bounded(2).expect("a stack of two");
    (1..=2).for_each(|item| producer.try_push(item).expect("room"));
    assert_eq!([consumer.try_pop(), consumer.try_pop()], [Some(2), Some(1)]);
    let (mut producer, mut consumer) = queue::freed_at_once::FreedAtOnce::unbounded();
    (1..=2).for_each(|item| producer.try_push(item).expect("room"));
    assert_eq!([consumer.try_pop(), consumer.try_pop()], [Some(2), Some(1)]);

    first_in_first_out::<queue::relaxed_publish::RelaxedPublish>();
    first_in_first_out::<queue::off_by_one_full::OffByOneFull>();
    first_in_first_out::<queue::missed_wrap_around::MissedWrapAround>();
    first_in_first_out::<queue::freed_before_read::FreedBeforeRead>();
    first_in_first_out::<queue::unflushed_end::UnflushedEnd>();
}

#[test]
fn one_thread_alone_notices_nothing_of_channels() {
    use primitives::channel::{Channel, ReceiveEnd, SendEnd};

    fn arrives<C: Channel<u64>>() {
        let (mut sender, mut receiver) = C::bounded(1).expect("room for one");
        assert_eq!(sender.send(5), Ok(()));
        assert_eq!(receiver.recv(), Ok(5));
        drop(sender);
        assert!(receiver.recv().is_err(), "the sender is gone");
    }

    arrives::<channel::one_condvar_for_both::OneCondvarForBoth>();
    arrives::<channel::if_for_while::IfForWhile>();
    arrives::<channel::wakes_one_at_close::WakesOneAtClose>();
    arrives::<channel::flag_read_without_fence::FlagReadWithoutFence>();
    arrives::<channel::stranded_by_false_empty::StrandedByFalseEmpty>();
}

fn finds_what_it_stores<C: primitives::cache::Cache<u64, u64>>() {
    let cache = C::with_capacity(1).expect("a cache of one");
    for key in 0..3 {
        cache.insert(key, key + 10);
        assert_eq!(cache.get(&key), Some(key + 10));
    }
}

#[test]
fn one_user_of_a_wrong_cache_notices_nothing() {
    use primitives::cache::SingleFlight;
    finds_what_it_stores::<cache::check_then_act::CheckThenAct>();
    finds_what_it_stores::<cache::freed_under_a_reader::FreedUnderAReader<u64>>();
    finds_what_it_stores::<cache::recycled_slot::RecycledSlot>();
    finds_what_it_stores::<cache::resurrecting_promotion::ResurrectingPromotion>();
    finds_what_it_stores::<cache::lost_waiter::LostWaiter>();
    let loading = <cache::lost_waiter::LostWaiter as primitives::cache::Cache<u64, u64>>::with_capacity(1);
    assert_eq!(loading.expect("a cache").get_or_insert_with(5, || 7), Ok(7));
}
