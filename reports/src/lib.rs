//! What was **seen**: records of measured windows go in; statistics, pictures and pages come out.
//!
//! This crate knows no primitive. It reads rows ([`Record`]), and everything it says can be traced back to them.
//!
//! - [`reading`]: record and verdict files in, with one clear line about a bad one
//! - [`stats`]: the statistics, each tested against an independent oracle
//! - [`analysis`]: what counts, what it shows, and what cannot be told
//! - [`advice`]: a need in, an answer of these records out
//! - [`comparison`]: two sets of records against each other
//! - [`trace`], [`interleaving`]: models that failed, step by step; [`trace_page`] shows one alone
//! - [`write_report`]: one offline page, its charts as SVG, a Markdown summary and a CSV; [`write_report_against`]: the same with what
//!   changed since earlier records

pub mod advice;
pub mod analysis;
mod chart;
pub mod comparison;
mod csv;
mod evidence;
pub mod interleaving;
mod markdown;
mod method;
mod numbers;
mod page;
pub mod reading;
mod record;
mod shared;
pub mod stats;
pub mod trace;
mod words;
mod writing;

pub use chart::ChartError;
pub use evidence::{Catch, Evidence, Litmus, LitmusOutcome, Status, Verdict, Weakening};
pub use record::{
    Host, Kind, Latency, PLACED, Placement, Purpose, Record, SCHEMA, Seats, SubjectInfo, UNPLACED,
};
pub use shared::Shared;
pub use writing::{ReportError, Written, trace_page, write_report, write_report_against, write_trace};
