//! From which side a hit takes the lock. Nothing is timed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::Location;

use primitives::cache::Cache;
use primitives::read_mostly::{ReadMostly, ReadWrite, RwLockKind};
use primitives::sync::RwLock;

use crate::exercise::ClockCache;

/// A line of a file, and from which side it took the lock.
type Taking = (String, &'static str);

thread_local!(static TAKEN: RefCell<BTreeMap<Taking, u32>> = RefCell::default());

fn note(place: &Location<'_>, side: &'static str) {
    let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
    let taking = (format!("{file}:{}", place.line()), side);
    TAKEN.with_borrow_mut(|taken| *taken.entry(taking).or_default() += 1);
}

/// A lock that says by whom it is taken.
struct Noted<T>(RwLock<T>);

impl<T: Send + Sync + 'static> ReadMostly<T> for Noted<T> {
    fn new(value: T) -> Self {
        Noted(RwLock::new(value))
    }

    #[track_caller]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        note(Location::caller(), "shared");
        read(&self.0.read())
    }

    #[track_caller]
    fn update(&self, change: impl Fn(&mut T)) {
        note(Location::caller(), "exclusive");
        change(&mut self.0.write());
    }
}

impl<T: Send + Sync + 'static> ReadWrite<T> for Noted<T> {
    #[track_caller]
    fn write<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        note(Location::caller(), "exclusive");
        change(&mut self.0.write())
    }
}

struct Noting;

impl RwLockKind for Noting {
    type Of<T: Send + Sync + 'static> = Noted<T>;
}

#[test]
fn no_exclusive_lock_for_a_hit() {
    const KEYS: u64 = 10;
    const HITS: u32 = 1000;
    let cache = ClockCache::<Noting>::with_capacity(KEYS as usize).expect("there is room for ten");
    (0..KEYS).for_each(|key| cache.insert(key, key));
    TAKEN.take();
    for key in (0..KEYS).cycle().take(HITS as usize) {
        assert_eq!(cache.get(&key), Some(key), "all of them are there");
    }
    let taken = TAKEN.take();
    let mut table = String::from("  taken at     from which side  times\n");
    for ((place, side), times) in &taken {
        writeln!(table, "  {place:<12} {side:<15}  {times:>5}").expect("a string takes it");
    }
    assert!(!taken.is_empty(), "{HITS} hits took no lock of the kind that the cache is given");
    let exclusive: u32 =
        taken.iter().filter(|(taking, _)| taking.1 == "exclusive").map(|(_, times)| times).sum();
    assert!(
        exclusive == 0,
        "{HITS} hits took the lock exclusively {exclusive} times, and none of them should\n\n{table}\
         \n  While one of them is inside, every other thread that hits has to wait."
    );
}
