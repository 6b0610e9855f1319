//! What is special about the sequence lock, natively: its sizes, its copies, and what a panic leaves behind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use primitives::lock::ParkingLotMutex;
use primitives::lock::mcs::McsLock;
use primitives::read_mostly::ReadMostly;
use primitives::read_mostly::seqlock::SeqLock;
use primitives::read_mostly::words::Words;

/// Readers beside a writer that sets all words of a large value to one number, again and again.
fn never_torn<const N: usize, L: primitives::lock::LockKind>(changes: u64) {
    let value = Arc::new(SeqLock::<[u64; N], L>::new([0; N]));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let value = Arc::clone(&value);
            thread::spawn(move || {
                let mut last = 0;
                while last < changes {
                    let words = value.read(|words| *words);
                    assert!(words.iter().all(|&word| word == words[0]), "{words:?}");
                    assert!(words[0] >= last, "went back from {last} to {}", words[0]);
                    last = words[0];
                }
            })
        })
        .collect();
    (0..changes).for_each(|_| value.update(|words| words.iter_mut().for_each(|word| *word += 1)));
    readers.into_iter().for_each(|reader| reader.join().expect("no panic"));
}

#[test]
fn four_kilobytes_are_read_whole() {
    never_torn::<512, primitives::lock::StdMutex>(2_000);
}

#[test]
fn any_lock_keeps_writers_apart() {
    never_torn::<4, ParkingLotMutex>(20_000);
    never_torn::<4, McsLock>(20_000);
}

#[test]
fn a_value_of_no_words_is_a_value() {
    let value: SeqLock<[u64; 0]> = SeqLock::new([]);
    value.update(|words| assert!(words.is_empty()));
    assert_eq!(value.read(|words| words.len()), 0);
}

/// Writes `second` over `first`.
fn holds<T: Words + PartialEq + std::fmt::Debug>(first: T, second: T) {
    let value: SeqLock<T> = SeqLock::new(first);
    assert_eq!(value.read(|word| *word), first);
    value.update(|word| *word = second);
    assert_eq!(value.read(|word| *word), second);
}

#[test]
fn one_word_of_each_type_is_a_value() {
    holds(false, true);
    holds(7u8, u8::MAX);
    holds(7u32, u32::MAX);
    holds(7u64, u64::MAX);
    holds(7usize, usize::MAX);
}

#[test]
fn a_change_that_panics_changes_nothing_and_keeps_nobody_out() {
    let value: SeqLock<[u64; 4]> = SeqLock::new([1; 4]);
    let half_way = || {
        value.update(|words| {
            words[0] = 2;
            panic!("half way");
        });
    };
    assert!(catch_unwind(AssertUnwindSafe(half_way)).is_err());
    assert_eq!(value.read(|words| *words), [1; 4]);
    value.update(|words| *words = [3; 4]);
    assert_eq!(value.read(|words| *words), [3; 4]);
}

#[test]
fn a_reader_that_panics_keeps_nobody_out() {
    let value: SeqLock<[u64; 4]> = SeqLock::new([1; 4]);
    assert!(catch_unwind(AssertUnwindSafe(|| value.read(|_| panic!("in a reader")))).is_err());
    value.update(|words| *words = [2; 4]);
    assert_eq!(value.read(|words| *words), [2; 4]);
}

#[test]
fn a_reader_may_read_and_change_again() {
    let value: SeqLock<[u64; 2]> = SeqLock::new([1, 1]);
    value.read(|outer| {
        assert_eq!(value.read(|inner| *inner), *outer);
        value.update(|words| *words = [2, 2]);
        assert_eq!((*outer, value.read(|inner| *inner)), ([1, 1], [2, 2]));
    });
}

#[test]
fn a_change_reads_the_version_before() {
    let value: SeqLock<[u64; 2]> = SeqLock::new([1, 1]);
    value.update(|words| {
        *words = [2, 2];
        assert_eq!(value.read(|before| *before), [1, 1]);
    });
    assert_eq!(value.read(|words| *words), [2, 2]);
}

#[test]
#[cfg(debug_assertions)]
fn a_change_inside_a_change_is_found_in_debug_builds() {
    let value: SeqLock<u64> = SeqLock::new(1);
    let again = || value.update(|_| value.update(|word| *word += 1));
    let panic = catch_unwind(AssertUnwindSafe(again)).expect_err("it would wait for itself");
    assert!(panic.downcast_ref::<String>().is_some_and(|text| text.starts_with("re-entry: ")));
    assert_eq!(value.read(|word| *word), 1);
}
