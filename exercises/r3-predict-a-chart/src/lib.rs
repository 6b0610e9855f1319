//! A chart, before it is measured.

/// Takes a prediction down. The checks bring one.
pub trait Chart {
    /// Of 128 additions of 1 by one thread: how many indivisible steps they need together, and how many of them write a cache line that
    /// the additions of the other thread write as well.
    #[track_caller]
    fn counts(&mut self, name: &'static str, steps: u32, shared: u32);

    /// With one thread that only adds: all six, the fastest first.
    #[track_caller]
    fn one_thread(&mut self, fastest_first: [&'static str; 6]);

    /// With two.
    #[track_caller]
    fn two_threads(&mut self, fastest_first: [&'static str; 6]);
}

/// Each counter is a file in `primitives/src/counter/`; `batched` publishes once it holds 64.
pub fn predict(chart: &mut impl Chart) {
    chart.counts("atomic_relaxed", 128, 128);
    chart.counts("batched", 0, 0); // it counts privately
    chart.counts("mutex", 128, 128); // the lock, each time
    chart.counts("per_thread", 0, 0);
    chart.counts("striped", 128, 0);
    chart.counts("striped_unpadded", 128, 0); // each its own stripe
    chart.one_thread(["per_thread", "batched", "atomic_relaxed", "striped", "striped_unpadded", "mutex"]);
    chart.two_threads(["per_thread", "batched", "atomic_relaxed", "striped", "striped_unpadded", "mutex"]);
}
