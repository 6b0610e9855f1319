//! One key that everybody reads, while it is replaced every so often: what hits the edge of a network when something
//! happens that all want to see. The rest of the cache is full, and nobody asks for it.

use std::sync::Arc;

use primitives::cache::Cache;

use super::super::metronome::Metronome;
use super::lookups::{Told, get};
use super::values::Value;
use crate::engine::{Done, Work, step};

/// The key: the likeliest one of those that the cache was warmed with, so that no policy takes it for a passing one.
pub(super) const HOT: u64 = 1;

/// Reads it; the first worker replaces it too, at a pace of its own.
pub(super) struct Storming<C> {
    cache: Arc<C>,
    /// The writer's.
    metronome: Option<Metronome>,
    version: u32,
    wrong: u64,
}

impl<C> Storming<C> {
    pub(super) fn new(cache: &Arc<C>, writes: bool) -> Self {
        let metronome = writes.then(Metronome::new);
        Storming { cache: Arc::clone(cache), metronome, version: 0, wrong: 0 }
    }
}

/// So many readings; tells how many found the key.
#[inline(always)]
fn readings<C: Cache<u64, u64>>(cache: &C, readings: u64, wrong: &mut u64) -> u64 {
    let (mut hits, mut now_wrong) = (0, 0);
    for _ in 0..readings {
        hits += u64::from(get(cache, HOT, &mut now_wrong));
        step();
    }
    *wrong += now_wrong;
    hits
}

impl<C: Cache<u64, u64>> Work for Storming<C> {
    type Report = Told;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let cache = &*self.cache;
        let mut done = Done { ops, lookups: ops, ..Done::default() };
        let Some(metronome) = &mut self.metronome else {
            done.hits = readings(cache, ops, &mut self.wrong);
            return done;
        };
        let mut left = ops;
        while left > 0 {
            let now = left.min(metronome.between);
            done.hits += readings(cache, now, &mut self.wrong);
            left -= now;
            if metronome.look(now) {
                self.version = self.version.wrapping_add(1);
                cache.insert(HOT, u64::of(HOT, self.version));
                done.updates += 1;
            }
        }
        done
    }

    fn close(&mut self) {
        self.cache.settle();
    }

    fn finish(self) -> Told {
        Told { wrong: self.wrong, times: None }
    }
}
