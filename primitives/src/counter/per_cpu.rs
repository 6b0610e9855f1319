//! **One cell for each core.**
//!
//! *Promise.* Exact when quiescent. Adding is wait-free where the hardware has an atomic addition; reading visits every core's cell.
//!
//! *Origin.* The per-CPU counters of the Linux kernel; in user space with restartable sequences: Desnoyers, Turner and Hunter, 2015.
//!
//! *State.* One padded atomic for each core.
//!
//! *Invariant.* Every addition goes to exactly one cell, whichever core it runs on by then.
//!
//! *Orderings.* All `Relaxed`, as in [`atomic_relaxed`](super::atomic_relaxed). The core's number may be out of date when it is
//! used: the thread may have been moved. So the addition is a real atomic one; the number only makes it likely that
//! nobody else wants the line.
//!
//! *Trade-off.* As fast as [`striped`](super::striped), with memory that grows with cores and not with threads, and no handle
//! to register: right for programs with many more threads than cores.

use super::{Promise, SharedCounter};
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU64, Ordering};
use crate::sync::cpu::CpuNumber;

/// A counter with a cell for each core.
#[derive(Debug)]
pub struct PerCpu {
    /// A power of two of cells, so that folding a core's number is one instruction.
    cells: Box<[CachePadded<AtomicU64>]>,
    cpu: CpuNumber,
}

impl PerCpu {
    /// Starts at zero.
    pub fn new() -> Self {
        let cells = CpuNumber::count().next_power_of_two();
        PerCpu {
            cells: (0..cells).map(|_| CachePadded::new(AtomicU64::new(0))).collect(),
            cpu: CpuNumber::new(),
        }
    }
}

impl Default for PerCpu {
    fn default() -> Self {
        PerCpu::new()
    }
}

impl SharedCounter for PerCpu {
    const PROMISE: Promise = Promise::ExactWhenQuiescent;

    #[inline(always)]
    fn add(&self, n: u64) {
        let cell = &self.cells[self.cpu.current() & (self.cells.len() - 1)];
        cell.fetch_add(n, Ordering::Relaxed); // Relaxed: see the header
    }

    #[inline]
    fn get(&self) -> u64 {
        self.cells.iter().fold(0, |sum, cell| sum.wrapping_add(cell.load(Ordering::Relaxed))) // Relaxed: see the header
    }
}
