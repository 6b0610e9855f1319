//! What every memory reclamation must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_early_free`] | what a pinned thread found is not freed | one advance for two; pinning too late, or without a fence |
//! | [`nested_pins_protect`] | the same while any guard of several is left | an inner guard that unpins |
//! | [`freed_by_another`] | the same when a third thread collects | a stamp that is older than the reader |
//! | [`synchronize_waits`] | who has waited may free what was taken out before | waiting for one advance |
//! | [`drops_once`] | what was retired is freed once, at the domain's end at the latest | garbage that is forgotten |
//! | [`garbage_is_freed`] | with nobody pinned, collecting frees it all | a thread that went away and is waited for |

use super::{Reclaim, Retired, Synchronize};
use crate::sync::atomic::{AtomicPtr, Ordering};
use crate::sync::cell::UnsafeCell;
use crate::sync::{Arc, outside};
use crate::world::{Job, Law, Ledger, Token, Witness, World, job};

/// An object whose freeing leaves a mark. The memory itself stays, so that a mistake is a wrong mark or a race and not a crash.
struct Object {
    number: u64,
    alive: UnsafeCell<bool>,
    /// The same for the one who counts, invisible to a checker.
    freed: outside::AtomicBool,
}

// SAFETY: the mark is written by the one who frees; that nobody reads it then is what the laws find out.
unsafe impl Sync for Object {}

/// A place where objects follow one another.
struct Stage<R> {
    /// Before the objects: its garbage is freed while they stand.
    domain: R,
    /// The object that readers find.
    current: AtomicPtr<Object>,
    objects: Vec<Object>,
}

impl<R: Reclaim> Stage<R> {
    fn new(changes: u64) -> Self {
        let object =
            |number| Object { number, alive: UnsafeCell::new(true), freed: outside::AtomicBool::new(false) };
        let objects: Vec<_> = (0..=changes).map(object).collect();
        let current = AtomicPtr::new(std::ptr::from_ref(&objects[0]).cast_mut());
        Stage { domain: R::new(), current, objects }
    }

    /// Puts each object in the place of the one before, and that into the hands of `dispose`.
    fn change(&self, dispose: impl Fn(*mut ())) {
        for pair in self.objects.windows(2) {
            // Release: pairs with the Acquire in `find`. Not shown by the checker: these objects are all made before the
            // threads begin; a user's are not.
            self.current.store(std::ptr::from_ref(&pair[1]).cast_mut(), Ordering::Release);
            dispose(std::ptr::from_ref(&pair[0]).cast_mut().cast());
        }
    }

    /// Changes, retires and collects; says what became of the garbage.
    fn change_and_retire(&self) -> Option<&'static str> {
        self.change(|old| {
            // SAFETY: freeing writes a mark that only pinned readers look at; who pins from now on finds a later object.
            unsafe { self.domain.retire(Retired::new(old, free)) };
            self.domain.collect();
        });
        Some(if self.all_freed() { OUTCOMES[2] } else { OUTCOMES[3] })
    }

    /// Whether every object but the last was freed, as the thread sees it that changed them.
    fn all_freed(&self) -> bool {
        let retired = &self.objects[..self.objects.len() - 1];
        retired.iter().all(|object| object.freed.load(outside::Ordering::Relaxed)) // Relaxed: as in `free`
    }

    /// The current object.
    fn find(&self) -> &Object {
        // SAFETY: it points to an element of `objects`. Acquire: pairs with the Release in `change`. Not
        // shown by the checker: as there.
        unsafe { &*self.current.load(Ordering::Acquire) }
    }
}

/// Marks an object of a stage.
unsafe fn free(object: *mut ()) {
    // SAFETY: a pointer to an object of a stage that still stands (see `Stage`).
    let object = unsafe { &*object.cast::<Object>() };
    // SAFETY: no one else may look at it now: if somebody does, a law is broken.
    object.alive.with_mut(|alive| unsafe { *alive = false });
    object.freed.store(true, outside::Ordering::Relaxed); // Relaxed: it stands for nothing but itself
}

/// Fails unless the object is alive.
fn check_alive(witness: &Witness, object: &Object) {
    // SAFETY: we are pinned and found it; if somebody frees it nevertheless, a law is broken.
    let alive = object.alive.with(|alive| unsafe { *alive });
    witness.check(alive, || format!("object {} was freed under its reader", object.number));
}

/// What a pinned thread found is not freed before it leaves.
pub fn no_early_free<R: Reclaim>(world: &impl World) {
    const LAW: Law = Law { name: "no_early_free", outcomes: OUTCOMES };
    readers_and_a_writer(world, LAW, 0, Stage::<R>::change_and_retire, read_once);
}

/// What a pinned thread found is not freed before it leaves, whoever collects.
pub fn freed_by_another<R: Reclaim>(world: &impl World) {
    const LAW: Law = Law { name: "freed_by_another", outcomes: OUTCOMES };
    readers_and_a_writer(world, LAW, 1, Stage::<R>::change_and_retire, read_once);
}

