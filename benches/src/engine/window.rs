//! A window as a whole: how long, how much overlap, and what was wrong with it.

use super::timed::Stretch;

/// Below this, the rate is one of threads that partly worked alone.
pub const LEAST_OVERLAP: f64 = 0.95;
/// A gap below this is no stall, however short the batches.
const STALL_NS: u64 = 50_000;
/// Nor is one that so many batches would explain.
const STALL_BATCHES: u64 = 5;
/// Nor is one that is less than this part of the window.
const STALL_SHARE: f64 = 0.05;

/// One window of all workers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    /// Worker by worker.
    pub stretches: Vec<Stretch>,
    /// Round trip between the first two workers' cores: the larger of before and after.
    pub probe_ns: Option<f64>,
    /// One turn of an empty loop on each worker's core: the larger of before and after. Empty where workers outnumber cores.
    pub turns_ns: Vec<f64>,
}

impl Window {
    /// The mean length of the workers' stretches.
    pub fn elapsed_ns(&self) -> u64 {
        let total: u64 = self.stretches.iter().map(Stretch::length).sum();
        total / self.stretches.len().max(1) as u64
    }

    /// The part of the window in which all worked: (first end - last begin) / (last end - first begin).
    pub fn overlap(&self) -> f64 {
        let begins = || self.stretches.iter().map(|stretch| stretch.begun);
        let ends = || self.stretches.iter().map(|stretch| stretch.ended);
        let (Some(first_begin), Some(last_begin)) = (begins().min(), begins().max()) else { return 0.0 };
        let (Some(first_end), Some(last_end)) = (ends().min(), ends().max()) else { return 0.0 };
        if last_end == first_begin {
            return 0.0;
        }
        first_end.saturating_sub(last_begin) as f64 / (last_end - first_begin) as f64
    }

    /// Operations, worker by worker.
    pub fn per_thread(&self) -> Vec<u64> {
        self.stretches.iter().map(|stretch| stretch.done.ops).collect()
    }

    /// Involuntary switches of all workers, if the system tells.
    pub fn involuntary(&self) -> Option<u64> {
        self.stretches.iter().map(|stretch| stretch.switches).sum()
    }

    /// The longest gap of any worker.
    pub fn max_gap_ns(&self) -> u64 {
        self.stretches.iter().map(|stretch| stretch.max_gap).max().unwrap_or(0)
    }

    /// One turn of an empty loop on the slowest worker's core.
    pub fn slowest_turn_ns(&self) -> Option<f64> {
        self.turns_ns.iter().copied().reduce(f64::max)
    }

    /// The same on the fastest one's.
    pub fn fastest_turn_ns(&self) -> Option<f64> {
        self.turns_ns.iter().copied().reduce(f64::min)
    }

    /// Changes that are no operations, if there were any.
    pub fn updates(&self) -> Option<u64> {
        let updates: u64 = self.stretches.iter().map(|stretch| stretch.done.updates).sum();
        (updates > 0).then_some(updates)
    }

    /// Hits per look-up, if there were look-ups at all.
    pub fn hit_ratio(&self) -> Option<f64> {
        let hits: u64 = self.stretches.iter().map(|stretch| stretch.done.hits).sum();
        let lookups: u64 = self.stretches.iter().map(|stretch| stretch.done.lookups).sum();
        (lookups > 0).then(|| hits as f64 / lookups as f64)
    }

    /// Everything that speaks against this window, in the words of the row format. A subject with threads of its own
    /// pushes its workers off their cores itself: that is its nature, and no disturbance.
    pub fn flags(&self, threads: u32, own_threads: u32, cores: u32) -> Vec<String> {
        let alone = own_threads == 0;
        let flags = [
            ("oversubscribed", threads + own_threads > cores),
            ("descheduled", alone && self.involuntary().is_some_and(|switches| switches > 0)),
            ("stalled", alone && self.stretches.iter().any(Stretch::stalled)),
            ("low-overlap", self.overlap() < LEAST_OVERLAP),
        ];
        flags.iter().filter(|(_, raised)| *raised).map(|(flag, _)| (*flag).to_owned()).collect()
    }
}

