//! Runs a law over every interleaving of a tiny size, and says what it explored.
//!
//! | file | what it does |
//! |---|---|
//! | [`setup`] | how large a model is, how long it is searched, and why |
//! | [`explore`] | [`Explorer`], the world in which a checker explores a law |
//! | [`process`] | one process for each model, its end judged from outside |
//! | [`end`] | how a model can end, and how that is recognised |
//! | [`table`] | a failing execution as a table, one column for each thread |
//! | [`verdict`] | a row of `verdicts.jsonl` for each model |
//! | [`sites`] | the places with an ordering that a model came by |
//!
//! A test of a model is one call of [`holds`] or [`dies`]; [`models!`](crate::models) writes one module of them for a
//! subject, [`mutant!`](crate::mutant) for a wrong program.

pub mod end;
pub mod explore;
mod macros;
pub mod process;
mod report;
pub mod setup;
pub mod sites;
pub mod table;
pub mod verdict;

#[doc(hidden)] // named by the macros, wherever they are used
pub use primitives;

pub use end::{Class, End};
pub use explore::Explorer;
pub use process::{Model, dies, exhibits, holds, not_checked, run_again};
pub use setup::{Limits, Orders, Setup, Status};
