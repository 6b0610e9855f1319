//! **Looking and going to sleep in two sections.**
//!
//! *Misconception.* "The condition does not hold, so I take the lock and wait to be woken." It came to hold between the two
//! sections: the wake-up is over before anybody sleeps.
//!
//! *Killed by* `condvar_wakes`, as a deadlock.

use primitives::lock::{Mutual, WithCondvar};
use primitives::sync::{Condvar, Mutex};

/// A mutex whose waiters let go between the look and the sleep.
#[derive(Debug)]
pub struct LooksThenSleeps<T>(Mutex<T>);

// SAFETY: the lock inside keeps the contract.
unsafe impl<T: Send + 'static> Mutual<T> for LooksThenSleeps<T> {
    fn new(value: T) -> Self {
        LooksThenSleeps(Mutex::new(value))
    }

    fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        self.0.with(section)
    }
}

impl<T: Send + 'static> WithCondvar<T> for LooksThenSleeps<T> {
    type Condvar = Condvar;

    fn wait_until<R>(&self, condvar: &Condvar, mut step: impl FnMut(&mut T) -> Option<R>) -> R {
        loop {
            if let Some(answer) = self.0.with(&mut step) {
                return answer;
            }
            drop(condvar.wait(self.0.lock()));
        }
    }

    fn notify_one(&self, condvar: &Condvar) {
        condvar.notify_one();
    }

    fn notify_all(&self, condvar: &Condvar) {
        condvar.notify_all();
    }
}
