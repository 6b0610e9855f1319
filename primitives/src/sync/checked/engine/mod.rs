//! What a checker gives: atomics, cells, locks and threads whose steps it orders. The rest of the checked world names
//! and records them, and is the same over each.

#[cfg(loom)]
mod loom;
#[cfg(shuttle)]
mod shuttle;

// A glob passes on what each of them lets out, and no more.
#[cfg(loom)]
pub use loom::*;
#[cfg(shuttle)]
pub use shuttle::*;
