//! **Other variables on one line.**
//!
//! *Misconception.* "Each thread has its own stripe, so nothing is shared." The two stripes are 8 bytes apart. The line is what is
//! shared.

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
    chart.counts("batched", 2, 2); // 64 at a time
    chart.counts("mutex", 256, 128); // to take it, and to give it back
    chart.counts("per_thread", 0, 0); // one writer: a load and a store
    chart.counts("striped", 128, 0); // two handles of one stripe are possible, so it is one step
    chart.counts("striped_unpadded", 128, 0);
    chart.one_thread(["batched", "per_thread", "atomic_relaxed", "striped", "striped_unpadded", "mutex"]);
    chart.two_threads(["batched", "per_thread", "striped", "atomic_relaxed", "striped_unpadded", "mutex"]);
}
