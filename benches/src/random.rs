//! Seeds, and numbers drawn from them. Nothing here runs inside a window.

use rand::SeedableRng;
use rand::rngs::SmallRng;

/// Scatters a number over all 64 bits (the finaliser of SplitMix64), so that seeds that differ little give streams that
/// differ altogether.
pub fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A generator of its own for each seed.
pub fn generator(seed: u64) -> SmallRng {
    SmallRng::seed_from_u64(mix(seed))
}
