//! When one worker among readers makes its next change: at a pace of its own, by a clock that it seldom looks at.

use crate::engine::clock::{Clock, Now};

/// From one change to the next, where the writer keeps a pace.
pub const UPDATE_EVERY_NS: u64 = 10_000;
/// A writer between two changes looks at the clock about this often: a look costs some 25 ns, so two or three percent
/// of its readings, and a change comes late by as much at most.
const LOOK_EVERY_NS: u64 = 1_000;

/// When the next change is due, by a clock that is seldom looked at.
#[derive(Debug)]
pub(super) struct Metronome {
    pub(super) clock: Clock,
    due: u64,
    /// Last look.
    looked: u64,
    /// Readings between two looks; learned.
    pub(super) between: u64,
}

impl Metronome {
    pub(super) fn new() -> Metronome {
        Metronome { clock: Clock::start(), due: UPDATE_EVERY_NS, looked: 0, between: 1 }
    }

    /// Whether a change is due at `now`; if so, the next one is due a period after this one was. Periods that were slept
    /// through, between two windows for instance, are not made up for.
    #[inline]
    pub(super) fn is_due(&mut self, now: u64) -> bool {
        let due = now >= self.due;
        if due {
            self.due = (self.due + UPDATE_EVERY_NS).max(now);
        }
        due
    }

    /// Looks at the clock after `readings` readings, and learns how many of them fit between two looks.
    #[inline]
    pub(super) fn look(&mut self, readings: u64) -> bool {
        let now = self.clock.now();
        let took = now - self.looked;
        self.looked = now;
        if readings == self.between {
            if took < LOOK_EVERY_NS / 2 {
                self.between *= 2;
            } else if took > LOOK_EVERY_NS * 2 {
                self.between = (self.between / 2).max(1);
            }
        }
        self.is_due(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_due_once_a_period_and_what_was_slept_through_is_gone() {
        let mut metronome = Metronome::new();
        assert!(!metronome.is_due(UPDATE_EVERY_NS - 1));
        assert!(metronome.is_due(UPDATE_EVERY_NS + 300));
        assert!(!metronome.is_due(2 * UPDATE_EVERY_NS - 1));
        assert!(metronome.is_due(2 * UPDATE_EVERY_NS), "on time, although the last one was late");
        assert!(metronome.is_due(50 * UPDATE_EVERY_NS));
        assert!(metronome.is_due(50 * UPDATE_EVERY_NS), "at once, but only one");
        assert!(!metronome.is_due(50 * UPDATE_EVERY_NS + 1));
    }
}
