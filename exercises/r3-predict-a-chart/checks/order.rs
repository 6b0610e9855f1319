//! Whether the orders contradict the counts. Most of a chart only a clock can tell; this much it need not be asked.

mod prediction;

use prediction::{ADDITIONS, Counts, Order, Prediction, line};

/// Fails if a counter stands before another one that has less of what costs most.
fn agrees(what: &str, order: Order, prediction: &Prediction, cost: fn(Counts) -> u32, of_what: &str) {
    // By the addition, and rounded down: 2 in 128 are as good as none.
    let costs = order.names.map(|name| cost(prediction.of(name)) / ADDITIONS);
    for (place, pair) in costs.windows(2).enumerate() {
        let (before, behind) = (order.names[place], order.names[place + 1]);
        assert!(
            pair[0] <= pair[1],
            "{}: {what}: {before} stands before {behind}, and has more {of_what}: {} an addition, where {behind} has {}. You say, the fastest \
             first, and how many:\n\n{}",
            line(order.place),
            pair[0],
            pair[1],
            order
                .names
                .iter()
                .zip(costs)
                .map(|(name, cost)| format!("  {name:<17} {cost}\n"))
                .collect::<String>()
        );
    }
}

#[test]
fn with_one_thread_indivisible_steps_cost_most() {
    let prediction = Prediction::taken();
    agrees("one_thread", prediction.one[0], &prediction, |counts| counts.steps, "indivisible steps");
}

#[test]
fn with_two_threads_shared_lines_cost_most() {
    let prediction = Prediction::taken();
    agrees(
        "two_threads",
        prediction.two[0],
        &prediction,
        |counts| counts.shared,
        "writes to a line that travels",
    );
}
