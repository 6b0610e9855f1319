//! What one thread at a time can see: that the lock opens and closes, more often than once.

use std::sync::Arc;
use std::thread;

use primitives::lock::{Lock, Mutual};

use crate::exercise::TicketLock;

#[test]
fn it_opens_and_closes() {
    let lock = Lock::<TicketLock, u64>::new(0);
    for before in 0..3 {
        assert_eq!(
            lock.with(|count| std::mem::replace(count, *count + 1)),
            before,
            "one section after the other"
        );
    }
}

#[test]
fn threads_one_after_the_other() {
    let lock = Arc::new(Lock::<TicketLock, u64>::new(0));
    for before in 0..3 {
        let lock = Arc::clone(&lock);
        let found = thread::spawn(move || lock.with(|count| std::mem::replace(count, *count + 1)));
        assert_eq!(
            found.join().expect("a section of one line does not panic"),
            before,
            "each finds what the last one left"
        );
    }
}
