//! Locks, under criterion.

mod front;

fn main() {
    let headlines = ["tas", "mcs", "adaptive", "fair", "std", "parking_lot"];
    front::bench("lock", &headlines, "section-100", &[1, 2]);
}
