//! One thread alone: the arithmetic of the ring.

use primitives::queue::{Full, Pop, Push, Queue};

use crate::exercise::SpscRing;

#[test]
fn first_in_first_out() {
    let (mut producer, mut consumer) = SpscRing::bounded(3).expect("a ring of three");
    for item in [5_u64, 6, 7] {
        assert_eq!(producer.try_push(item), Ok(()), "there is room for {item}");
    }
    for item in [5, 6, 7] {
        assert_eq!(consumer.try_pop(), Some(item), "in the order in which they were pushed");
    }
    assert_eq!(consumer.try_pop(), None, "nothing is left");
}

#[test]
fn round_and_round() {
    let (mut producer, mut consumer) = SpscRing::bounded(2).expect("a ring of two");
    for item in 0..9_u64 {
        assert_eq!(producer.try_push(item), Ok(()), "there is room for {item}");
        assert_eq!(consumer.try_pop(), Some(item), "it is the only one");
    }
}
