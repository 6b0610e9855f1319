//! Positions in a ring of any capacity.
//!
//! A position counts operations, so that each of them is met once: it is a lap and an index within it. The index runs to the
//! capacity, which need not be a power of two; a lap takes up the next power of two above it, so that a position is taken apart by
//! a mask, and so that the count wraps around at the end of its range without a seam. Laps are longer than the capacity:
//! `position + 1` is never the position of another item in the same place.
//!
//! "Once" means within the range of the count, which is 2^62 items and more where words have 64 bits. Where they have 32, a thread that
//! is stopped in the middle of an operation for exactly one range of items would take an old position for its own.

use super::BadCapacity;

/// The most items that a ring of positions can hold; the layout of items may allow fewer.
pub(super) const MOST: usize = isize::MAX as usize / 4;

/// A row of so many places.
///
/// # Errors
/// [`BadCapacity`], if there is no memory for it.
pub(crate) fn row<P>(capacity: usize, place: impl Fn(usize) -> P) -> Result<Box<[P]>, BadCapacity> {
    let mut places = Vec::new();
    let most = capacity.saturating_sub(1);
    places.try_reserve_exact(capacity).map_err(|_| BadCapacity { asked: capacity, least: 1, most })?;
    places.extend((0..capacity).map(place));
    Ok(places.into_boxed_slice())
}

/// How positions of one ring are counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Laps {
    capacity: usize,
    /// A power of two above the capacity.
    lap: usize,
}

impl Laps {
    /// For a capacity between 1 and [`MOST`].
    pub(super) fn new(capacity: usize) -> Laps {
        debug_assert!((1..=MOST).contains(&capacity));
        Laps { capacity, lap: (capacity + 1).next_power_of_two() }
    }

    /// The place of this position, below the capacity.
    #[inline(always)]
    pub(super) fn index(self, position: usize) -> usize {
        position & (self.lap - 1)
    }

    /// The position after this one.
    #[inline(always)]
    pub(super) fn next(self, position: usize) -> usize {
        if self.index(position) + 1 < self.capacity {
            position + 1 // does not overflow: it stays within the lap
        } else {
            (position & !(self.lap - 1)).wrapping_add(self.lap)
        }
    }

    /// The position in the same place, a lap later.
    #[inline(always)]
    pub(super) fn lap_later(self, position: usize) -> usize {
        position.wrapping_add(self.lap)
    }

    /// A position at about this count, for a ring that begins there.
    pub(super) fn at(self, count: usize) -> usize {
        (count & !(self.lap - 1)) + self.index(count).min(self.capacity - 1)
    }

    /// The first position in this place that is not before `position`.
    pub(super) fn first_in(self, place: usize, position: usize) -> usize {
        let this_lap = (position & !(self.lap - 1)) + place;
        if place < self.index(position) { self.lap_later(this_lap) } else { this_lap }
    }
}

#[cfg(test)]
mod tests {
    use super::Laps;

    #[test]
    fn places_come_in_turn_and_no_position_twice() {
        for capacity in [1, 2, 3, 4, 7, 8] {
            let laps = Laps::new(capacity);
            for start in [0, laps.at(usize::MAX - 1), laps.at(12_345)] {
                let mut position = start;
                let mut seen = std::collections::BTreeSet::new();
                let first = laps.index(start);
                for step in 0..5 * capacity {
                    assert_eq!(laps.index(position), (first + step) % capacity);
                    assert!(seen.insert(position), "{position} again");
                    assert!(
                        !seen.contains(&position.wrapping_add(1)),
                        "a filled place looks like a free one"
                    );
                    position = laps.next(position);
                }
                let after_a_lap = (0..capacity).fold(start, |position, _| laps.next(position));
                assert_eq!(after_a_lap, laps.lap_later(start));
            }
        }
    }

    #[test]
    fn the_first_position_of_each_place_is_within_a_lap() {
        let laps = Laps::new(3);
        let start = laps.at(usize::MAX - 1);
        let ahead: Vec<_> =
            std::iter::successors(Some(start), |&position| Some(laps.next(position))).take(3).collect();
        for place in 0..3 {
            let first = laps.first_in(place, start);
            assert!(ahead.contains(&first) && laps.index(first) == place, "{place}: {first}");
        }
    }
}