/// What a pinned thread found stays until it leaves, if whoever frees it has waited.
pub fn synchronize_waits<R: Synchronize>(world: &impl World) {
    const LAW: Law =
        Law { name: "synchronize_waits", outcomes: &["found the first object", "found a later one"] };
    let change_and_wait = |stage: &Stage<R>| {
        stage.change(|old| {
            stage.domain.synchronize();
            // SAFETY: whoever found it has left; if not, a law is broken.
            unsafe { free(old) };
        });
        None
    };
    readers_and_a_writer(world, LAW, 1, change_and_wait, read_once);
}

fn read_once<R: Reclaim>(stage: &Stage<R>, witness: &Witness) -> u64 {
    let _pinned = stage.domain.pin();
    let object = stage.find();
    check_alive(witness, object);
    check_alive(witness, object);
    object.number
}

/// What was found under two guards is not freed while either is left, whichever that is.
pub fn nested_pins_protect<R: Reclaim>(world: &impl World) {
    const LAW: Law = Law { name: "nested_pins_protect", outcomes: OUTCOMES };
    let read = |stage: &Stage<R>, witness: &Witness| {
        read_once(stage, witness); // what was found by an earlier pin must not get lost among the later ones
        let first = stage.domain.pin();
        let second = stage.domain.pin();
        let object = stage.find();
        if object.number.is_multiple_of(2) {
            drop(first)
        } else {
            drop(second)
        };
        check_alive(witness, object);
        object.number
    };
    readers_and_a_writer(world, LAW, 0, Stage::<R>::change_and_retire, read);
}

const OUTCOMES: &[&str] =
    &["found the first object", "found a later one", "it was freed at once", "it waited for its reader"];

/// One thread changes by `write`, which may say what came of it; `collectors` collect; the others read by `read`, which
/// says what it found.
fn readers_and_a_writer<R: Reclaim>(
    world: &impl World,
    law: Law,
    collectors: usize,
    write: impl Fn(&Stage<R>) -> Option<&'static str> + Copy + Send + Sync + 'static,
    read: impl Fn(&Stage<R>, &Witness) -> u64 + Copy + Send + Sync + 'static,
) {
    let (threads, ops) = (world.size().threads, world.size().ops);
    world.explore(law, move |witness| {
        let stage = Arc::new(Stage::<R>::new(ops));
        let reader = |_| {
            let (stage, witness) = (Arc::clone(&stage), witness.clone());
            job(move || {
                for _ in 0..ops {
                    let found = read(&stage, &witness);
                    witness.saw(if found == 0 { OUTCOMES[0] } else { OUTCOMES[1] });
                }
            })
        };
        let collector = |_| {
            let stage = Arc::clone(&stage);
            job(move || (0..ops).for_each(|_| stage.domain.collect()))
        };
        let readers = (1..threads).map(reader);
        let mut jobs: Vec<Job> = readers.chain((0..collectors).map(collector)).collect();
        jobs.push({
            let (stage, witness) = (Arc::clone(&stage), witness.clone());
            job(move || {
                if let Some(outcome) = write(&stage) {
                    witness.saw(outcome);
                }
            })
        });
        witness.par(jobs);
    });
}

/// What was retired is freed exactly once, at the domain's end at the latest.
pub fn drops_once<R: Reclaim>(world: &impl World) {
    const LAW: Law = Law { name: "drops_once", outcomes: LEFT };
    retire_at_once(world, LAW, |domain: R, witness, ledger| {
        let left = domain.pending();
        drop(domain);
        let complaint = ledger.complaint();
        witness.check(complaint.is_none(), || complaint.unwrap_or_default());
        left
    });
}

/// Once nobody is pinned, collecting frees everything, whoever retired it.
pub fn garbage_is_freed<R: Reclaim>(world: &impl World) {
    const LAW: Law = Law { name: "garbage_is_freed", outcomes: LEFT };
    retire_at_once(world, LAW, |domain: R, witness, ledger| {
        let left = domain.pending();
        domain.collect();
        let pending = domain.pending();
        witness.check(pending == 0, || format!("nobody is pinned, and {pending} objects are not freed"));
        let complaint = ledger.complaint();
        witness.check(complaint.is_none(), || complaint.unwrap_or_default());
        left
    });
}

const LEFT: &[&str] = &["nothing was left", "somebody was pinned while another collected"];

/// Threads retire tokens while pinned, and collect when they no longer are; `end` gets the domain, and says how many
/// objects were not freed.
fn retire_at_once<R: Reclaim>(
    world: &impl World,
    law: Law,
    end: impl Fn(R, &Witness, &Ledger) -> usize + Send + Sync + 'static,
) {
    let (threads, ops) = (world.size().threads, world.size().ops);
    world.explore(law, move |witness| {
        let ledger = Arc::new(Ledger::default());
        let domain = Arc::new(R::new());
        let retirers = (0..threads).map(|_| {
            let (domain, ledger) = (Arc::clone(&domain), Arc::clone(&ledger));
            job(move || {
                for number in 0..ops {
                    let _pinned = domain.pin();
                    let token: *mut Token = Box::into_raw(Box::new(ledger.token(number)));
                    // SAFETY: the box is ours, and nobody else ever found it.
                    unsafe { domain.retire(Retired::boxed(token)) };
                }
                domain.collect();
            })
        });
        witness.par(retirers.collect());
        let domain = Arc::into_inner(domain).expect("the jobs are done, and their shares are dropped");
        let left = end(domain, witness, &ledger);
        witness.saw(LEFT[usize::from(left > 0)]);
    });
}
