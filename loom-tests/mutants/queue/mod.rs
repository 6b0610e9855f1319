//! Queues that are wrong, one misconception a file.
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`looks_then_pops`] | looking and taking in two sections | `each_item_once_among_many` | assertion |
//! | [`claimed_not_filled`] | what is claimed is taken for filled | `each_item_once_among_many` | data race |
//! | [`refusal_in_wrong_order`] | two numbers are compared that were never true together | `linearizable_from_empty` | assertion |
//! | [`relaxed_publish`] | the index is published without what stands behind it | `no_loss_no_duplication` | data race |
//! | [`off_by_one_full`] | one item too many | `no_loss_no_duplication` | data race |
//! | [`missed_wrap_around`] | indices are compared as if they never wrapped around | `no_loss_no_duplication` | assertion |
//! | [`freed_before_read`] | a place is given back before its item is out | `no_loss_no_duplication` | data race |
//! | [`unflushed_end`] | a lazy end keeps for itself what it kept back | `shown_when_dropped` | assertion |
//! | [`aba_stack`] | the same again is taken for unchanged | `each_item_once_recycled` | assertion |
//! | [`freed_at_once`] | what was taken out is freed at once | `each_item_once_recycled` | data race |

pub mod aba_stack;
pub mod claimed_not_filled;
pub mod freed_at_once;
pub mod freed_before_read;
pub mod looks_then_pops;
pub mod missed_wrap_around;
pub mod off_by_one_full;
pub mod refusal_in_wrong_order;
pub mod relaxed_publish;
pub mod unflushed_end;
