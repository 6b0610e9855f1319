//! Counters, under criterion.

mod front;

fn main() {
    let headlines =
        ["atomic_relaxed", "mutex", "parking_lot_mutex", "cas_loop", "striped", "per_thread", "fast_counter"];
    front::bench("counter", &headlines, "inc", &[1, 2]);
    front::bench("counter", &["atomic_relaxed", "mutex", "per_thread"], "load", &[1]);
}
