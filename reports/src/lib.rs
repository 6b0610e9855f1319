//! What was **seen**: records of measured windows go in; statistics, pictures and pages come out.
//!
//! This crate knows no primitive. It reads rows ([`Record`]), and everything it says can be traced back to them.

mod record;

pub use record::{
    Host, Kind, Latency, Placement, Purpose, Record, SCHEMA, Status, SubjectInfo, Verdict,
};
