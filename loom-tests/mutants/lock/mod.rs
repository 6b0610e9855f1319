//! Locks that are wrong, one misconception a file.
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`check_then_set`] | looking and taking in two steps | `mutual_exclusion` | data race |
//! | [`relaxed_unlock`] | letting go without telling what was done | `mutual_exclusion` | data race |
//! | [`late_release`] | a release that stands behind the section | `panics_release` | no progress |
//! | [`try_that_waits`] | a try in terms of a wait | `try_lock_never_blocks` | no progress |
//! | [`sleeps_on_what_it_finds`] | going to sleep on a word that was not looked at again | `no_lost_wakeup` | deadlock |
//! | [`flag_after_check`] | saying that one will sleep after the last look | `no_lost_wakeup` | deadlock |
//! | [`no_fence_before_look`] | a flag and a state, each stored by one side and looked at by the other | `no_lost_wakeup` | deadlock |
//! | [`wakes_nobody_else`] | whoever was woken forgets that others may sleep | `no_lost_wakeup` | deadlock |
//! | [`link_read_too_early`] | a successor that is not linked yet is taken for none | `fifo` | no progress |
//! | [`first_to_notice`] | a flag that all wait for, and whoever looks first takes | `fifo` | assertion |
//! | [`forgets_its_value`] | a value that nobody drops | `drops_once` | assertion |
//! | [`looks_then_sleeps`] | looking and going to sleep in two sections | `condvar_wakes` | deadlock |

pub mod check_then_set;
pub mod first_to_notice;
pub mod flag_after_check;
pub mod forgets_its_value;
pub mod late_release;
pub mod link_read_too_early;
pub mod looks_then_sleeps;
pub mod no_fence_before_look;
pub mod relaxed_unlock;
pub mod sleeps_on_what_it_finds;
pub mod try_that_waits;
pub mod wakes_nobody_else;
