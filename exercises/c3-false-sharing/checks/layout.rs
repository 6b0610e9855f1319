//! Where the cells stand. Nothing is timed: two numbers on one line disturb each other, and an address says on which line one is.

use std::fmt::Write as _;
use std::panic::Location;

use primitives::sync::atomic::AtomicU64;

use crate::exercise::{CELLS, SpreadCounter, Surveyor};

/// Bytes that go from core to core together.
const LINE: usize = if cfg!(all(target_arch = "aarch64", target_vendor = "apple")) { 128 } else { 64 };
/// Bytes beyond which a cell has only become larger: two lines that are fetched together, on machines with long lines.
const MOST: usize = 256;

/// Address of each cell, and the line of the file that showed it.
#[derive(Default)]
struct Map(Vec<(usize, &'static Location<'static>)>);

impl Surveyor for Map {
    #[track_caller]
    fn see(&mut self, number: &AtomicU64) {
        self.0.push((std::ptr::from_ref(number).addr(), Location::caller()));
    }
}

impl Map {
    fn of(counter: &SpreadCounter) -> Map {
        let mut map = Map::default();
        counter.survey(&mut map);
        assert_eq!(map.0.len(), CELLS, "cells that were shown, of {CELLS}");
        map.0.sort_unstable_by_key(|(address, _)| *address);
        map
    }

    /// From each cell to the next one.
    fn distances(&self) -> impl Iterator<Item = usize> {
        self.0.windows(2).map(|pair| pair[1].0 - pair[0].0)
    }

    fn table(&self) -> String {
        let begin = self.0[0].0 / LINE * LINE;
        let mut text = String::from("  cell      shown at      byte  cache line  from the one before\n");
        for (index, (address, place)) in self.0.iter().enumerate() {
            let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
            let (byte, place) = (address - begin, format!("{file}:{}", place.line()));
            let apart = index.checked_sub(1).map(|before| address - self.0[before].0);
            let apart = apart.map_or_else(String::new, |apart| format!("{apart} bytes"));
            writeln!(text, "  cell {index:<4} {place:<12} {byte:>5}  {:>10}  {apart}", byte / LINE)
                .expect("a string takes it");
        }
        text
    }
}

#[test]
fn each_cell_has_a_line_of_its_own() {
    let map = Map::of(&SpreadCounter::new());
    let nearest = map.distances().min().unwrap_or(LINE);
    assert!(
        nearest >= LINE,
        "two cells are only {nearest} bytes apart, and a cache line has {LINE}: whoever adds to one takes the other one away from \
         its thread.\n\n{}",
        map.table()
    );
    let room = map.distances().sum::<usize>() / (CELLS - 1).max(1);
    assert!(
        room <= MOST,
        "each cell takes {room} bytes. Its neighbours' lines are far enough away with {LINE}; beyond {MOST} it only fills the \
         memory.\n\n{}",
        map.table()
    );
}
