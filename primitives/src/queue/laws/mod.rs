//! What every queue must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_loss_no_duplication`] | each item comes out exactly once, and those of one producer in order | an index that is published too early; one too many in the ring |
//! | [`fifo_per_producer`] | the items of each of several producers come out in its order | a link set too late |
//! | [`each_item_once_among_many`] | each exactly once among several producers and consumers | a slot taken twice |
//! | [`capacity_respected`] | it is full exactly when it holds its capacity, and then hands the item back | off by one |
//! | [`each_item_once_recycled`] | each exactly once when places of items are used again | a recycled node taken for the old one (ABA); a node freed too early |
//! | [`ends_come_and_go`] | each exactly once while ends are dropped and cloned | a count of ends that is read too early |
//! | [`drops_once`] | what is left inside is dropped with the queue, once | a leak; a double drop |
//! | [`panicking_drop`] | also if an item's drop panics | a leak of the rest; a double drop |
//! | [`carries`] | items of any size arrive as they were | a torn copy; a division by a size of nothing |
//! | [`batches`] | many at a time are the same items in the same order | a batch split wrongly at the end of the ring |
//! | [`batch_cut_short`] | an iterator that panics loses nothing of what it gave | a batch that is shown only at its end |
//! | [`batches_are_whole`] | a batch is shown, and its room given back, all at once | an index published for each item |
//! | [`shown_when_dropped`] | when a producer's end is gone, everything it pushed can be found | an end that forgets what it kept back |
//! | [`linearizable`], [`linearizable_among_producers`], [`linearizable_from_empty`], [`linearizable_from_full`], [`linearizable_among_many`] | each answer, "full" and "empty" among them, is that of some moment within its call | "empty" while an item is inside |
//! | [`empty_to_a_third`], [`full_to_a_third`] | also to a thread that saw only the beginning | indices that say nothing of each other |
//! | [`push_then_look`], [`pop_then_push`] | also together: of two threads that push here and look there, one finds something | a refusal without a fence |
//! | [`order_tells`], [`order_is_passed_on`] | whoever pushes behind another one knows what that one had done before | an index that says nothing to the next push |
//! | [`room_tells`] | whoever uses the room that another one made knows what was done before | a pop that says nothing to the next push |
//!
//! A queue that does not promise to be linearizable is tried by those laws too, and must fail them: its promise is exact.

mod answers;
mod items;
mod ownership;

pub use answers::{
    Call, empty_to_a_third, full_to_a_third, linearizable, linearizable_among_many,
    linearizable_among_producers, linearizable_from_empty, linearizable_from_full, order_is_passed_on,
    order_tells, pop_then_push, push_then_look, room_tells,
};
pub use items::{
    batches_are_whole, capacity_respected, each_item_once_among_many, each_item_once_recycled,
    ends_come_and_go, fifo_per_producer, no_loss_no_duplication, shown_when_dropped,
};
pub use ownership::{Mine, Payload, batch_cut_short, batches, carries, drops_once, panicking_drop};
