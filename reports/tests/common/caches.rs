//! Caches with planted truths: who is on the front of speed and hits, who holds more than asked, and what promises cost.

use reports::{Kind, Purpose, Record, SubjectInfo};

use super::{Truth, record, row};

/// A cache: its time an operation, its hit ratio in a race, entries held for each asked, bytes an entry.
#[derive(Clone, Copy)]
pub(crate) struct Cache {
    pub(crate) truth: Truth,
    pub(crate) hits: f64,
    pub(crate) fill: f64,
    pub(crate) bytes: f64,
}

const fn cache(name: &'static str, kind: Kind, ns: [f64; 3], hits: f64, fill: f64, bytes: f64) -> Cache {
    Cache { truth: Truth { name, kind, ns }, hits, fill, bytes }
}

/// `flagship` is fastest of those with the most hits; `tinylfu` hits most of all; `set_associative` is fastest, and `scc` faster still,
/// with more entries than asked; `dashmap` and `papaya` never forget; `rwlock_lru` is `mutex_lru` again; `lean` fills half its room.
pub(crate) const CACHES: [Cache; 19] = [
    cache("mutex_lru", Kind::Ours, [22.0, 60.0, 66.0], 0.7240, 1.0, 88.0),
    cache("rwlock_lru", Kind::Ours, [22.0, 60.0, 66.0], 0.7240, 1.0, 88.0),
    cache("sharded_lru", Kind::Ours, [24.0, 21.0, 23.0], 0.7198, 1.0, 91.0),
    cache("clock", Kind::Ours, [19.0, 41.0, 44.0], 0.7371, 1.0, 62.0),
    cache("sieve", Kind::Ours, [18.0, 40.0, 43.0], 0.7712, 1.0, 66.0),
    cache("s3_fifo", Kind::Ours, [26.0, 44.0, 48.0], 0.7790, 1.0, 79.0),
    cache("tinylfu", Kind::Ours, [43.0, 70.0, 75.0], 0.7894, 1.0, 96.0),
    cache("set_associative", Kind::Ours, [9.0, 5.2, 5.6], 0.7405, 1.0, 48.0),
    cache("copy_on_write", Kind::Ours, [21.0, 320.0, 350.0], 0.7240, 1.0, 104.0),
    cache("actor", Kind::Ours, [310.0, 480.0, 900.0], 0.7240, 1.0, 132.0),
    cache("flagship", Kind::Ours, [13.0, 7.1, 7.6], 0.7868, 1.0, 49.5),
    cache("moka", Kind::Peer, [110.0, 150.0, 170.0], 0.7781, 1.0, 210.0),
    cache("mini_moka", Kind::Peer, [96.0, 130.0, 150.0], 0.7764, 0.998, 180.0),
    cache("quick_cache", Kind::Peer, [19.0, 17.2, 18.0], 0.7858, 1.0, 82.0),
    cache("lru_parking_lot", Kind::Peer, [17.0, 28.0, 31.0], 0.7240, 1.0, 88.0),
    cache("scc", Kind::Peer, [20.0, 4.4, 4.9], 0.7440, 1.6384, 20.0),
    cache("lean", Kind::Peer, [30.0, 33.0, 35.0], 0.7031, 0.52, 71.0),
    cache("dashmap", Kind::Peer, [12.0, 7.5, 8.0], 1.0, 10.0, 41.0),
    cache("papaya", Kind::Peer, [8.0, 4.6, 4.8], 1.0, 10.0, 53.0),
];

pub(crate) const CAPACITY: f64 = 10_000.0;
pub(crate) const OPTIMUM: f64 = 0.8;
pub(crate) const SHARES: [f64; 5] = [0.01, 0.05, 0.1, 0.2, 0.4];
/// Traces, and how soon the optimum rises.
pub(crate) const TRACES: [(&str, f64); 10] = [
    ("2_pools", 0.45),
    ("cs", 1.1),
    ("gli", 0.5),
    ("loop", 1.0),
    ("multi1", 0.7),
    ("multi2", 0.62),
    ("multi3", 0.55),
    ("ps", 0.9),
    ("sprite", 0.16),
    ("zipf", 0.25),
];

