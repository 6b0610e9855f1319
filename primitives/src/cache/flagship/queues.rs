//! What a shard of the [`flagship`](super) keeps behind its lock: who is to be forgotten.

use super::ghost::Ghost;
use crate::cache::lists::{Links, List, Place};
use crate::cache::{BadCapacity, no_memory_for};
use crate::sync::atomic::{AtomicU8, Ordering};

/// Hits that are counted.
const MOST_HITS: u8 = 7;
/// Hits that pass probation.
const ENOUGH_HITS: u8 = 2;

/// Two queues through the places, and what is known of each place.
pub(super) struct Queues {
    links: Links,
    /// What is known of each place: its entry's hash, and the queue it is in.
    notes: Vec<Note>,
    small: List,
    main: List,
    /// Places without an entry that had one before.
    free: Vec<Place>,
    ghost: Ghost,
    has_forgotten: bool,
    capacity: usize,
}

#[derive(Clone, Copy)]
struct Note {
    hash: u32,
    is_main: bool,
}

/// Counts a hit. By all, Relaxed: it decides what is forgotten, and nothing else, and two hits at the same time may count as one. Not written
/// again at its end, so that a line that many read stays with all of them.
#[inline(always)]
pub(super) fn count(hits: &AtomicU8) {
    let so_far = hits.load(Ordering::Relaxed);
    if so_far < MOST_HITS {
        hits.store(so_far + 1, Ordering::Relaxed);
    }
}

impl Queues {
    pub(super) fn new(capacity: usize) -> Result<Self, BadCapacity> {
        let mut notes = Vec::new();
        notes.try_reserve_exact(capacity).map_err(|_| no_memory_for(capacity))?;
        Ok(Queues {
            links: Links::of(capacity)?,
            notes,
            small: List::EMPTY,
            main: List::EMPTY,
            free: Vec::new(),
            ghost: Ghost::new(capacity / 2)?,
            has_forgotten: false,
            capacity,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.small.len() + self.main.len()
    }

    /// Entries on probation, if the cache is full.
    fn small_share(&self) -> usize {
        (self.capacity / 50).max(1)
    }

    /// If there is no room, whose place to take, and that entry's hash; it is in no queue any more.
    pub(super) fn victim<'a>(&mut self, hits_of: impl Fn(Place) -> &'a AtomicU8) -> Option<(Place, u32)> {
        if self.len() < self.capacity {
            return None;
        }
        self.has_forgotten = true;
        // Hits go on meanwhile, and may raise counts as fast as they are taken back. Who was passed over once for each of its hits is taken.
        let mut patience = (usize::from(MOST_HITS) + 1) * self.capacity;
        loop {
            patience = patience.saturating_sub(1);
            let is_main = self.small.len() == 0 || self.main.len() > self.capacity - self.small_share();
            let queue = if is_main { &mut self.main } else { &mut self.small };
            let place = queue.oldest()?;
            self.links.leave(queue, place);
            let (note, hits) = (&mut self.notes[place as usize], hits_of(place));
            // Relaxed, here and below: as all uses of this count
            let count = hits.load(Ordering::Relaxed);
            if count < if is_main { 1 } else { ENOUGH_HITS } || patience == 0 {
                if !is_main {
                    self.ghost.remember(note.hash);
                }
                return Some((place, note.hash));
            }
            hits.store(if is_main { count - 1 } else { 0 }, Ordering::Relaxed);
            note.is_main = true;
            self.links.join(&mut self.main, place);
        }
    }

    /// A place that has no entry, if there is room.
    pub(super) fn unused(&mut self) -> Place {
        self.free.pop().unwrap_or(self.notes.len() as Place)
    }

    /// Adds a new entry to the queue it belongs to.
    pub(super) fn welcome(&mut self, place: Place, hash: u32) {
        let is_filling = !self.has_forgotten && self.main.len() < self.capacity - self.small_share();
        let is_main = self.ghost.forget(hash) || is_filling;
        let note = Note { hash, is_main };
        match self.notes.get_mut(place as usize) {
            Some(old) => *old = note,
            None => self.notes.push(note),
        }
        self.links.join(if is_main { &mut self.main } else { &mut self.small }, place);
    }

    /// Takes an entry out of its queue, and its place into the stock.
    pub(super) fn dismiss(&mut self, place: Place) {
        let queue = if self.notes[place as usize].is_main { &mut self.main } else { &mut self.small };
        self.links.leave(queue, place);
        self.free.push(place);
    }
}
