//! Where workers meet between windows. Nobody coordinates: the last to arrive does what has to be done once, so no
//! further thread has to wake up, which on two cores would push a worker off its own.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use primitives::cache_padded::CachePadded;

/// Turns of waiting before the core is given away: some tens of microseconds.
const SPINS: u32 = 1_000;

/// Another worker panicked: the session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abandoned;

/// The meeting point of a session's workers.
#[derive(Debug)]
pub struct Gate {
    workers: usize,
    /// Arrivals at all meetings so far.
    arrived: CachePadded<AtomicUsize>,
    /// Arrivals that have been let through.
    opened: CachePadded<AtomicUsize>,
    /// Windows closed so far, by all workers.
    closed: CachePadded<AtomicUsize>,
    /// The next window, as the clock of the session tells it. Written by the last to arrive.
    begin: CachePadded<AtomicU64>,
    end: AtomicU64,
    failed: CachePadded<AtomicBool>,
    panic: Mutex<Option<String>>,
}

impl Gate {
    /// A gate for so many workers.
    pub fn new(workers: usize) -> Gate {
        Gate {
            workers,
            arrived: CachePadded::default(),
            opened: CachePadded::default(),
            closed: CachePadded::default(),
            begin: CachePadded::default(),
            end: AtomicU64::new(0),
            failed: CachePadded::default(),
            panic: Mutex::new(None),
        }
    }

    /// Waits until all have arrived; the last one runs `last` before it lets the others through.
    pub fn meet(&self, last: impl FnOnce()) -> Result<(), Abandoned> {
        // AcqRel: the last to arrive sees what the others did before; pairs with the arrivals themselves.
        let before = self.arrived.fetch_add(1, Ordering::AcqRel);
        let all = (before / self.workers + 1) * self.workers;
        if before + 1 == all {
            last();
            self.opened.store(all, Ordering::Release); // Release: what `last` did; pairs with the Acquire below
        }
        wait_until(|| self.opened.load(Ordering::Acquire) >= all || self.has_failed());
        if self.has_failed() { Err(Abandoned) } else { Ok(()) }
    }

    /// Sets the next window. Called inside a meeting.
    pub fn announce(&self, begin: u64, end: u64) {
        // Relaxed: the meeting publishes both
        self.begin.store(begin, Ordering::Relaxed);
        self.end.store(end, Ordering::Relaxed);
    }

    /// When the window begins and ends.
    pub fn window(&self) -> (u64, u64) {
        (self.begin.load(Ordering::Relaxed), self.end.load(Ordering::Relaxed)) // Relaxed: see `announce`
    }

    /// Tells that this worker's window is closed.
    pub fn close(&self) {
        self.closed.fetch_add(1, Ordering::Relaxed); // Relaxed: a mark; results travel by the join
    }

    /// Whether every worker has closed window number `window`, or nobody ever will.
    #[inline]
    pub fn all_closed(&self, window: u32) -> bool {
        let all = self.workers * (window as usize + 1);
        self.closed.load(Ordering::Relaxed) >= all || self.has_failed() // Relaxed: see `close`
    }

    /// Ends the session for everybody, with the first reason given.
    pub fn fail(&self, reason: String) {
        self.panic.lock().unwrap_or_else(|poison| poison.into_inner()).get_or_insert(reason);
        self.failed.store(true, Ordering::Release); // Release: the reason; pairs with the Acquire in `has_failed`
    }

    /// Why the session ended early.
    pub fn failure(&self) -> Option<String> {
        self.panic.lock().unwrap_or_else(|poison| poison.into_inner()).clone()
    }

    fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire) // Acquire: pairs with the Release in `fail`
    }
}

/// Spins for a while, then yields: the one waited for may need this core.
pub fn wait_until(mut arrived: impl FnMut() -> bool) {
    let mut turns = 0;
    while !arrived() {
        if turns < SPINS {
            turns += 1;
            std::hint::spin_loop();
        } else {
            std::thread::yield_now();
        }
    }
}
