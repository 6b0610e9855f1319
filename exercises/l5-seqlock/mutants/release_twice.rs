//! **Two stores of the sequence, each with a Release.**
//!
//! *Misconception.* "The odd number is released, so whoever sees a word sees it, too." A Release keeps what stands *before* it before. The words
//! stand behind the odd number, and may be seen before it.

use primitives::read_mostly::ReadMostly;
use primitives::sync::Mutex;
use primitives::sync::atomic::{AtomicU64, Ordering, fence};
use primitives::sync::hint::spin_loop;

/// Words, and a sequence that tells whether they belong together.
#[derive(Debug)]
pub struct SeqLock<const N: usize = 2> {
    /// Even while nobody writes, odd while somebody does; two more after each change.
    sequence: AtomicU64,
    words: [AtomicU64; N],
    /// What stands in the words and in the sequence; whoever writes has it, and no reader needs it.
    latest: Mutex<Latest<N>>,
}

#[derive(Debug)]
struct Latest<const N: usize> {
    sequence: u64,
    values: [u64; N],
}

impl<const N: usize> SeqLock<N> {
    /// The words, if nobody wrote meanwhile.
    fn try_copy(&self) -> Option<[u64; N]> {
        // Acquire: pairs with the Release at the end of a change: the words are at least as new as this sequence.
        let before = self.sequence.load(Ordering::Acquire);
        let values = self.words.each_ref().map(|word| word.load(Ordering::Relaxed));
        // Acquire: pairs with the Release fence in `update`: if a word is a writer's, the look below finds its sequence.
        fence(Ordering::Acquire);
        let after = self.sequence.load(Ordering::Relaxed); // Relaxed: the fence stands before it
        (before == after && before.is_multiple_of(2)).then_some(values)
    }
}

impl<const N: usize> ReadMostly<[u64; N]> for SeqLock<N> {
    fn new(values: [u64; N]) -> Self {
        SeqLock {
            sequence: AtomicU64::new(0),
            words: std::array::from_fn(|place| AtomicU64::new(values[place])),
            latest: Mutex::new(Latest { sequence: 0, values }),
        }
    }

    /// Reads, and reads again if somebody wrote meanwhile.
    fn read<R>(&self, read: impl FnOnce(&[u64; N]) -> R) -> R {
        loop {
            if let Some(values) = self.try_copy() {
                return read(&values);
            }
            spin_loop();
        }
    }

    /// Changes a copy, and puts it where readers find it.
    fn update(&self, change: impl Fn(&mut [u64; N])) {
        let mut latest = self.latest.lock();
        let mut values = latest.values;
        change(&mut values);
        let even = latest.sequence;
        self.sequence.store(even + 1, Ordering::Release); // the mistake
        self.words.iter().zip(values).for_each(|(word, value)| word.store(value, Ordering::Relaxed));
        // Release: pairs with the Acquire in `try_copy`: whoever finds this sequence finds the words.
        self.sequence.store(even + 2, Ordering::Release);
        *latest = Latest { sequence: even + 2, values };
    }
}
