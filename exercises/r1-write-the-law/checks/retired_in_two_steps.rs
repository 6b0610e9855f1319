//! The law must kill a count that is moved while somebody reads.

#[path = "../../../loom-tests/mutants/counter/retired_in_two_steps.rs"]
mod retired_in_two_steps;
mod wrong;

use retired_in_two_steps::RetiredInTwoSteps;

#[test]
fn must_die() {
    let model = harness::model!("counter", "retired_in_two_steps", "your_law", must_die);
    let source = include_str!("../../../loom-tests/mutants/counter/retired_in_two_steps.rs");
    wrong::must_die(&model, source, RetiredInTwoSteps::new);
}
