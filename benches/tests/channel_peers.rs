//! Published channels, tried by the laws of ours; see `queue_peers.rs`.

mod conformance;

use std::process::ExitCode;

use benches::subjects::channel_peers::{self, Crossbeam, Crossfire, Flume, Kanal, Std, ThingBuf};
use conformance::{Promised, Trial};
use primitives::channel::{BadCapacity, Channel, UnboundedChannel, laws};
use primitives::world::{Native, Size};

/// Many messages through a small channel.
const MANY: Native = Native { rounds: 8, size: Size { threads: 2, ops: 500 } };
/// A few threads that meet once.
const MEETINGS: Native = Native { rounds: 200, size: Size { threads: 3, ops: 2 } };

fn main() -> ExitCode {
    let mut trials: Vec<Trial> = Vec::new();
    conformance::main("channel", &[channel_peers::PEERS], &trials)
}
