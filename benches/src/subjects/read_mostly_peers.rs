//! Published read-mostly values, used as their documentation says.
//!
//! A reader here has nothing but a shared reference. Two of them want something of each thread's own, a handle or a cache:
//! the `thread_local` crate keeps it, on cache lines of its own, and finding it is part of what they cost.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use arc_swap::cache::Cache;
use crossbeam::sync::ShardedLock;
use left_right::{Absorb, ReadHandle, ReadHandleFactory, WriteHandle};
use primitives::cache_padded::CachePadded;
use primitives::read_mostly::ReadMostly;
use thread_local::ThreadLocal;

use super::peer;
use crate::catalogue::Subject;
use crate::workloads::read_mostly::{Value, read_mostly_subject as read_mostly};

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        read_mostly::<ArcSwapLoad<Value>>(peer("arc_swap", "arc-swap", "copy on write; readers leave a debt note in a slot of their thread", "lock-free")),
        read_mostly::<ArcSwapCache<Value>>(peer("arc_swap_cache", "arc-swap", "copy on write; readers keep the last version they saw, by thread", "lock-free")),
        read_mostly::<LeftRight<Value>>(peer("left_right_crate", "left-right", "two copies; readers announce themselves, by thread", "readers wait-free, writers blocking")),
        read_mostly::<Sharded<Value>>(peer("sharded_lock", "crossbeam", "a readers-writer lock for each of several shards of readers", "blocking")),
        read_mostly::<SeqLockCrate<Value>>(peer("seqlock_crate", "seqlock", "a sequence, over plain memory read as volatile", "blocking")),
    ]
}

/// `ArcSwap::load`, and `rcu` for changes.
#[derive(Debug)]
pub struct ArcSwapLoad<T>(ArcSwap<T>);

impl<T: Clone + Send + Sync + 'static> ReadMostly<T> for ArcSwapLoad<T> {
    fn new(value: T) -> Self {
        ArcSwapLoad(ArcSwap::from_pointee(value))
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.0.load())
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        copy_on_write(&self.0, change);
    }
}

#[inline]
fn copy_on_write<T: Clone>(shared: &ArcSwap<T>, change: impl Fn(&mut T)) {
    shared.rcu(|current| {
        let mut next = T::clone(current);
        change(&mut next);
        next
    });
}

/// The same with a [`Cache`] for each thread: while nothing changed, a read is a comparison of pointers.
#[derive(Debug)]
pub struct ArcSwapCache<T: Send + Sync + 'static> {
    shared: Arc<ArcSwap<T>>,
    caches: ThreadLocal<CachePadded<RefCell<CacheOf<T>>>>,
}

type CacheOf<T> = Cache<Arc<ArcSwap<T>>, Arc<T>>;

impl<T: Clone + Send + Sync + 'static> ReadMostly<T> for ArcSwapCache<T> {
    fn new(value: T) -> Self {
        ArcSwapCache { shared: Arc::new(ArcSwap::from_pointee(value)), caches: ThreadLocal::new() }
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let cache =
            self.caches.get_or(|| CachePadded::new(RefCell::new(Cache::new(Arc::clone(&self.shared)))));
        read(cache.borrow_mut().load())
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        copy_on_write(&self.shared, change);
    }
}

/// left-right's: a read handle for each thread, and the one write handle behind a mutex.
pub struct LeftRight<T: Clone + Send + Sync> {
    factory: ReadHandleFactory<Copied<T>>,
    handles: ThreadLocal<CachePadded<ReadHandle<Copied<T>>>>,
    writer: Mutex<WriteHandle<Copied<T>, Set<T>>>,
}

/// One of the two copies.
#[derive(Clone)]
struct Copied<T>(T);

/// The operation that the crate's log holds: a closure that borrows cannot be kept, so it is the outcome.
struct Set<T>(T);

impl<T: Clone> Absorb<Set<T>> for Copied<T> {
    fn absorb_first(&mut self, set: &mut Set<T>, _: &Self) {
        self.0 = set.0.clone();
    }

    fn absorb_second(&mut self, set: Set<T>, _: &Self) {
        self.0 = set.0;
    }

    fn sync_with(&mut self, first: &Self) {
        self.0 = first.0.clone();
    }
}

/// Both copies live as long as the write handle, and that as long as the value.
const ALIVE: &str = "the write handle is alive";

impl<T: Clone + Send + Sync + 'static> ReadMostly<T> for LeftRight<T> {
    fn new(value: T) -> Self {
        let (writer, reader) = left_right::new_from_empty(Copied(value));
        LeftRight { factory: reader.factory(), handles: ThreadLocal::new(), writer: Mutex::new(writer) }
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let handle = self.handles.get_or(|| CachePadded::new(self.factory.handle()));
        read(&handle.enter().expect(ALIVE).0)
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = writer.enter().expect(ALIVE).0.clone();
        change(&mut next);
        writer.append(Set(next)).publish();
    }
}

/// crossbeam's `ShardedLock`.
#[derive(Debug)]
pub struct Sharded<T>(ShardedLock<T>);

impl<T: Send + Sync + 'static> ReadMostly<T> for Sharded<T> {
    fn new(value: T) -> Self {
        Sharded(ShardedLock::new(value))
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The seqlock crate's.
#[derive(Debug)]
pub struct SeqLockCrate<T: Copy + std::fmt::Debug>(seqlock::SeqLock<T>);

impl<T: Copy + std::fmt::Debug + Send + Sync + 'static> ReadMostly<T> for SeqLockCrate<T> {
    fn new(value: T) -> Self {
        SeqLockCrate(seqlock::SeqLock::new(value))
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.0.read())
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        change(&mut self.0.lock_write());
    }
}
