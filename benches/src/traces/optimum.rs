//! Belady's optimum, "A Study of Replacement Algorithms for a Virtual-Storage Computer", 1966: whoever knows all requests to
//! come forgets what is asked for again last.
//!
//! It is the optimum among caches that take in every key they are asked for. One that may refuse a key can be a hit better
//! here and there: it need not give up a place for a request that is never repeated.

use std::collections::BinaryHeap;

/// Comes again after all others.
const NEVER: u32 = u32::MAX;

/// The most hits that a cache of this capacity can have on these requests, by number of their key from 0; it begins empty.
///
/// The cached keys lie in a heap by their next use. Each request of a key puts it in once more, with a later use; the
/// older places are passed over when they come up. So it takes *O*(n log n).
pub fn optimum(requests: &[u32], capacity: usize) -> u64 {
    let distinct = requests.iter().max().map_or(0, |&last| last as usize + 1);
    if capacity == 0 {
        return 0;
    }
    let next_use = next_uses(requests, distinct);
    let mut cached: Vec<Option<u32>> = vec![None; distinct]; // until when
    let (mut used, mut hits) = (0, 0);
    let mut by_next_use = BinaryHeap::new();
    for (&key, &next) in requests.iter().zip(&next_use) {
        if cached[key as usize].is_some() {
            hits += 1;
        } else if used < capacity {
            used += 1;
        } else {
            while let Some((until, last)) = by_next_use.pop() {
                if cached[last as usize] == Some(until) {
                    cached[last as usize] = None;
                    break;
                }
            }
        }
        cached[key as usize] = Some(next);
        by_next_use.push((next, key));
    }
    hits
}

/// For each request, which one asks for the same key next.
fn next_uses(requests: &[u32], distinct: usize) -> Vec<u32> {
    let mut seen = vec![NEVER; distinct];
    let mut next_uses = vec![NEVER; requests.len()];
    for (place, &key) in requests.iter().enumerate().rev() {
        next_uses[place] = std::mem::replace(&mut seen[key as usize], place as u32);
    }
    next_uses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    /// The most hits that are left, whatever is forgotten: tries everything.
    fn tried(requests: &[u32], cached: &[u32], capacity: usize) -> u64 {
        let Some((&key, rest)) = requests.split_first() else { return 0 };
        if cached.contains(&key) {
            return 1 + tried(rest, cached, capacity);
        }
        let with = |kept: &[u32]| tried(rest, &[kept, &[key]].concat(), capacity);
        if cached.len() < capacity {
            return with(cached);
        }
        let without = |place: usize| [&cached[..place], &cached[place + 1..]].concat();
        (0..capacity).map(|place| with(&without(place))).max().unwrap_or(0)
    }

    #[test]
    fn no_choice_of_what_to_forget_is_better() {
        for seed in 0..400u64 {
            let length = 4 + seed % 9;
            let requests: Vec<u32> =
                (0..length).map(|place| (random::mix(seed * 100 + place) % 5) as u32).collect();
            for capacity in 1..=4 {
                let best = tried(&requests, &[], capacity);
                assert_eq!(optimum(&requests, capacity), best, "{requests:?} in {capacity}");
            }
        }
    }

    #[test]
    fn of_a_loop_all_but_one_place_is_of_use() {
        let requests: Vec<u32> = (0..100).flat_map(|_| 0..10).collect();
        assert_eq!(optimum(&requests, 10), 990);
        // Each place but the one that takes the others in turns saves one request in nine or ten.
        let hits = optimum(&requests, 5);
        assert!((400..=450).contains(&hits), "{hits}");
    }

    #[test]
    fn of_nothing_and_in_nothing_there_are_no_hits() {
        assert_eq!((optimum(&[], 3), optimum(&[1, 1, 1], 0), optimum(&[1, 1, 1], 1)), (0, 0, 2));
    }
}
