//! Doubly linked lists through numbered places: a place is in at most one of them at a time.
//!
//! Places are numbers into one vector: no pointers, nothing unsafe.

use super::{BadCapacity, no_memory_for};

/// A place.
pub(super) type Place = u32;
/// No place.
const NONE: Place = Place::MAX;

/// The neighbours of all places, each in its list.
#[derive(Debug, Default)]
pub(super) struct Links(Vec<Link>);

#[derive(Clone, Copy, Debug)]
struct Link {
    newer: Place,
    older: Place,
}

/// The ends of one list.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    newest: Place,
    oldest: Place,
    len: usize,
}

impl List {
    pub(super) const EMPTY: List = List { newest: NONE, oldest: NONE, len: 0 };

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The place that joined first.
    pub(super) fn oldest(&self) -> Option<Place> {
        (self.oldest != NONE).then_some(self.oldest)
    }
}

impl Links {
    /// With memory for so many places, and no more.
    ///
    /// # Errors
    /// [`BadCapacity`], if there is none.
    pub(super) fn of(capacity: usize) -> Result<Self, BadCapacity> {
        let mut links = Vec::new();
        links.try_reserve_exact(capacity).map_err(|_| no_memory_for(capacity))?;
        Ok(Links(links))
    }

    /// The neighbour that joined the list next after this one.
    pub(super) fn newer(&self, place: Place) -> Option<Place> {
        let newer = self.0[place as usize].newer;
        (newer != NONE).then_some(newer)
    }

    /// Adds a place at the new end of a list.
    pub(super) fn join(&mut self, list: &mut List, place: Place) {
        let link = Link { newer: NONE, older: list.newest };
        match self.0.get_mut(place as usize) {
            Some(old) => *old = link,
            None => {
                debug_assert_eq!(place as usize, self.0.len(), "places are used in turn");
                self.0.push(link);
            }
        }
        *self.newer_of(list, link.older) = place;
        list.newest = place;
        list.len += 1;
    }

    /// Takes a place out of its list.
    pub(super) fn leave(&mut self, list: &mut List, place: Place) {
        let Link { newer, older } = self.0[place as usize];
        *self.older_of(list, newer) = older;
        *self.newer_of(list, older) = newer;
        list.len -= 1;
    }

    /// Where the place before `place` is kept: at its own, or as the list's oldest.
    fn newer_of<'a>(&'a mut self, list: &'a mut List, place: Place) -> &'a mut Place {
        if place == NONE { &mut list.oldest } else { &mut self.0[place as usize].newer }
    }

    /// Where the place after `place` is kept: at its own, or as the list's newest.
    fn older_of<'a>(&'a mut self, list: &'a mut List, place: Place) -> &'a mut Place {
        if place == NONE { &mut list.newest } else { &mut self.0[place as usize].older }
    }
}
