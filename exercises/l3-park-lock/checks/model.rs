//! Two threads that enter twice, and three of which one holds the lock while two sleep. Under the checker a table of sleepers stands in
//! for the system's: it keeps no call of `wake_one` that the system's would lose.

use harness::{Limits, Setup};
use primitives::lock::{Lock, laws};
use primitives::world::Size;

use crate::exercise::ParkLock;

/// A lock of one word is done within.
const LIMITS: Limits = Limits { unbounded: 5_000, why: "most locks finish within", ..Limits::USUAL };

/// Three threads: one holds, two wait, and whoever leaves must think of both.
const SLEEPERS: Limits = Limits {
    size: Size { threads: 3, ops: 1 },
    bounds: &[1, 2],
    unbounded: 0,
    why: "a call is missed between a look and a sleep: one pre-emption, or two; three are tens of thousands",
    ..Limits::USUAL
};

#[test]
fn mutual_exclusion() {
    let model = harness::model!("lock", "park_lock", "mutual_exclusion", mutual_exclusion);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        laws::mutual_exclusion::<Lock<ParkLock, u64>>(world);
    });
}

#[test]
fn no_lost_wakeup() {
    let model = harness::model!("lock", "park_lock", "no_lost_wakeup", no_lost_wakeup);
    harness::holds(&model, Setup::CHECKED.within(SLEEPERS), |world| {
        laws::no_lost_wakeup::<Lock<ParkLock, u64>>(world);
    });
}

#[test]
fn panics_release() {
    let model = harness::model!("lock", "park_lock", "panics_release", panics_release);
    harness::holds(&model, Setup::CHECKED, |world| laws::panics_release::<Lock<ParkLock, u64>>(world));
}
