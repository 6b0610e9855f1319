//! What subjects are asked to do: one file a family. Each file holds its workloads' measured loops, and what makes an
//! answer right.
//!
//! | file | workloads |
//! |---|---|
//! | [`counter`] | `inc`, `load`, `mix-90-10` |
//! | [`count_batch`] | `count-batch` |
//! | [`lock`] | `section-0` |
//! | [`read_mostly`], [`read_mostly_writers`] | `read-only`, `read-99-1`, `read-90-10`, `update-10us`, `update-storm`, `hold-*`, `read-latency` |
//! | [`queue`] | `mpmc` |
//! | [`channel`] | `mpmc`, blocking |
//! | [`cache`] | `zipf-get` |
//! | [`floors`] | lower bounds that no subject can pass |

pub mod cache;
pub mod channel;
pub mod count_batch;
pub mod counter;
pub mod floors;
pub mod items;
pub mod lock;
pub mod queue;
pub mod read_mostly;
pub mod read_mostly_writers;
