//! Queues that are wrong, one misconception a file.
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`looks_then_pops`] | looking and taking in two sections | `each_item_once_among_many` | assertion |
//! | [`claimed_not_filled`] | what is claimed is taken for filled | `each_item_once_among_many` | data race |
//! | [`refusal_in_wrong_order`] | two numbers are compared that were never true together | `linearizable_from_empty` | assertion |

pub mod claimed_not_filled;
pub mod looks_then_pops;
pub mod refusal_in_wrong_order;
