//! What is *not* promised, and therefore not to be relied on: right programs that promise less than a neighbour, each with an
//! execution that shows it. If none is found, the promise is too modest.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::world::Size;

/// Two threads beside one that looks: low bounds find it.
const FEW: Setup = Setup::CHECKED.within(Limits {
    size: Size { threads: 2, ops: 1 },
    bounds: &[1, 2, 3],
    bounded: 100_000,
    unbounded: 0,
    why: "each of these shows with three pre-emptions at most",
    ..Limits::USUAL
});

/// Sums of parts that are read one after the other. A reading may miss an addition that was over before another one began, and have
/// that other one: a number that the counter never had. And what a handle keeps back is not in the sum although its call is over.
mod counters {
    use super::*;
    use primitives::counter::{
        batched::Batched, laws, per_cpu::PerCpu, per_thread::PerThread, striped::Striped,
        striped_unpadded::StripedUnpadded,
    };

    harness::exhibit!(
        "counter",
        striped,
        FEW,
        [linearizable = |world| laws::linearizable(world, Striped::new)]
    );
    harness::exhibit!(
        "counter",
        striped_unpadded,
        FEW,
        [linearizable = |world| laws::linearizable(world, StripedUnpadded::new)]
    );
    harness::exhibit!(
        "counter",
        per_thread,
        FEW,
        [linearizable = |world| laws::linearizable(world, PerThread::new)]
    );
    harness::exhibit!(
        "counter",
        per_cpu,
        FEW,
        [linearizable = |world| laws::linearizable(world, PerCpu::new)]
    );
    harness::exhibit!(
        "counter",
        batched,
        FEW,
        [linearizable = |world| laws::linearizable(world, || Batched::new(2))]
    );
}

/// Queues whose items come out in order, and whose refusals are no more than an impression.
mod queues {
    use super::*;
    use primitives::queue::{
        Bounded, Endless, laws, mpmc_ring::MpmcRing, mpsc_intrusive::MpscIntrusive, spsc_lazy::SpscLazy,
    };

    // A place is claimed first and filled later: behind it stands an item, of one's own even, that nobody gets at.
    harness::exhibit!(
        "queue",
        mpmc_ring,
        Setup::CHECKED,
        [
            linearizable_from_empty = laws::linearizable_from_empty::<Bounded<MpmcRing>>,
            linearizable_from_full = laws::linearizable_from_full::<Bounded<MpmcRing>>,
        ]
    );
    // A producer has swapped itself in and not linked yet: the list ends there, whoever has pushed since.
    harness::exhibit!(
        "queue",
        mpsc_intrusive,
        Setup::CHECKED,
        [linearizable_among_producers = laws::linearizable_among_producers::<Endless<MpscIntrusive>>]
    );
    // An item that is not shown yet is not there, although its push is over.
    harness::exhibit!(
        "queue",
        spsc_lazy,
        Setup::CHECKED,
        [linearizable = laws::linearizable::<Bounded<SpscLazy>>]
    );
}

harness::every_declared_model_exists!();
