//! Published caches, tried by the laws of ours, as [queues](../queue_peers.rs) are: each trial is a process of its own, this binary
//! again, so its `main` must be ours.

mod conformance;
#[path = "conformance/caches.rs"]
mod crowded;

use std::process::ExitCode;

use benches::subjects::cache_peers::{self, MiniMoka, Moka, QuickCache, TinyUfoCrate};
use benches::subjects::cache_peers_maps::{self, DashMapCrate, Papaya};
use benches::subjects::cache_peers_recency::{self, LruParkingLot, LruStdMutex, SccHashCache, SieveCache};
use conformance::{Promised, Trial};
use crowded::Colliding;
use primitives::cache::laws;
use primitives::world::{Native, Size, Token};

/// A few calls of two threads, many times over.
const HISTORIES: Native = Native { rounds: 300, size: Size { threads: 2, ops: 2 } };

/// Caches for a law that is kept, as far as is known.
const A_FEW: u64 = 50;
/// Caches for one that is known to be broken: it was seen to be within a few hundred, and ends there.
const UNTIL_SEEN: u64 = 4000;

/// Each law by its name, for a cache.
macro_rules! law {
    (value_belongs_to_key, $cache:ident) => {
        laws::value_belongs_to_key::<$cache<u64, u64>>(&HISTORIES)
    };
    (capacity_respected, $cache:ident) => {
        laws::capacity_respected::<$cache<u64, u64>>(&HISTORIES)
    };
    (drops_once, $cache:ident) => {
        laws::drops_once::<$cache<u64, Token>>(&HISTORIES)
    };
    (holds_no_more, $cache:ident) => {
        crowded::holds_no_more::<$cache<u64, u64>>()
    };
    (finds_no_more, $cache:ident) => {
        crowded::finds_no_more::<$cache<u64, u64>>()
    };
    (finds_what_fits, $cache:ident) => {
        crowded::finds_what_fits::<$cache<u64, u64>>()
    };
    (never_goes_back, TinyUfoCrate) => {
        crowded::never_goes_back::<TinyUfoCrate<u64, u64>>(UNTIL_SEEN)
    };
    (never_goes_back, $cache:ident) => {
        crowded::never_goes_back::<$cache<u64, u64>>(A_FEW)
    };
    (stays_removed, TinyUfoCrate) => {
        crowded::stays_removed::<TinyUfoCrate<u64, u64>>(UNTIL_SEEN)
    };
    (stays_removed, $cache:ident) => {
        crowded::stays_removed::<$cache<u64, u64>>(A_FEW)
    };
    (drops_once_when_crowded, $cache:ident) => {
        crowded::drops_once_when_crowded::<$cache<u64, Token>>()
    };
    (colliding_keys, $cache:ident) => {
        crowded::colliding_keys::<$cache<Colliding, u64>>()
    };
}

/// Trials of one peer: laws, and those that its crate promises nothing about.
macro_rules! trials {
    ($trials:ident, $peer:literal, $cache:ident: $($law:ident)* $(; not promised: $($chance:ident)*)?) => {
        $trials.extend(Vec::<Trial>::from([
            $(Trial { peer: $peer, law: stringify!($law), run: || law!($law, $cache), promised: Promised::Yes },)*
            $($(Trial { peer: $peer, law: stringify!($chance), run: || law!($chance, $cache), promised: Promised::No },)*)?
        ]));
    };
}

/// What every peer is tried by; then by what it offers: a bound, whether it lets every new entry in, removal.
macro_rules! peer {
    ($trials:ident, $peer:literal, $cache:ident: $($offer:ident)*) => {
        trials!($trials, $peer, $cache: value_belongs_to_key drops_once_when_crowded finds_what_fits never_goes_back colliding_keys);
        $(peer!(@$offer $trials, $peer, $cache);)*
    };
    (@bounded $trials:ident, $peer:literal, $cache:ident) => { trials!($trials, $peer, $cache: holds_no_more); };
    (@admits $trials:ident, $peer:literal, $cache:ident) => { trials!($trials, $peer, $cache: capacity_respected); };
    // A new key that was never asked for may lose against an old one, so what was just stored need not be found.
    (@refuses $trials:ident, $peer:literal, $cache:ident) => { trials!($trials, $peer, $cache: ; not promised: capacity_respected); };
    (@drops_at_once $trials:ident, $peer:literal, $cache:ident) => { trials!($trials, $peer, $cache: drops_once); };
    // It leaves values for epochs to drop, which may be after the cache itself is gone.
    (@drops_later $trials:ident, $peer:literal, $cache:ident) => { trials!($trials, $peer, $cache: ; not promised: drops_once); };
    (@remove $trials:ident, $peer:literal, $cache:ident) => { trials!($trials, $peer, $cache: stays_removed); };
}

fn main() -> ExitCode {
    let mut trials = Vec::new();
    peer!(trials, "moka", Moka: drops_later bounded refuses remove);
    peer!(trials, "mini_moka", MiniMoka: drops_at_once bounded refuses);
    peer!(trials, "quick_cache", QuickCache: drops_at_once bounded admits remove);
    peer!(trials, "tinyufo", TinyUfoCrate: drops_at_once remove);
    trials!(trials, "tinyufo", TinyUfoCrate: finds_no_more);
    peer!(trials, "lru_std_mutex", LruStdMutex: drops_at_once bounded admits remove);
    peer!(trials, "lru_parking_lot", LruParkingLot: drops_at_once bounded admits remove);
    peer!(trials, "scc_hash_cache", SccHashCache: drops_at_once bounded admits remove);
    peer!(trials, "sieve_cache", SieveCache: drops_at_once bounded admits remove);
    peer!(trials, "dashmap", DashMapCrate: drops_at_once);
    peer!(trials, "papaya", Papaya: drops_at_once);
    let peers = [cache_peers::PEERS, cache_peers_recency::PEERS, cache_peers_maps::PEERS];
    conformance::main("cache", &peers, &trials)
}
