//! The law must kill an addition in two steps.

#[path = "../../../loom-tests/mutants/counter/load_then_store.rs"]
mod load_then_store;
mod wrong;

use load_then_store::LoadThenStore;

#[test]
fn must_die() {
    let model = harness::model!("counter", "load_then_store", "your_law", must_die);
    let source = include_str!("../../../loom-tests/mutants/counter/load_then_store.rs");
    wrong::must_die(&model, source, LoadThenStore::new);
}
