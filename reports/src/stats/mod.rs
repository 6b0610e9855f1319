//! The statistics the report needs, and no more: each function is small, deterministic, and tested against an oracle
//! that was written by someone else or by brute force.
//!
//! - [`median`] and [`Estimate`]: a median of launch medians with a percentile bootstrap interval
//! - [`mann_whitney`]: do two sets of launches differ?
//! - [`signed_rank`]: do pairs differ to one side, by the coins that dealt their signs?
//! - [`jain`] and [`max_over_min`]: how evenly the threads were served
//! - [`cost`]: how many threads it takes to beat the best single thread
//! - [`usl`]: the Universal Scalability Law, or why none is told

mod bootstrap;
mod cost;
mod fairness;
mod mann_whitney;
mod median;
mod normal;
mod rng;
mod signed_rank;
mod usl;

pub use bootstrap::{Estimate, RESAMPLES, estimate, estimate_of_blocks, noise_factor, noise_of_blocks};
pub use cost::{Cost, Point, cost};
pub use fairness::{jain, max_over_min};
pub use mann_whitney::{MannWhitney, mann_whitney};
pub use median::{median, quantile};
pub use normal::upper_tail;
pub use rng::SplitMix;
pub use signed_rank::{SignedRank, signed_rank};
pub use usl::{
    Crossed, Fitted, Footing, LEAST_COUNTS, LEAST_LAUNCHES, Law, MOST_RMS, NEAR_RANGE, Refusal, Rung, level,
    usl,
};
