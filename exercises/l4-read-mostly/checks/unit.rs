//! One thread at a time: numbers that are read as they were written, and who may be inside beside whom.

use std::sync::Arc;
use std::thread;

use primitives::read_mostly::ReadMostly;

use crate::exercise::{ReadersWriter, Setting};

#[test]
fn a_setting_is_what_it_was_set_to() {
    let setting = Setting::new(7);
    assert_eq!(setting.read(|number| *number), 7, "before any change");
    setting.update(|number| *number *= 6);
    assert_eq!(setting.read(|number| *number), 42, "7, six times");
}

#[test]
fn threads_one_after_the_other() {
    let setting = Arc::new(Setting::new(0));
    for changes in 1..=3 {
        let theirs = Arc::clone(&setting);
        thread::spawn(move || theirs.update(|number| *number += 1)).join().expect("a change does not panic");
        assert_eq!(
            setting.read(|number| *number),
            changes,
            "after {changes} changes, each by a thread of its own"
        );
    }
}

#[test]
fn readers_share_and_a_writer_does_not() {
    let lock = ReadersWriter::default();
    for round in 1..=2 {
        assert!(lock.try_read() && lock.try_read(), "round {round}: two readers may be inside at once");
        lock.end_read();
        lock.end_read();
        lock.come_to_write();
        assert!(lock.try_write(), "round {round}: nobody is inside, so the writer may come in");
        assert!(!lock.try_read(), "round {round}: a writer is inside, so no reader may come in");
        lock.come_to_write();
        assert!(!lock.try_write(), "round {round}: a writer is inside, so no other one may come in");
        lock.end_write();
        assert!(lock.try_write(), "round {round}: the writer has left, so the other one may come in");
        lock.end_write();
    }
}
