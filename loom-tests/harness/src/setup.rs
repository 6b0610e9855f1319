//! How large a model is, how long it is searched, and how much its verdict is worth.

use primitives::world::{Size, SpawnOrder};

/// How large an execution is and how many of them are explored. Nothing here is a time: a search ends at the same
/// execution on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Threads and operations of one execution.
    pub size: Size,
    /// Bounds on the number of pre-emptions of one execution, in rising order.
    pub bounds: &'static [usize],
    /// Executions at most under each bound, for each order of spawning.
    pub bounded: u64,
    /// Executions at most without a bound, for each order of spawning; 0 for no such search.
    pub unbounded: u64,
    /// Steps at most of one execution; beyond them the checker reports that nobody makes progress.
    pub steps: usize,
    /// Why these numbers.
    pub why: &'static str,
}

impl Limits {
    /// For most subjects.
    pub const USUAL: Limits = Limits {
        // Two threads are the fewest that can interleave, two operations the fewest of which one can come between.
        size: Size { threads: 2, ops: 2 },
        bounds: &[1, 2, 3],
        bounded: 10_000,
        unbounded: 20_000,
        steps: 1_000,
        why: "a counter of one number needs tens of executions, a lock hundreds; ten thousand are about a second",
    };
}

/// How much of the subject's own source the model covers. The names are those of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All of it.
    Checked,
    /// Its protocol, over a lock or channel that stands in for one that the checker cannot see into.
    StandIn,
}

impl Status {
    /// As a row of verdicts has it.
    pub fn name(self) -> &'static str {
        match self {
            Status::Checked => "checked",
            Status::StandIn => "stand-in",
        }
    }
}

/// In which orders of spawning a model is explored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orders {
    /// Both: what every law is owed.
    Both,
    /// One: to show that a mutant dies in each.
    Only(SpawnOrder),
}

impl Orders {
    /// The orders, in turn.
    pub fn each(self) -> &'static [SpawnOrder] {
        match self {
            Orders::Both => &[SpawnOrder::Forward, SpawnOrder::Reversed],
            Orders::Only(SpawnOrder::Forward) => &[SpawnOrder::Forward],
            Orders::Only(SpawnOrder::Reversed) => &[SpawnOrder::Reversed],
        }
    }
}

/// Everything about a model that is not its subject or its law.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// How much of the subject is covered.
    pub status: Status,
    /// How far it is searched.
    pub limits: Limits,
    /// From which side.
    pub orders: Orders,
    /// A wrong program, or a promise that is not made, is looked for. A search at random then takes longer, and keeps to the size that it was written for.
    pub hunted: bool,
    /// Every load returns the newest value: interleavings alone are explored, and what holds then may not hold on a machine.
    pub newest: bool,
}

impl Setup {
    /// A subject that is explored as it stands.
    pub const CHECKED: Setup = Setup {
        status: Status::Checked,
        limits: Limits::USUAL,
        orders: Orders::Both,
        hunted: false,
        newest: false,
    };
    /// A subject over a stand-in.
    pub const STAND_IN: Setup = Setup { status: Status::StandIn, ..Setup::CHECKED };

    /// The same in one order of spawning.
    pub const fn only(self, order: SpawnOrder) -> Setup {
        Setup { orders: Orders::Only(order), ..self }
    }

    /// The same, to find what is wrong.
    pub const fn hunted(self) -> Setup {
        Setup { hunted: true, ..self }
    }

    /// The same without old values: for those who have not heard of orderings yet.
    pub const fn newest(self) -> Setup {
        Setup { newest: true, ..self }
    }

    /// The same with other limits.
    pub const fn within(self, limits: Limits) -> Setup {
        Setup { limits, ..self }
    }
}
