//! Runs a law on real threads until something fails or the time is up. It finds what the machine happens to show, and
//! proves nothing. What a test says is read from the very files of `loom-tests/harness`; how it is run is here.
//!
//! | file | what it does |
//! |---|---|
//! | [`explore`] | [`Explorer`], the world that repeats a law on real threads |
//! | [`process`] | one process for each model, its end judged from outside |
//! | [`signs`] | what a sanitizer's report, a signal or a silence means |

pub mod explore;
pub mod process;
pub mod signs;

#[path = "../../../harness/src/end.rs"]
pub mod end;
#[path = "../../../harness/src/macros.rs"]
mod macros;
#[path = "../../../harness/src/setup.rs"]
pub mod setup;
#[path = "../../../harness/src/verdict.rs"]
pub mod verdict;

#[doc(hidden)] // named by the macros, wherever they are used
pub use primitives;

pub use end::Class;
pub use explore::Explorer;
pub use process::{Model, dies, exhibits, holds, not_checked};
pub use setup::{Limits, Orders, Setup, Status};

/// How many executions a model has is declared for searches that repeat; this one does not.
pub mod bands {
    /// Nothing is declared, so nothing can be declared in vain.
    pub fn every_declared_model_exists(_path: &str) {}
}