/// Five launches of some workloads with 1, 2 and 4 threads.
pub(crate) fn races(caches: &[Cache], workloads: &[&str]) -> Vec<Record> {
    let mut all = Vec::new();
    for c in caches {
        for (i, workload) in workloads.iter().enumerate() {
            let slower = 1.0 + 0.4 * i as f64;
            let t = Truth { ns: c.truth.ns.map(|ns| ns * slower), ..c.truth };
            for threads in [1, 2, 4] {
                for launch in 0..5 {
                    all.extend((0..2).map(|w| raced(c, record("cache", t, workload, threads, launch, w))));
                    if matches!(t.name, "mutex_lru" | "quick_cache") {
                        let twin = raced(c, record("cache", t, workload, threads, launch, 90));
                        all.push(Record { twin: true, ..twin });
                    }
                }
            }
        }
    }
    all
}

fn raced(c: &Cache, mut r: Record) -> Record {
    r.params.insert("capacity".into(), (CAPACITY as u64).into());
    r.params.insert("keys".into(), 100_000.into());
    let held = CAPACITY * c.fill;
    r.entries = Some(held as u64);
    r.bytes = Some((held * c.bytes) as u64);
    // A few hundredths of a point between launches.
    let luck = if c.hits < 1.0 { f64::from(r.launch) * 0.000_1 - 0.000_2 } else { 0.0 };
    r.hit_ratio = Some(c.hits + luck);
    r.optimum = Some(OPTIMUM);
    r
}

/// One replay of each trace at each capacity, by one thread, once.
pub(crate) fn replays(caches: &[Cache], traces: &[(&str, f64)]) -> Vec<Record> {
    let mut all = Vec::new();
    for c in caches.iter().filter(|c| c.hits < 1.0) {
        for (t, (name, bend)) in traces.iter().enumerate() {
            for share in SHARES {
                let capacity = (20_000.0 * share) as u64;
                let optimum = 0.92 * share.powf(*bend) + 0.03;
                // The fewer hits in a race, the further below the optimum; each trace likes some policies better than others.
                let taste = 1.0 + 0.6 * ((t * 7 + c.truth.name.len() * 3) % 11) as f64 / 11.0;
                let lacking = (OPTIMUM - c.hits) * 1.9 * taste * (1.0 - share).powi(2);
                let mut r = record("cache", c.truth, "hits", 1, 0, 0);
                r.purpose = Purpose::Hits;
                r.params.insert("trace".into(), (*name).into());
                r.params.insert("capacity".into(), capacity.into());
                r.params.insert("share".into(), share.into());
                r.hit_ratio = Some((optimum - lacking).max(0.004));
                r.optimum = Some(optimum);
                r.entries = Some((capacity as f64 * c.fill) as u64);
                r.ops = Some(200_000);
                all.push(r);
            }
        }
    }
    all
}

pub(crate) const WORKLOADS: [&str; 6] =
    ["zipf-get", "zipf-95-5", "zipf-50-50", "read-through", "uniform", "scan"];

/// All of it.
pub(crate) fn planted() -> Vec<Record> {
    [races(&CACHES, &WORKLOADS), replays(&CACHES, &TRACES)].concat()
}

pub(crate) fn catalogue() -> Vec<SubjectInfo> {
    let one = |c: &Cache| SubjectInfo {
        mechanism: "a cache".into(),
        progress: "blocking".into(),
        workloads: WORKLOADS.map(str::to_owned).to_vec(),
        baseline: c.truth.name == "mutex_lru",
        ..row("cache", &c.truth)
    };
    CACHES.iter().map(one).collect()
}
