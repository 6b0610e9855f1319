//! What subjects are asked to do: one file a family. Each file holds its workloads' measured loops, and what makes an
//! answer right.
//!
//! | file | workloads |
//! |---|---|
//! | [`counter`] | `inc`, `load`, `mix-90-10` |
//! | [`count_batch`] | `count-batch` |
//! | [`lock`] | `section-0` |
//! | [`read_mostly`], [`read_mostly_writers`] | `read-only`, `read-99-1`, `read-90-10`, `update-10us`, `update-storm`, `hold-*`, `read-latency` |
//! | [`queue`] | `spsc`, `mpmc`, `pairs`, ... of ends that never wait |
//! | [`channel`] | `spsc`, `mpmc`, `round-trip`, ... of ends that wait |
//! | [`items`], [`hands`], [`open_loop`] | what those two share: items, who gets which end, items on schedule |
//! | [`metronome`] | when one worker among readers makes its next change |
//! | [`cache`] | `zipf-get`, `zipf-50-50`, `read-through`, `hot-key`, ... and `hits`, a trace replayed once |
//! | [`floors`] | lower bounds that no subject can pass |

pub mod cache;
pub mod channel;
pub mod count_batch;
pub mod counter;
pub mod floors;
pub mod hands;
pub mod items;
pub mod lock;
pub mod metronome;
pub mod open_loop;
pub mod queue;
pub mod read_mostly;
pub mod read_mostly_writers;

use crate::host;

/// Two for each core, and four at least: enough to have somebody off its core. More threads tell nothing new of what threads
/// share, and each doubles the time of a run.
fn most_threads() -> u32 {
    (2 * host::cores()).max(4)
}
