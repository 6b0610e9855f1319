//! Queues, under criterion.

mod front;

fn main() {
    let headlines = ["mutex", "mpmc_ring", "mpmc_tuned"];
    front::bench("queue", &headlines, "spsc", &[2]);
    front::bench("queue", &headlines, "mpmc", &[2, 4]);
    front::bench("queue", &headlines, "pairs", &[1, 2]);
}
