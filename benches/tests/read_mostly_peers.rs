//! Peers keep the laws of their family, natively: an adapter that breaks one would be raced under a false flag.

use benches::subjects::read_mostly_peers::{ArcSwapCache, ArcSwapLoad, LeftRight, SeqLockCrate, Sharded};
use primitives::read_mostly::laws;
use primitives::world::Native;

type Pair = [u64; 2];

/// One test a law, for each peer.
macro_rules! read_mostly {
    ($($peer:ident: $type:ty;)*) => {$(
        mod $peer {
            use super::*;

            #[test]
            fn no_torn_read() {
                laws::no_torn_read::<$type>(&Native::default());
            }

            #[test]
            fn reads_monotone() {
                laws::reads_monotone::<$type>(&Native::default());
            }

            #[test]
            fn no_lost_update() {
                laws::no_lost_update::<$type>(&Native::default());
            }
        }
    )*};
}

read_mostly! {
    arc_swap: ArcSwapLoad<Pair>;
    arc_swap_cache: ArcSwapCache<Pair>;
    left_right_crate: LeftRight<Pair>;
    sharded_lock: Sharded<Pair>;
    seqlock_crate: SeqLockCrate<Pair>;
}
