//! Locks with planted truths: who collapses when threads outnumber cores, who starves whom, and what a structure costs over each.

use reports::{Kind, Latency, Purpose, Record, SubjectInfo};

use super::{Truth, record, row};

/// A lock: its own time an operation with 1, 2 and 4 threads on 2 cores, and how unevenly it serves four.
pub(crate) struct Lock {
    pub(crate) truth: Truth,
    /// Most over least served thread, over a second and over a tenth of one; infinity: a thread gets nothing.
    pub(crate) spread: (f64, f64),
}

const fn lock(name: &'static str, kind: Kind, ns: [f64; 3], spread: (f64, f64)) -> Lock {
    Lock { truth: Truth { name, kind, ns }, spread }
}

/// `ticket` takes 75 times as long with 4 threads as with 2; `spin` locks a thread out; `std` and `futex` are the same, and as
/// fast as `tas` with 2 threads.
pub(crate) const LOCKS: [Lock; 15] = [
    lock("tas", Kind::Ours, [2.2, 30.0, 33.0], (45.0, 400.0)),
    lock("ttas_backoff", Kind::Ours, [2.4, 12.0, 13.0], (4.6, 11.0)),
    lock("ticket", Kind::Ours, [2.2, 34.0, 2550.0], (1.02, 1.3)),
    lock("anderson", Kind::Ours, [3.1, 41.0, 2710.0], (1.01, 1.2)),
    lock("mcs", Kind::Ours, [4.6, 64.0, 4522.0], (1.03, 1.4)),
    lock("clh", Kind::Ours, [4.2, 58.0, 3900.0], (1.02, 1.3)),
    lock("futex", Kind::Ours, [4.9, 30.0, 26.0], (3.5, 6.2)),
    lock("adaptive", Kind::Ours, [4.3, 15.0, 17.0], (2.9, 6.0)),
    lock("fair", Kind::Ours, [4.8, 14.0, 16.0], (1.05, 1.6)),
    lock("fair_handoff", Kind::Ours, [4.9, 70.0, 2100.0], (1.01, 1.1)),
    lock("fair_starving", Kind::Ours, [4.7, 16.0, 19.0], (1.4, 2.2)),
    lock("std", Kind::Peer, [4.9, 30.0, 26.0], (3.5, 6.0)),
    lock("parking_lot", Kind::Peer, [4.6, 8.1, 9.0], (2.5, 4.0)),
    lock("parking_lot_fair", Kind::Peer, [4.9, 62.0, 4286.0], (1.3, 1.5)),
    lock("spin", Kind::Peer, [2.2, 3.2, 3.4], (f64::INFINITY, f64::INFINITY)),
];

/// Critical sections and the work outside, in nanoseconds.
const SECTIONS: [(&str, u32, u32); 4] = [
    ("section-0", 0, 0),
    ("section-100", 100, 0),
    ("section-0-outside-400", 0, 400),
    ("section-100-outside-400", 100, 400),
];
/// Structures over each lock, and what an operation on them takes by itself.
const STRUCTURES: [(&str, f64); 3] = [("counter-over", 1.0), ("queue-over", 20.0), ("cache-over", 60.0)];

fn with(l: &Lock, more: f64) -> Truth {
    Truth { ns: l.truth.ns.map(|ns| ns + more), ..l.truth }
}

/// Five launches of every workload.
pub(crate) fn planted() -> Vec<Record> {
    let mut all = Vec::new();
    for l in &LOCKS {
        for (workload, section, outside) in SECTIONS {
            let t = with(l, f64::from(section) + f64::from(outside) / 4.0);
            let mut rows = rows(t, workload);
            rows.extend(spans(l, t, workload));
            for r in &mut rows {
                r.params.insert("section_ns".into(), section.into());
                r.params.insert("outside_ns".into(), outside.into());
            }
            all.extend(rows);
        }
        for (workload, own) in STRUCTURES {
            all.extend(rows(with(l, own), workload));
        }
        let waiting = rows(with(l, 100.0), "wait-100");
        all.extend(
            waiting
                .into_iter()
                .filter(|r| !r.twin)
                .map(|r| Record { latency: Some(wait(l, r.threads)), ..r }),
        );
    }
    all
}

fn rows(t: Truth, workload: &str) -> Vec<Record> {
    let mut all = Vec::new();
    for threads in [1, 2, 4] {
        for launch in 0..5 {
            all.extend((0..2).map(|w| record("lock", t, workload, threads, launch, w)));
            if matches!(t.name, "tas" | "std") {
                let twin =
                    |w: u32| Record { twin: true, ..record("lock", t, workload, threads, launch, w + 90) };
                all.extend((0..2).map(twin));
            }
        }
    }
    all
}

/// Two spans of 1.2 s and six of 100 ms, with four threads: one of them is served less than the three others.
fn spans(l: &Lock, t: Truth, workload: &str) -> Vec<Record> {
    let span = |window: u32, elapsed_ns: u64, spread: f64| {
        let most = elapsed_ns as f64 / t.ns[2] / (3.0 + 1.0 / spread);
        let per_thread = [most, most, most, most / spread].map(|n| n as u64).to_vec();
        Record {
            purpose: Purpose::Fairness,
            elapsed_ns,
            ops: Some(per_thread.iter().sum()),
            per_thread,
            ..record("lock", t, workload, 4, 0, window)
        }
    };
    let long = (0..2).map(|w| span(w, 1_200_000_000, l.spread.0));
    long.chain((2..8).map(|w| span(w, 100_000_000, l.spread.1))).collect()
}

/// From asking to having; the less fair, the longer the unlucky wait.
fn wait(l: &Lock, threads: u32) -> Latency {
    let ns = l.truth.ns[(threads as usize - 1).min(2)];
    let unlucky = if threads > 2 { l.spread.0.min(900.0) } else { 1.5 };
    let p = |times: f64| (ns * times * f64::from(threads)) as u64 + 20;
    Latency {
        rate_per_thread: 0.0,
        p50_ns: p(1.0),
        p90_ns: p(1.0 + unlucky),
        p99_ns: p(2.0 + unlucky * 8.0),
        p999_ns: p(3.0 + unlucky * 60.0),
        max_ns: p(9.0 + unlucky * 2_000.0),
    }
}

pub(crate) fn catalogue() -> Vec<SubjectInfo> {
    let names = ["section-0", "section-100", "section-0-outside-400", "section-100-outside-400", "wait-100"];
    let workloads: Vec<String> =
        names.into_iter().chain(STRUCTURES.map(|s| s.0)).map(str::to_owned).collect();
    let one = |l: &Lock| SubjectInfo {
        mechanism: "a lock".into(),
        progress: match l.truth.name {
            "ticket" | "anderson" | "mcs" | "clh" | "parking_lot_fair" => {
                "blocking, spins; first come, first served".into()
            }
            _ => "blocking, spins".into(),
        },
        workloads: workloads.clone(),
        baseline: l.truth.name == "tas",
        fails: Vec::new(),
        ..row("lock", &l.truth)
    };
    LOCKS.iter().map(one).collect()
}
