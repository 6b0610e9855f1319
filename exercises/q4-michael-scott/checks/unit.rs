//! One thread alone.

use primitives::queue::{Pop, Push, Unbounded};

use crate::exercise::MichaelScott;

#[test]
fn first_in_first_out() {
    let (mut producer, mut consumer) = MichaelScott::unbounded();
    for item in [5_u64, 6, 7] {
        assert_eq!(producer.try_push(item), Ok(()), "there is no limit");
    }
    for item in [5, 6, 7] {
        assert_eq!(consumer.try_pop(), Some(item), "in the order in which they were pushed");
    }
    assert_eq!(consumer.try_pop(), None, "nothing is left");
}

#[test]
fn again_and_again() {
    let (mut producer, mut consumer) = MichaelScott::unbounded();
    for item in 0..200_u64 {
        assert_eq!(consumer.try_pop(), None, "nothing is in");
        assert_eq!(producer.try_push(item), Ok(()), "there is no limit");
        assert_eq!(consumer.try_pop(), Some(item), "it is the only one");
    }
}
