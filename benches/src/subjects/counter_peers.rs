//! Published counters, used as their documentation says.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use fast_counter::ConcurrentCounter;
use primitives::counter::{Add, Counter, Promise, SharedCounter};

use super::peer;
use crate::catalogue::Subject;
use crate::workloads::counter::counter_subject as counter;

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        counter(peer("fast_counter", "fast-counter", "padded atomics, chosen by thread-local number", "wait-free"), FastCounter::new),
        counter(peer("prometheus", "prometheus", "IntCounter: one atomic, fetch_add", "wait-free"), || Prometheus(prometheus_int())),
        counter(peer("prometheus_f64", "prometheus", "Counter: one atomic f64, compare and swap", "lock-free"), || PrometheusF64(prometheus_f64())),
        counter(peer("metrics", "metrics", "a handle over one atomic, behind a trait object", "wait-free"), Metrics::default),
    ]
}

/// fast-counter's, with as many cells as there are cores, at least two.
struct FastCounter(ConcurrentCounter);

impl FastCounter {
    fn new() -> FastCounter {
        FastCounter(ConcurrentCounter::new(
            std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2)),
        ))
    }
}

impl SharedCounter for FastCounter {
    const PROMISE: Promise = Promise::ExactWhenQuiescent;

    #[inline(always)]
    fn add(&self, n: u64) {
        self.0.add(n as isize);
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        self.0.sum() as u64
    }
}

struct Prometheus(prometheus::IntCounter);

fn prometheus_int() -> prometheus::IntCounter {
    prometheus::IntCounter::new("raced", "A counter in a race").expect("a name that prometheus allows")
}

impl SharedCounter for Prometheus {
    const PROMISE: Promise = Promise::Linearizable;

    #[inline(always)]
    fn add(&self, n: u64) {
        self.0.inc_by(n);
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        self.0.get()
    }
}

struct PrometheusF64(prometheus::Counter);

fn prometheus_f64() -> prometheus::Counter {
    prometheus::Counter::new("raced", "A counter in a race").expect("a name that prometheus allows")
}

impl SharedCounter for PrometheusF64 {
    const PROMISE: Promise = Promise::Linearizable;

    #[inline(always)]
    fn add(&self, n: u64) {
        self.0.inc_by(n as f64);
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        self.0.get() as u64 // exact up to 2^53
    }
}

/// What `metrics::counter!` hands out: a handle to whatever the recorder keeps, here the atomic that the crate itself
/// implements its counter trait for.
#[derive(Default)]
struct Metrics(Arc<AtomicU64>);

struct MetricsHandle(metrics::Counter);

impl Counter for Metrics {
    const PROMISE: Promise = Promise::Linearizable;
    type Handle = MetricsHandle;

    fn handle(self: &Arc<Self>) -> MetricsHandle {
        // Opaque, as a recorder's answer would be: the compiler must not see through the trait object.
        MetricsHandle(std::hint::black_box(metrics::Counter::from_arc(Arc::clone(&self.0))))
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        self.0.load(Ordering::Acquire) // Acquire: as metrics-util's snapshots read it
    }
}

impl Add for MetricsHandle {
    #[inline(always)]
    fn add(&mut self, n: u64) {
        self.0.increment(n);
    }
}
