//! **Stripes on shared cache lines: false sharing.**
//!
//! *Promise.* Exact when quiescent: it is [`striped`](super::striped) to the letter, and just as right.
//!
//! *Origin.* Torrellas, Lam and Hennessy, "False Sharing and Spatial Locality in Multiprocessor Caches", 1994.
//!
//! *State.* The same row of atomics, eight to a line of 64 bytes.
//!
//! *Trade-off.* None: it is here to be measured. The program shares nothing, the hardware shares lines: threads that write
//! different words of one line fight for it as if it were one word. No checker can see that; only a clock can.

use super::striped::{Stripe, Stripes};
use crate::sync::atomic::AtomicU64;

/// A counter in stripes that share cache lines.
pub type StripedUnpadded = Stripes<AtomicU64>;

impl Stripe for AtomicU64 {
    fn zero() -> Self {
        AtomicU64::new(0)
    }

    #[inline(always)]
    fn number(&self) -> &AtomicU64 {
        self
    }
}
