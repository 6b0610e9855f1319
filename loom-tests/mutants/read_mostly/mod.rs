//! Read-mostly values that are wrong, one misconception a file.
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`rcu_early_free`] | a version that is used again while it is read | `no_torn_read` | data race |
//! | [`left_right_no_wait`] | a copy that is changed while it is read | `no_torn_read` | data race |
//! | [`left_right_one_version`] | a reader that is counted where nobody looks | `no_torn_read` | data race |

pub mod left_right_no_wait;
pub mod left_right_one_version;
pub mod rcu_early_free;
