//! Queues, under criterion.

mod front;

fn main() {
    front::bench("queue", &["mutex"], "mpmc", &[1, 2]);
}
