//! Read-mostly values that are wrong, one misconception a file.
//!
//! Readers-writer locks:
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`relaxed_unlock`] | an unlock that publishes nothing | `no_torn_read` | data race |
//! | [`big_reader_without_fence`] | two stores, two loads, and nothing between | `no_torn_read` | data race |
//! | [`sleep_without_second_look`] | going to sleep on whatever stands there now | `no_lost_update` | deadlock |
//! | [`release_after_section`] | a release that a panic leaves out | `panics_release` | deadlock |
//! | [`one_at_a_time`] | a mutex by another name | `readers_share` | no progress |
//! | [`try_in_two_steps`] | a look, and then a step | `try_read_never_blocks` | data race |
//! | [`reader_preference`] | readers that ask only for readers | `writer_not_starved` | no progress |
//! | [`writer_preference`] | readers that wait until no writer is there | `reader_not_starved` | no progress |
//!
//! Sequence locks:
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`seqlock_no_reader_fence`] | a second look at the sequence that may happen before the reading | `no_torn_read` | assertion |
//! | [`seqlock_no_writer_fence`] | an odd sequence that may be seen after the words it announces | `no_torn_read` | assertion |
//! | [`seqlock_ignores_odd`] | a reader that only asks whether the sequence moved | `no_torn_read` | assertion |
//!
//! Values that keep versions:
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`rcu_early_free`] | a version that is used again while it is read | `no_torn_read` | data race |
//! | [`left_right_no_wait`] | a copy that is changed while it is read | `no_torn_read` | data race |
//! | [`left_right_one_version`] | a reader that is counted where nobody looks | `no_torn_read` | data race |

pub mod big_reader_without_fence;
pub mod left_right_no_wait;
pub mod left_right_one_version;
pub mod one_at_a_time;
pub mod rcu_early_free;
pub mod reader_preference;
pub mod relaxed_unlock;
pub mod release_after_section;
pub mod seqlock_ignores_odd;
pub mod seqlock_no_reader_fence;
pub mod seqlock_no_writer_fence;
pub mod sleep_without_second_look;
pub mod try_in_two_steps;
pub mod writer_preference;
