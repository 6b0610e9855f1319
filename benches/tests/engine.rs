//! Subjects through the real engine, in this process: what is right gives rows, what is wrong gives one row that says so.

mod common;

use std::sync::atomic::{AtomicU64, Ordering};

use benches::engine::{Context, Session, measure};
use benches::workloads::counter::counter_subject;
use benches::{Catalogue, Kind, Subject, host};
use common::entry;
use primitives::counter::{Promise, SharedCounter};
use reports::{Record, SubjectInfo};

/// Windows that are too short for a figure and long enough for every path.
fn session(subject: &Subject, workload: &str, threads: u32) -> Session {
    Session::brief(&subject.info.family, &subject.info.name, workload, threads)
}

fn rows(subject: &Subject, workload: &str, threads: u32) -> Vec<Record> {
    let context = Context { run: "test".to_owned(), launch: 3, ..Context::default() };
    measure(subject, &session(subject, workload, threads), &context)
}

/// A counter that adds right, except when `fault` says otherwise.
struct Faulty {
    sum: AtomicU64,
    calls: AtomicU64,
    fault: fn(call: u64) -> u64,
}

impl Faulty {
    fn new(fault: fn(u64) -> u64) -> Faulty {
        Faulty { sum: AtomicU64::new(0), calls: AtomicU64::new(0), fault }
    }
}

impl SharedCounter for Faulty {
    const PROMISE: Promise = Promise::Linearizable;

    fn add(&self, n: u64) {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(n - (self.fault)(call), Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed)
    }
}

/// What every row with a figure must satisfy.
fn assert_sound(rows: &[Record], windows: usize) {
    assert_eq!(rows.len(), windows, "{rows:?}");
    for (number, row) in rows.iter().enumerate() {
        assert!(row.verified && row.failure.is_none(), "{row:?}");
        assert_eq!((row.window as usize, row.launch, row.run.as_str()), (number, 3, "test"));
        assert_eq!(row.ops, Some(row.per_thread.iter().sum()));
        assert!((0.0..=1.0).contains(&row.overlap), "{row:?}");
        assert!(row.ops == Some(0) || row.elapsed_ns > 0, "{row:?}");
        // A subject with threads of its own may need more cores than it has workers.
        let own_threads = u32::from(row.subject.starts_with("actor"));
        let oversubscribed = row.threads + own_threads > host::cores();
        assert_eq!(row.flags.iter().any(|flag| flag == "oversubscribed"), oversubscribed, "{row:?}");
    }
}

#[test]
fn a_right_counter_gives_one_row_a_window() {
    let control = counter_subject(entry("control"), || Faulty::new(|_| 0));
    for threads in [1, 2, 4] {
        assert_sound(&rows(&control, "inc", threads), 2);
    }
}

#[test]
fn a_lost_update_gives_one_row_without_a_figure() {
    let liar = counter_subject(entry("liar"), || Faulty::new(|call| u64::from(call == 100)));
    for (workload, threads) in [("inc", 1), ("inc", 2), ("mix-90-10", 2)] {
        let rows = rows(&liar, workload, threads);
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert!(!rows[0].verified && rows[0].ops.is_none());
        let failure = rows[0].failure.as_deref().unwrap_or_default();
        let numbers: Vec<u64> = failure.split([' ', ',']).filter_map(|word| word.parse().ok()).collect();
        assert!(failure.starts_with("no_lost_update: added "), "{failure}");
        assert!(matches!(numbers[..], [added, sum] if added == sum + 1), "{failure}");
    }
}

#[test]
fn a_wrong_reading_is_noticed() {
    let liar = counter_subject(entry("liar"), || Faulty::new(|call| u64::from(call == 3)));
    let failure = rows(&liar, "load", 1)[0].failure.clone().unwrap_or_default();
    assert!(failure.starts_with("exact_when_quiescent: "), "{failure}");
}

#[test]
fn a_panic_in_a_worker_gives_one_row_and_strands_nobody() {
    let panics = counter_subject(entry("panics"), || {
        Faulty::new(|call| if call == 5_000 { panic!("boo") } else { 0 })
    });
    for threads in [1, 2, 4] {
        let rows = rows(&panics, "inc", threads);
        assert_eq!(rows.len(), 1);
        let failure = rows[0].failure.as_deref().unwrap_or_default();
        assert!(failure.starts_with("no_panic: worker ") && failure.ends_with("panicked: boo"), "{failure}");
    }
}

#[test]
fn a_panic_while_making_it_gives_one_row() {
    let panics = counter_subject(entry("panics"), || -> Faulty { panic!("not today") });
    let failure = rows(&panics, "inc", 1)[0].failure.clone().unwrap_or_default();
    assert_eq!(failure, "no_panic: panicked: not today");
}

