//! Channels, under criterion.

mod front;

fn main() {
    front::bench("channel", &["condvar"], "mpmc", &[1, 2]);
}
