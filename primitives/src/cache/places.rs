//! What the policies are made of: numbered places for entries, an index from keys to places, and [lists](super::lists) through the places.
//!
//! A key's own code runs before anything is changed, here as in the policies, or after all is. If it panics while the index grows, the
//! index may lose entries: those can no longer be found, and are forgotten when their turn comes.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};

use super::lists::{Links, List, Place};

/// Entries in numbered places, each with a mark of type `M`.
#[derive(Debug)]
pub(super) struct Places<K, V, M, S> {
    index: HashMap<K, Place, S>,
    nodes: Vec<Node<K, V, M>>,
    /// Places without an entry.
    free: Vec<Place>,
    links: Links,
}

#[derive(Debug)]
struct Node<K, V, M> {
    /// None while the place is free.
    entry: Option<(K, V)>,
    mark: M,
}

impl<K: Hash + Eq + Clone, V, M, S: BuildHasher + Default> Places<K, V, M, S> {
    pub(super) fn new() -> Self {
        Places { index: HashMap::default(), nodes: Vec::new(), free: Vec::new(), links: Links::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len() - self.free.len() // not the index's: a key whose hash panics may cost it entries
    }

    /// What this index makes of a key.
    pub(super) fn hash_of(&self, key: &K) -> u64 {
        self.index.hasher().hash_one(key)
    }

    #[inline]
    pub(super) fn find(&self, key: &K) -> Option<Place> {
        self.index.get(key).copied()
    }

    /// Fills a place, for a key that has none.
    pub(super) fn put(&mut self, key: K, value: V, mark: M) -> Place {
        let place = self.free.last().copied().unwrap_or(self.nodes.len() as Place);
        self.index.insert(key.clone(), place);
        let node = Node { entry: Some((key, value)), mark };
        match self.free.pop() {
            Some(place) => self.nodes[place as usize] = node,
            None => self.nodes.push(node),
        }
        place
    }

    /// Empties a place, and takes it out of its list.
    pub(super) fn take(&mut self, list: &mut List, place: Place) -> Option<(K, V)> {
        let node = &mut self.nodes[place as usize];
        let _in_index = self.index.remove_entry(&node.entry.as_ref()?.0); // dropped at the end: a drop is a key's code too
        let entry = node.entry.take();
        self.free.push(place);
        self.links.leave(list, place);
        entry
    }

    pub(super) fn key(&self, place: Place) -> Option<&K> {
        self.nodes[place as usize].entry.as_ref().map(|(key, _)| key)
    }

    #[inline]
    pub(super) fn value(&self, place: Place) -> Option<&V> {
        self.nodes[place as usize].entry.as_ref().map(|(_, value)| value)
    }

    /// Puts another value for the same key; gives back what was there.
    pub(super) fn replace(&mut self, place: Place, key: K, value: V) -> Option<(K, V)> {
        self.nodes[place as usize].entry.replace((key, value))
    }

    #[inline]
    pub(super) fn mark(&self, place: Place) -> &M {
        &self.nodes[place as usize].mark
    }

    pub(super) fn mark_mut(&mut self, place: Place) -> &mut M {
        &mut self.nodes[place as usize].mark
    }

    /// The neighbour that joined the list next after this one.
    pub(super) fn newer(&self, place: Place) -> Option<Place> {
        self.links.newer(place)
    }

    /// Adds a place at the new end of a list.
    pub(super) fn join(&mut self, list: &mut List, place: Place) {
        self.links.join(list, place);
    }

    /// Takes a place out of its list.
    pub(super) fn leave(&mut self, list: &mut List, place: Place) {
        self.links.leave(list, place);
    }
}
