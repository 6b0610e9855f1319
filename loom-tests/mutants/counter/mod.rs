//! Counters that are wrong, one misconception a file.
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`load_then_store`] | an addition in two atomic steps | `no_lost_update` | assertion |
//! | [`plain_number`] | an addition that is not atomic at all | `no_lost_update` | data race |
//! | [`cas_ignoring_failure`] | an exchange whose failure nobody looks at | `no_lost_update` | assertion |
//! | [`two_sections`] | reading in one locked section, writing in the next | `no_lost_update` | assertion |
//! | [`lost_combiner_request`] | clearing a request that came in a moment ago | `no_lost_update` | assertion |
//! | [`retired_cell_forgotten`] | a cell that is cleared for its next owner | `exact_when_quiescent` | assertion |
//! | [`retired_in_two_steps`] | a count that is moved while somebody reads | `monotone_for_one_reader` | assertion |
//! | [`unflushed_handle`] | a handle that is dropped with its count | `drop_flushes` | assertion |
//! | [`batch_off_by_one`] | a handle that keeps back more than it says | `error_bound` | assertion |
//! | [`two_step_stripe`] | an addition in two steps, in a stripe that is shared after all | `more_handles_than_places` | assertion |
//! | [`narrow_sum`] | a sum of fewer bits than what is added | `any_amount` | assertion |
//! | [`actor_joined_too_soon`] | waiting for a thread that waits for us | `no_deadlock_on_drop` | deadlock |

pub mod actor_joined_too_soon;
pub mod batch_off_by_one;
pub mod cas_ignoring_failure;
pub mod load_then_store;
pub mod lost_combiner_request;
pub mod narrow_sum;
pub mod plain_number;
pub mod retired_cell_forgotten;
pub mod retired_in_two_steps;
pub mod two_sections;
pub mod two_step_stripe;
pub mod unflushed_handle;
