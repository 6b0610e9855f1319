//! One writer and one reader, and two writers, in every order in which their steps can come, and with every value that a load may
//! return. A processor of today may show you none of the failures.

use harness::{Limits, Setup};
use primitives::read_mostly::laws;

use crate::exercise::SeqLock;

/// A read is four loads, each with several values to choose from, and is repeated if it met a writer.
const LIMITS: Limits = Limits {
    bounds: &[1, 2],
    bounded: 5_000,
    unbounded: 0,
    why: "every mistake known so far shows within a few executions, without any pre-emption",
    ..Limits::USUAL
};

#[test]
fn no_torn_read() {
    let model = harness::model!("read_mostly", "seqlock", "no_torn_read", no_torn_read);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| laws::no_torn_read::<SeqLock>(world));
}

#[test]
fn reads_monotone() {
    let model = harness::model!("read_mostly", "seqlock", "reads_monotone", reads_monotone);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| laws::reads_monotone::<SeqLock>(world));
}

#[test]
fn no_lost_update() {
    let model = harness::model!("read_mostly", "seqlock", "no_lost_update", no_lost_update);
    harness::holds(&model, Setup::CHECKED.within(LIMITS), |world| laws::no_lost_update::<SeqLock>(world));
}
