//! **One loads, the others wait for it** (single flight).
//!
//! *Promise.* If several threads ask for a missing key at the same time, one of them runs its loader, and all get that value. Different keys
//! are loaded at the same time. A loader that panics frees those who wait: the next of them runs its own. Whoever would wait for itself, by one
//! loader or by several threads that wait in a circle, is told so.
//!
//! *Origin.* The stampede ("thundering herd") and its remedy: Nishtala and others, "Scaling Memcache at Facebook", 2013, there as a lease. The
//! search for circles: Coffman, Elphick and Shoshani, "System Deadlocks", 1971.
//!
//! *State.* A cache, and behind a lock a list of the loads under way: key, who loads, and once it has landed, the value. A second list says who
//! waits for which.
//!
//! *Invariants.*
//! 1. A load is on the list from before its loader begins until its value is in the cache, and until everybody who waited for it has it.
//! 2. Of two loads on the list with the same key, one has landed.
//! 3. A load that vanishes from the list without having landed has panicked.
//! 4. Nobody waits in a circle: a wait that would close one is refused.
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* A hit costs nothing more. A miss takes one lock for all keys, twice, and wakes all who wait for any load: right where loading
//! is much dearer than that, which is what caches are for.
//!
//! What is removed or inserted while it is being loaded is what was loaded, once that has landed. Keys are compared and cloned, and the
//! cache is asked, under the lock: their code must not use this cache. A thread that is ending, in the destructors of its own variables, has no
//! number any more, and is not told of circles.

use super::{BadCapacity, Bounded, Cache, Circular, Remove, SingleFlight};
use crate::lock::{LockKind, Mutual, StdMutex, WithCondvar};
use crate::sync::thread;

type Lock<K, V> = <StdMutex as LockKind>::Of<Flights<K, V>>;

/// The cache `C`, in which missing values are loaded once.
pub struct Loading<C, K: Send + 'static, V: Send + 'static> {
    cache: C,
    flights: Lock<K, V>,
    changed: <Lock<K, V> as WithCondvar<Flights<K, V>>>::Condvar,
}

/// A thread's number; none while it ends.
type Thread = Option<usize>;

/// Loads, and who waits for them.
struct Flights<K, V> {
    flights: Vec<Flight<K, V>>,
    waiting: Vec<(usize, u64)>,
    next: u64,
}

struct Flight<K, V> {
    number: u64,
    key: K,
    loader: Thread,
    landed: Option<V>,
    /// Who waits, or waited and has not got it yet.
    passengers: usize,
}

/// What became of a question.
enum Turn<K, V> {
    /// Here it is.
    Value(V),
    /// Here it is, and the key of the load, to be dropped: nobody else waits for it.
    Last(V, K),
    /// It is ours to load, under this number.
    Load(u64),
    /// We would wait for ourselves.
    Circular,
}

impl<K: Eq + Clone, V: Clone> Flights<K, V> {
    /// Whether a load waits, over however many, for this thread. One that has landed waits for nobody.
    fn leads_back(&self, mut number: u64, me: Thread) -> bool {
        let under_way =
            |number| move |flight: &&Flight<K, V>| flight.number == number && flight.landed.is_none();
        // Ends: there is no circle yet (invariant 4).
        while let Some(flight) = self.flights.iter().find(under_way(number)) {
            if flight.loader.is_some() && flight.loader == me {
                return true;
            }
            match self.waiting.iter().find(|(thread, _)| Some(*thread) == flight.loader) {
                Some(&(_, next)) => number = next,
                None => return false,
            }
        }
        false
    }

    /// One step of somebody who asks, and waits for `board` if for anything; none: wait on.
    fn step(
        &mut self,
        key: &K,
        me: Thread,
        board: &mut Option<u64>,
        look: impl FnOnce() -> Option<V>,
    ) -> Option<Turn<K, V>> {
        if let Some(number) = *board {
            match self.flights.iter().position(|flight| flight.number == number) {
                Some(at) if self.flights[at].landed.is_some() => return self.leave(at, me),
                Some(_) => return None,
                None => self.waiting.retain(|&(thread, _)| Some(thread) != me), // it has panicked (invariant 3)
            }
            *board = None;
        }
        let under_way = self.flights.iter_mut().find(|flight| flight.landed.is_none() && flight.key == *key);
        let Some(flight) = under_way else {
            // One may have landed since we looked last, and is in the cache then (invariant 1).
            return Some(look().map_or_else(|| Turn::Load(self.depart(key, me)), Turn::Value));
        };
        let number = flight.number;
        if self.leads_back(number, me) {
            return Some(Turn::Circular);
        }
        self.flights
            .iter_mut()
            .filter(|flight| flight.number == number)
            .for_each(|flight| flight.passengers += 1);
        self.waiting.extend(me.map(|me| (me, number)));
        *board = Some(number);
        None
    }

