//! Cache workloads through the real engine: right caches give rows with a hit ratio that can be, wrong ones one row that says so.

use std::collections::{BTreeMap, HashMap};

use benches::engine::{Context, Session, measure};
use benches::traces::{Replay, SHARES, Source};
use benches::workloads::cache::{CAPACITY, WORKLOADS, cache_subject};
use benches::{Catalogue, Entry, Kind, Subject};
use primitives::cache::mutex_lru::MutexLru;
use primitives::cache::{BadCapacity, Bounded, Cache};
use reports::{Purpose, Record};

fn entry() -> Entry {
    Entry {
        name: "tried",
        kind: Kind::Ours,
        mechanism: "a test",
        progress: "blocking",
        consistency: "linearizable",
        origin: "a test",
        source: "benches/tests/caches.rs",
        version: "0",
    }
}

fn session(workload: &str, threads: u32, replay: Option<Replay>) -> Session {
    Session { window_ns: 20_000_000, replay, ..Session::brief("cache", "tried", workload, threads) }
}

fn rows(subject: &Subject, workload: &str, threads: u32) -> Vec<Record> {
    measure(subject, &session(workload, threads, None), &Context::default())
}

fn lru() -> Subject {
    cache_subject::<MutexLru<u64, u64>>(entry()).bounded().strings::<MutexLru<u64, String>>().subject()
}

#[test]
fn every_workload_gives_verified_rows_with_a_hit_ratio_that_can_be() {
    let lru = lru();
    // What least recently used finds of these keys, widely: windows are short.
    let expected: BTreeMap<&str, (f64, f64)> = BTreeMap::from([
        ("zipf-get", (0.60, 0.82)),
        ("zipf-50-50", (0.60, 0.82)),
        ("zipf-95-5", (0.60, 0.82)),
        ("read-through", (0.60, 0.82)),
        ("latency-read-through", (0.60, 0.82)),
        ("zipf-get-string", (0.60, 0.82)),
        ("uniform", (0.05, 0.15)),
        ("scan", (0.0, 0.80)), // a window may hold a scan, or none
        ("hot-key", (1.0, 1.0)),
        ("replay", (0.0, 1.0)), // a window is a part of the trace
        ("hits", (0.3, 0.9)),
    ]);
    for workload in WORKLOADS {
        for threads in [1, 2].into_iter().filter(|&threads| lru.takes(workload, threads)) {
            let rows = rows(&lru, workload, threads);
            let (least, most) = expected[workload];
            assert_eq!(rows.len(), 2, "{workload}: {rows:?}");
            for row in rows {
                assert!(row.verified, "{workload}: {row:?}");
                assert!(row.optimum.is_some_and(|optimum| optimum <= 1.0), "{row:?}");
                let capacity = row.params["capacity"].as_u64().expect("a capacity");
                let is_told = workload != "zipf-get-string";
                assert_eq!(row.entries, is_told.then_some(capacity), "it is full: {workload}");
                assert_eq!(row.latency.is_some(), workload == "latency-read-through");
                // A window in which the system let nobody work has no ratio that could be judged.
                let enough = row.ops.is_some_and(|ops| ops >= 2_000);
                let hits = row.hit_ratio.unwrap_or(least);
                assert!(!enough || (least..=most).contains(&hits), "{workload} {threads}: {hits}");
                assert!(workload == "hot-key" || row.updates.is_none(), "{row:?}");
            }
        }
    }
}

/// Least recently used, by nothing but its definition.
fn naive_lru(requests: &[u64], capacity: usize) -> u64 {
    let (mut used, mut by_use) = (HashMap::new(), BTreeMap::new());
    let mut hits = 0;
    for (now, &key) in requests.iter().enumerate() {
        match used.insert(key, now) {
            Some(before) => {
                hits += 1;
                by_use.remove(&before);
            }
            None if by_use.len() == capacity => {
                let (_, oldest) = by_use.pop_first().expect("it is full");
                used.remove(&oldest);
            }
            None => {}
        }
        by_use.insert(now, key);
    }
    hits
}

