//! What the criterion targets share: the catalogue's subjects behind criterion's `iter_custom`.
//!
//! Criterion asks for a number of iterations. The engine measures windows, in which all threads overlap; so each sample is
//! a window that is long enough for about so many operations, and its rate, scaled to exactly so many, is the answer.
//! Time is that of the whole system: two threads that each need 10 ns give 5 ns an operation.

use std::time::Duration;

use benches::engine::Session;
use benches::{Catalogue, Subject, host};
use criterion::{BenchmarkId, Criterion};
use reports::Seats;

/// One process's figure of each headline subject; for what holds beyond one process, see the sweep.
pub(crate) fn bench(family: &str, headlines: &[&str], workload: &str, threads: &[u32]) {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(30)
        .nresamples(10_000)
        .configure_from_args();
    let (catalogue, topology) = (Catalogue::standard(), host::topology());
    let mut group = criterion.benchmark_group(format!("{family}/{workload}"));
    for name in headlines {
        let subject = catalogue.find(family, name).unwrap_or_else(|| panic!("no {family} is called {name}"));
        for &threads in threads {
            let (seats, mut pace) = (topology.seats(threads), 100.0);
            group.bench_function(BenchmarkId::new(*name, format!("{threads}-threads")), |bencher| {
                bencher.iter_custom(|iterations| {
                    let session = session(subject, workload, threads, seats.clone());
                    sample(subject, session, iterations, &mut pace)
                });
            });
        }
    }
    group.finish();
    criterion.final_summary();
}

/// The shortest and the longest window of a sample.
const WINDOW_NS: (f64, f64) = (500_000.0, 200_000_000.0);

/// One window, on the seats that a run would take.
fn session(subject: &Subject, workload: &str, threads: u32, seats: Option<Seats>) -> Session {
    let info = &subject.info;
    let (window_ns, ramp_ns) = (WINDOW_NS.0 as u64, 300_000);
    Session {
        windows: 1,
        window_ns,
        ramp_ns,
        seats,
        ..Session::brief(&info.family, &info.name, workload, threads)
    }
}

/// Measures one window; `ns_per_op` remembers the pace of the last.
fn sample(subject: &Subject, session: Session, iterations: u64, ns_per_op: &mut f64) -> Duration {
    let window_ns = (iterations as f64 * *ns_per_op).clamp(WINDOW_NS.0, WINDOW_NS.1) as u64;
    let session = Session { window_ns, ..session };
    let outcome = subject.run(&session);
    if let Some(wrong) = outcome.wrong {
        panic!("wrong answer of {}: {wrong}", subject.info.name);
    }
    let window = &outcome.windows[0];
    let ops: u64 = window.per_thread().iter().sum();
    if ops > 0 {
        *ns_per_op = window.elapsed_ns() as f64 / ops as f64;
    }
    Duration::from_secs_f64(*ns_per_op * iterations as f64 / 1e9)
}
