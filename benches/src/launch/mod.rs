//! Launches: fresh processes, since what one process measures says little of the next.
//!
//! The parent starts its own binary again, with a variable set and the plan on standard input; the child, which must call
//! [`run_if_child`] first thing, measures session after session and prints rows. Whatever a subject does, from a wrong
//! answer to a crash, costs its own session at most.

mod child;
mod line;
mod parent;

pub use child::{is_child, run_if_child};
pub(crate) use line::Question;
pub(crate) use parent::{Answer, Ended, Interruptions, Launch, ask};
