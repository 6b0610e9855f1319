//! Two threads that enter twice each, in every order in which their steps can come, and with every value that a load may return.

use harness::{Limits, Setup};
use primitives::lock::{Lock, laws};

use crate::exercise::TicketLock;

/// A lock that spins is done within.
const LIMITS: Limits =
    Limits { unbounded: 5_000, why: "most locks that spin finish within", ..Limits::USUAL };

#[test]
fn mutual_exclusion() {
    let model = harness::model!("lock", "ticket_lock", "mutual_exclusion", mutual_exclusion);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| {
        laws::mutual_exclusion::<Lock<TicketLock, u64>>(world);
    });
}

#[test]
fn panics_release() {
    let model = harness::model!("lock", "ticket_lock", "panics_release", panics_release);
    harness::holds(&model, Setup::CHECKED, |world| laws::panics_release::<Lock<TicketLock, u64>>(world));
}
