//! Nothing is timed: the calls are counted. A call into the system costs as much as many an uncontended acquisition, so a lock at which
//! nobody sleeps must do without.

use std::sync::Arc;

use harness::Setup;
use primitives::lock::{Lock, Mutual};
use primitives::sync::{thread, trace};
use primitives::world::{Law, World};

use crate::exercise::ParkLock;

const LAW: Law = Law { name: "no_call_in_vain", outcomes: &["nobody had to sleep"] };

/// Sections of each of two threads, the second of which begins when the first is done.
const SECTIONS: u64 = 2;

#[test]
fn no_call_in_vain() {
    let model = harness::model!("lock", "park_lock", "no_call_in_vain", no_call_in_vain);
    harness::holds(&model, Setup::CHECKED, |world| {
        world.explore(LAW, |witness| {
            let lock = Arc::new(Lock::<ParkLock, u64>::new(0));
            let sections =
                |lock: Arc<Lock<ParkLock, u64>>| (0..SECTIONS).for_each(|_| lock.with(|count| *count += 1));
            sections(Arc::clone(&lock));
            let other = Arc::clone(&lock);
            thread::spawn(move || sections(other)).join().expect("no panic");
            let (count, calls) = (lock.with(|count| *count), calls());
            witness
                .check(count == 2 * SECTIONS, || format!("{} sections, the count is {count}", 2 * SECTIONS));
            witness.check(calls == 0, || {
                format!(
                    "nobody ever had to sleep, and the system was called {calls} times in {} sections",
                    count + 1
                )
            });
            witness.saw("nobody had to sleep");
        });
    });
}

/// How often `wait` or a `wake` was called in this execution: each begins by asking for the lock of the table of sleepers.
fn calls() -> usize {
    let asks_for_table = |event: &trace::Event| {
        let file = event.object.map_or("", |object| object.made.file());
        event.operation == "lock?" && file.replace('\\', "/").ends_with("wait/checked.rs")
    };
    trace::events().iter().filter(|event| asks_for_table(event)).count()
}
