//! A machine of steps: two threads go round in the steps of a lock, and the schedule says who takes the next one. One step is one look, or one
//! change, or both in one; there are no threads and no clock, so a schedule always does the same.

use std::fmt::Write as _;
use std::panic::Location;

use crate::exercise::{Run, Thread};

/// A schedule may have so many steps.
const MOST: usize = 200;

/// What both threads see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shared {
    /// Of A and of B; a lock that spins has one flag, the first.
    pub(super) up: [bool; 2],
    /// Whose turn it is.
    pub(super) turn: usize,
}

/// Everything: what is seen, and before which step of its round each thread stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) shared: Shared,
    pub(super) at: [usize; 2],
}

/// Before any step.
pub(super) const BEGIN: State = State { shared: Shared { up: [false; 2], turn: 0 }, at: [0; 2] };

/// What a step did.
pub(super) enum Did {
    /// It is done: the next one comes.
    Went(String),
    /// It must be tried again.
    Stayed(String),
}

/// A lock as a round of steps.
pub(super) trait Lock {
    /// How many steps come before the thread is inside; one more leaves.
    const ENTRY: usize;
    /// Which columns of the table mean something.
    const COLUMNS: &'static [&'static str];

    /// One of the steps before it is inside, of thread `me`.
    fn enter(shared: &mut Shared, me: usize, step: usize) -> Did;

    /// The step that leaves.
    fn leave(shared: &mut Shared, me: usize) -> String;

    /// What stands in the columns.
    fn show(shared: &Shared) -> Vec<String>;
}

impl State {
    /// Lets a thread take its step.
    pub(super) fn step<L: Lock>(&mut self, me: usize) -> String {
        if self.inside::<L>(me) {
            self.at[me] = 0;
            return format!("leaves: {}", L::leave(&mut self.shared, me));
        }
        match L::enter(&mut self.shared, me, self.at[me]) {
            Did::Went(what) => {
                self.at[me] += 1;
                if self.inside::<L>(me) { format!("{what}: INSIDE") } else { what }
            }
            Did::Stayed(what) => format!("{what}: stays"),
        }
    }

    /// Whether a thread is inside.
    pub(super) fn inside<L: Lock>(&self, me: usize) -> bool {
        self.at[me] == L::ENTRY
    }

    /// Whether no step of anybody changes anything.
    pub(super) fn is_stuck<L: Lock>(&self) -> bool {
        (0..2).all(|me| {
            let mut next = *self;
            next.step::<L>(me);
            next == *self
        })
    }
}

/// A row of the table.
struct Row {
    place: &'static Location<'static>,
    thread: usize,
    what: String,
    after: State,
}

/// Follows a schedule, and writes down what happens.
pub(super) struct Machine<L> {
    rows: Vec<Row>,
    lock: std::marker::PhantomData<L>,
}

impl<L: Lock> Machine<L> {
    /// Follows it to its end.
    pub(super) fn follow(schedule: impl FnOnce(&mut Self)) -> Self {
        let mut machine = Machine { rows: Vec::new(), lock: std::marker::PhantomData };
        schedule(&mut machine);
        machine
    }

    /// The state after each step.
    pub(super) fn states(&self) -> impl Iterator<Item = State> {
        self.rows.iter().map(|row| row.after)
    }

    /// The state at the end.
    pub(super) fn end(&self) -> State {
        self.states().last().unwrap_or(BEGIN)
    }

    /// How often a thread went inside; and in how many of these times the other one tried, and stayed where it was.
    pub(super) fn stays(&self, thread: usize) -> (usize, usize) {
        let mut tried: Vec<bool> = Vec::new();
        for row in &self.rows {
            if row.thread == thread && row.what.ends_with(": INSIDE") {
                tried.push(false);
            } else if row.thread != thread && row.what.ends_with(": stays") {
                tried.iter_mut().last().into_iter().for_each(|tried| *tried = true);
            }
        }
        (tried.len(), tried.iter().filter(|tried| **tried).count())
    }

    /// What happened.
    pub(super) fn table(&self) -> String {
        let mut text =
            format!("  step  where        thread  {}  inside  what it did\n", L::COLUMNS.join("  "));
        for (number, Row { place, thread, what, after }) in self.rows.iter().enumerate() {
            let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
            let place = format!("{file}:{}", place.line());
            let shown = L::COLUMNS.iter().zip(L::show(&after.shared));
            let shown: Vec<_> =
                shown.map(|(column, value)| format!("{value:<width$}", width = column.len())).collect();
            let inside: Vec<_> = (0..2).filter(|me| after.inside::<L>(*me)).map(name).collect();
            writeln!(
                text,
                "  {:>4}  {place:<11}  {:<6}  {}  {:<6}  {what}",
                number + 1,
                name(*thread),
                shown.join("  "),
                inside.join(" "),
            )
            .expect("a string takes it");
        }
        text
    }
}

impl<L: Lock> Run for Machine<L> {
    #[track_caller]
    fn step(&mut self, thread: Thread) {
        assert!(
            self.rows.len() < MOST,
            "a schedule of more than {MOST} steps; it can be done with fewer than ten. Its last line: {}",
            Location::caller()
        );
        let (mut state, me) = (self.end(), thread as usize);
        let what = state.step::<L>(me);
        self.rows.push(Row { place: Location::caller(), thread: me, what, after: state });
    }
}

/// What a thread is called.
pub(super) fn name(thread: usize) -> &'static str {
    ["A", "B"][thread]
}

/// Up, or down.
pub(super) fn flag(up: bool) -> String {
    if up { "up" } else { "down" }.to_owned()
}

/// Every state that some schedule reaches.
pub(super) fn reachable<L: Lock>() -> std::collections::HashSet<State> {
    let mut seen = std::collections::HashSet::from([BEGIN]);
    let mut open = vec![BEGIN];
    while let Some(state) = open.pop() {
        for me in 0..2 {
            let mut next = state;
            next.step::<L>(me);
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}