    fn depart(&mut self, key: &K, loader: Thread) -> u64 {
        let number = self.next;
        self.next += 1;
        self.flights.push(Flight { number, key: key.clone(), loader, landed: None, passengers: 0 });
        number
    }

    /// Ours has ended, with a value or without; gives back what is to be dropped.
    fn land(&mut self, number: u64, value: Option<V>) -> Option<(Flight<K, V>, Option<V>)> {
        let at = self.flights.iter().position(|flight| flight.number == number)?;
        if value.is_none() || self.flights[at].passengers == 0 {
            return Some((self.flights.swap_remove(at), value));
        }
        self.flights[at].landed = value;
        None
    }

    /// A passenger gets what it waited for; the last one takes the load off the list.
    fn leave(&mut self, at: usize, me: Thread) -> Option<Turn<K, V>> {
        self.waiting.retain(|&(thread, _)| Some(thread) != me);
        let flight = &mut self.flights[at];
        flight.passengers -= 1;
        match &flight.landed {
            Some(value) if flight.passengers > 0 => Some(Turn::Value(value.clone())),
            _ => {
                let Flight { key, landed, .. } = self.flights.swap_remove(at);
                landed.map(|value| Turn::Last(value, key))
            }
        }
    }
}

impl<C, K, V> Loading<C, K, V>
where
    C: Cache<K, V>,
    K: Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    /// The cache behind it.
    pub fn cache(&self) -> &C {
        &self.cache
    }

    fn land(&self, number: u64, value: Option<V>) {
        drop(self.flights.with(|flights| flights.land(number, value))); // outside the lock: a drop is its owner's code
        self.flights.notify_all(&self.changed);
    }
}

impl<C, K, V> SingleFlight<K, V> for Loading<C, K, V>
where
    C: Cache<K, V>,
    K: Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    fn get_or_insert_with(&self, key: K, load: impl FnOnce() -> V) -> Result<V, Circular> {
        if let Some(value) = self.cache.get(&key) {
            return Ok(value);
        }
        let (me, mut board) = (thread::number(), None);
        let turn = self
            .flights
            .wait_until(&self.changed, |flights| flights.step(&key, me, &mut board, || self.cache.get(&key)));
        let number = match turn {
            Turn::Value(value) | Turn::Last(value, _) => return Ok(value),
            Turn::Circular => return Err(Circular),
            Turn::Load(number) => number,
        };
        let crash = Crash { loading: self, number };
        let value = load();
        let (kept, carried) = (value.clone(), value.clone());
        self.cache.insert(key, kept);
        std::mem::forget(crash);
        self.land(number, Some(carried));
        Ok(value)
    }
}

/// A loader that panics takes its load off the list.
struct Crash<'a, C, K, V>
where
    C: Cache<K, V>,
    K: Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    loading: &'a Loading<C, K, V>,
    number: u64,
}

impl<C, K, V> Drop for Crash<'_, C, K, V>
where
    C: Cache<K, V>,
    K: Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    fn drop(&mut self) {
        self.loading.land(self.number, None);
    }
}

impl<C, K, V> Cache<K, V> for Loading<C, K, V>
where
    C: Cache<K, V>,
    K: Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        let flights = Flights { flights: Vec::new(), waiting: Vec::new(), next: 0 };
        Ok(Loading {
            cache: C::with_capacity(capacity)?,
            flights: Mutual::new(flights),
            changed: Default::default(),
        })
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.cache.get(key)
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        self.cache.insert(key, value);
    }

    fn settle(&self) {
        self.cache.settle();
    }
}

impl<C, K, V> Remove<K, V> for Loading<C, K, V>
where
    C: Remove<K, V>,
    K: Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    fn remove(&self, key: &K) -> Option<V> {
        self.cache.remove(key)
    }
}

impl<C, K, V> Bounded<K, V> for Loading<C, K, V>
where
    C: Bounded<K, V>,
    K: Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    fn capacity(&self) -> usize {
        self.cache.capacity()
    }

    fn len(&self) -> usize {
        self.cache.len()
    }
}
