//! Channels, under criterion.

mod front;

fn main() {
    let headlines = ["condvar"];
    front::bench("channel", &headlines, "spsc", &[2]);
    front::bench("channel", &headlines, "mpmc", &[2, 4]);
    front::bench("channel", &headlines, "round-trip", &[2]);
}
