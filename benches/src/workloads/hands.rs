//! Who gets which end: dealt out beforehand, so that none is left over. The end that nobody holds would keep a channel open,
//! and a queue's end need not be one that can be shared.

use std::sync::{Mutex, PoisonError};

/// One end, or set of ends, for each worker.
#[derive(Debug)]
pub struct Hands<E>(Vec<Mutex<Option<E>>>);

impl<E> Hands<E> {
    /// In the order of the workers.
    pub fn new(ends: impl IntoIterator<Item = E>) -> Hands<E> {
        Hands(ends.into_iter().map(|end| Mutex::new(Some(end))).collect())
    }

    /// What this worker gets.
    ///
    /// # Panics
    /// If it has taken it already.
    pub fn take(&self, worker: usize) -> E {
        let mut hand = self.0[worker].lock().unwrap_or_else(PoisonError::into_inner);
        hand.take().expect("each worker takes its own hand, once")
    }
}

/// How workers share the ends: the first half puts in, the rest takes out.
pub fn shares(threads: usize) -> (usize, usize) {
    (threads / 2, threads - threads / 2)
}

/// So many equal ends. The one given is among them, for none may be left over.
pub fn copies<E: Clone>(end: E, count: usize) -> Vec<E> {
    let mut ends = vec![end];
    while ends.len() < count {
        ends.push(ends[0].clone());
    }
    ends
}

/// One worker's end: items go in at one, and come out at the other.
#[derive(Debug)]
pub enum End<I, O> {
    /// Items go in.
    In(I),
    /// Items come out.
    Out(O),
}

/// Those who put in first, then those who take out.
pub fn both<I, O>(ins: Vec<I>, outs: Vec<O>) -> Hands<End<I, O>> {
    Hands::new(ins.into_iter().map(End::In).chain(outs.into_iter().map(End::Out)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_share_the_ends() {
        assert_eq!([2, 4, 5].map(shares), [(1, 1), (2, 2), (2, 3)]);
        let hands = both(vec!["in"], vec!["out", "out too"]);
        assert!(matches!(hands.take(0), End::In("in")));
        assert!(matches!(hands.take(2), End::Out("out too")));
    }
}
