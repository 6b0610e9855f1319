//! The control: right subjects, which no tool may accuse.

#[path = "../../tests/caches.rs"]
mod caches;
#[path = "../../tests/channels.rs"]
mod channels;
#[path = "../../tests/counters.rs"]
mod counters;
#[path = "../../tests/families.rs"]
mod families;
#[path = "../../tests/locks.rs"]
mod locks;
#[path = "../../tests/queues.rs"]
mod queues;
#[path = "../../tests/reclaim.rs"]
mod reclaim;