#[test]
fn floors_give_rows() {
    let catalogue = Catalogue::standard();
    for name in ["noop", "single_writer_store", "faa_two_counters"] {
        let floor = catalogue.find("counter", name).expect(name);
        for threads in [1, 2] {
            let rows = rows(floor, "inc", threads);
            assert_sound(&rows, 2);
            assert!(rows.iter().all(|row| row.kind == Kind::Floor));
        }
    }
}

/// Every subject that is asked answers right on every workload.
fn answers_right(is_asked: impl Fn(&SubjectInfo) -> bool) {
    let catalogue = Catalogue::standard();
    let asked = catalogue.subjects().iter().filter(|subject| is_asked(&subject.info));
    let mut count = 0;
    for subject in asked {
        count += 1;
        for workload in &subject.info.workloads {
            for threads in [1, 2, 3, 5].into_iter().filter(|&threads| subject.takes(workload, threads)) {
                let rows = rows(subject, workload, threads);
                let failure = rows[0].failure.as_deref();
                assert_eq!(failure, None, "{} {workload} {threads}", subject.info.name);
                assert_sound(&rows, 2);
            }
        }
    }
    assert!(count > 0, "nobody was asked");
}

// One test each, so that they run at the same time.
#[test]
fn every_lock_answers_right_on_every_workload() {
    answers_right(|info| info.family == "lock");
}

#[test]
fn every_queue_answers_right_on_every_workload() {
    answers_right(|info| info.family == "queue");
}

#[test]
fn every_cache_of_ours_answers_right_on_every_workload() {
    answers_right(|info| info.family == "cache" && info.kind == Kind::Ours);
}

#[test]
fn every_other_cache_answers_right_on_every_workload() {
    answers_right(|info| info.family == "cache" && info.kind != Kind::Ours);
}

#[test]
fn every_other_subject_answers_right_on_every_workload() {
    answers_right(|info| !matches!(&*info.family, "lock" | "queue" | "cache"));
}

#[test]
fn workers_have_different_seeds() {
    let control = counter_subject(entry("control"), || Faulty::new(|_| 0));
    let session = session(&control, "inc", 4);
    let mut seeds: Vec<_> = (0..5).map(|worker| session.seed_of(worker)).collect();
    seeds.dedup();
    assert_eq!(seeds.len(), 5);
}

#[test]
fn the_catalogue_says_what_each_subject_is() {
    let catalogue = Catalogue::standard();
    let ours: Vec<_> = catalogue
        .infos()
        .into_iter()
        .filter(|info| info.family == "counter" && info.kind == Kind::Ours)
        .map(|info| info.name.as_str())
        .collect();
    assert_eq!(ours.len(), 17, "{ours:?}");
    for info in catalogue.infos() {
        let said = [&info.mechanism, &info.progress, &info.source, &info.version];
        assert!(said.iter().all(|said| !said.is_empty() && *said != "unknown"), "{info:?}");
        assert!(info.kind == Kind::Floor || !info.consistency.is_empty(), "{info:?}");
        assert!(!info.workloads.is_empty(), "{info:?}");
        let in_tree = info.kind != Kind::Peer;
        let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(&info.source);
        assert!(!in_tree || source.exists(), "{} names a file that there is not: {}", info.name, info.source);
    }
    for family in catalogue.families() {
        let baselines =
            catalogue.infos().into_iter().filter(|info| info.family == family && info.baseline).count();
        assert_eq!(baselines, 1, "{family}");
    }
}

#[test]
fn rows_tell_the_seats_that_workers_kept_and_no_others() {
    let catalogue = Catalogue::standard();
    let subject = catalogue.find("counter", "atomic_relaxed").expect("it is the baseline");
    let seated = |seats: Option<reports::Seats>| {
        let session =
            Session { placed: Some(host::Placing::OnSiblings), seats, ..session(subject, "inc", 2) };
        measure(subject, &session, &Context::default())
    };
    // Where the system tells, and may keep workers where they should be; else nothing is claimed.
    let usual = host::topology().seats(2);
    for row in seated(usual.clone()) {
        let kept = !row.params.contains_key("pinned");
        assert_eq!(row.seats, usual.clone().filter(|_| kept));
        assert_eq!(row.params[reports::PLACED], "on siblings");
    }
    let nowhere = reports::Seats {
        cpus: vec![1022, 1023],
        cores: 2,
        small_cores: 0,
        complexes: 1,
        packages: 1,
        nodes: 1,
    };
    if host::cores() < 1000 {
        let rows = seated(Some(nowhere));
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row.seats.is_none() && row.params["pinned"] == false), "{rows:?}");
        let flagged = |row: &Record| row.flags.iter().any(|flag| flag == reports::UNPLACED);
        assert!(rows.iter().all(|row| flagged(row) && !row.is_clean()), "{rows:?}");
    }
}
