//! What to keep: replacement policies for one thread, and the two ways to let many threads use one.
//!
//! A policy is a bounded map. It is shared [behind a mutex](Locked), or, if a hit does no more than set a mark, [behind a
//! readers-writer lock](SharedHits) whose readers are the hits.

use super::{BadCapacity, Bounded, Cache, MOST, Remove};
use crate::lock::{LockKind, Mutual, StdMutex};
use crate::read_mostly::rwlock_std::StdRwLock;
use crate::read_mostly::{ReadMostly, ReadWrite, RwLockKind};

/// A bounded map for one thread, and its rule for what to forget.
///
/// The code of a key (`Hash`, `Eq`, `Clone`, `Drop`) and of a hasher may panic: then the operation may be left undone, or done; an entry may be lost; no
/// key ever has another's value. A key is kept twice, and its second copy is dropped inside the lock that is around the policy.
pub trait Policy<K, V>: Sized + Send + 'static {
    /// Empty, for `capacity` entries: one at least.
    ///
    /// # Errors
    /// [`BadCapacity`] if there is no memory for what it needs from the beginning.
    fn new(capacity: usize) -> Result<Self, BadCapacity>;

    /// The value of this key, which counts as used.
    fn get(&mut self, key: &K) -> Option<&V>;

    /// Puts a value in; gives back what had to go for it: the key's old value, or an entry that is forgotten.
    fn insert(&mut self, key: K, value: V) -> Option<(K, V)>;

    /// Takes an entry out.
    fn remove(&mut self, key: &K) -> Option<(K, V)>;

    /// The most entries that it will hold.
    fn capacity(&self) -> usize;

    /// How many it holds.
    fn len(&self) -> usize;

    /// Whether it holds none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A policy whose hits only set a mark: several threads may hit at the same time.
pub trait MarksHits<K, V>: Policy<K, V> {
    /// As [`Policy::get`], for any number of threads at once.
    fn get_shared(&self, key: &K) -> Option<&V>;
}

/// A policy behind a lock of kind `L`: every operation is alone.
pub struct Locked<P: Send + 'static, L: LockKind = StdMutex> {
    policy: L::Of<P>,
}

impl<P: Send + 'static, L: LockKind> Locked<P, L> {
    fn new<K, V>(capacity: usize) -> Result<Self, BadCapacity>
    where
        P: Policy<K, V>,
    {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(Locked { policy: Mutual::new(P::new(capacity)?) })
    }
}

impl<K, V, P, L> Cache<K, V> for Locked<P, L>
where
    V: Clone,
    P: Policy<K, V>,
    L: LockKind,
{
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        Locked::new(capacity)
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.policy.with(|policy| policy.get(key).cloned())
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        // What had to go is dropped outside the lock: its drop is not ours to wait for.
        drop(self.policy.with(|policy| policy.insert(key, value)));
    }
}

impl<K, V, P, L> Remove<K, V> for Locked<P, L>
where
    V: Clone,
    P: Policy<K, V>,
    L: LockKind,
{
    fn remove(&self, key: &K) -> Option<V> {
        self.policy.with(|policy| policy.remove(key)).map(|(_, value)| value)
    }
}

impl<K, V, P, L> Bounded<K, V> for Locked<P, L>
where
    V: Clone,
    P: Policy<K, V>,
    L: LockKind,
{
    fn capacity(&self) -> usize {
        self.policy.with(|policy| policy.capacity())
    }

    fn len(&self) -> usize {
        self.policy.with(|policy| policy.len())
    }
}

/// A policy behind a readers-writer lock of kind `L`: hits go on at the same time, changes are alone.
pub struct SharedHits<P: Send + Sync + 'static, L: RwLockKind = StdRwLock> {
    policy: L::Of<P>,
}

impl<K, V, P, L> Cache<K, V> for SharedHits<P, L>
where
    V: Clone,
    P: MarksHits<K, V> + Sync,
    L: RwLockKind,
{
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(SharedHits { policy: ReadMostly::new(P::new(capacity)?) })
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.policy.read(|policy| policy.get_shared(key).cloned())
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        drop(self.policy.write(|policy| policy.insert(key, value))); // outside the lock, as above
    }
}

impl<K, V, P, L> Remove<K, V> for SharedHits<P, L>
where
    V: Clone,
    P: MarksHits<K, V> + Sync,
    L: RwLockKind,
{
    fn remove(&self, key: &K) -> Option<V> {
        self.policy.write(|policy| policy.remove(key)).map(|(_, value)| value)
    }
}

impl<K, V, P, L> Bounded<K, V> for SharedHits<P, L>
where
    V: Clone,
    P: MarksHits<K, V> + Sync,
    L: RwLockKind,
{
    fn capacity(&self) -> usize {
        self.policy.read(|policy| policy.capacity())
    }

    fn len(&self) -> usize {
        self.policy.read(|policy| policy.len())
    }
}
