//! Caches that are wrong, one misconception a file.
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`check_then_act`] | there was room a moment ago | `capacity_respected` | assertion |
//! | [`freed_under_a_reader`] | who is evicted is freed at once | `drops_once` | data race |
//! | [`lost_waiter`] | one is told that the value has come | `loads_once_for_three` | deadlock |
//! | [`recycled_slot`] | the key was right, so the value is | `value_belongs_to_key` | assertion |
//! | [`resurrecting_promotion`] | a hit puts back what it found | `stays_removed` | assertion |

pub mod check_then_act;
pub mod freed_under_a_reader;
pub mod lost_waiter;
pub mod recycled_slot;
pub mod resurrecting_promotion;
