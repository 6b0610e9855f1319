//! Two benchmarks of one operation: by one thread, and by several at once.

/// What a benchmark stands on: a clock, an operation, and threads. The checks hand in a machine of their own, on which every
/// nanosecond is accounted for.
pub trait Machine: Sync {
    /// What an operation answers.
    type Answer;

    /// The time in nanoseconds, as the thread that asks reads it.
    #[track_caller]
    fn now(&self) -> u64;

    /// One operation: what is measured. The compiler is a good one: what nobody uses, it does not compute.
    #[track_caller]
    fn operate(&self) -> Self::Answer;

    /// Uses an answer, in a way that no compiler can see through.
    #[track_caller]
    fn black_box(&self, answer: Self::Answer);

    /// A barrier: waits until so many threads wait here.
    #[track_caller]
    fn meet(&self, threads: usize);

    /// Starts so many workers, lets this thread coordinate meanwhile, and waits for all; what the workers return, in their order.
    fn crew<R: Send>(&self, workers: usize, work: impl Fn() -> R + Sync, coordinate: impl FnOnce())
    -> Vec<R>;
}

/// How long one thread takes for so many operations, in nanoseconds.
pub fn time_alone<M: Machine>(machine: &M, ops: u64) -> u64 {
    let begun = machine.now();
    for _ in 0..ops {
        machine.operate();
    }
    machine.now() - begun
}

/// How long so many workers take for so many operations each: from the first one's start to the last one's end, in nanoseconds.
pub fn time_together<M: Machine>(machine: &M, workers: usize, ops: u64) -> u64 {
    let mut begun = 0;
    let work = || {
        machine.meet(workers + 1);
        for _ in 0..ops {
            machine.black_box(machine.operate());
        }
    };
    let coordinate = || {
        // All stand at the barrier; when it opens, they start, and so does the clock.
        machine.meet(workers + 1);
        begun = machine.now();
    };
    machine.crew(workers, work, coordinate);
    machine.now() - begun
}
