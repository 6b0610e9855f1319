//! Two threads that enter twice each, in every order in which their steps can come, and with every value that a load may return.

use harness::{Limits, Setup};
use primitives::lock::{Lock, laws};

use crate::exercise::SpinLock;

/// A spin lock is done within.
const LIMITS: Limits = Limits { unbounded: 5_000, why: "most locks that spin finish within", ..Limits::USUAL };

#[test]
fn mutual_exclusion() {
    let model = harness::model!("lock", "spin_lock", "mutual_exclusion", mutual_exclusion);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        laws::mutual_exclusion::<Lock<SpinLock, u64>>(world);
    });
}

#[test]
fn panics_release() {
    let model = harness::model!("lock", "spin_lock", "panics_release", panics_release);
    harness::holds(&model, Setup::CHECKED, |world| laws::panics_release::<Lock<SpinLock, u64>>(world));
}
