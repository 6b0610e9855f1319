//! **W-TinyLFU: who comes in has to be more popular than who would have to go.**
//!
//! *Promise.* Linearizable; blocking; never more than the capacity. *O*(1).
//!
//! *Origin.* Einziger, Friedman and Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", 2017. The sketch: Cormode and
//! Muthukrishnan, "An Improved Data Stream Summary: The Count-Min Sketch and its Applications", 2005. The main part in two segments:
//! Karedla, Love and Wherry, "Caching Strategies to Improve Disk System Performance", 1994.
//!
//! *State.* Three lists in order of use: the window, for newcomers, of a hundredth of the capacity once the cache is full; and the main part, of
//! which four fifths are protected (used again since they came in) and the rest on probation. Beside them a sketch that
//! estimates how often each key was wanted lately, whether it is inside or not.
//!
//! *Invariants.*
//! 1. The index and the three lists hold the same entries; an entry is in one of the lists, and its mark says in which.
//! 2. Who would leave the window of a full cache stays only if the sketch knows it as wanted more often than the least recently used on
//!    probation; one of the two is forgotten.
//! 3. Wanted is: came in, left the window, was used in the main part. A burst within the window counts once, as one wish.
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* The best hit ratio where popularity lasts. A hit moves its entry *and* counts in the sketch, so it needs the lock alone;
//! those who sell this policy as a fast one put hits into buffers and replay them later, at the price of an order that is no longer exact. A
//! newcomer may be gone soon: who stores something need not find it again a hundredth of the capacity later.

use std::hash::{BuildHasher, Hash, RandomState};

use super::BadCapacity;
use super::lists::{List, Place};
use super::places::Places;
use super::policy::{Locked, Policy};
use super::sketch::Sketch;
use crate::lock::StdMutex;

/// A W-TinyLFU cache behind a lock, std's mutex if nothing else is said.
pub type TinyLfuCache<K, V, S = RandomState, L = StdMutex> = Locked<TinyLfu<K, V, S>, L>;

/// The cache itself, for one thread.
#[derive(Debug)]
pub struct TinyLfu<K, V, S = RandomState> {
    places: Places<K, V, Segment, S>,
    lists: [List; 3],
    sketch: Sketch,
    capacity: usize,
}

/// Which list an entry is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Segment {
    Window,
    Probation,
    Protected,
}

impl<K, V, S> TinyLfu<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    fn window_share(&self) -> usize {
        (self.capacity / 100).max(1)
    }

    fn main_share(&self) -> usize {
        self.capacity - self.window_share()
    }

    fn protected_share(&self) -> usize {
        self.main_share() - self.main_share().div_ceil(5)
    }

    fn len_of(&self, segment: Segment) -> usize {
        self.lists[segment as usize].len()
    }

    fn oldest_of(&self, segment: Segment) -> Option<Place> {
        self.lists[segment as usize].oldest()
    }

    /// Moves an entry to the new end of a list.
    fn move_to(&mut self, place: Place, to: Segment) {
        let from = *self.places.mark(place);
        self.places.leave(&mut self.lists[from as usize], place);
        *self.places.mark_mut(place) = to;
        self.places.join(&mut self.lists[to as usize], place);
    }

    /// Moves an entry to where it belongs after it was used again.
    fn use_again(&mut self, place: Place) {
        match *self.places.mark(place) {
            Segment::Window => self.move_to(place, Segment::Window),
            Segment::Probation | Segment::Protected => self.move_to(place, Segment::Protected),
        }
        if self.len_of(Segment::Protected) > self.protected_share()
            && let Some(oldest) = self.oldest_of(Segment::Protected)
        {
            self.move_to(oldest, Segment::Probation);
        }
    }

    fn frequency(&self, place: Place) -> u8 {
        self.places.key(place).map_or(0, |key| self.sketch.estimate(self.places.hash_of(key)))
    }

    /// Lets the oldest of the window go on to the main part, until one entry has been forgotten.
    fn forget_one(&mut self) -> Option<(K, V)> {
        while let Some(candidate) = self.oldest_of(Segment::Window) {
            let hash = self.places.hash_of(self.places.key(candidate)?);
            let evicted = self.compete(candidate);
            self.sketch.count(hash);
            if evicted.is_some() {
                return evicted;
            }
        }
        self.take(self.last_of_main()?)
    }

    /// Who would have to go from the main part.
    fn last_of_main(&self) -> Option<Place> {
        self.oldest_of(Segment::Probation).or(self.oldest_of(Segment::Protected))
    }

    /// A place in the main part for the candidate, if there is room; else the candidate or who stands on probation longest is forgotten.
    fn compete(&mut self, candidate: Place) -> Option<(K, V)> {
        let (probation, protected) = (self.len_of(Segment::Probation), self.len_of(Segment::Protected));
        if probation + protected < self.main_share() {
            let has_room = probation < self.main_share() - self.protected_share();
            self.move_to(candidate, if has_room { Segment::Probation } else { Segment::Protected });
            return None;
        }
        match self.last_of_main() {
            Some(victim) if self.frequency(candidate) > self.frequency(victim) => {
                let evicted = self.take(victim);
                self.move_to(candidate, Segment::Probation);
                evicted
            }
            _ => self.take(candidate),
        }
    }

    fn take(&mut self, place: Place) -> Option<(K, V)> {
        let segment = *self.places.mark(place);
        self.places.take(&mut self.lists[segment as usize], place)
    }
}

impl<K, V, S> Policy<K, V> for TinyLfu<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    fn new(capacity: usize) -> Result<Self, BadCapacity> {
        let sketch = Sketch::new(capacity)?;
        Ok(TinyLfu { places: Places::new(), lists: [List::EMPTY; 3], sketch, capacity })
    }

    fn get(&mut self, key: &K) -> Option<&V> {
        let place = self.places.find(key)?;
        if *self.places.mark(place) != Segment::Window {
            self.sketch.count(self.places.hash_of(key));
        }
        self.use_again(place);
        self.places.value(place)
    }

    fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        if let Some(place) = self.places.find(&key) {
            self.use_again(place);
            return self.places.replace(place, key, value);
        }
        let evicted = if self.len() == self.capacity { self.forget_one() } else { None };
        self.sketch.count(self.places.hash_of(&key));
        let place = self.places.put(key, value, Segment::Window);
        self.places.join(&mut self.lists[Segment::Window as usize], place);
        evicted
    }

    fn remove(&mut self, key: &K) -> Option<(K, V)> {
        self.take(self.places.find(key)?)
    }

    fn capacity(&self) -> usize {
        self.capacity
    }

    fn len(&self) -> usize {
        self.places.len()
    }
}
