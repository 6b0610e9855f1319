//! Memory reclamation among more threads than there are places: in a process of its own, since it takes all of them.

use std::sync::{Arc, Barrier, mpsc};

use primitives::read_mostly::{self, left_right::LeftRight, rcu::Rcu};
use primitives::reclaim::epoch::Domain;
use primitives::reclaim::laws;
use primitives::sync::limits::SLOTS;
use primitives::world::{Native, Size};

/// As in `reclaim.rs`.
const WORLD: Native = Native { rounds: 20, size: Size { threads: 3, ops: 300 } };

/// As in `reclaim.rs`.
const WAITING: Native = Native { rounds: 5, size: Size { threads: 3, ops: 50 } };

/// Runs `body` while so many other threads live that none of those it starts has a place of its own.
fn in_a_crowd(body: impl FnOnce()) {
    let numbered = Barrier::new(SLOTS + 1);
    std::thread::scope(|scope| {
        let (stay, go) = mpsc::channel::<()>();
        let go = Arc::new(std::sync::Mutex::new(go));
        for _ in 0..SLOTS {
            let (numbered, go) = (&numbered, Arc::clone(&go));
            scope.spawn(move || {
                primitives::sync::thread::number();
                numbered.wait();
                // Until the other end is dropped, also by a panic.
                let _ = go.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
            });
        }
        numbered.wait();
        body();
        drop(stay);
    });
}

#[test]
fn the_laws_hold_without_places() {
    in_a_crowd(|| {
        laws::no_early_free::<Domain>(&WORLD);
        laws::nested_pins_protect::<Domain>(&WORLD);
        laws::freed_by_another::<Domain>(&WORLD);
        laws::synchronize_waits::<Domain>(&WAITING);
        laws::garbage_is_freed::<Domain>(&WORLD);
        read_mostly::laws::no_torn_read::<Rcu<[u64; 2]>>(&WAITING);
        read_mostly::laws::no_torn_read::<LeftRight<[u64; 2]>>(&WAITING);
    });
}
