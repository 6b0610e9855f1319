//! Locks, under criterion.

mod front;

fn main() {
    front::bench("lock", &["tas"], "section-0", &[1, 2]);
}
