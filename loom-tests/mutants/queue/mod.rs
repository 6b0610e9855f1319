//! Queues that are wrong, one misconception a file.
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`looks_then_pops`] | looking and taking in two sections | `each_item_once_among_many` | assertion |

pub mod looks_then_pops;
