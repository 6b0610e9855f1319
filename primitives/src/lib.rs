//! What is **built**: interchangeable concurrency primitives, one textbook algorithm a file.
//!
//! Read in this order:
//!
//! | module | what it holds |
//! |---|---|
//! | [`counter`] | seventeen ways to count, from a mutex to one cell per thread |
//! | [`lock`] | mutual exclusion: the seam every lock fits in, and the first lock |
//! | [`read_mostly`] | values that many read and few change |
//! | [`queue`] | queues with two ends, bounded and unbounded |
//! | [`channel`] | queues whose ends wait for each other |
//! | [`cache`] | bounded maps that forget |
//! | [`reclaim`] | when memory that others may still read can be freed |
//! | [`sleepers`] | threads that sleep until what they wait for may have come |
//! | [`history`] | whether what several threads were answered can have happened one after another |
//! | [`litmus`] | programs of a few lines that tell one memory model from another |
//! | [`world`] | where a law is explored: native threads here, every interleaving under a model checker |
//! | [`sync`] | the one door to atomics, cells, locks and threads; behind it stands the machine or a checker |
//!
//! Each family has a trait (the seam), its algorithms, and its `laws`: properties written once and run on every
//! algorithm in every world. This same source is compiled once more against loom by the package `loom-tests`, and
//! against shuttle by `loom-tests/shuttle`; nothing in it names a checker except [`sync`].

pub mod backoff;
pub mod cache;
pub mod cache_padded;
pub mod channel;
pub mod counter;
pub mod history;
pub mod litmus;
pub mod lock;
pub mod queue;
pub mod read_mostly;
pub mod reclaim;
pub mod sleepers;
pub mod slots;
pub mod sync;
pub mod wait;
pub mod world;
