//! The models of `loom-tests/tests/`, the very files, over shuttle; and what only shuttle is asked.

extern crate primitives_shuttle as primitives;

#[path = "../../../tests/cache_mutants.rs"]
pub mod cache_mutants;
#[path = "../../../tests/caches.rs"]
mod caches;
#[path = "../../../tests/channel_mutants.rs"]
pub mod channel_mutants;
#[path = "../../../tests/channels.rs"]
mod channels;
#[path = "../../../tests/counters.rs"]
mod counters;
#[path = "../../../tests/exhibits.rs"]
mod exhibits;
#[path = "../../../tests/families.rs"]
mod families;
mod known_truth;
#[path = "../../../tests/linearizable.rs"]
mod linearizable;
#[path = "../../../tests/litmus.rs"]
mod litmus;
#[path = "../../../tests/lock_mutants.rs"]
pub mod lock_mutants;
#[path = "../../../tests/locks.rs"]
mod locks;
#[path = "../../../tests/mutants.rs"]
pub mod mutants;
#[path = "../../../tests/queue_mutants.rs"]
pub mod queue_mutants;
#[path = "../../../tests/queues.rs"]
mod queues;
#[path = "../../../tests/reclaim.rs"]
mod reclaim;
#[path = "../../../tests/sleepers.rs"]
mod sleepers;
