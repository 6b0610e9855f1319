//! The wrong programs of `loom-tests/mutants`, the very files and tests, on real threads.

#[path = "../../tests/cache_mutants.rs"]
pub mod cache_mutants;
#[path = "../../tests/channel_mutants.rs"]
pub mod channel_mutants;
#[path = "../../tests/lock_mutants.rs"]
pub mod lock_mutants;
#[path = "../../tests/mutants.rs"]
pub mod mutants;
#[path = "../../tests/queue_mutants.rs"]
pub mod queue_mutants;
