//! What a published cache really holds when it is asked for so many entries, as its adapter and its mechanism say.

use benches::subjects::cache_peers::{MiniMoka, Moka, QuickCache, TinyUfoCrate};
use benches::subjects::cache_peers_maps::{DashMapCrate, Papaya};
use benches::subjects::cache_peers_recency::{LruParkingLot, LruStdMutex, SccHashCache, SieveCache};
use primitives::cache::{Bounded, Cache};

/// One, fewer than there are shards, and no multiples of them.
const ASKED: [usize; 6] = [1, 2, 7, 100, 1000, 10_000];
/// How many different keys are offered: enough for every shard of every cache to be full, however its hash spreads them.
const fn offered(asked: usize) -> usize {
    5 * asked + 1000
}

/// A cache that was offered many more entries than were asked for.
fn filled<C: Cache<u64, u64>>(asked: usize) -> C {
    let cache = C::with_capacity(asked).expect("a cache of this capacity");
    keys(asked).for_each(|key| cache.insert(key, key));
    cache.settle();
    cache
}

fn keys(asked: usize) -> impl Iterator<Item = u64> {
    0..offered(asked) as u64
}

/// How many of the keys it finds.
fn found<C: Cache<u64, u64>>(cache: &C, asked: usize) -> usize {
    keys(asked).filter(|key| cache.get(key).is_some()).count()
}

/// Holds what `real` makes of what was asked for, and says so.
fn holds<C: Bounded<u64, u64>>(real: impl Fn(usize) -> usize) {
    for asked in ASKED {
        let cache = filled::<C>(asked);
        let real = real(asked);
        assert_eq!(cache.capacity(), real, "the capacity, asked for {asked}");
        assert_eq!(cache.len(), real, "the length, asked for {asked}");
        assert_eq!(found(&cache, asked), real, "found, asked for {asked}");
    }
}

/// Refuses what it cannot have, and does not panic.
fn refuses<C: Cache<u64, u64>>() {
    for asked in [0, usize::MAX / 2, usize::MAX] {
        let refused = C::with_capacity(asked).err().map(|bad| bad.asked);
        assert_eq!(refused, Some(asked));
    }
}

macro_rules! exact {
    ($($peer:ident: $type:ty;)*) => {$(
        #[test]
        fn $peer() {
            holds::<$type>(|asked| asked);
            refuses::<$type>();
        }
    )*};
}

exact! {
    moka: Moka<u64, u64>;
    mini_moka: MiniMoka<u64, u64>;
    lru_std_mutex: LruStdMutex<u64, u64>;
    lru_parking_lot: LruParkingLot<u64, u64>;
    sieve_cache: SieveCache<u64, u64>;
}

#[test]
fn scc_hash_cache_rounds_up_to_a_power_of_two() {
    holds::<SccHashCache<u64, u64>>(|asked| asked.next_power_of_two().max(64));
    refuses::<SccHashCache<u64, u64>>();
}

/// Its shards depend on the machine, and are all as large.
#[test]
fn quick_cache_rounds_up_to_its_shards() {
    holds::<QuickCache<u64, u64>>(|asked| {
        let shards = QuickCache::<u64, u64>::with_capacity(asked).expect("a cache of this capacity").shards();
        asked.next_multiple_of(shards)
    });
    refuses::<QuickCache<u64, u64>>();
}

/// It cannot say how much it holds: what it finds is counted.
#[test]
fn tinyufo() {
    for asked in ASKED {
        assert_eq!(found(&filled::<TinyUfoCrate<u64, u64>>(asked), asked), asked);
    }
    refuses::<TinyUfoCrate<u64, u64>>();
}

#[test]
fn maps_forget_nothing() {
    for asked in ASKED {
        assert_eq!(found(&filled::<DashMapCrate<u64, u64>>(asked), asked), offered(asked));
        assert_eq!(found(&filled::<Papaya<u64, u64>>(asked), asked), offered(asked));
    }
    refuses::<DashMapCrate<u64, u64>>();
    refuses::<Papaya<u64, u64>>();
}
