//! A service that pauses for 50 ms, once: who asks on schedule sees it, and who waits for one answer before asking again does not.

use benches::engine::Times;
use benches::engine::clock::Now;
use benches::workloads::open_loop::{Pitch, Punctual, Recorder};

use crate::made_up::Hand;

/// Requests; one every 100 µs, and each is served in 10.
const REQUESTS: u64 = 100_000;
const EVERY_NS: u64 = 100_000;
const SERVICE_NS: u64 = 10_000;
/// Before this request the service pauses.
const PAUSE_AT: u64 = 40_000;
const PAUSE_NS: u64 = 50_000_000;

/// What a reading of the clock costs: much, so that a test need not read it as often as a producer that waits.
const READING_NS: u64 = 500;

fn service_ns(request: u64) -> u64 {
    SERVICE_NS + if request == PAUSE_AT { PAUSE_NS } else { 0 }
}

/// Through the engine's own schedule and recorder.
fn open_loop() -> Times {
    let hand = Hand::new(READING_NS);
    let pitch = Pitch::default();
    pitch.set(EVERY_NS as f64);
    let (mut producer, mut consumer) = (Punctual::new(&hand), Recorder::new(&hand, 0));
    consumer.open();
    for request in 0..REQUESTS {
        let due = producer.wait(&pitch, || ());
        hand.pass(service_ns(request));
        producer.sent();
        consumer.record(due);
    }
    producer.close();
    assert!(producer.kept(), "the schedule was made up for");
    consumer.into_times()
}

/// As a loop times itself that asks again once it was answered.
fn closed_loop() -> Times {
    let (hand, mut times) = (Hand::new(READING_NS), Times::new());
    for request in 0..REQUESTS {
        let before = (&hand).now();
        hand.pass(service_ns(request));
        times.record((&hand).now() - before);
    }
    times
}

/// The same service and no engine: who is due at `due` begins when the one before has ended (Lindley's recursion). Times in their order, each with
/// how many others were late before it.
fn by_hand() -> Vec<(u64, u64)> {
    let (mut free, mut late) = (0, 0);
    let mut times: Vec<_> = (0..REQUESTS)
        .map(|request| {
            let due = request * EVERY_NS;
            late = if due < free { late + 1 } else { 0 };
            free = due.max(free) + service_ns(request);
            (free - due, late)
        })
        .collect();
    times.sort_unstable();
    times
}

#[test]
fn on_schedule_a_pause_stands_in_the_percentiles_that_it_spoilt() {
    let expected = by_hand();
    let at = |share: f64| expected[((REQUESTS as f64 * share).ceil() as usize).max(1) - 1];
    let seen = open_loop().percentiles(1e9 / EVERY_NS as f64).expect("times");
    // Two digits of a time are kept; readings of the clock come on top of it: two for each request that is late, and of the
    // last one up to three.
    let near = |seen: u64, (expected, late): (u64, u64)| {
        let readings = READING_NS * (2 * late + 3);
        (expected - expected / 100..=expected + expected / 100 + readings).contains(&seen)
    };
    for (seen, share) in [(seen.p50_ns, 0.5), (seen.p90_ns, 0.9), (seen.p99_ns, 0.99), (seen.p999_ns, 0.999)]
    {
        assert!(near(seen, at(share)), "at {share}: {seen}, and by hand {:?}", at(share));
    }
    // By hand, once more: of 100,000 the hundred that waited longest; each waits 90 µs less than the one before.
    let hundredth = PAUSE_NS + SERVICE_NS - 99 * (EVERY_NS - SERVICE_NS);
    assert!(at(0.999).0.abs_diff(hundredth) <= EVERY_NS, "{:?} {hundredth}", at(0.999));
    assert!(seen.p999_ns > 40_000_000 && near(seen.max_ns, (PAUSE_NS + SERVICE_NS, 0)), "{seen:?}");
}

#[test]
fn a_closed_loop_does_not_see_it() {
    let seen = closed_loop().percentiles(0.0).expect("times");
    let usual = SERVICE_NS + READING_NS;
    assert!(
        (usual - usual / 100..=usual + usual / 100).contains(&seen.p999_ns),
        "the pause is one time of {REQUESTS}: {seen:?}"
    );
    assert!(seen.max_ns >= PAUSE_NS, "it was there: {seen:?}");
}
