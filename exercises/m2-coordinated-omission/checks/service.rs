//! A pretended service on a pretended clock, which goes on by sleeping and by waiting for an answer, and by nothing else.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::ops::Range;
use std::panic::Location;

use crate::exercise::Service;

/// A request is answered within so many microseconds, if nothing is in its way.
pub(super) const SERVED: u64 = 1_000;

/// One step of the generator.
#[derive(Debug)]
struct Step {
    from: u64,
    to: u64,
    what: String,
    place: &'static Location<'static>,
}

/// The service.
#[derive(Debug)]
pub(super) struct Pretended {
    now: Cell<u64>,
    /// In this time it does nothing.
    frozen: Range<u64>,
    sent: RefCell<Vec<u64>>,
    steps: RefCell<Vec<Step>>,
}

/// When an answer comes to what is sent at this time.
fn answered(frozen: &Range<u64>, sent: u64) -> u64 {
    let begun = if frozen.contains(&sent) { frozen.end } else { sent };
    begun + SERVED
}

impl Pretended {
    /// A service that does nothing for a while.
    pub(super) fn new(frozen: Range<u64>) -> Pretended {
        Pretended { now: Cell::new(0), frozen, sent: RefCell::default(), steps: RefCell::default() }
    }

    /// When requests were sent.
    pub(super) fn sent(&self) -> Vec<u64> {
        self.sent.borrow().clone()
    }

    fn step(&self, to: u64, what: String, place: &'static Location<'static>) {
        let from = self.now.replace(to);
        self.steps.borrow_mut().push(Step { from, to, what, place });
    }

    /// What happened from a time on, so many steps.
    pub(super) fn table(&self, from: u64, most: usize) -> String {
        let mut text = String::from("     from us      to us  where       what\n");
        for step in self.steps.borrow().iter().filter(|step| step.from >= from).take(most) {
            let file = step.place.file().rsplit(['/', '\\']).next().unwrap_or_default();
            let place = format!("{file}:{}", step.place.line());
            writeln!(text, "  {:>10} {:>10}  {place:<11} {}", step.from, step.to, step.what)
                .expect("a string takes it");
        }
        text
    }
}

impl Service for Pretended {
    #[track_caller]
    fn now(&self) -> u64 {
        let now = self.now.get();
        self.step(now, "reads the clock".to_owned(), Location::caller());
        now
    }

    #[track_caller]
    fn sleep_until(&self, time: u64) {
        let now = self.now.get();
        let what = match time {
            past if past < now => format!("would sleep until {past}, which is past"),
            time => format!("sleeps until {time}"),
        };
        self.step(now.max(time), what, Location::caller());
    }

    #[track_caller]
    fn request(&self) {
        let sent = self.now.get();
        let number = self.sent.borrow().len();
        self.sent.borrow_mut().push(sent);
        let answered = answered(&self.frozen, sent);
        self.step(answered, format!("request {number}: sent, and answered"), Location::caller());
    }
}

/// When each user comes, and how long it waits: a queue of one place at a time, worked out without any generator.
pub(super) fn truth(frozen: Range<u64>, every: u64, users: u64) -> Vec<(u64, u64)> {
    let mut free = 0;
    let user = |user| {
        let came: u64 = user * every;
        free = answered(&frozen, came.max(free));
        (came, free - came)
    };
    (0..users).map(user).collect()
}
