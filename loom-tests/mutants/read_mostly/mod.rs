//! Read-mostly values that are wrong, one misconception a file.
//!
//! | file | mistake | killed by | as |
//! |---|---|---|---|
//! | [`seqlock_no_reader_fence`] | a second look at the sequence that may happen before the reading | `no_torn_read` | assertion |
//! | [`seqlock_no_writer_fence`] | an odd sequence that may be seen after the words it announces | `no_torn_read` | assertion |
//! | [`seqlock_ignores_odd`] | a reader that only asks whether the sequence moved | `no_torn_read` | assertion |

pub mod seqlock_ignores_odd;
pub mod seqlock_no_reader_fence;
pub mod seqlock_no_writer_fence;
