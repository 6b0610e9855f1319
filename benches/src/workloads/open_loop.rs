//! Open loops: items come on schedule, whether or not those before them are through, as requests of people do.
//!
//! The time of an item runs from when it was *meant* to be sent. Its number is that moment, on a clock that both sides share:
//! whatever holds the producer up, a full queue or a sleeping thread, counts for every item that had to wait behind it, and no delay can
//! be left out (Tene's "coordinated omission"). A producer that is late sends what is due without a pause, until it has caught up.
//!
//! The pace is half of the peak, which is measured first, in the same session, by the same loop without a schedule: a clock is read
//! for each item at either end (the host's `clock_ns` each), so no subject's peak is beyond one item a reading. If the schedule cannot be
//! kept, the rows say so (`schedule_kept: false`): then times grow with the length of a window, and mean nothing but "too much".

use std::sync::atomic::{AtomicU64, Ordering};

use crate::engine::Times;
use crate::engine::clock::Now;

/// Of the peak.
pub const LOAD: f64 = 0.5;
/// How long the peak is looked for; half of it to warm up.
pub const CALIBRATION_NS: u64 = 4_000_000;
/// The schedule was kept if the producer was behind by no more than this part of the time.
const KEPT: f64 = 0.05;
/// Readings of the clock before a waiting producer gives its core away: some tens of microseconds.
const READINGS: u32 = 1_000;
/// The slowest pace: where no peak could be found.
const LONGEST_INTERVAL_NS: f64 = 1_000_000.0;

/// The fastest that items come through, as their consumer sees it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Peak {
    first: Option<u64>,
    /// When the warm-up was over.
    warm: Option<u64>,
    last: u64,
    /// Items since.
    items: u64,
}

impl Peak {
    /// An item came.
    #[inline(always)]
    pub fn saw(&mut self, now: u64) {
        let first = *self.first.get_or_insert(now);
        self.last = now;
        if self.warm.is_some() {
            self.items += 1;
        } else if now - first >= CALIBRATION_NS / 2 {
            self.warm = Some(now);
        }
    }

    /// Nanoseconds from one item to the next at the load that is asked for.
    pub fn interval_ns(&self) -> f64 {
        let since = self.warm.unwrap_or(self.last);
        if self.items == 0 {
            return LONGEST_INTERVAL_NS;
        }
        // Under a nanosecond two items would have one number.
        ((self.last - since) as f64 / self.items as f64 / LOAD).clamp(1.0, LONGEST_INTERVAL_NS)
    }
}

/// The pace that a session's workers agree on, before its first window.
#[derive(Debug, Default)]
pub struct Pitch(AtomicU64);

impl Pitch {
    /// Sets the interval.
    pub fn set(&self, interval_ns: f64) {
        self.0.store(interval_ns.to_bits(), Ordering::Relaxed); // Relaxed: the workers meet between this and `interval_ns`
    }

    /// The interval.
    pub fn interval_ns(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed)) // Relaxed: see `set`
    }

    /// Items a second.
    pub fn rate(&self) -> f64 {
        1e9 / self.interval_ns()
    }
}

/// A producer on schedule.
#[derive(Debug)]
pub struct Punctual<C> {
    clock: C,
    /// When this window's first item was due; none before it.
    begun: Option<u64>,
    interval_ns: f64,
    /// Items of this window that were sent.
    sent: u64,
    /// The last reading of the clock.
    looked: u64,
    /// Nanoseconds on schedule, and of those behind it at the end, over all windows.
    worked_ns: u64,
    behind_ns: u64,
}

impl<C: Now> Punctual<C> {
    /// By this clock.
    pub fn new(clock: C) -> Punctual<C> {
        Punctual { clock, begun: None, interval_ns: 1.0, sent: 0, looked: 0, worked_ns: 0, behind_ns: 0 }
    }

    /// Waits until the next item is due; tells when that was meant to be. Before it waits, whatever was sent must be in sight.
    #[inline]
    pub fn wait(&mut self, pitch: &Pitch, before_waiting: impl FnOnce()) -> u64 {
        let begun = self.begun.unwrap_or_else(|| self.begin(pitch));
        let due = begun + (self.sent as f64 * self.interval_ns) as u64;
        if self.looked < due {
            self.look_until(due, before_waiting);
        }
        due
    }

    /// The item that was waited for is sent.
    #[inline(always)]
    pub fn sent(&mut self) {
        self.sent += 1;
    }

    #[cold]
    fn begin(&mut self, pitch: &Pitch) -> u64 {
        self.interval_ns = pitch.interval_ns();
        self.sent = 0;
        self.looked = self.clock.now();
        self.begun = Some(self.looked);
        self.looked
    }

    #[inline]
    fn look_until(&mut self, due: u64, before_waiting: impl FnOnce()) {
        self.looked = self.clock.now();
        if self.looked >= due {
            return;
        }
        before_waiting();
        let mut readings = 0;
        while self.looked < due {
            if readings == READINGS {
                std::thread::yield_now();
            } else {
                readings += 1;
            }
            self.looked = self.clock.now();
        }
    }

    /// The window is over: how far behind was it? The next one has a schedule of its own.
    pub fn close(&mut self) {
        if let Some(begun) = self.begun.take() {
            let now = self.clock.now();
            let due = begun + (self.sent as f64 * self.interval_ns) as u64;
            self.worked_ns += now - begun;
            self.behind_ns += now.saturating_sub(due);
        }
    }

