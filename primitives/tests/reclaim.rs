//! Memory reclamation, and the values that stand on it or wait as it does: the laws on real threads, and what one thread
//! alone can be promised.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, OnceLock};

use primitives::read_mostly::{ReadMostly, left_right::LeftRight, rcu::Rcu};
use primitives::reclaim::epoch::Domain;
use primitives::reclaim::{Retired, laws};
use primitives::sync::limits::{GARBAGE, SLOTS, VERSIONS};
use primitives::world::{Native, Size};

/// Collecting at each change, in four threads, looks through all places each time.
const WORLD: Native = Native { rounds: 20, size: Size { threads: 3, ops: 300 } };

/// Each wait is one for the scheduler where threads are more than cores.
const WAITING: Native = Native { rounds: 5, size: Size { threads: 3, ops: 50 } };

#[test]
fn no_early_free() {
    laws::no_early_free::<Domain>(&WORLD);
}

#[test]
fn nested_pins_protect() {
    laws::nested_pins_protect::<Domain>(&WORLD);
}

#[test]
fn freed_by_another() {
    laws::freed_by_another::<Domain>(&WORLD);
}

#[test]
fn synchronize_waits() {
    laws::synchronize_waits::<Domain>(&WAITING);
}

#[test]
fn drops_once() {
    laws::drops_once::<Domain>(&WORLD);
}

#[test]
fn garbage_is_freed() {
    laws::garbage_is_freed::<Domain>(&WORLD);
}

/// Whether this thread has a place of its own; only then is its waiting for itself found. (With very many cores, tests at
/// once may be more than places.)
fn has_place() -> bool {
    primitives::sync::thread::number().is_some_and(|number| number < SLOTS)
}

/// Counts its drops.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn retire_counted(domain: &Domain, drops: &Arc<AtomicUsize>) {
    let counted = Box::into_raw(Box::new(Counted(Arc::clone(drops))));
    // SAFETY: the box was never shared.
    unsafe { domain.retire(Retired::boxed(counted)) };
}

#[test]
fn retiring_frees_by_itself_what_is_old_enough() {
    let (domain, drops) = (Domain::new(), Arc::default());
    (0..10 * GARBAGE).for_each(|_| retire_counted(&domain, &drops));
    assert!(domain.pending() <= 3 * GARBAGE, "{} wait", domain.pending());
    assert_eq!(domain.pending() + drops.load(Ordering::Relaxed), 10 * GARBAGE);
    drop(domain);
    assert_eq!(drops.load(Ordering::Relaxed), 10 * GARBAGE);
}

/// One thread retires and waits for its end; another one, which goes on retiring, frees what it left.
#[test]
fn garbage_of_an_idle_thread_is_freed_by_those_who_retire() {
    const IDLE: usize = 10_000;
    let (domain, idle, busy) = (Domain::new(), Arc::<AtomicUsize>::default(), Arc::default());
    let (begun, end) = (Barrier::new(2), Barrier::new(2));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let pinned = domain.pin(); // so that all of it stays
            (0..IDLE).for_each(|_| retire_counted(&domain, &idle));
            drop(pinned);
            begun.wait();
            end.wait();
        });
        begun.wait();
        let left = domain.pending();
        // Twice round all places: the first time what is there may be too young.
        (0..2 * SLOTS * GARBAGE).for_each(|_| retire_counted(&domain, &busy));
        let freed = idle.load(Ordering::Relaxed);
        end.wait();
        assert_eq!((left, freed), (IDLE, IDLE));
    });
}

#[test]
fn everything_retired_under_a_guard_stays_and_is_freed_after_it() {
    let (domain, drops) = (Domain::new(), Arc::<AtomicUsize>::default());
    let pinned = domain.pin();
    (0..10 * GARBAGE).for_each(|_| retire_counted(&domain, &drops));
    domain.collect();
    assert_eq!((domain.pending(), drops.load(Ordering::Relaxed)), (10 * GARBAGE, 0));
    drop(pinned);
    domain.collect();
    assert_eq!((domain.pending(), drops.load(Ordering::Relaxed)), (0, 10 * GARBAGE));
}

#[test]
fn an_object_may_retire_another_when_it_is_freed() {
    struct Chain(Arc<Domain>, Arc<AtomicUsize>);
    impl Drop for Chain {
        fn drop(&mut self) {
            retire_counted(&self.0, &self.1);
        }
    }
    let (domain, drops) = (Arc::new(Domain::new()), Arc::<AtomicUsize>::default());
    let chain = Box::into_raw(Box::new(Chain(Arc::clone(&domain), Arc::clone(&drops))));
    // SAFETY: the box was never shared.
    unsafe { domain.retire(Retired::boxed(chain)) };
    domain.collect();
    domain.collect();
    assert_eq!((domain.pending(), drops.load(Ordering::Relaxed)), (0, 1));
}

