//! **A sequence lock: read first, ask afterwards whether it was worth anything.**
//!
//! *Promise.* Linearizable. Readers never write shared memory, so they never disturb each other or the writer. A reader
//! that met a writer reads again: it waits for a writer at work and may retry without bound while writers follow each
//! other closely; it is not even lock-free, and the more words, the likelier a retry. Writers block each other, never
//! wait for readers, and are as fair as their lock. A `change` that panics leaves the value as it was.
//!
//! *Origin.* Hemminger and Lameter's seqlock of the Linux kernel (Lameter, "Effective Synchronization on Linux/NUMA
//! Systems", 2005); in the words of a language's memory model: Boehm, "Can Seqlocks Get Along With Programming Language
//! Memory Models?", 2012.
//!
//! *State.* A sequence: even while nobody writes, odd while somebody does, and two more after each change. The value's
//! words, each an atomic ([`Words`]), on the same cache line if they fit. A lock that writers take.
//!
//! *Invariants.*
//! 1. The sequence and the words are written by the holder of the lock alone.
//! 2. While the sequence is even, the words are those of one version.
//!
//! *Orderings.* Two pairs, one for each side from which a reader can be too close to a writer:
//! - We come *after* a change: the writer's last store of the sequence is `Release`, the reader's first load `Acquire`.
//!   Whoever finds an even sequence finds every word at least as new as it.
//! - We come *before* a change ends: the writer's `Release` fence stands between the odd sequence and the words, the
//!   reader's `Acquire` fence between the words and the second look at the sequence. If any word we read was already the
//!   writer's, the fences have met, and the second look finds the odd sequence or a later one: we discard what we read.
//!   If none was, what we have is the version before.
//!
//! *Trade-off.* The cheapest read there is that notices a writer: two loads more than the words themselves. Right for
//! small values, changed now and then, read everywhere. Wrong for values that own memory (a discarded copy must not have
//! been followed), for large ones, and under a storm of changes, which starves readers.
//!
//! The reader's closure runs on a copy, when the copying is over: it may take its time, and may read or change the same value
//! again. So may `change` read it; it finds the version before. A change inside a change waits for itself.

use super::ReadMostly;
use super::words::Words;
use crate::backoff::Backoff;
use crate::cache_padded::CachePadded;
use crate::lock::{LockKind, Mutual, StdMutex};
use crate::sync::atomic::{AtomicU64, LoadByOwner, Ordering, fence};

/// A value of few words behind a sequence, whose writers take turns by `L`.
pub struct SeqLock<T: Words, L: LockKind = StdMutex> {
    /// What readers read: lines of its own, so that writers who wait for their lock disturb nobody.
    value: CachePadded<Versioned<T>>,
    /// Held by whoever writes.
    writers: L::Of<()>,
}

struct Versioned<T: Words> {
    /// Two for each change, and one more while somebody writes; it does not wrap in the life of a machine.
    sequence: AtomicU64,
    /// The value, word by word.
    words: T::Atomics,
}

/// The sequence before the writer at work began, if there is one.
#[inline(always)]
fn even_of(sequence: u64) -> u64 {
    sequence & !1
}

impl<T: Words> Versioned<T> {
    /// A copy of one version, unless a writer came too close.
    #[inline(always)]
    fn try_copy(&self) -> Option<T> {
        // Acquire: pairs with the last Release in `replace`: the words are at least as new as this sequence.
        let before = self.sequence.load(Ordering::Acquire);
        let words = T::load(&self.words);
        // Acquire: pairs with the Release fence in `replace`: if a word is a writer's, the next line finds its sequence.
        fence(Ordering::Acquire);
        let after = self.sequence.load(Ordering::Relaxed); // Relaxed: the fence stands before it
        // One comparison asks whether it moved and whether a writer was at work: an odd sequence, made even, is one of the past.
        (after == even_of(before)).then_some(words)
    }

    /// The copying again, from a distance that grows: the writer needs the line.
    #[cold]
    fn copy_contended(&self) -> T {
        let mut backoff = Backoff::new();
        loop {
            backoff.wait();
            if let Some(words) = self.try_copy() {
                return words;
            }
        }
    }

    /// Writes the next version. Only for the holder of the lock (invariant 1).
    #[inline]
    fn replace(&self, words: T) {
        let even = self.sequence.load_by_owner();
        self.sequence.store(even + 1, Ordering::Relaxed); // Relaxed: the fence stands behind it
        // Release: pairs with the Acquire fence in `try_copy`: whoever reads a word from below finds the odd sequence.
        fence(Ordering::Release);
        words.store(&self.words);
        // Release: pairs with the Acquire in `try_copy`: whoever finds this sequence finds the words.
        self.sequence.store(even + 2, Ordering::Release);
    }
}

impl<T: Words, L: LockKind> ReadMostly<T> for SeqLock<T, L> {
    fn new(value: T) -> Self {
        let value = Versioned { sequence: AtomicU64::new(0), words: value.into_atomics() };
        SeqLock { value: CachePadded::new(value), writers: L::Of::new(()) }
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let copy = match self.value.try_copy() {
            Some(words) => words,
            None => self.value.copy_contended(),
        };
        read(&copy)
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        self.writers.with(|()| {
            let mut words = T::load_by_owner(&self.value.words);
            change(&mut words); // on a copy: if it panics, nothing was written
            self.value.replace(words);
        });
    }
}
