//! How a model can end, and how that is recognised.

use std::fmt;

/// What kind of failure ended a model. A mutant that dies of the wrong one has not shown what it was made to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A law was broken: `law[NAME]: ...`.
    Assertion,
    /// Two accesses, at least one a write, that nothing orders.
    DataRace,
    /// Every thread waits.
    Deadlock,
    /// Threads run and none gets on: more steps than any execution needs.
    NoProgress,
    /// Something was never freed.
    Leak,
    /// More threads than the checker can have.
    TooManyThreads,
    /// An outcome that the law declares was never seen: the model is too small, or blind.
    Unreached,
    /// An outcome that the law does not declare.
    Undeclared,
    /// A panic that names no law.
    Panic,
    /// The process was still running when its time was up.
    TimedOut,
    /// The process ended without saying why.
    Crash,
}

impl Class {
    /// As a row of verdicts and a line have it.
    pub fn name(self) -> &'static str {
        match self {
            Class::Assertion => "assertion",
            Class::DataRace => "data race",
            Class::Deadlock => "deadlock",
            Class::NoProgress => "no progress",
            Class::Leak => "leak",
            Class::TooManyThreads => "too many threads",
            Class::Unreached => "unreached",
            Class::Undeclared => "undeclared",
            Class::Panic => "panic",
            Class::TimedOut => "time-out",
            Class::Crash => "crash",
        }
    }

    /// What it means, for a reader who meets it for the first time.
    pub fn meaning(self) -> &'static str {
        match self {
            Class::Assertion => "an execution ended in what the law forbids",
            Class::DataRace => {
                "two threads came to one place in memory, one of them to write, and nothing orders the two"
            }
            Class::Deadlock => "every thread waits for another, so none goes on",
            Class::NoProgress => {
                "threads run on and none gets anywhere; what spins must call the facade's spin_loop, and be able to end"
            }
            Class::Leak => "something was made and never given back",
            Class::TooManyThreads => {
                "the model starts more threads than the checker can follow; of the subject that says nothing"
            }
            Class::Unreached => {
                "no execution ended in an outcome that the law declares: the model is too small, or blind"
            }
            Class::Undeclared => "an execution ended in an outcome that the law does not know",
            Class::Panic => "a panic, and no law's",
            Class::TimedOut => "the search hung; of the subject that says nothing",
            Class::Crash => "the model's process ended without saying why",
        }
    }

    /// The class that has this name.
    pub fn named(name: &str) -> Option<Class> {
        const ALL: [Class; 11] = [
            Class::Assertion,
            Class::DataRace,
            Class::Deadlock,
            Class::NoProgress,
            Class::Leak,
            Class::TooManyThreads,
            Class::Unreached,
            Class::Undeclared,
            Class::Panic,
            Class::TimedOut,
            Class::Crash,
        ];
        ALL.into_iter().find(|class| class.name() == name)
    }

    /// Whether it says that the model was too large or broken, and nothing about the subject.
    pub fn is_inconclusive(self) -> bool {
        matches!(self, Class::TimedOut | Class::TooManyThreads | Class::Crash | Class::Unreached)
    }

    /// The class of the first panic's message, and the law that it names, if it names one.
    pub fn of_panic(message: &str) -> (Class, Option<&str>) {
        // A race comes first: the checker's own words, some of which it repeats in other reports.
        const WORDS: [(&str, Class); 11] = [
            ("data race: ", Class::DataRace),
            ("deadlock! ", Class::Deadlock),
            ("exceeded max_steps bound", Class::NoProgress),
            ("Causality violation", Class::DataRace),
            ("currently reading from cell", Class::DataRace), // an overlap that began before the other access ended
            ("currently writing to cell", Class::DataRace),
            ("deadlock; threads", Class::Deadlock),
            ("exceeded maximum number of branches", Class::NoProgress),
            ("leaked.", Class::Leak),
            ("self.threads.len() < self.max()", Class::TooManyThreads),
            ("threads.len() < self.max_threads", Class::TooManyThreads),
        ];
        if let Some((law, rest)) = message.strip_prefix("law[").and_then(|rest| rest.split_once(']')) {
            let class = if rest.starts_with("[unreached]") {
                Class::Unreached
            } else if rest.starts_with("[undeclared]") {
                Class::Undeclared
            } else {
                Class::Assertion
            };
            return (class, Some(law));
        }
        let known = WORDS.iter().find(|(words, _)| message.contains(words));
        (known.map_or(Class::Panic, |(_, class)| *class), None)
    }
}

/// How a model ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Every execution kept the law, and every declared outcome was reached.
    Held,
    /// An execution failed.
    Failed {
        /// Of what.
        class: Class,
        /// The law that the message names; a race or a deadlock names none.
        law: Option<String>,
        /// The first panic's message.
        message: String,
    },
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Held => f.write_str("holds"),
            End::Failed { class, message, .. } => {
                // What follows the first line is the checker's inner state.
                write!(f, "fails ({}): {}", class.name(), message.lines().next().unwrap_or_default())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Class;

    #[test]
    fn a_law_that_is_broken_is_named() {
        let message = "law[no_lost_update]: 2 threads added 2 each, the sum is 3";
        assert_eq!(Class::of_panic(message), (Class::Assertion, Some("no_lost_update")));
        assert_eq!(Class::of_panic("law[fifo][unreached]: no execution"), (Class::Unreached, Some("fifo")));
        assert_eq!(Class::of_panic("law[fifo][undeclared]: saw"), (Class::Undeclared, Some("fifo")));
    }

    #[test]
    fn the_checkers_own_words_are_understood() {
        let races = "Causality violation: Concurrent write accesses to `UnsafeCell`.";
        assert_eq!(Class::of_panic(races), (Class::DataRace, None));
        assert_eq!(Class::of_panic("deadlock; threads = [(Id(0), Blocked)]"), (Class::Deadlock, None));
        assert_eq!(
            Class::of_panic("Model exceeded maximum number of branches. This is"),
            (Class::NoProgress, None)
        );
        assert_eq!(Class::of_panic("Arc leaked.\n  Index: 3"), (Class::Leak, None));
        assert_eq!(
            Class::of_panic("assertion failed: self.threads.len() < self.max()"),
            (Class::TooManyThreads, None)
        );
        assert_eq!(Class::of_panic("index out of bounds"), (Class::Panic, None));
    }
}