/// One link: freeing it retires the next, so many times, and perhaps collects.
struct Link {
    collects: bool,
    domain: Arc<Domain>,
    left: usize,
    freed: Arc<AtomicUsize>,
}

thread_local!(static DEPTH: std::cell::Cell<usize> = const { std::cell::Cell::new(0) });

impl Drop for Link {
    fn drop(&mut self) {
        assert_eq!(DEPTH.replace(1), 0, "an object is freed inside another one's freeing");
        self.freed.fetch_add(1, Ordering::Relaxed);
        if self.left > 0 {
            retire_link(self.collects, &self.domain, self.left - 1, &self.freed);
        }
        if self.collects {
            self.domain.collect();
        }
        DEPTH.set(0);
    }
}

fn retire_link(collects: bool, domain: &Arc<Domain>, left: usize, freed: &Arc<AtomicUsize>) {
    let link = Box::new(Link { collects, domain: Arc::clone(domain), left, freed: Arc::clone(freed) });
    // SAFETY: the box was never shared.
    unsafe { domain.retire(Retired::boxed(Box::into_raw(link))) };
}

/// Retires so many chains on a thread with a small stack, and frees them to their ends.
fn free_chains(chains: usize, links: usize, collects: bool) {
    let body = move || {
        let (domain, freed) = (Arc::new(Domain::new()), Arc::<AtomicUsize>::default());
        (0..chains).for_each(|_| retire_link(collects, &domain, links - 1, &freed));
        while domain.pending() > 0 {
            domain.collect();
        }
        assert_eq!(freed.load(Ordering::Relaxed), chains * links);
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(body).expect("a thread");
    thread.join().expect("no panic");
}

#[test]
fn long_chains_are_freed_on_a_short_stack() {
    free_chains(3 * GARBAGE, 10_000, false);
}

#[test]
fn a_long_chain_that_collects_is_freed_on_a_short_stack() {
    free_chains(1, 100_000, true);
}

#[test]
fn guards_may_go_in_any_order_and_a_later_owner_of_the_number_starts_anew() {
    if !has_place() {
        return;
    }
    let domain = Domain::new();
    let (first, second) = (domain.pin(), domain.pin());
    drop(first);
    assert!(domain.is_pinned_here());
    drop(second);
    assert!(!domain.is_pinned_here());
    std::thread::scope(|scope| {
        scope.spawn(|| drop(domain.pin()));
    });
    std::thread::scope(|scope| {
        scope.spawn(|| assert!(!domain.is_pinned_here()));
    });
}

/// A guard that outlives its thread's number must not touch the place: by then it may be another thread's.
#[test]
fn a_guard_that_outlives_its_number_stays_pinned() {
    use primitives::reclaim::epoch::Pinned;
    use primitives::sync::thread::number;

    static OUTLIVED: AtomicBool = AtomicBool::new(false);
    struct Keeps(Option<Pinned<'static>>);
    impl Drop for Keeps {
        fn drop(&mut self) {
            OUTLIVED.store(number().is_none(), Ordering::Relaxed);
            drop(self.0.take());
        }
    }
    thread_local!(static KEPT: std::cell::RefCell<Keeps> = const { std::cell::RefCell::new(Keeps(None)) });

    static DOMAIN: OnceLock<Domain> = OnceLock::new();
    let domain = DOMAIN.get_or_init(Domain::new);
    let pin_and_end = || {
        KEPT.with_borrow_mut(|kept| kept.0 = Some(domain.pin()));
        has_place()
    };
    let had_place = std::thread::spawn(pin_and_end).join().expect("no panic");
    let drops = Arc::<AtomicUsize>::default();
    retire_counted(domain, &drops);
    domain.collect();
    // Which of a thread's locals goes first is the system's affair.
    if had_place && OUTLIVED.load(Ordering::Relaxed) {
        assert_eq!(drops.load(Ordering::Relaxed), 0, "the place was left when it was no longer its own");
    } else {
        assert_eq!(drops.load(Ordering::Relaxed), 1, "nobody is pinned");
    }
}

#[test]
fn waiting_while_pinned_is_a_panic() {
    if !has_place() {
        return;
    }
    let domain = Domain::new();
    let pinned = domain.pin();
    let end = catch_unwind(AssertUnwindSafe(|| domain.synchronize()));
    let message = end.expect_err("it would wait for itself");
    assert!(message.downcast_ref::<&str>().is_some_and(|text| text.starts_with("re-entry: ")));
    drop(pinned);
    domain.synchronize();
}

/// A value whose copies are counted, and whose cloning can be made to fail.
struct Copied {
    number: u64,
    alive: Arc<AtomicUsize>,
    fails: Arc<AtomicBool>,
}

impl Copied {
    fn new(alive: &Arc<AtomicUsize>, fails: &Arc<AtomicBool>) -> Self {
        alive.fetch_add(1, Ordering::Relaxed);
        Copied { number: 0, alive: Arc::clone(alive), fails: Arc::clone(fails) }
    }
}

impl Clone for Copied {
    fn clone(&self) -> Self {
        if self.fails.load(Ordering::Relaxed) {
            planned();
        }
        let mut copy = Copied::new(&self.alive, &self.fails);
        copy.number = self.number;
        copy
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A panic that no hook reports.
fn planned() -> ! {
    std::panic::resume_unwind(Box::new("planned"))
}

fn panics<R>(body: impl FnOnce() -> R) -> bool {
    catch_unwind(AssertUnwindSafe(body)).is_err()
}

#[test]
fn rcu_keeps_few_old_versions_and_frees_them_all() {
    let (alive, fails) = (Arc::default(), Arc::default());
    let value = Rcu::<Copied>::new(Copied::new(&alive, &fails));
    for number in 1..=100 {
        value.update(|value| value.number += 1);
        assert_eq!(value.read(|value| value.number), number);
        let alive = alive.load(Ordering::Relaxed);
        assert!(alive <= VERSIONS, "{alive} versions after update {number}");
    }
    drop(value);
    assert_eq!(alive.load(Ordering::Relaxed), 0);
}

#[test]
fn a_panic_in_an_rcu_update_changes_nothing() {
    let (alive, fails) = (Arc::default(), Arc::<AtomicBool>::default());
    let value = Rcu::<Copied>::new(Copied::new(&alive, &fails));
    assert!(panics(|| value.update(|value| {
        value.number = 7;
        planned();
    })));
    fails.store(true, Ordering::Relaxed);
    assert!(panics(|| value.update(|value| value.number = 7)));
    fails.store(false, Ordering::Relaxed);
    assert_eq!(value.read(|value| value.number), 0);
    assert_eq!(alive.load(Ordering::Relaxed), 1, "the copy is gone");
    value.update(|value| value.number += 1);
    assert_eq!(value.read(|value| value.number), 1);
}

/// Both copies of a left-right value: each update makes the other one current, so two that change nothing show both.
fn both_copies(value: &LeftRight<Copied>) -> [u64; 2] {
    std::array::from_fn(|_| {
        value.update(|_| ());
        value.read(|value| value.number)
    })
}

#[test]
fn a_panic_in_the_first_change_of_left_right_undoes_it() {
    let (alive, fails) = (Arc::default(), Arc::<AtomicBool>::default());
    let value = LeftRight::<Copied>::new(Copied::new(&alive, &fails));
    value.update(|value| value.number += 1);
    assert!(panics(|| value.update(|value| {
        value.number = 7;
        planned();
    })));
    assert_eq!(value.read(|value| value.number), 1, "readers never see it");
    fails.store(true, Ordering::Relaxed);
    assert!(panics(|| value.update(|value| value.number += 1)), "the suspect copy cannot be made equal");
    fails.store(false, Ordering::Relaxed);
    assert_eq!(value.read(|value| value.number), 1);
    assert_eq!(both_copies(&value), [1, 1]);
    assert_eq!(alive.load(Ordering::Relaxed), 2);
}

#[test]
fn a_panic_in_the_second_change_of_left_right_keeps_it() {
    let (alive, fails) = (Arc::default(), Arc::default());
    let value = LeftRight::<Copied>::new(Copied::new(&alive, &fails));
    let runs = AtomicUsize::new(0);
    assert!(panics(|| value.update(|value| {
        value.number += 1;
        if runs.fetch_add(1, Ordering::Relaxed) == 1 {
            value.number = 7;
            planned();
        }
    })));
    assert_eq!(value.read(|value| value.number), 1, "it was published");
    assert_eq!(both_copies(&value), [1, 1]);
}

/// What one thread may do inside its own closures.
fn readers_nest_leave_on_panic_and_do_not_update<V: ReadMostly<u64>>() {
    let value = V::new(3);
    assert_eq!(value.read(|outer| value.read(|inner| outer + inner)), 6);
    assert!(panics(|| value.read(|_| planned())));
    // Often enough for every kind of waiting: a reader that had not left would be waited for.
    (0..2 * VERSIONS).for_each(|_| value.update(|value| *value += 1));
    value.update(|next| *next = value.read(|value| *value + 1));
    if cfg!(debug_assertions) && has_place() {
        assert!(panics(|| value.read(|_| value.update(|value| *value = 0))), "it would wait for itself");
        assert!(panics(|| value.update(|_| value.update(|value| *value = 0))), "it would wait for itself");
    }
    assert_eq!(value.read(|value| *value), 4 + 2 * VERSIONS as u64);
}

#[test]
fn rcu_inside_rcu() {
    readers_nest_leave_on_panic_and_do_not_update::<Rcu<u64>>();
}

#[test]
fn left_right_inside_left_right() {
    readers_nest_leave_on_panic_and_do_not_update::<LeftRight<u64>>();
}
