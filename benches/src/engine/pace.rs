//! How many operations make a batch: enough that reading the clock after each batch costs little (0.2 %), few enough
//! that a window can end on time.

/// A batch that takes less is too short.
const SHORTEST_NS: u64 = 10_000;
/// A batch that takes more, several times in a row, is too long.
const LONGEST_NS: u64 = 40_000;
/// One long batch may be an interruption; so many in a row are not.
const IN_A_ROW: u32 = 3;
/// So many batches of sufficient length in a row, and the pace is found. One alone may be an interruption.
const SETTLED: u32 = 2;

/// A worker's batch length. Found while ramping up, kept from window to window, never changed inside one.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    ops: u64,
    too_long: u32,
    long_enough: u32,
}

impl Pace {
    /// Starts with single operations.
    pub fn new() -> Pace {
        Pace { ops: 1, too_long: 0, long_enough: 0 }
    }

    /// Operations in a batch.
    #[inline(always)]
    pub fn ops(&self) -> u64 {
        self.ops
    }

    /// Whether batches have their length.
    pub fn settled(&self) -> bool {
        self.long_enough >= SETTLED
    }

    /// Learns how long a batch took.
    pub fn learn(&mut self, batch_ns: u64) {
        if batch_ns < SHORTEST_NS {
            self.ops = self.ops.saturating_mul(2);
            self.too_long = 0;
            self.long_enough = 0;
            return;
        }
        self.long_enough += 1;
        self.too_long = if batch_ns > LONGEST_NS { self.too_long + 1 } else { 0 };
        if self.too_long == IN_A_ROW && self.ops > 1 {
            self.ops /= 2;
            self.too_long = 0;
        }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Pace::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets a pace learn on operations of `op_ns` each.
    fn after(op_ns: u64, batches: u32) -> Pace {
        let mut pace = Pace::new();
        (0..batches).for_each(|_| pace.learn(pace.ops() * op_ns));
        pace
    }

    #[test]
    fn finds_a_length_between_ten_and_twenty_microseconds() {
        for op_ns in [1, 5, 24, 700] {
            let pace = after(op_ns, 30);
            assert!(pace.settled());
            assert!(
                (SHORTEST_NS..2 * SHORTEST_NS).contains(&(pace.ops() * op_ns)),
                "{op_ns} ns: {}",
                pace.ops()
            );
        }
    }

    #[test]
    fn an_operation_longer_than_a_batch_is_a_batch() {
        assert_eq!(after(1_000_000, 30).ops(), 1);
    }

    #[test]
    fn one_interruption_neither_settles_nor_shortens() {
        let mut pace = Pace::new();
        pace.learn(5_000_000);
        assert!(!pace.settled());
        let mut pace = after(5, 30);
        let ops = pace.ops();
        pace.learn(5_000_000);
        assert_eq!(pace.ops(), ops);
    }
}
