//! What the list must keep, whatever it is used for: here one number, changed and looked at without any ordering of its own.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`no_lost_wakeup`] | a thread that sleeps until a change ends after the change | a fence left out |
//! | [`change_is_seen`] | who was woken sees what it was woken for at its first look | a wake-up that brings nothing with it |
//! | [`wakeup_is_passed_on`] | a wake-up for a thread that is no longer in need of it reaches another one | a thread that leaves with the wake-up of others |

use std::time::Duration;

use super::Sleepers;
use crate::sync::Arc;
use crate::sync::atomic::{AtomicU64, Ordering};
use crate::world::{Law, World, job};

/// What is waited for.
#[derive(Default)]
struct Place {
    sleepers: Sleepers,
    items: AtomicU64,
}

impl Place {
    /// Relaxed throughout: nothing but the list's own orderings shall make this work.
    fn put(&self) {
        self.items.fetch_add(1, Ordering::Relaxed);
        self.sleepers.wake_one();
    }

    fn is_there(&self) -> Option<()> {
        (self.items.load(Ordering::Relaxed) > 0).then_some(()) // Relaxed: as for `put`
    }

    fn take(&self) -> Option<()> {
        let mut items = self.items.load(Ordering::Relaxed); // Relaxed: as for `put`
        while items > 0 {
            match self.items.compare_exchange(items, items - 1, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return Some(()),
                Err(now) => items = now,
            }
        }
        None
    }
}

/// One thread sleeps until there is something; another one brings it.
pub fn no_lost_wakeup(world: &impl World) {
    const LAW: Law = Law { name: "no_lost_wakeup", outcomes: &["found before it slept", "woken"] };
    world.explore(LAW, |witness| {
        let place = Arc::new(Place::default());
        let waiting = {
            let (place, witness) = (Arc::clone(&place), witness.clone());
            job(move || {
                let mut saw = "found before it slept";
                while place.sleepers.sleep_unless(None, || place.is_there()).is_none() {
                    saw = "woken";
                }
                witness.saw(saw);
            })
        };
        witness.par(vec![waiting, job(move || place.put())]);
    });
}

/// As above, and the first look after the wake-up finds it.
pub fn change_is_seen(world: &impl World) {
    const LAW: Law = Law { name: "change_is_seen", outcomes: &["found before it slept", "woken"] };
    world.explore(LAW, |witness| {
        let place = Arc::new(Place::default());
        let waiting = {
            let (place, witness) = (Arc::clone(&place), witness.clone());
            job(move || match place.sleepers.sleep_unless(None, || place.is_there()) {
                Some(()) => witness.saw("found before it slept"),
                None => {
                    witness.check(place.is_there().is_some(), || "woken, and nothing is there".to_owned());
                    witness.saw("woken");
                }
            })
        };
        witness.par(vec![waiting, job(move || place.put())]);
    });
}

/// Two threads each need one item, and two come; one of the two threads gives up at once if there is nothing, and comes back. The wake-ups
/// that it may get for what it took itself reach the other one.
pub fn wakeup_is_passed_on(world: &impl World) {
    const LAW: Law = Law { name: "wakeup_is_passed_on", outcomes: &["gave up", "did not give up"] };
    world.explore(LAW, |witness| {
        let place = Arc::new(Place::default());
        let patient = {
            let place = Arc::clone(&place);
            job(move || while place.sleepers.sleep_unless(None, || place.take()).is_none() {})
        };
        let impatient = {
            let (place, witness) = (Arc::clone(&place), witness.clone());
            job(move || {
                let took = place
                    .sleepers
                    .sleep_unless(Some(Duration::ZERO), || place.take())
                    .or_else(|| place.take());
                witness.saw(if took.is_some() { "did not give up" } else { "gave up" });
                if took.is_none() {
                    while place.sleepers.sleep_unless(None, || place.take()).is_none() {}
                }
            })
        };
        let bringing = job(move || (0..2).for_each(|_| place.put()));
        witness.par(vec![patient, impatient, bringing]);
    });
}
