//! Caches. All of them hash keys in the same way, by the hasher that their users are told to take.

use ahash::RandomState as S;
use primitives::cache::actor::Actor;
use primitives::cache::clock::ClockCache;
use primitives::cache::copy_on_write::CopyOnWrite;
use primitives::cache::flagship::{Flagship, FlagshipOf};
use primitives::cache::mutex_lru::MutexLru;
use primitives::cache::rwlock_lru::RwLockLru;
use primitives::cache::s3_fifo::S3FifoCache;
use primitives::cache::set_associative::{SetAssociative, SetAssociativeOf};
use primitives::cache::sharded_lru::ShardedLru;
use primitives::cache::sieve::SieveCache as Sieve;
use primitives::cache::tinylfu::TinyLfuCache;

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
        cache::<MutexLru<u64, u64, S>>(ours("mutex_lru", "primitives/src/cache/mutex_lru.rs", "a hash map and a list behind std's mutex", "blocking", "Belady, 1966")).bounded().strings::<MutexLru<u64, String, S>>().subject().baseline().twin(),
        cache::<RwLockLru<u64, u64, S>>(ours("rwlock_lru", "primitives/src/cache/rwlock_lru.rs", "a hash map and a list behind std's readers-writer lock, which a hit takes to write", "blocking", "the trap")).bounded().strings::<RwLockLru<u64, String, S>>().subject(),
        cache::<ShardedLru<u64, u64, S>>(ours("sharded_lru", "primitives/src/cache/sharded_lru.rs", "64 LRU caches, each behind std's mutex", "blocking", "lock striping")).bounded().strings::<ShardedLru<u64, String, S>>().subject(),
        cache::<ClockCache<u64, u64, S>>(ours("clock", "primitives/src/cache/clock.rs", "a queue and a bit for each entry, behind std's readers-writer lock", "blocking", "Corbato, 1968")).bounded().strings::<ClockCache<u64, String, S>>().subject(),
        cache::<Sieve<u64, u64, S>>(ours("sieve", "primitives/src/cache/sieve.rs", "a queue, a hand and a bit for each entry, behind std's readers-writer lock", "blocking", "Zhang and others, 2024")).bounded().strings::<Sieve<u64, String, S>>().subject(),
        cache::<S3FifoCache<u64, u64, S>>(ours("s3_fifo", "primitives/src/cache/s3_fifo.rs", "three queues and a count for each entry, behind std's readers-writer lock", "blocking", "Yang and others, 2023")).bounded().strings::<S3FifoCache<u64, String, S>>().subject(),
        cache::<TinyLfuCache<u64, u64, S>>(ours("tinylfu", "primitives/src/cache/tinylfu.rs", "three LRU lists and a sketch of frequencies, behind std's mutex", "blocking", "Einziger, Friedman, Manes, 2017")).bounded().strings::<TinyLfuCache<u64, String, S>>().subject(),
        cache::<SetAssociative<u64, u64, S>>(ours("set_associative", "primitives/src/cache/set_associative.rs", "sets of eight ways, CLOCK in each; hits without a lock", "blocking; hits wait only for changes of their entry", "Conti, Gibson, Pitkowsky, 1968")).bounded().strings::<SetAssociativeOf<u64, String, S>>().subject(),
        cache::<CopyOnWrite<u64, u64, S>>(ours("copy_on_write", "primitives/src/cache/copy_on_write.rs", "each change is a new table, first in, first out", "blocking; hits wait-free", "copy on write")).bounded().only(&["zipf-get", "hot-key"]).subject().further("zipf-get"), // each miss copies all: seconds until it is warm
        cache::<Actor<u64, u64, S>>(ours("actor", "primitives/src/cache/actor.rs", "an LRU cache in a thread of its own, asked through a channel", "blocking", "Hewitt, Bishop, Steiger, 1973")).bounded().strings::<Actor<u64, String, S>>().subject().own_threads(1),
        cache::<Flagship<u64, u64, S>>(ours("flagship", "primitives/src/cache/flagship.rs", "S3-FIFO in shards; hits without a lock", "blocking; hits wait only for changes of their entry", "Yang and others, 2023; Lamport, 1977")).bounded().strings::<FlagshipOf<u64, String, S>>().subject(),
        cache::<Moka<u64, u64>>(peer("moka")).bounded().strings::<Moka<u64, String>>().subject(),
        cache::<MiniMoka<u64, u64>>(peer("mini_moka")).bounded().strings::<MiniMoka<u64, String>>().subject(),
        cache::<QuickCache<u64, u64>>(peer("quick_cache")).bounded().strings::<QuickCache<u64, String>>().subject(),
        cache::<TinyUfoCrate<u64, u64>>(peer("tinyufo")).strings::<TinyUfoCrate<u64, String>>().subject(),
        cache::<LruStdMutex<u64, u64>>(peer("lru_std_mutex")).bounded().strings::<LruStdMutex<u64, String>>().subject(),
        cache::<LruParkingLot<u64, u64>>(peer("lru_parking_lot")).bounded().strings::<LruParkingLot<u64, String>>().subject(),
        cache::<SccHashCache<u64, u64>>(peer("scc_hash_cache")).bounded().strings::<SccHashCache<u64, String>>().subject(),
        cache::<SieveCache<u64, u64>>(peer("sieve_cache")).bounded().strings::<SieveCache<u64, String>>().subject(),
        cache::<DashMapCrate<u64, u64>>(peer("dashmap")).strings::<DashMapCrate<u64, String>>().subject(),
        cache::<Papaya<u64, u64>>(peer("papaya")).strings::<Papaya<u64, String>>().subject(),
    ]
}

/// The entry of a published one.
fn peer(name: &str) -> Entry {
    let peers = [cache_peers::PEERS, cache_peers_recency::PEERS, cache_peers_maps::PEERS];
    PeerName::entry(&peers.concat(), name)
}
