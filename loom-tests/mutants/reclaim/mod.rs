//! Memory reclamation that is wrong, one misconception a file.
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`early_free`] | one epoch old is old enough | `no_early_free` | data race |
//! | [`late_pin`] | a pin without a fence | `no_early_free` | data race |
//! | [`inner_guard_leaves`] | a place without a count of guards | `nested_pins_protect` | data race |
//! | [`stale_stamp`] | a stamp without a fence | `freed_by_another` | data race |
//! | [`half_waited`] | waiting for one advance | `synchronize_waits` | data race |
//! | [`forgotten_retire`] | a ring without a test for full | `drops_once` | assertion |
//! | [`gone_and_waited_for`] | leaving without a word | `garbage_is_freed` | assertion |

pub mod early_free;
pub mod forgotten_retire;
pub mod gone_and_waited_for;
pub mod half_waited;
pub mod inner_guard_leaves;
pub mod late_pin;
pub mod stale_stamp;
