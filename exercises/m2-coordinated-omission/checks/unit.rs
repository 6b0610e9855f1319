//! A service that keeps up, and percentiles of lists that anybody can work out.

mod service;

use crate::exercise::{p99, waits};
use service::{Pretended, SERVED};

#[test]
fn a_service_that_keeps_up_is_asked_at_the_right_times() {
    let service = Pretended::new(0..0);
    let times = waits(&service, 10_000, 5);
    assert_eq!(service.sent(), [0, 10_000, 20_000, 30_000, 40_000], "requests were sent at these times");
    assert_eq!(times, [SERVED; 5], "and each user waited so long");
}

#[test]
fn nobody_waits_for_nothing() {
    let times = waits(&Pretended::new(0..0), 10_000, 0);
    assert!(times.is_empty(), "there was no user: {times:?}");
    assert_eq!(p99(&[]), 0, "of no times");
}

#[test]
fn the_99th_percentile_is_one_of_the_times() {
    assert_eq!(p99(&[7]), 7, "of one time");
    let hundred: Vec<u64> = (1..=100).rev().collect();
    assert_eq!(p99(&hundred), 99, "of 1 to 100: one in a hundred is longer");
    let thousand: Vec<u64> = (1..=1_000).map(|time| time * 7 % 1_000 + 1).collect();
    assert_eq!(p99(&thousand), 990, "of 1 to 1000 in some order: ten in a thousand are longer");
    assert_eq!(p99(&[1, 1, 1, 1, 900]), 900, "of five, where the fifth is 900: four are not 99 in a hundred");
}
