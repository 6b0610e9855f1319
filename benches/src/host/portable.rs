//! The fallback: a system that tells nothing.

use super::machine::Machine;

/// Not told.
pub(crate) fn involuntary_switches() -> Option<u64> {
    None
}

/// Not told.
pub(super) fn topology() -> Option<super::Topology> {
    None
}

/// Not known how.
pub(crate) fn die_with_parent() {}

/// Not known how.
pub(crate) fn outlive_file_limits() {}

/// Nothing is told.
pub(super) fn tell(_machine: &mut Machine) {}
