//! Who comes first is written in a script; who looks first is not, and the checker tries every order of the looks.
//!
//! The script: the main thread has the lock. A thread comes and stands in line, then another one. The lock is given back, and both may
//! look for it. Whoever came first must have it first.

use std::sync::Arc;

use harness::{Limits, Setup};
use primitives::lock::{Doorway, RawLock};
use primitives::sync::{outside, thread};
use primitives::world::{Law, Witness, World};

use crate::exercise::TicketLock;

const LAW: Law = Law {
    name: "first_come_first_served",
    outcomes: &["who came first looked first", "who came second looked first"],
};

/// Threads that spin look again and again, and each look makes executions more.
const LIMITS: Limits = Limits {
    bounds: &[1, 2],
    bounded: 5_000,
    unbounded: 0,
    why: "who overtakes whom shows with one pre-emption; with two, every order of the first looks is there",
    ..Limits::USUAL
};

#[test]
fn first_come_first_served() {
    let model = harness::model!("lock", "ticket_lock", "first_come_first_served", first_come_first_served);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), script::<TicketLock>);
}

/// What happened in an execution, outside the model.
#[derive(Default)]
struct Line {
    /// In the order in which they began to look.
    looked: outside::Mutex<Vec<&'static str>>,
    /// In the order in which they had the lock.
    served: outside::Mutex<Vec<&'static str>>,
}

fn script<L: Doorway>(world: &impl World) {
    world.explore(LAW, |witness| {
        let (lock, line) = (Arc::new(L::default()), Arc::new(Line::default()));
        let slot = L::Slot::default();
        // SAFETY: the slot is new, and stays in this frame until it is released below.
        unsafe { lock.acquire(&slot) };
        let comers = ["first", "second"].map(|comer| {
            let (lock, line, witness) = (Arc::clone(&lock), Arc::clone(&line), witness.clone());
            let holder = thread::current();
            let comer = thread::spawn(move || comes(comer, &*lock, &line, &holder, &witness));
            thread::park(); // until it is in line
            comer
        });
        // SAFETY: acquired above, by this slot.
        unsafe { lock.release(&slot) };
        comers.iter().for_each(|comer| comer.thread().unpark());
        comers.map(|comer| comer.join().expect("no panic"));
        let looked_first = line.looked.lock()[0];
        witness.saw(LAW.outcomes[usize::from(looked_first == "second")]);
    });
}

fn comes<L: Doorway>(comer: &'static str, lock: &L, line: &Line, holder: &thread::Thread, witness: &Witness) {
    let (slot, place) = (L::Slot::default(), L::Place::default());
    // SAFETY: slot and place are new, and stay in this frame until the lock is released.
    unsafe { lock.join(&slot, &place) };
    holder.unpark();
    thread::park(); // until it may look
    line.looked.lock().push(comer);
    // SAFETY: we have gone through the doorway with them.
    unsafe { lock.wait(&slot, &place) };
    line.served.lock().push(comer);
    let served_first = line.served.lock()[0];
    witness.check(served_first == "first", || {
        "this thread came second, and has the lock before the one that was in line when it came".to_owned()
    });
    // SAFETY: we hold the lock, by this slot.
    unsafe { lock.release(&slot) };
}
