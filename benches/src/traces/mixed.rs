//! `mixed`, the trace that this project makes: the same requests on every machine and for ever.
//!
//! It goes by episodes of a few hundred requests. Most ask for popular keys, by Zipf's law; some go on in a loop that is
//! longer than a small cache; some are a scan, whose keys never come again. Half-way the popular keys change places: those
//! that were asked for most are asked for seldom, and a cache that counts must forget.
//!
//! Integers alone, and a generator of its own: neither a library's next version nor a machine's rounding changes a request.

use crate::random;

/// What it is called.
pub const NAME: &str = "mixed";
/// How many requests it has.
pub const REQUESTS: usize = 100_000;

/// Popular keys.
const POPULAR: u64 = 4_000;
/// By how many ranks they shift half-way.
const SHIFT: u64 = 1_500;
/// Keys of the loop, behind the popular ones.
const LOOP: u64 = 1_500;
/// Of sixteen episodes, so many belong to the loop, and so many are scans; the others are of popular keys.
const EPISODES: u64 = 16;
const LOOPS: u64 = 3;
const SCANS: u64 = 1;
/// The shortest and the longest episode.
const LENGTH: (u64, u64) = (100, 700);
/// A popular key of rank `r` is asked for in proportion to this, divided by `r`.
const WEIGHT: u64 = 1 << 32;

/// The keys, in order.
pub fn keys() -> Vec<u64> {
    let mut draws = Draws(0x6D69_7865_6400_0001);
    let ranks = Ranks::new();
    let (mut in_loop, mut next_scanned) = (0, POPULAR + LOOP);
    let mut keys = Vec::with_capacity(REQUESTS);
    while keys.len() < REQUESTS {
        let kind = draws.below(EPISODES);
        let length = LENGTH.0 + draws.below(LENGTH.1 - LENGTH.0 + 1);
        for _ in 0..length.min((REQUESTS - keys.len()) as u64) {
            keys.push(if kind < LOOPS {
                in_loop = (in_loop + 1) % LOOP;
                POPULAR + in_loop
            } else if kind < LOOPS + SCANS {
                next_scanned += 1;
                next_scanned - 1
            } else {
                let shift = if keys.len() < REQUESTS / 2 { 0 } else { SHIFT };
                (ranks.draw(&mut draws) + shift) % POPULAR
            });
        }
    }
    keys
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        let drawn = random::mix(self.0);
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        drawn
    }

    /// A number in `0..bound`, by the high half of a product.
    fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }
}

/// Ranks from 0, the first drawn most often.
struct Ranks {
    /// The sum of all weights up to each rank's own.
    sums: Vec<u64>,
}

impl Ranks {
    fn new() -> Ranks {
        let mut sum = 0;
        let up_to = |rank: u64| {
            sum += WEIGHT / rank;
            sum
        };
        Ranks { sums: (1..=POPULAR).map(up_to).collect() }
    }

    fn draw(&self, draws: &mut Draws) -> u64 {
        let all = self.sums[self.sums.len() - 1];
        let drawn = draws.below(all);
        self.sums.partition_point(|&sum| sum <= drawn) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_for_ever() {
        let keys = keys();
        let hash = keys.iter().fold(0, |hash, &key| random::mix(hash ^ key));
        assert_eq!((keys.len(), hash), (REQUESTS, 15_876_575_887_685_569_619));
    }

    #[test]
    fn it_has_popular_keys_that_change_places_a_loop_and_scans() {
        let keys = keys();
        let count = |part: &[u64], is: &dyn Fn(u64) -> bool| part.iter().filter(|&&key| is(key)).count();
        let (first, second) = keys.split_at(REQUESTS / 2);
        assert!(count(first, &|key| key == 0) > 20 * count(second, &|key| key == 0).max(1));
        assert!(count(second, &|key| key == SHIFT) > 20 * count(first, &|key| key == SHIFT).max(1));
        let looped = count(&keys, &|key| (POPULAR..POPULAR + LOOP).contains(&key));
        assert!((REQUESTS / 10..REQUESTS / 4).contains(&looped), "{looped}");
        let mut scanned: Vec<_> = keys.iter().filter(|&&key| key >= POPULAR + LOOP).collect();
        let all = scanned.len();
        scanned.dedup();
        assert!(scanned.len() == all && (REQUESTS / 40..REQUESTS / 8).contains(&all), "{all}");
    }
}
