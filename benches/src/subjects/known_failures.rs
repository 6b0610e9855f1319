//! Which published subjects break which law, at which version. Each line is tried by `benches/tests/queue_peers.rs` and
//! `channel_peers.rs`: a failure that is not here is red there, and so is a line whose law holds, or whose version is not the one built.

/// A law that a version of a crate breaks, on every run of its trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownFailure {
    /// Family of the subject.
    pub family: &'static str,
    /// Name of the subject.
    pub subject: &'static str,
    /// The version that breaks it.
    pub version: &'static str,
    /// The law, as its trial is named.
    pub law: &'static str,
    /// How the trial ends: `assertion`, `panic`, `crash` or `hang`.
    pub class: &'static str,
    /// What happens, and why.
    pub words: &'static str,
}

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub static KNOWN_FAILURES: &[KnownFailure] = &[
];

/// Those of one subject at the version that was measured.
pub fn known_failures(
    family: &str,
    subject: &str,
    version: &str,
) -> impl Iterator<Item = &'static KnownFailure> {
    let is_its = move |failure: &&KnownFailure| {
        (failure.family, failure.subject, failure.version) == (family, subject, version)
    };
    KNOWN_FAILURES.iter().filter(is_its)
}
