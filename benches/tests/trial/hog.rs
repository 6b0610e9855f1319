//! Somebody else works on a worker's core.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use benches::workloads::counter::counter_subject;
use core_affinity::CoreId;
use primitives::counter::atomic_relaxed::AtomicRelaxed;

use crate::seen::{assert_no_figure, cell, entry, launch, report, session};

/// Long enough for several turns of a fair scheduler.
const WINDOW_NS: u64 = 20_000_000;
/// Launches of two such windows. That nobody is pushed off in any of them cannot be, where two threads share a core.
const BOUND: u32 = 50;

#[test]
fn a_worker_that_is_pushed_off_its_core_is_noticed() {
    let Some(core) = core_affinity::get_core_ids().and_then(|cores| cores.first().copied()) else {
        return skipped("no thread can be bound to a core");
    };
    let subject = counter_subject(entry("pushed"), AtomicRelaxed::new);
    let session = session(&subject, "inc", 1, WINDOW_NS); // its only worker is on the first core
    let over = AtomicBool::new(false);
    let found = std::thread::scope(|scope| {
        let (bound, is_bound) = channel();
        scope.spawn(|| hog(core, &over, move |done| bound.send(done).expect("somebody listens")));
        let found = is_bound.recv().is_ok_and(|bound| bound).then(|| {
            let mut rows = (0..BOUND).flat_map(|number| launch(&subject, &session, number));
            rows.find(|row| {
                row.involuntary.is_none() || row.params.contains_key("pinned") || row.involuntary > Some(0)
            })
        });
        over.store(true, Ordering::Relaxed); // Relaxed: a flag that carries nothing but itself
        found
    });
    let Some(found) = found else { return skipped("no thread can be bound to a core") };
    let row = found.expect("nobody was pushed off a core on which two threads never rest");
    if row.involuntary.is_none() || row.params.contains_key("pinned") {
        return skipped("this system does not tell who is pushed off a core");
    }
    assert!(row.flags.contains(&"descheduled".to_owned()) && row.verified && !row.is_clean(), "{row:?}");
    let report = report(&[row], &[&subject]);
    assert_no_figure(&report, "pushed");
    assert_eq!(cell(&report, "pushed").windows.flags["descheduled"], 1);
}

/// Never rests, on this core.
fn hog(core: CoreId, over: &AtomicBool, bound: impl FnOnce(bool)) {
    bound(core_affinity::set_for_current(core));
    while !over.load(Ordering::Relaxed) {
        std::hint::spin_loop();
    }
}

/// Seen whether or not the harness keeps what tests print.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "trial::hog ... skipped: {why}");
}
