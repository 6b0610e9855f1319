//! Read-mostly values through the real engine: what is wrong is noticed, and each workload does what its name says.

use std::sync::Mutex;

use benches::engine::{Context, Session, measure};
use benches::workloads::read_mostly::{Value, read_mostly_subject};
use benches::{Catalogue, Entry, Kind, Subject};
use primitives::read_mostly::ReadMostly;
use reports::Record;

fn rows(subject: &Subject, workload: &str, threads: u32) -> Vec<Record> {
    let session = Session::brief(&subject.info.family, &subject.info.name, workload, threads);
    measure(subject, &session, &Context::default())
}

const RIGHT: u8 = 0;
const TORN: u8 = 1;
const BACKWARDS: u8 = 2;
const LOST: u8 = 3;

/// A value behind a mutex, with the number of readings and of changes; the fiftieth is as `FAULT` says.
struct Faulty<const FAULT: u8>(Mutex<(Value, u32, u32)>);

impl<const FAULT: u8> Faulty<FAULT> {
    fn call(&self) -> (Value, bool) {
        let mut inner = self.0.lock().expect("nobody panics");
        inner.1 += 1;
        (inner.0, inner.1 == 50)
    }
}

impl<const FAULT: u8> ReadMostly<Value> for Faulty<FAULT> {
    fn new(value: Value) -> Self {
        Faulty(Mutex::new((value, 0, 0)))
    }

    fn read<R>(&self, read: impl FnOnce(&Value) -> R) -> R {
        let (value, now) = self.call();
        match FAULT {
            TORN if now => read(&[value[0], value[1], value[2], value[3] + 1]),
            BACKWARDS if now => read(&[u64::MAX; 4]), // and every reading after it is older
            _ => read(&value),
        }
    }

    fn update(&self, change: impl Fn(&mut Value)) {
        let mut inner = self.0.lock().expect("nobody panics");
        inner.2 += 1;
        if !(FAULT == LOST && inner.2 == 50) {
            change(&mut inner.0);
        }
    }
}

fn faulty<const FAULT: u8>() -> Subject {
    read_mostly_subject::<Faulty<FAULT>>(Entry {
        name: "faulty",
        kind: Kind::Ours,
        mechanism: "a mutex",
        progress: "blocking",
        consistency: "",
        origin: "a test",
        source: "benches/tests/read_mostly.rs",
        version: "0",
    })
}

fn failure(rows: &[Record]) -> &str {
    assert!(rows.len() == 1 && !rows[0].verified && rows[0].ops.is_none(), "{rows:?}");
    assert!(rows[0].latency.is_none());
    rows[0].failure.as_deref().unwrap_or_default()
}

#[test]
fn each_fault_gives_one_row_that_names_its_law() {
    for workload in ["read-only", "read-99-1", "read-90-10", "update-10us", "hold-100", "read-latency"] {
        assert!(failure(&rows(&faulty::<TORN>(), workload, 2)).starts_with("no_torn_read: "), "{workload}");
        let backwards = rows(&faulty::<BACKWARDS>(), workload, 2);
        assert!(failure(&backwards).starts_with("reads_monotone: "), "{workload}");
    }
    let lost = rows(&faulty::<LOST>(), "update-storm", 2);
    assert!(failure(&lost).starts_with("no_lost_update: "), "{lost:?}");
}

#[test]
fn single_times_are_recorded_where_they_are_asked_for() {
    let right = faulty::<RIGHT>();
    for row in rows(&right, "read-latency", 2) {
        let latency = row.latency.expect("percentiles");
        let rising = [latency.p50_ns, latency.p90_ns, latency.p99_ns, latency.p999_ns, latency.max_ns];
        assert!(latency.rate_per_thread == 0.0 && rising.is_sorted() && rising[4] > 0, "{latency:?}");
    }
    assert!(rows(&right, "update-10us", 2).iter().all(|row| row.latency.is_none()));
}

#[test]
fn only_readings_are_operations_under_a_storm() {
    for row in rows(&faulty::<RIGHT>(), "update-storm", 2) {
        assert_eq!(row.per_thread[0], 0, "the writer's");
        assert_eq!(row.ops, Some(row.per_thread[1]));
    }
}

#[test]
fn rows_say_what_the_workload_was_given() {
    let param = |workload, name: &str| rows(&faulty::<RIGHT>(), workload, 2)[0].params[name].as_f64();
    assert_eq!(param("hold-100", "section_ns"), Some(100.0));
    assert_eq!(param("hold-1000", "section_ns"), Some(1_000.0));
    assert_eq!(param("update-10us", "update_every_ns"), Some(10_000.0));
    assert_eq!(param("read-90-10", "read_share"), Some(0.9));
    assert_eq!(param("read-only", "payload"), Some(32.0));
}

#[test]
fn floors_are_offered_where_nobody_writes() {
    let catalogue = Catalogue::standard();
    for name in ["relaxed_words", "noop"] {
        let floor = catalogue.find("read_mostly", name).expect(name);
        assert!(floor.info.kind == Kind::Floor && floor.offers("read-only"));
        assert_eq!(floor.offers("hold-1000"), name != "noop", "a delay is no floor to be within reach of");
        assert!(!["read-99-1", "update-10us", "update-storm"].into_iter().any(|writes| floor.offers(writes)));
    }
}
