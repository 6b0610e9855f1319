//! What a workload gives the engine: a way to run a batch of operations.

/// What a batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Operations completed. For queues and channels: items received.
    pub ops: u64,
    /// Attempts that found nothing to do (a full or an empty queue).
    pub failed: u64,
    /// Look-ups, for caches: operations that could hit.
    pub lookups: u64,
    /// Those that hit.
    pub hits: u64,
    /// Changes that are no operations, where only readings are.
    pub updates: u64,
}

impl Done {
    /// So many operations, and nothing else.
    #[inline(always)]
    pub fn ops(ops: u64) -> Done {
        Done { ops, ..Done::default() }
    }
}

/// One worker's part of a workload. It lives on its worker's stack: nothing of it is shared.
pub trait Work {
    /// What the worker tells once all windows are over, for the verification.
    type Report: Send;

    /// Gets ready for a window. Not timed.
    fn open(&mut self, _window: u32) {}

    /// Runs about `ops` operations. This is what is timed: it allocates nothing, reads no clock (unless single times are
    /// what it is after, or a pace of its own), draws no random number, and touches nothing shared but the subject.
    fn batch(&mut self, ops: u64) -> Done;

    /// Ends a window, once every worker has read its clock for the last time. Not timed.
    fn close(&mut self) {}

    /// Gives up its handles, and tells what it did in all.
    fn finish(self) -> Self::Report;
}

/// Which worker this is.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    /// Number, from 0.
    pub index: usize,
    /// How many workers there are.
    pub threads: usize,
    /// This worker's own seed.
    pub seed: u64,
}

/// An instruction of no bytes that the compiler must not remove, merge or move across another one. One stands in each
/// turn of each measured loop, so that the loop stays a loop: `for _ in 0..n { x += 1 }` would become `x += n`. Unlike
/// `black_box`, it forces nothing into memory.
#[inline(always)]
pub fn step() {
    // SAFETY: no instructions, no operands, nothing touched.
    unsafe { core::arch::asm!("", options(nomem, nostack, preserves_flags)) }
}
