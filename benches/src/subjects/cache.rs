//! Caches.

use primitives::cache::mutex_lru::MutexLru;

use super::cache_peers::{self, MiniMoka, Moka, QuickCache, TinyUfoCrate};
use super::cache_peers_maps::{self, DashMapCrate, Papaya};
use super::cache_peers_recency::{self, LruParkingLot, LruStdMutex, SccHashCache, SieveCache};
use super::{PeerName, ours};
use crate::catalogue::{Entry, Subject};
use crate::workloads::cache::cache_subject as cache;

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        cache::<MutexLru<u64, u64>>(ours("mutex_lru", "primitives/src/cache/mutex_lru.rs", "a hash map and a list behind std's mutex", "blocking", "Belady, 1966")).baseline().twin(),
        cache::<Moka<u64, u64>>(peer("moka")),
        cache::<MiniMoka<u64, u64>>(peer("mini_moka")),
        cache::<QuickCache<u64, u64>>(peer("quick_cache")),
        cache::<TinyUfoCrate<u64, u64>>(peer("tinyufo")),
        cache::<LruStdMutex<u64, u64>>(peer("lru_std_mutex")),
        cache::<LruParkingLot<u64, u64>>(peer("lru_parking_lot")),
        cache::<SccHashCache<u64, u64>>(peer("scc_hash_cache")),
        cache::<SieveCache<u64, u64>>(peer("sieve_cache")),
        cache::<DashMapCrate<u64, u64>>(peer("dashmap")),
        cache::<Papaya<u64, u64>>(peer("papaya")),
    ]
}

/// The entry of a published one.
fn peer(name: &str) -> Entry {
    let peers = [cache_peers::PEERS, cache_peers_recency::PEERS, cache_peers_maps::PEERS];
    PeerName::entry(&peers.concat(), name)
}
