//! Counters that are wrong, one misconception a file.

pub mod load_then_store;
