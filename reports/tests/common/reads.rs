//! Read-mostly values with planted crossings.

use reports::{Kind, Latency, Record, SubjectInfo};

use super::{Truth, record, row};

/// A subject: what a read costs beside its stay, in nanoseconds, with 1 and with 2 threads, and whether readers shut each other out.
pub(crate) struct Reader {
    pub(crate) truth: Truth,
    exclusive: bool,
}

const fn reader(name: &'static str, kind: Kind, one: f64, two: f64, exclusive: bool) -> Reader {
    Reader { truth: Truth { name, kind, ns: [one, two, two * 1.2] }, exclusive }
}

/// Readers that share halve the stay with two threads, so the crossing with `mutex` (10 ns) lies at 2 x (cost - 10):
/// `rwlock_std` at 240 ns, `phase_fair` at 2980; `rwlock_futex` is as fast at 100 ns, `rwlock_parking_lot` everywhere; `rcu` is slower up to
/// 10 microseconds.
pub(crate) const READERS: [Reader; 14] = [
    reader("mutex", Kind::Ours, 5.0, 10.0, true),
    reader("rwlock_std", Kind::Ours, 5.0, 130.0, false),
    reader("rwlock_parking_lot", Kind::Ours, 5.0, 10.0, true),
    reader("rwlock_futex", Kind::Ours, 6.0, 60.0, false),
    reader("phase_fair", Kind::Ours, 7.0, 1500.0, false),
    reader("big_reader", Kind::Ours, 4.0, 2.2, false),
    reader("seqlock", Kind::Ours, 1.2, 0.56, false),
    reader("left_right", Kind::Ours, 6.7, 3.6, false),
    reader("rcu", Kind::Ours, 5.3, 6000.0, false),
    reader("arc_swap", Kind::Peer, 5.3, 2.6, false),
    reader("left_right_crate", Kind::Peer, 6.6, 3.5, false),
    reader("sharded_lock", Kind::Peer, 5.1, 2.6, false),
    reader("seqlock_crate", Kind::Peer, 0.85, 0.57, false),
    reader("relaxed_words", Kind::Floor, 0.81, 0.4, false),
];

/// Held reads, and how long each stays.
pub(crate) const HELD: [(&str, u32); 4] =
    [("read-only", 0), ("hold-100", 100), ("hold-1000", 1_000), ("hold-10000", 10_000)];
const OTHERS: [&str; 4] = ["read-99-1", "read-90-10", "update-10us", "update-storm"];

pub(crate) fn planted() -> Vec<Record> {
    let mut all = Vec::new();
    for r in &READERS {
        for (workload, stay) in HELD.into_iter().filter(|(_, ns)| *ns == 0 || r.truth.kind != Kind::Floor) {
            let stay = f64::from(stay);
            let shared = if r.exclusive { stay } else { stay / 2.0 };
            let [one, two, more] = r.truth.ns;
            let t = Truth { ns: [one + stay, two + shared, more + shared], ..r.truth };
            let mut rows = rows(t, workload);
            for row in rows.iter_mut().filter(|_| stay > 0.0) {
                row.params.insert("section_ns".into(), stay.into());
            }
            all.extend(rows);
        }
        for workload in OTHERS {
            all.extend(rows(r.truth, workload));
        }
        if r.truth.kind != Kind::Floor {
            let two = rows(r.truth, "read-latency").into_iter().filter(|row| row.threads == 2 && !row.twin);
            all.extend(two.map(|row| Record { latency: Some(latency(r)), ..row }));
        }
    }
    all
}

fn rows(t: Truth, workload: &str) -> Vec<Record> {
    let mut all = Vec::new();
    for threads in [1, 2] {
        for launch in 0..5 {
            all.extend((0..2).map(|w| record("read_mostly", t, workload, threads, launch, w)));
            if matches!(t.name, "mutex" | "seqlock") {
                let twin = |w: u32| Record {
                    twin: true,
                    ..record("read_mostly", t, workload, threads, launch, w + 90)
                };
                all.extend((0..2).map(twin));
            }
        }
    }
    all
}

/// On schedule.
fn latency(r: &Reader) -> Latency {
    let p = |times: f64| (r.truth.ns[1] * times) as u64 + 15;
    Latency {
        rate_per_thread: 2e5,
        p50_ns: p(1.0),
        p90_ns: p(1.4),
        p99_ns: p(6.0),
        p999_ns: p(70.0),
        max_ns: p(9_000.0),
    }
}

pub(crate) fn catalogue() -> Vec<SubjectInfo> {
    let one = |r: &Reader| SubjectInfo {
        mechanism: "a value that is mostly read".into(),
        workloads: HELD.iter().map(|h| h.0).chain(OTHERS).map(str::to_owned).collect(),
        baseline: r.truth.name == "rwlock_std",
        fails: Vec::new(),
        ..row("read_mostly", &r.truth)
    };
    READERS.iter().map(one).collect()
}
