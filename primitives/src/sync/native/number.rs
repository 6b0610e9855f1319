//! A small number for each living thread: an index into a row of places, found without a look-up.
//!
//! *Invariants.*
//! 1. A number is in `returned`, or at `next` or above, or belongs to exactly one thread that has not ended.
//! 2. It changes hands under the lock, so whatever its last owner did happens before what the next one does.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::sync::outside::Mutex;

/// No number was asked for yet.
const NOT_YET: usize = usize::MAX;
/// The thread is ending and has given its number back.
const ENDING: usize = usize::MAX - 1;

struct Numbers {
    /// The first number that was never given out.
    next: usize,
    /// Numbers of threads that have ended, the smallest first: rows of places stay short.
    returned: BinaryHeap<Reverse<usize>>,
}

static NUMBERS: Mutex<Numbers> = Mutex::new(Numbers { next: 0, returned: BinaryHeap::new() });

thread_local! {
    /// Without a destructor, so reading it is one load.
    static MINE: Cell<usize> = const { Cell::new(NOT_YET) };
    /// Gives the number back at the thread's end.
    static KEEPER: Keeper = const { Keeper };
}

struct Keeper;

impl Drop for Keeper {
    fn drop(&mut self) {
        match MINE.replace(ENDING) {
            NOT_YET | ENDING => {} // there is none to give back
            mine => numbers().returned.push(Reverse(mine)),
        }
    }
}

fn numbers() -> impl std::ops::DerefMut<Target = Numbers> {
    NUMBERS.lock()
}

/// This thread's number: no other living thread has it, and numbers of ended threads are given out again, the smallest
/// first. None while the thread ends (in destructors of its thread-locals).
#[inline]
pub fn number() -> Option<usize> {
    match MINE.get() {
        NOT_YET => first_asked(),
        ENDING => None,
        mine => Some(mine),
    }
}

#[cold]
fn first_asked() -> Option<usize> {
    let mine = {
        let mut numbers = numbers();
        numbers.returned.pop().map_or_else(
            || {
                numbers.next += 1;
                numbers.next - 1
            },
            |Reverse(number)| number,
        )
    };
    MINE.set(mine);
    // Too late for a keeper: this is already the end, and nobody would give the number back.
    if KEEPER.try_with(|_| ()).is_err() {
        MINE.set(ENDING);
        numbers().returned.push(Reverse(mine));
        return None;
    }
    Some(mine)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Barrier;

    use super::number;

    #[test]
    fn living_threads_have_different_numbers_that_stay() {
        let together = Barrier::new(8);
        let numbers: Vec<_> = std::thread::scope(|scope| {
            let ask = || {
                let first = number();
                together.wait();
                assert_eq!(first, number());
                first.expect("a thread that is not ending has a number")
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 8, "{numbers:?}");
    }

    #[test]
    fn numbers_come_back() {
        // Other tests may hold some meanwhile, but not a thousand.
        let highest = (0..1_000).map(|_| std::thread::spawn(number).join().expect("no panic")).max();
        assert!(highest.flatten().is_some_and(|highest| highest < 500), "{highest:?}");
    }
}
