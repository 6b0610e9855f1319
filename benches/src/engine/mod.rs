//! The measuring engine.
//!
//! In reading order:
//!
//! | file | what it answers |
//! |---|---|
//! | [`work`] | what a workload gives the engine |
//! | [`timed`] | the timed loop, whole |
//! | [`pace`] | how many operations make a batch |
//! | [`gate`] | where workers meet between windows |
//! | [`mod@race`] | a session's workers, from start to end |
//! | [`window`] | how good a window was: length, overlap, flags |
//! | [`probe`] | how far apart two cores are |
//! | [`turn`] | how fast a core runs |
//! | [`delay`] | work of a chosen length, for sections and pauses |
//! | [`clock`] | the clock |
//! | [`session`] | one subject x workload x threads, and the rows it makes |
//! | [`latency`] | how long single operations took, where a workload times them |
//! | [`memory`] | bytes of an instance, allocations of an operation |

pub mod clock;
pub mod delay;
pub mod gate;
pub mod latency;
pub mod memory;
pub mod pace;
pub mod probe;
pub mod race;
pub mod session;
pub mod timed;
pub mod turn;
pub mod window;
pub mod work;

pub use delay::Delay;
pub use latency::Times;
pub use memory::{CountingAllocator, Memory};
pub use race::{Race, race};
pub use session::{Context, Outcome, Session, measure};
pub use work::{Done, Seat, Work, step};
