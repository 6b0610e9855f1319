//! One thread at a time: what was written is what is read.

use std::sync::Arc;
use std::thread;

use primitives::read_mostly::ReadMostly;

use crate::exercise::SeqLock;

#[test]
fn what_is_written_is_read() {
    let pair = SeqLock::new([1, 2]);
    assert_eq!(pair.read(|pair| *pair), [1, 2], "before any change");
    pair.update(|pair| *pair = [pair[0] + 10, pair[1] + 20]);
    assert_eq!(pair.read(|pair| *pair), [11, 22], "after a change by 10 and 20");
    pair.update(|pair| pair.swap(0, 1));
    assert_eq!(pair.read(|pair| *pair), [22, 11], "after the two were exchanged");
}

#[test]
fn threads_one_after_the_other() {
    let pair = Arc::new(SeqLock::new([0, 0]));
    for changes in 1..=3 {
        let theirs = Arc::clone(&pair);
        let changing = thread::spawn(move || theirs.update(|pair| *pair = [pair[0] + 1, pair[1] + 1]));
        changing.join().expect("a change does not panic");
        assert_eq!(
            pair.read(|pair| *pair),
            [changes; 2],
            "after {changes} changes, each by a thread of its own"
        );
    }
}