impl Stretch {
    /// Nanoseconds from opening to closing.
    pub fn length(&self) -> u64 {
        self.ended - self.begun
    }

    /// Whether the clock stood still for longer than the work explains.
    fn stalled(&self) -> bool {
        let batch = self.length() / self.batches.max(1);
        self.max_gap > STALL_NS.max(STALL_BATCHES * batch)
            && self.max_gap as f64 > STALL_SHARE * self.length() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::super::work::Done;
    use super::*;

    /// A stretch of ten-microsecond batches.
    fn stretch(begun: u64, ended: u64) -> Stretch {
        let batches = (ended - begun) / 10_000;
        Stretch { begun, ended, done: Done::ops(100), batches, max_gap: 10_000, switches: Some(0) }
    }

    fn window(stretches: &[Stretch]) -> Window {
        Window { stretches: stretches.to_vec(), probe_ns: None, turns_ns: Vec::new() }
    }

    #[test]
    fn the_slowest_core_and_the_fastest_are_told_apart() {
        let window = |turns_ns| Window { turns_ns, ..Window::default() };
        let two = window(vec![0.4, 0.8]);
        assert_eq!((two.slowest_turn_ns(), two.fastest_turn_ns()), (Some(0.8), Some(0.4)));
        assert_eq!((window(vec![]).slowest_turn_ns(), window(vec![]).fastest_turn_ns()), (None, None));
    }

    #[test]
    fn overlap_is_the_common_part_of_the_whole() {
        assert_eq!(window(&[stretch(0, 100_000)]).overlap(), 1.0);
        assert_eq!(window(&[stretch(0, 100_000), stretch(0, 100_000)]).overlap(), 1.0);
        assert_eq!(window(&[stretch(0, 100_000), stretch(50_000, 100_000)]).overlap(), 0.5);
        assert_eq!(window(&[stretch(0, 90_000), stretch(10_000, 100_000)]).overlap(), 0.8);
    }

    #[test]
    fn windows_that_never_met_overlap_by_nothing() {
        assert_eq!(window(&[stretch(0, 40_000), stretch(50_000, 100_000)]).overlap(), 0.0);
        assert_eq!(window(&[stretch(5, 5)]).overlap(), 0.0);
        assert_eq!(Window::default().overlap(), 0.0);
    }

    #[test]
    fn a_clean_window_has_no_flags() {
        assert!(window(&[stretch(0, 4_000_000), stretch(10_000, 4_010_000)]).flags(2, 0, 2).is_empty());
    }

    #[test]
    fn each_fault_has_its_flag() {
        assert_eq!(window(&[stretch(0, 4_000_000)]).flags(3, 0, 2), ["oversubscribed"]);
        let pushed = Stretch { switches: Some(1), ..stretch(0, 4_000_000) };
        assert_eq!(window(&[pushed]).flags(2, 0, 2), ["descheduled"]);
        assert_eq!(window(&[pushed]).flags(1, 1, 2), [""; 0], "by a thread of its own");
        assert_eq!(window(&[pushed]).flags(2, 1, 2), ["oversubscribed"], "with a thread of its own");
        let stalled = Stretch { max_gap: 300_000, ..stretch(0, 4_000_000) };
        assert_eq!(window(&[stalled]).flags(2, 0, 2), ["stalled"]);
        assert_eq!(window(&[stretch(0, 4_000_000), stretch(0, 3_000_000)]).flags(2, 0, 2), ["low-overlap"]);
    }

    #[test]
    fn a_gap_that_batches_explain_is_no_stall() {
        let slow = Stretch { batches: 10, max_gap: 500_000, ..stretch(0, 4_000_000) };
        assert!(window(&[slow]).flags(2, 0, 2).is_empty());
        let brief = Stretch { max_gap: 60_000, ..stretch(0, 4_000_000) };
        assert!(window(&[brief]).flags(2, 0, 2).is_empty());
    }

    #[test]
    fn what_the_system_does_not_tell_is_unknown() {
        let silent = Stretch { switches: None, ..stretch(0, 4_000_000) };
        assert_eq!(window(&[silent, stretch(0, 4_000_000)]).involuntary(), None);
    }
}
