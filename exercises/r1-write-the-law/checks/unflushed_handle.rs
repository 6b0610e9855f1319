//! The law must kill a handle that is dropped with its count.

#[path = "../../../loom-tests/mutants/counter/unflushed_handle.rs"]
mod unflushed_handle;
mod wrong;

use unflushed_handle::UnflushedHandle;

#[test]
fn must_die() {
    let model = harness::model!("counter", "unflushed_handle", "your_law", must_die);
    let source = include_str!("../../../loom-tests/mutants/counter/unflushed_handle.rs");
    wrong::must_die(&model, source, UnflushedHandle::new);
}
