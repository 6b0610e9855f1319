//! One thread at a time: every cell counts.

use std::sync::Arc;

use primitives::counter::{Add, Counter};
use primitives::sync::atomic::{AtomicU64, Ordering};

use crate::exercise::{CELLS, SpreadCounter, Surveyor};

/// What stands in the cells.
#[derive(Default)]
struct Numbers(Vec<u64>);

impl Surveyor for Numbers {
    fn see(&mut self, number: &AtomicU64) {
        self.0.push(number.load(Ordering::Relaxed));
    }
}

#[test]
fn every_handle_is_in_the_sum() {
    let counter = Arc::new(SpreadCounter::new());
    let mut handles: Vec<_> = (0..2 * CELLS + 1).map(|_| counter.handle()).collect();
    for (number, handle) in handles.iter_mut().enumerate() {
        let before = counter.get();
        handle.add(10);
        assert_eq!(counter.get(), before + 10, "after handle {number} had added 10");
    }
}

#[test]
fn the_sum_stands_in_the_cells_that_are_shown() {
    let counter = Arc::new(SpreadCounter::new());
    let mut handles: Vec<_> = (0..CELLS).map(|_| counter.handle()).collect();
    handles.iter_mut().for_each(|handle| handle.add(3));
    let mut numbers = Numbers::default();
    counter.survey(&mut numbers);
    assert_eq!(numbers.0, [3; CELLS], "{CELLS} handles added 3 each; the cells");
}

#[test]
fn it_goes_on_at_zero() {
    let counter = Arc::new(SpreadCounter::new());
    let (mut one, mut other) = (counter.handle(), counter.handle());
    one.add(u64::MAX);
    other.add(3);
    assert_eq!(counter.get(), 2, "past 2^64 - 1 it goes on at zero");
}
