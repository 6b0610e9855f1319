//! Channels that are wrong, one misconception a file.
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`one_condvar_for_both`] | one variable for all who wait, and one of them is told | `no_lost_wakeup` | deadlock |
//! | [`if_for_while`] | woken, and so there must be one | `no_lost_wakeup` | assertion |
//! | [`wakes_one_at_close`] | the end is told to one | `close_wakes_every_sender` | deadlock |
//! | [`flag_read_without_fence`] | a flag that is looked at too early | `no_lost_wakeup` | deadlock |
//! | [`stranded_by_false_empty`] | sleeping on a queue that may be wrong about being empty | `no_lost_wakeup` | deadlock |

pub mod flag_read_without_fence;
pub mod if_for_while;
pub mod one_condvar_for_both;
pub mod stranded_by_false_empty;
pub mod wakes_one_at_close;
