//! Where stripes stand: two variables are written on one line if they are nearer to each other than a line is long.

mod prediction;

use primitives::counter::striped::{Striped, Stripes};
use primitives::counter::striped_unpadded::StripedUnpadded;

use prediction::{ADDITIONS, Prediction, line};

/// Bytes that go from core to core together.
const LINE: usize = if cfg!(all(target_arch = "aarch64", target_vendor = "apple")) { 128 } else { 64 };

/// How far it is from one stripe to the next.
trait Spacing {
    const BYTES: usize;
}

impl<S> Spacing for Stripes<S> {
    const BYTES: usize = size_of::<S>();
}

#[test]
fn who_writes_the_neighbours_line() {
    let prediction = Prediction::taken();
    for (name, bytes) in [("striped", Striped::BYTES), ("striped_unpadded", StripedUnpadded::BYTES)] {
        let said = prediction.of(name);
        // Handles are dealt out in turn: two threads have neighbouring stripes, and each addition writes one.
        let shared = if bytes < LINE { ADDITIONS } else { 0 };
        assert_eq!(
            said.shared,
            shared,
            "{}: {name}: the stripes of the two threads begin {bytes} bytes apart, and a cache line has {LINE}. Additions of {ADDITIONS} \
             that write a line which the other thread writes, as you say, and as they stand",
            line(said.place)
        );
    }
}
