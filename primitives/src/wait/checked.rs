//! A table of sleepers, as the kernel has one: whoever goes to sleep looks at the word under the table's lock, and
//! whoever wakes takes that lock, so between looking and sleeping no wake-up is lost.

use std::collections::VecDeque;
use std::time::Duration;

use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::{Condvar, Mutex};

crate::sync::engine::lazy_static! {
    static ref TABLE: Table = Table { sleepers: Mutex::new(Sleepers::default()), woken: Condvar::new() };
}

struct Table {
    sleepers: Mutex<Sleepers>,
    /// One variable for all words: whoever is woken looks whether it was meant.
    woken: Condvar,
}

#[derive(Default)]
struct Sleepers {
    /// Words slept on, in the order of falling asleep, each with the sleeper's number.
    asleep: VecDeque<(usize, u64)>,
    next: u64,
}

/// Sleeps while the word holds `expected`, until woken.
#[track_caller]
pub fn wait(word: &AtomicU32, expected: u32) {
    let mut sleepers = TABLE.sleepers.lock();
    // Relaxed: the table's lock orders this behind any change whose waker has been here.
    if word.load(Ordering::Relaxed) != expected {
        return;
    }
    let number = sleepers.next;
    sleepers.next += 1;
    sleepers.asleep.push_back((std::ptr::from_ref(word).addr(), number));
    while sleepers.asleep.iter().any(|(_, asleep)| *asleep == number) {
        sleepers = TABLE.woken.wait(sleepers);
    }
}

/// As [`wait`]: under the checker time never runs out, so a wake-up that is lost shows as a deadlock.
#[track_caller]
pub fn wait_timeout(word: &AtomicU32, expected: u32, _timeout: Duration) -> bool {
    wait(word, expected);
    true
}

/// Wakes the thread that has slept longest on this word, if there is one.
#[track_caller]
pub fn wake_one(word: *const AtomicU32) {
    let mut sleepers = TABLE.sleepers.lock();
    if let Some(place) = sleepers.asleep.iter().position(|(slept_on, _)| *slept_on == word.addr()) {
        sleepers.asleep.remove(place);
        TABLE.woken.notify_all();
    }
}

/// Wakes every thread that sleeps on this word.
#[track_caller]
pub fn wake_all(word: *const AtomicU32) {
    let mut sleepers = TABLE.sleepers.lock();
    sleepers.asleep.retain(|(slept_on, _)| *slept_on != word.addr());
    TABLE.woken.notify_all();
}
