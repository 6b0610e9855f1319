//! Items that know where they come from: so that whoever receives them can tell a lost, a doubled and an overtaken one.
//!
//! An item is one `u64`: its producer above, its number below. Numbers of one producer begin at 1 and grow by 1.

/// Bits of an item that hold its number.
const NUMBER_BITS: u32 = 48;

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
}

/// What one consumer got.
#[derive(Debug)]
pub struct Sink {
    /// The last number of each producer.
    last: Vec<u64>,
    received: u64,
    sum: u64,
    overtaken: u64,
}

impl Sink {
    /// From so many producers.
    pub fn new(producers: usize) -> Sink {
        Sink { last: vec![0; producers], received: 0, sum: 0, overtaken: 0 }
    }

    /// Takes an item in.
    #[inline(always)]
    pub fn take(&mut self, item: u64) {
        self.received += 1;
        self.sum = self.sum.wrapping_add(item);
        let number = item & ((1 << NUMBER_BITS) - 1);
        match self.last.get_mut((item >> NUMBER_BITS) as usize) {
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
            ..Tally::default()
        }
    }

    /// Of items that were left over. Some of their producers' may have come out elsewhere before them or after, so
    /// nothing is said of their order.
    pub fn of_rest(items: &[u64]) -> Tally {
        let received_sum = items.iter().fold(0u64, |sum, &item| sum.wrapping_add(item));
        Tally { received: items.len() as u64, received_sum, ..Tally::default() }
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
        }
    }

    /// Every item came out, once, and none overtook an earlier one of its producer.
    ///
    /// # Errors
    /// With the law that was broken.
    pub fn verify(&self) -> Result<(), String> {
        let Tally { sent, sent_sum, received, received_sum, overtaken } = self;
        if sent != received {
            return Err(format!("no_loss_no_duplication: {sent} items went in, {received} came out"));
        }
        if sent_sum != received_sum {
            return Err(format!("no_loss_no_duplication: {sent} items went in, others came out"));
        }
        if *overtaken > 0 {
            return Err(format!("fifo_per_producer: {overtaken} of {received} items came too late or twice"));
        }
        Ok(())
    }
}

/// How workers share the ends: the first half produces, the rest consumes; one alone does both in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles {
    /// Workers that produce.
    pub producers: usize,
    /// Workers that consume.
    pub consumers: usize,
}

impl Roles {
    /// For so many workers.
    pub fn of(threads: usize) -> Roles {
        let producers = (threads / 2).max(1);
        Roles { producers, consumers: (threads - threads / 2).max(1) }
    }

    /// What this worker does.
    pub fn role(threads: usize, index: usize) -> Role {
        match threads {
            1 => Role::Both,
            _ if index < threads / 2 => Role::Produces,
            _ => Role::Consumes,
        }
    }
}

/// What a worker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Puts items in.
    Produces,
    /// Takes items out.
    Consumes,
    /// Puts one in, takes one out.
    Both,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(items: usize) -> (Source, Vec<u64>) {
        let mut source = Source::new(3);
        let made = (0..items).map(|_| {
            let item = source.next();
            source.sent();
            item
        });
        let made = made.collect();
        (source, made)
    }

    fn verdict(source: &Source, received: &[u64]) -> Result<(), String> {
        let mut sink = Sink::new(4);
        received.iter().for_each(|&item| sink.take(item));
        Tally::of_source(source).and(&Tally::of_sink(&sink)).verify()
    }

    #[test]
    fn all_in_order_is_right() {
        let (source, made) = source(5);
        assert_eq!(verdict(&source, &made), Ok(()));
    }

    #[test]
    fn a_lost_a_doubled_and_an_overtaken_item_are_noticed() {
        let (source, made) = source(3);
        let law = |received: &[u64]| verdict(&source, received).unwrap_err();
        assert!(law(&made[..2]).starts_with("no_loss_no_duplication: 3 items went in, 2 came out"));
        assert!(law(&[made[0], made[1], made[1]]).starts_with("no_loss_no_duplication"));
        assert!(law(&[made[1], made[0], made[2]]).starts_with("fifo_per_producer: 1 of 3"));
    }

    #[test]
    fn workers_share_the_ends() {
        assert_eq!(Roles::of(1), Roles { producers: 1, consumers: 1 });
        assert_eq!(Roles::of(5), Roles { producers: 2, consumers: 3 });
        assert_eq!(Roles::role(1, 0), Role::Both);
        assert_eq!([0, 1, 2, 3].map(|i| Roles::role(4, i) == Role::Produces), [true, true, false, false]);
    }
}
