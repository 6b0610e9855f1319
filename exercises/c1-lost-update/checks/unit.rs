//! One thread, and then two of which each waits for the other to end.

use std::sync::Arc;

use primitives::counter::{Add, Counter};

use crate::exercise::YourCounter;

#[test]
fn a_new_counter_is_zero() {
    assert_eq!(YourCounter::new().get(), 0, "nothing was added yet");
}

#[test]
fn it_adds_what_it_is_told() {
    let counter = Arc::new(YourCounter::new());
    let mut handle = counter.handle();
    for (n, sum) in [(1, 1), (0, 1), (41, 42), (1 << 40, (1 << 40) + 42)] {
        handle.add(n);
        assert_eq!(counter.get(), sum, "after adding {n}");
    }
}

#[test]
fn it_goes_on_at_zero() {
    let counter = Arc::new(YourCounter::new());
    let mut handle = counter.handle();
    handle.add(u64::MAX);
    assert_eq!(counter.get(), u64::MAX, "2^64 - 1 fits");
    handle.add(3);
    assert_eq!(counter.get(), 2, "past 2^64 - 1 it goes on at zero");
}

#[test]
fn threads_one_after_the_other() {
    let counter = Arc::new(YourCounter::new());
    for thread in 1..=4 {
        let mut handle = counter.handle();
        std::thread::spawn(move || (0..100).for_each(|_| handle.add(1))).join().expect("adding does not panic");
        assert_eq!(counter.get(), thread * 100, "after {thread} threads");
    }
}
