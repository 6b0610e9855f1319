//! One pushes three items, one pops them, with room for two: so the ring wraps around, is full, and is empty. Both orders of
//! spawning are tried: in one of them alone a mistake can hide.

use harness::{Limits, Setup};
use primitives::queue::{Bounded, laws};

use crate::exercise::SpscRing;

/// Small, so that the answer comes at once.
const LIMITS: Limits = Limits {
    bounds: &[1, 2],
    unbounded: 0,
    why: "what can go wrong between two indices needs two pre-emptions at most; without a bound there is no end within 5,000",
    ..Limits::USUAL
};

#[test]
fn no_loss_no_duplication() {
    let model = harness::model!("queue", "spsc_ring", "no_loss_no_duplication", no_loss_no_duplication);
    let law = laws::no_loss_no_duplication::<Bounded<SpscRing>>;
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| law(world));
}
