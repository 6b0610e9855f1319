//! Caches: every law, every interleaving of two threads.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};

use harness::{Limits, Setup};
use primitives::cache::laws;
use primitives::cache::{
    actor::Actor,
    clock::ClockCache,
    copy_on_write::CopyOnWrite,
    flagship::{Flagship, FlagshipOf},
    loading::Loading,
    mutex_lru::MutexLru,
    rwlock_lru::RwLockLru,
    s3_fifo::S3FifoCache,
    set_associative::{SetAssociative, SetAssociativeOf},
    sharded_lru::ShardedLru,
    sieve::SieveCache,
    tinylfu::TinyLfuCache,
};
use primitives::channel::StdChannel;
use primitives::world::Token;

/// The same hash in every execution.
type S = BuildHasherDefault<DefaultHasher>;

/// One model for each law: `models!(MODULE, SUBJECT, SETUP, [LAW = TYPE, ...])`.
macro_rules! models {
    ($module:ident, $subject:literal, $setup:expr, [$($law:ident = $type:ty),* $(,)?]) => {
        mod $module {
            use super::*;
            $(
                #[test]
                fn $law() {
                    let model = harness::model!("cache", $subject, stringify!($law), $law);
                    harness::holds(&model, $setup, |world| laws::$law::<$type>(world));
                }
            )*
        }
    };
}

/// Every law, for a cache that takes tokens too.
macro_rules! cache {
    ($module:ident, $subject:literal, $setup:expr, $of_words:ty, $of_tokens:ty) => {
        models!(
            $module,
            $subject,
            $setup,
            [
                value_belongs_to_key = $of_words,
                capacity_respected = $of_words,
                drops_once = $of_tokens,
                reads_own_write = $of_words,
                never_goes_back = $of_words,
                stays_findable = $of_words,
                stays_removed = $of_words,
                stays_forgotten = $of_words,
                remove_and_insert = $of_words,
            ]
        );
    };
}

/// What does not end without a bound is cut off early, and searched to a bound first.
const BOUNDED: Setup = Setup::CHECKED.within(Limits {
    bounds: &[1, 2],
    bounded: 20_000,
    unbounded: 0,
    why: "two pre-emptions show each way to meet a change half done; more do not end",
    ..Limits::USUAL
});

cache!(mutex_lru, "mutex_lru", Setup::CHECKED, MutexLru<u64, u64, S>, MutexLru<u64, Token, S>);
cache!(rwlock_lru, "rwlock_lru", Setup::CHECKED, RwLockLru<u64, u64, S>, RwLockLru<u64, Token, S>);
cache!(sharded_lru, "sharded_lru", Setup::CHECKED, ShardedLru<u64, u64, S>, ShardedLru<u64, Token, S>);
cache!(clock, "clock", Setup::CHECKED, ClockCache<u64, u64, S>, ClockCache<u64, Token, S>);
cache!(sieve, "sieve", Setup::CHECKED, SieveCache<u64, u64, S>, SieveCache<u64, Token, S>);
cache!(s3_fifo, "s3_fifo", Setup::CHECKED, S3FifoCache<u64, u64, S>, S3FifoCache<u64, Token, S>);
cache!(tinylfu, "tinylfu", Setup::CHECKED, TinyLfuCache<u64, u64, S>, TinyLfuCache<u64, Token, S>);
cache!(
    set_associative,
    "set_associative",
    BOUNDED,
    SetAssociative<u64, u64, S>,
    SetAssociativeOf<u64, Token, S>
);
cache!(copy_on_write, "copy_on_write", BOUNDED, CopyOnWrite<u64, u64, S>, CopyOnWrite<u64, Token, S>);
cache!(actor, "actor", BOUNDED, Actor<u64, u64, S, StdChannel>, Actor<u64, Token, S, StdChannel>);
cache!(flagship, "flagship", BOUNDED, Flagship<u64, u64, S>, FlagshipOf<u64, Token, S>);
models!(flagship_of, "flagship_of", BOUNDED, [
    value_belongs_to_key = FlagshipOf<u64, u64, S>,
    never_goes_back = FlagshipOf<u64, u64, S>,
    stays_removed = FlagshipOf<u64, u64, S>,
]);

/// Says the same of all keys, so that all of them want the same place.
#[derive(Default)]
struct Colliding;

impl Hasher for Colliding {
    fn finish(&self) -> u64 {
        7
    }
    fn write(&mut self, _bytes: &[u8]) {}
}

type C = BuildHasherDefault<Colliding>;

/// Gives small keys one shard and one home in its index, and different hashes all the same: an index passes over such a neighbour without
/// looking at its entry. To that end it undoes what the caches do to a hash.
#[derive(Default)]
struct SameHome(u64);

impl Hasher for SameHome {
    fn finish(&self) -> u64 {
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        // Newton's way to an inverse modulo 2^64: each step doubles the bits that are right, from three on.
        let inverse = (0..5).fold(FACTOR, |x, _| x.wrapping_mul(2u64.wrapping_sub(FACTOR.wrapping_mul(x))));
        let folded = (self.0 << 48).wrapping_mul(inverse);
        folded ^ (folded >> 32)
    }
    fn write(&mut self, _bytes: &[u8]) {}
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

type H = BuildHasherDefault<SameHome>;

models!(flagship_one_home, "flagship", BOUNDED, [stays_findable = Flagship<u64, u64, H>]);
models!(flagship_of_one_home, "flagship_of", BOUNDED, [stays_findable = FlagshipOf<u64, u64, H>]);

models!(flagship_colliding, "flagship", BOUNDED, [
    stays_findable = Flagship<u64, u64, C>, stays_removed = Flagship<u64, u64, C>, stays_forgotten = Flagship<u64, u64, C>,
    reused_place_is_noticed = Flagship<u64, u64, C>
]);
models!(flagship_of_colliding, "flagship_of", BOUNDED, [stays_findable = FlagshipOf<u64, u64, C>, stays_forgotten = FlagshipOf<u64, u64, C>]);
models!(set_associative_colliding, "set_associative", BOUNDED, [
    stays_findable = SetAssociative<u64, u64, C>, stays_forgotten = SetAssociative<u64, u64, C>,
    reused_place_is_noticed = SetAssociative<u64, u64, C>
]);

models!(set_associative_of_colliding, "set_associative", BOUNDED, [
    stays_forgotten = SetAssociativeOf<u64, u64, C>, reused_place_is_noticed = SetAssociativeOf<u64, u64, C>
]);

mod loading {
    use super::*;

    macro_rules! loading {
        ($($law:ident),*) => {$(
            #[test]
            fn $law() {
                let model = harness::model!("cache", "loading", stringify!($law), $law);
                harness::holds(&model, BOUNDED, |world| {
                    laws::loading::$law::<Loading<MutexLru<u64, u64, S>, u64, u64>>(world)
                });
            }
        )*};
    }

    loading!(loads_once, loads_once_for_three, another_key_is_loaded, only_circles_are_told, circle_is_told);
}

harness::every_declared_model_exists!();