#[test]
fn hits_are_those_of_a_naive_cache_to_the_last() {
    let lru = lru();
    let trace = Source::mixed().read().expect("the shipped trace");
    let mut before = 0.0;
    for percent in SHARES {
        let replay = Replay { trace: Source::mixed(), percent };
        let session = Session {
            purpose: Purpose::Hits,
            windows: 1,
            first_window: 3,
            ..session("hits", 1, Some(replay))
        };
        let rows = measure(&lru, &session, &Context::default());
        let [row] = &rows[..] else { panic!("one row: {rows:?}") };
        let (capacity, requests) = (trace.capacity(percent), trace.keys.len());
        assert_eq!((row.ops, row.window, row.purpose), (Some(requests as u64), 3, Purpose::Hits));
        let (hits, optimum) = (row.hit_ratio.expect("hits"), row.optimum.expect("an optimum"));
        let naive = naive_lru(&trace.keys, capacity) as f64 / requests as f64;
        assert_eq!(hits, naive, "{percent} %");
        assert!(before < hits && hits < optimum && optimum < 1.0, "{percent} %: {hits} of {optimum}");
        assert_eq!(row.entries, Some(capacity as u64));
        assert_eq!(row.params["trace"], "mixed");
        assert_eq!(
            (&row.params["capacity"], &row.params["share"]),
            (&capacity.into(), &(f64::from(percent) / 100.0).into())
        );
        before = hits;
    }
}

#[test]
fn a_trace_that_is_gone_gives_one_row_that_says_so() {
    let replay = Replay { trace: Source::file(std::path::Path::new("no/such.trace"), &[]), percent: 10 };
    for workload in ["hits", "replay-such"] {
        let rows = measure(&lru(), &session(workload, 1, Some(replay.clone())), &Context::default());
        let failure = rows[0].failure.as_deref().unwrap_or_default();
        assert!(failure.starts_with("readable_trace: trace no/such.trace cannot be read"), "{failure}");
    }
}

/// Answers right, unless `FAULT` says otherwise.
struct Faulty<const FAULT: u8>(MutexLru<u64, u64>);

const NONE: u8 = 0;
/// Once in a while another key's value.
const STRANGE: u8 = 1;
/// One entry more than there may be.
const FULL: u8 = 2;
/// No small capacities.
const LARGE: u8 = 3;

impl<const FAULT: u8> Cache<u64, u64> for Faulty<FAULT> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        let least = if FAULT == LARGE { CAPACITY } else { 1 };
        BadCapacity::unless_within(capacity, least, CAPACITY)?;
        MutexLru::with_capacity(capacity).map(Faulty)
    }

    fn get(&self, key: &u64) -> Option<u64> {
        let found = self.0.get(key);
        if FAULT == STRANGE && key % 16 == 1 { found.map(|value| value ^ 1) } else { found }
    }

    fn insert(&self, key: u64, value: u64) {
        self.0.insert(key, value);
    }
}

impl<const FAULT: u8> Bounded<u64, u64> for Faulty<FAULT> {
    fn capacity(&self) -> usize {
        self.0.capacity()
    }

    fn len(&self) -> usize {
        self.0.len() + usize::from(FAULT == FULL)
    }
}

#[test]
fn a_wrong_value_and_too_many_entries_are_noticed() {
    let failure = |subject: Subject, workload: &str| {
        let rows = rows(&subject, workload, 1);
        assert!(rows.len() == 1 && !rows[0].verified && rows[0].hit_ratio.is_none(), "{workload}: {rows:?}");
        rows[0].failure.clone().unwrap_or_default()
    };
    for workload in WORKLOADS.into_iter().filter(|&workload| workload != "zipf-get-string") {
        let strange = failure(cache_subject::<Faulty<STRANGE>>(entry()).subject(), workload);
        assert!(strange.starts_with("value_belongs_to_key: "), "{workload}: {strange}");
        let full = failure(cache_subject::<Faulty<FULL>>(entry()).bounded().subject(), workload);
        assert!(full.starts_with("capacity_respected: holds "), "{workload}: {full}");
    }
}

#[test]
fn a_capacity_that_a_cache_refuses_has_no_rows() {
    let large = cache_subject::<Faulty<LARGE>>(entry()).subject();
    for workload in ["hits", "replay"] {
        assert!(rows(&large, workload, 1).is_empty(), "{workload}");
    }
    assert_eq!(rows(&large, "zipf-get", 1).len(), 2);
}

#[test]
fn what_a_type_lacks_is_not_offered() {
    let plain = cache_subject::<Faulty<NONE>>(entry()).subject();
    assert!(plain.offers("zipf-get") && !plain.offers("zipf-get-string"));
    assert!(plain.takes("hits", 1) && !plain.takes("hits", 2) && plain.takes("replay", 2));
    assert_eq!(["zipf-get", "hits", "uniform"].map(|name| plain.is_further(name)), [false, false, true]);
    assert_eq!(rows(&plain, "zipf-get", 1)[0].entries, None);
    let catalogue = Catalogue::standard();
    assert!(catalogue.find("cache", "mutex_lru").is_some_and(|lru| lru.offers("zipf-get-string")));
}
