//! The litmus programs over real threads: what this machine shows. Beside the engine, since it needs real threads and
//! its meeting point; but nothing here is timed.
//!
//! A weak outcome needs two threads within the same few nanoseconds, which starting threads anew would make rare. So
//! the threads stay, meet, and then walk over a row of locations together, one run of the program at each; the last to
//! arrive at the next meeting counts what all have read.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, Ordering};

use primitives::litmus::Locations;
pub use primitives::litmus::{Orderings, Test};

use crate::engine::gate::Gate;

/// Runs between two meetings: enough to outweigh the meeting, few enough that the locations stay in a core's cache.
const ROW: usize = 512;

/// How often each outcome was seen, in at least so many runs: the row is always walked to its end.
pub fn race(test: Test, runs: u64) -> Vec<u64> {
    let threads = test.threads();
    let locations: Vec<_> = (0..ROW).map(|_| Locations::default()).collect();
    let read: Vec<Vec<AtomicU8>> =
        threads.iter().map(|_| (0..ROW).map(|_| AtomicU8::new(0)).collect()).collect();
    let counts = Mutex::new(vec![0; test.shape.outcomes.len()]);
    let count = || {
        let mut counts = counts.lock().expect("counting does not panic");
        for (number, at) in locations.iter().enumerate() {
            // Relaxed: all have arrived, and the meeting orders what they did before.
            let read = read.iter().map(|of_thread| usize::from(of_thread[number].load(Ordering::Relaxed)));
            counts[test.outcome(read, at)] += 1;
            at.reset();
        }
    };
    let gate = Gate::new(threads.len());
    std::thread::scope(|scope| {
        for (thread, read) in threads.iter().zip(&read) {
            let (gate, locations, count) = (&gate, &locations, &count);
            scope.spawn(move || {
                gate.meet(|| ()).expect("nobody gives up");
                for _ in 0..runs.div_ceil(ROW as u64) {
                    for (at, read) in locations.iter().zip(read) {
                        let values = (thread.run)(at);
                        read.store(values as u8, Ordering::Relaxed); // Relaxed: read after the meeting
                    }
                    gate.meet(count).expect("nobody gives up");
                }
            });
        }
    });
    counts.into_inner().expect("counting does not panic")
}

/// Whether it is known what this machine may show, beyond what the language allows.
pub const ON_X86: bool = cfg!(any(target_arch = "x86_64", target_arch = "x86"));
