//! The fallback: a system that tells nothing.

/// Not told.
pub(crate) fn involuntary_switches() -> Option<u64> {
    None
}

/// Not known how.
pub(crate) fn die_with_parent() {}

/// Not known how.
pub(crate) fn outlive_file_limits() {}

/// Not told.
pub(super) fn cpu() -> Option<String> {
    None
}

/// Not told.
pub(super) fn os() -> Option<String> {
    None
}

/// Not told.
pub(super) fn smt() -> Option<u32> {
    None
}

/// Not told.
pub(super) fn vm() -> Option<String> {
    None
}

/// Not told.
pub(super) fn governor() -> Option<String> {
    None
}

/// Not told.
pub(super) fn turbo() -> Option<String> {
    None
}

/// Not told.
pub(super) fn load() -> Option<f64> {
    None
}

/// Not told.
pub(super) fn psi_cpu() -> Option<f64> {
    None
}
