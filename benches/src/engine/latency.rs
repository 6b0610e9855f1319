//! How long single operations took: a histogram for each worker, and percentiles of all of them together.
//!
//! Each operation is timed by two readings of the clock, whose own cost (the host's `clock_ns`) is part of every time and is
//! not subtracted: a median of 30 ns where the clock costs 24 says "hardly anything". In a closed loop an operation
//! is meant to start when the one before it has ended, so that a long one delays those behind it instead of piling them
//! up; where operations come on schedule instead, see [`open_loop`](crate::workloads::open_loop).
//! Ramp-up (of closed loops) and cool-down are recorded too, since all workers are at work in them; so the percentiles are
//! those of a session, and stand in each of its rows.

use hdrhistogram::Histogram;
use reports::Latency;

/// Longer times count as this one: a minute.
const LONGEST_NS: u64 = 60_000_000_000;
/// Decimal digits that are kept of a time: within 1 %, in some 30 KB.
const DIGITS: u8 = 2;

/// One worker's times: log-linear, and all of its memory is allocated when it is made.
#[derive(Clone, Debug)]
pub struct Times(Histogram<u64>);

impl Times {
    /// None yet.
    pub fn new() -> Times {
        Times(Histogram::new_with_bounds(1, LONGEST_NS, DIGITS).expect("bounds that hdrhistogram takes"))
    }

    /// Records a time. It allocates nothing.
    #[inline]
    pub fn record(&mut self, ns: u64) {
        self.0.saturating_record(ns);
    }

    /// Takes over the times of another worker.
    pub fn add(&mut self, other: &Times) {
        self.0.add(&other.0).expect("histograms of equal bounds");
    }

    /// How many.
    pub fn len(&self) -> u64 {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The percentiles, if there is any time at all.
    pub fn percentiles(&self, rate_per_thread: f64) -> Option<Latency> {
        let at = |quantile| self.0.value_at_quantile(quantile);
        (!self.is_empty()).then(|| Latency {
            rate_per_thread,
            p50_ns: at(0.5),
            p90_ns: at(0.9),
            p99_ns: at(0.99),
            p999_ns: at(0.999),
            max_ns: self.0.max(),
        })
    }
}

impl Default for Times {
    fn default() -> Self {
        Times::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_times_have_no_percentiles() {
        assert_eq!(Times::new().percentiles(1.0), None);
    }

    #[test]
    fn percentiles_of_two_workers_are_those_of_all_their_times() {
        let mut workers = [Times::new(), Times::new()];
        (1..=1_000u64).for_each(|time| workers[(time % 2) as usize].record(time * 100));
        let [mut all, other] = workers;
        all.add(&other);
        assert_eq!(all.len(), 1_000);
        let latency = all.percentiles(5.0).expect("there are times");
        let near = |found: u64, expected: u64| found.abs_diff(expected) * 100 <= expected;
        assert!(near(latency.p50_ns, 50_000) && near(latency.p90_ns, 90_000), "{latency:?}");
        assert!(near(latency.p99_ns, 99_000) && near(latency.p999_ns, 99_900), "{latency:?}");
        assert!(near(latency.max_ns, 100_000) && latency.rate_per_thread == 5.0, "{latency:?}");
    }

    #[test]
    fn what_is_too_short_or_too_long_counts_as_the_shortest_or_the_longest() {
        let mut times = Times::new();
        times.record(0);
        times.record(u64::MAX);
        let latency = times.percentiles(1.0).expect("there are times");
        assert!(latency.p50_ns <= 1 && latency.max_ns >= LONGEST_NS, "{latency:?}");
    }
}
