//! How evenly keys are dealt out. Counted, with keys as programs have them: in a row, addresses, pages, two numbers in one.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::panic::Location;

use primitives::cache::{BadCapacity, Cache};

use crate::exercise::ShardedCache;

const KEYS: u64 = 8_000;
const CAPACITY: usize = 8_000;
/// So many shards there must be with that capacity.
const LEAST: usize = 8;

#[derive(Clone, Copy, Default)]
struct Tally {
    keys: u64,
    called: Option<&'static Location<'static>>,
}

thread_local!(static SHARDS: RefCell<Vec<Tally>> = RefCell::default());

/// A shard that counts what it is given.
struct Counting {
    number: usize,
}

impl Cache<u64, u64> for Counting {
    fn with_capacity(_capacity: usize) -> Result<Self, BadCapacity> {
        SHARDS.with_borrow_mut(|shards| {
            shards.push(Tally::default());
            Ok(Counting { number: shards.len() - 1 })
        })
    }

    fn get(&self, _key: &u64) -> Option<u64> {
        None
    }

    #[track_caller]
    fn insert(&self, _key: u64, _value: u64) {
        let called = Some(Location::caller()); // not in the closure, which has another caller
        SHARDS.with_borrow_mut(|shards| {
            let tally = &mut shards[self.number];
            (tally.keys, tally.called) = (tally.keys + 1, called);
        });
    }
}

/// The fullest shards, fullest first.
fn table(tallies: &[Tally]) -> String {
    let mut numbered: Vec<_> = tallies.iter().enumerate().collect();
    numbered.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.keys));
    let mut text = String::from("  shard  keys  given at\n");
    for (number, Tally { keys, called }) in numbered.into_iter().take(6) {
        let Some(place) = called else { break };
        let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
        writeln!(text, "  {number:>5}  {keys:>4}  {file}:{}", place.line()).expect("a string takes it");
    }
    let none = tallies.iter().filter(|tally| tally.keys == 0).count();
    writeln!(text, "  {none} of {} shards were given nothing", tallies.len()).expect("a string takes it");
    text
}

#[test]
fn no_shard_is_given_much_more_than_its_part() {
    let kinds: [(&str, fn(u64) -> u64); 4] = [
        ("in a row", |n| n),
        ("addresses: multiples of 64", |n| 0x5500_0000_0000 + n * 64),
        ("pages: multiples of 4096", |n| n * 4096),
        ("two numbers in one, of which the lower is 7", |n| n << 32 | 7),
    ];
    for (kind, key) in kinds {
        SHARDS.take();
        let cache = ShardedCache::<Counting>::with_capacity(CAPACITY).expect("there is room");
        (0..KEYS).for_each(|n| cache.insert(key(n), 0));
        let tallies = SHARDS.take();
        assert!(
            tallies.len() >= LEAST,
            "{} shards for {CAPACITY} entries; {LEAST} are the least asked for",
            tallies.len()
        );
        let part = KEYS / tallies.len() as u64;
        let most = tallies.iter().map(|tally| tally.keys).max().unwrap_or_default();
        assert!(
            2 * most <= 3 * part,
            "keys {kind}\n  the fullest of {} shards was given {most} of {KEYS} keys; its part is {part}, and one and a half times \
             that is allowed\n\n{}",
            tallies.len(),
            table(&tallies)
        );
    }
}