    /// Whether the schedule was kept, over all windows.
    pub fn kept(&self) -> bool {
        self.behind_ns as f64 <= self.worked_ns as f64 * KEPT
    }
}

/// A consumer that knows when each item was due.
#[derive(Debug)]
pub struct Recorder<C> {
    clock: C,
    /// Items due in the first stretch of a window are not recorded: both sides are just getting there.
    ramp_ns: u64,
    /// Items due before are of another window.
    opened: u64,
    /// When the first item of this window was due.
    first: Option<u64>,
    times: Times,
}

impl<C: Now> Recorder<C> {
    /// By the producer's clock.
    pub fn new(clock: C, ramp_ns: u64) -> Recorder<C> {
        Recorder { clock, ramp_ns, opened: u64::MAX, first: None, times: Times::new() }
    }

    /// A window begins, once all have got here.
    pub fn open(&mut self) {
        self.opened = self.clock.now();
        self.first = None;
    }

    /// The item that was due then has come.
    #[inline]
    pub fn record(&mut self, due: u64) {
        let now = self.clock.now();
        if due < self.opened {
            return;
        }
        let first = *self.first.get_or_insert(due);
        if due >= first + self.ramp_ns {
            self.times.record(now.saturating_sub(due));
        }
    }

    /// All times.
    pub fn into_times(self) -> Times {
        self.times
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::collections::VecDeque;

    use super::*;

    /// A clock that goes on by one at each reading, and by as much as the test says.
    #[derive(Debug, Default)]
    struct Hand(Cell<u64>);

    impl Now for &Hand {
        fn now(&self) -> u64 {
            self.0.set(self.0.get() + 1);
            self.0.get()
        }
    }

    /// Sends `items` every 100 through a queue that lets each out `delay` after it came in, and takes none in from 10,000 to 20,000 if
    /// it stalls; and whether the schedule was kept.
    fn times(items: u64, delay: u64, stalls: bool, interval: f64) -> (Times, bool) {
        let hand = Hand::default();
        let pitch = Pitch::default();
        pitch.set(interval);
        let (mut producer, mut consumer) = (Punctual::new(&hand), Recorder::new(&hand, 0));
        consumer.open();
        let mut queue = VecDeque::new();
        let mut sent = 0;
        while sent < items || !queue.is_empty() {
            if sent < items {
                let due = producer.wait(&pitch, || ());
                let now = hand.0.get();
                if stalls && (10_000..20_000).contains(&now) {
                    hand.0.set(now + 1);
                } else {
                    queue.push_back((due, now + delay));
                    hand.0.set(now + 2); // what a push takes
                    producer.sent();
                    sent += 1;
                }
            } else {
                hand.0.set(hand.0.get() + 1);
            }
            if sent == items && producer.begun.is_some() {
                producer.close();
            }
            while let Some(&(due, out)) = queue.front().filter(|(_, out)| *out <= hand.0.get()) {
                assert!(due < out);
                queue.pop_front();
                consumer.record(due);
            }
        }
        (consumer.into_times(), producer.kept())
    }

    fn percentiles(times: &Times) -> reports::Latency {
        times.percentiles(1.0).expect("there are times")
    }

    #[test]
    fn a_known_delay_is_what_is_recorded() {
        let (times, kept) = times(1_000, 5_000, false, 100.0);
        let latency = percentiles(&times);
        assert_eq!(times.len(), 1_000);
        assert!(kept && (5_000..5_200).contains(&latency.p50_ns), "{latency:?}");
        assert!(latency.max_ns < 5_400, "{latency:?}");
    }

    #[test]
    fn whoever_had_to_wait_behind_a_stall_counts() {
        let (times, _) = times(1_000, 10, true, 100.0);
        let latency = percentiles(&times);
        // A hundred of the thousand items were due while nothing went in: their times fall from 10,000 to nothing. A loop that
        // timed each item from when it was sent would have found one long time.
        assert!(latency.p50_ns < 200, "{latency:?}");
        assert!((2_000..9_000).contains(&latency.p90_ns.max(2_000)), "{latency:?}");
        assert!((8_000..10_200).contains(&latency.p99_ns), "{latency:?}");
    }

    #[test]
    fn a_pace_that_cannot_be_kept_is_noticed() {
        assert!(times(10_000, 10, false, 100.0).1);
        assert!(!times(10_000, 10, false, 1.0).1, "a push takes 2");
    }

    #[test]
    fn half_of_the_peak_is_twice_the_interval() {
        let mut peak = Peak::default();
        (0..=100_000).for_each(|item| peak.saw(1 + item * 50));
        assert!((peak.interval_ns() - 100.0).abs() < 0.1, "{peak:?}");
        assert_eq!(Peak::default().interval_ns(), LONGEST_INTERVAL_NS);
    }

    #[test]
    fn items_of_another_window_and_of_the_ramp_are_not_recorded() {
        let hand = Hand(Cell::new(1_000));
        let mut consumer = Recorder::new(&hand, 500);
        consumer.open();
        [900, 1_100, 1_500, 1_599, 1_600, 1_700].into_iter().for_each(|due| consumer.record(due));
        assert_eq!(consumer.into_times().len(), 2);
    }
}
