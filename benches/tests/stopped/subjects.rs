//! What is raced while runs are stopped: two right counters, one that is wrong, and one that takes its process with it.

use benches::workloads::counter::counter_subject;
use benches::{Catalogue, Entry};
use primitives::counter::atomic_relaxed::AtomicRelaxed;
use primitives::counter::mutex::Mutex;

use crate::common::{Crash, Wrong, entry};

/// With a crash, so that what was left out because of it is left out again.
pub(crate) fn catalogue() -> Catalogue {
    of_version("0")
}

/// The same subjects, one of them of another version.
pub(crate) fn other_version() -> Catalogue {
    of_version("1")
}

fn of_version(version: &'static str) -> Catalogue {
    Catalogue::new()
        .with(counter_subject(Entry { version, ..entry("right") }, AtomicRelaxed::new).twin())
        .with(counter_subject(entry("other"), Mutex::new))
        .with(counter_subject(entry("wrong"), || Wrong))
        .with(counter_subject(entry("crash"), || Crash).twin())
}
