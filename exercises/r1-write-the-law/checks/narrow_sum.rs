//! The law must kill a sum of fewer bits than what is added.

#[path = "../../../loom-tests/mutants/counter/narrow_sum.rs"]
mod narrow_sum;
mod wrong;

use narrow_sum::NarrowSum;

#[test]
fn must_die() {
    let model = harness::model!("counter", "narrow_sum", "your_law", must_die);
    let source = include_str!("../../../loom-tests/mutants/counter/narrow_sum.rs");
    wrong::must_die(&model, source, NarrowSum::new);
}
