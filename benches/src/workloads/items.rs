//! Items that know where they come from: so that whoever receives them can tell a lost, a doubled and an overtaken one.
//!
//! An item is one `u64`: its producer above, its number below. Numbers of one producer begin at 1 and grow by 1, or by
//! more, where they are times. A [`Wide`] item carries seven words more, which belong to the first: a torn one shows.

/// Bits of an item that hold its number.
const NUMBER_BITS: u32 = 48;

/// What travels: a word that says where it comes from, and what belongs to that word.
pub trait Item: Copy + Send + 'static {
    /// Bytes of it.
    const BYTES: usize = size_of::<Self>();

    /// The item of this word.
    fn of(word: u64) -> Self;

    /// Its word.
    fn word(&self) -> u64;

    /// Bits in which it is not the item of its word; 0 if it is whole.
    fn differing(&self) -> u64;
}

impl Item for u64 {
    #[inline(always)]
    fn of(word: u64) -> u64 {
        word
    }

    #[inline(always)]
    fn word(&self) -> u64 {
        *self
    }

    #[inline(always)]
    fn differing(&self) -> u64 {
        0
    }
}

/// An item of 64 bytes: its word, and seven others that follow from it.
pub type Wide = [u64; 8];

/// What tells word `place` of a wide item from its neighbours: any two words of two items differ.
#[inline(always)]
fn mark(place: usize) -> u64 {
    (place as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Item for Wide {
    #[inline(always)]
    fn of(word: u64) -> Wide {
        std::array::from_fn(|place| word ^ mark(place))
    }

    #[inline(always)]
    fn word(&self) -> u64 {
        self[0]
    }

    #[inline(always)]
    fn differing(&self) -> u64 {
        let differs = |place: usize| self[place] ^ mark(place) ^ self[0];
        (1..8).fold(0, |bits, place| bits | differs(place))
    }
}

/// What one producer makes.
#[derive(Debug)]
pub struct Source {
    producer: u64,
    made: u64,
    sum: u64,
}

impl Source {
    /// Of this producer.
    pub fn new(producer: usize) -> Source {
        Source { producer: (producer as u64) << NUMBER_BITS, made: 0, sum: 0 }
    }

    /// The next item; it counts only once it is [`sent`](Self::sent).
    #[inline(always)]
    pub fn next(&self) -> u64 {
        self.producer | (self.made + 1)
    }

    /// The item that `next` told went in.
    #[inline(always)]
    pub fn sent(&mut self) {
        self.made += 1;
        self.sum = self.sum.wrapping_add(self.producer | self.made);
    }

    /// The item of this number: the producer chooses numbers itself, each greater than the one before.
    #[inline(always)]
    pub fn numbered(&self, number: u64) -> u64 {
        self.producer | number
    }

    /// The item that `numbered` told of this number went in.
    #[inline(always)]
    pub fn sent_numbered(&mut self, number: u64) {
        self.made += 1;
        self.sum = self.sum.wrapping_add(self.producer | number);
    }

    /// The next items, at most so many; each counts as sent once it is taken.
    #[inline(always)]
    pub fn run<T: Item>(&mut self, items: u64) -> impl Iterator<Item = T> {
        let items = 0..items;
        items.map(|_| {
            let item = T::of(self.next());
            self.sent();
            item
        })
    }
}

/// The number of an item.
#[inline(always)]
pub fn number(word: u64) -> u64 {
    word & ((1 << NUMBER_BITS) - 1)
}

/// What one consumer got.
#[derive(Debug)]
pub struct Sink {
    /// The last number of each producer.
    last: Vec<u64>,
    received: u64,
    sum: u64,
    overtaken: u64,
    torn: u64,
}

impl Sink {
    /// From so many producers.
    pub fn new(producers: usize) -> Sink {
        Sink { last: vec![0; producers], received: 0, sum: 0, overtaken: 0, torn: 0 }
    }

    /// Takes an item in.
    #[inline(always)]
    pub fn take<T: Item>(&mut self, item: T) {
        let word = item.word();
        self.received += 1;
        self.sum = self.sum.wrapping_add(word);
        self.torn += u64::from(item.differing() != 0);
        let number = number(word);
        match self.last.get_mut((word >> NUMBER_BITS) as usize) {
            Some(last) if number > *last => *last = number,
            _ => self.overtaken += 1,
        }
    }
}

/// What a worker did with items.
#[derive(Debug, Default)]
pub struct Tally {
    sent: u64,
    sent_sum: u64,
    received: u64,
    received_sum: u64,
    overtaken: u64,
    torn: u64,
}

impl Tally {
    /// Of a producer.
    pub fn of_source(source: &Source) -> Tally {
        Tally { sent: source.made, sent_sum: source.sum, ..Tally::default() }
    }

    /// Of a consumer.
    pub fn of_sink(sink: &Sink) -> Tally {
        Tally {
            received: sink.received,
            received_sum: sink.sum,
            overtaken: sink.overtaken,
            torn: sink.torn,
            ..Tally::default()
        }
    }

    /// Of items that were left over. Some of their producers' may have come out elsewhere before them or after, so
    /// nothing is said of their order.
    pub fn of_rest<T: Item>(items: impl Iterator<Item = T>) -> Tally {
        let mut sink = Sink::new(0);
        items.for_each(|item| sink.take(item));
        Tally { overtaken: 0, ..Tally::of_sink(&sink) }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: &Tally) -> Tally {
        Tally {
            sent: self.sent + other.sent,
            sent_sum: self.sent_sum.wrapping_add(other.sent_sum),
            received: self.received + other.received,
            received_sum: self.received_sum.wrapping_add(other.received_sum),
            overtaken: self.overtaken + other.overtaken,
            torn: self.torn + other.torn,
        }
    }

    /// Every item came out, once and whole, and, if the subject says so, none overtook an earlier one of its producer.
    ///
    /// # Errors
    /// With the law that was broken.
    pub fn verify(&self, keeps_order: bool) -> Result<(), String> {
        let Tally { sent, sent_sum, received, received_sum, overtaken, torn } = self;
        if *torn > 0 {
            return Err(format!("no_torn_item: {torn} of {received} items came out in parts of several"));
        }
        if sent != received {
            return Err(format!("no_loss_no_duplication: {sent} items went in, {received} came out"));
        }
        if sent_sum != received_sum {
            return Err(format!("no_loss_no_duplication: {sent} items went in, others came out"));
        }
        if keeps_order && *overtaken > 0 {
            return Err(format!("fifo_per_producer: {overtaken} of {received} items came too late or twice"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source<T: Item>(items: u64) -> (Source, Vec<T>) {
        let mut source = Source::new(3);
        let made = source.run(items).collect();
        (source, made)
    }

    fn verdict<T: Item>(source: &Source, received: &[T], keeps_order: bool) -> Result<(), String> {
        let mut sink = Sink::new(4);
        received.iter().for_each(|&item| sink.take(item));
        Tally::of_source(source).and(&Tally::of_sink(&sink)).verify(keeps_order)
    }

    fn all_in_order_is_right<T: Item>() {
        let (source, made) = source::<T>(5);
        assert_eq!(verdict(&source, &made, true), Ok(()));
    }

    fn a_lost_a_doubled_and_an_overtaken_item_are_noticed<T: Item>() {
        let (source, made) = source::<T>(3);
        let law = |received: &[T]| verdict(&source, received, true).unwrap_err();
        assert!(law(&made[..2]).starts_with("no_loss_no_duplication: 3 items went in, 2 came out"));
        assert!(law(&[made[0], made[1], made[1]]).starts_with("no_loss_no_duplication"));
        assert!(law(&[made[1], made[0], made[2]]).starts_with("fifo_per_producer: 1 of 3"));
        assert_eq!(verdict(&source, &[made[2], made[1], made[0]], false), Ok(()), "a stack keeps no order");
    }

    #[test]
    fn items_of_eight_bytes() {
        all_in_order_is_right::<u64>();
        a_lost_a_doubled_and_an_overtaken_item_are_noticed::<u64>();
    }

    #[test]
    fn items_of_sixty_four_bytes() {
        all_in_order_is_right::<Wide>();
        a_lost_a_doubled_and_an_overtaken_item_are_noticed::<Wide>();
    }

    #[test]
    fn a_torn_item_is_noticed_wherever_it_was_torn() {
        for place in 1..8 {
            let (source, mut made) = source::<Wide>(3);
            let other = made[2];
            made[1][place..].copy_from_slice(&other[place..]);
            let law = verdict(&source, &made, false).unwrap_err();
            assert!(law.starts_with("no_torn_item: 1 of 3 items"), "{law}");
        }
    }

    #[test]
    fn what_is_left_over_counts_and_has_no_order() {
        let (source, made) = source::<Wide>(3);
        let rest = Tally::of_rest(made.iter().rev().copied());
        assert_eq!(Tally::of_source(&source).and(&rest).verify(true), Ok(()));
    }

    #[test]
    fn numbers_may_be_chosen() {
        let mut source = Source::new(1);
        let items = [5, 700, 701].map(|chosen| {
            source.sent_numbered(chosen);
            source.numbered(chosen)
        });
        assert_eq!(items.map(number), [5, 700, 701]);
        assert_eq!(verdict(&source, &items, true), Ok(()));
    }
}
