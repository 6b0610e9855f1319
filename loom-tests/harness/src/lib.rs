//! Runs a law over every interleaving of a tiny size, and says what it explored.
//!
//! | file | what it does |
//! |---|---|
//! | [`setup`] | how large a model is, how long it is searched, and why |
//! | [`explore`] | [`Explorer`], the world in which a checker explores a law |
//! | [`process`] | one process for each model, its end judged from outside |
//! | [`end`] | how a model can end, and how that is recognised |
//! | [`steps`] | a failing execution as rows |
//! | [`table`] | the rows as a table, one column for each thread |
//! | [`saved`] | the rows, the sources and the way there as a file, when a folder is named for them |
//! | [`replay`] | such a file run again: the execution that failed comes first |
//! | [`bands`] | how many executions each model has, declared and compared |
//! | [`verdict`] | a row of `verdicts.jsonl` for each model |
//! | [`sites`] | the places with an ordering that a model came by |
//!
//! A test of a model is one call of [`holds`] or [`dies`]; [`models!`](crate::models) writes one module of them for a
//! subject, [`mutant!`](crate::mutant) for a wrong program.

pub mod bands;
pub mod end;
pub mod explore;
mod failure;
mod keep;
mod macros;
mod names;
pub mod part;
pub mod process;
pub mod replay;
mod report;
pub mod saved;
pub mod setup;
pub mod sites;
mod sources;
pub mod steps;
pub mod table;
pub mod verdict;

#[doc(hidden)] // named by the macros, wherever they are used
pub use primitives;

pub use end::{Class, End};
pub use explore::Explorer;
pub use process::{Model, dies, exhibits, holds, not_checked, run_again};
pub use setup::{Limits, Orders, Setup, Status};
