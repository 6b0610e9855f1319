//! What a class of failure means, and what it does not.

use crate::exercise::World;

/// A paragraph for a learner who meets the class for the first time.
pub(crate) fn meaning(class: &str, world: World) -> &'static str {
    match class {
        "does not compile" => {
            "The compiler refuses the file. Its first message is the one to read; the others may follow from it."
        }
        "assertion" if world == World::Native => {
            "Your file did something else than the check expects. It says what it found, and what it expected."
        }
        "assertion" => {
            "A thread saw, or left behind, something that the rule forbids. Read the values: which one is wrong, and which step \
             wrote it? It need not be the last step: that is only where the mistake was noticed."
        }
        "data race" => {
            "Two threads touched the same memory, at least one of them writing, and nothing in the program orders the one before the \
             other. It does not mean that the two met at the same moment: one may be long done. What is missing is an edge: a Release \
             by the first, read by an Acquire of the second. On x86 the same machine code may never fail; the compiler and other \
             processors may reorder it all the same."
        }
        "deadlock" => {
            "Every thread waits, and nobody is left to wake them. Look at the last step of each column: whom does it wait for, and \
             when should that one have told it? It may wait for itself. With a wake-up, the usual story is one that came before the wait, or \
             that went to somebody who had no use for it."
        }
        "no progress" => {
            "Threads run and none gets on. A loop that waits must call `spin_loop`, so that the checker lets another thread run; and it \
             must be able to end whichever thread goes first. It does not mean that the loop is slow."
        }
        "leak" => {
            "Something was made and never freed. Which path forgets it: the one that failed, or the one that was not taken?"
        }
        "too many threads" => {
            "A model can have four threads with the main one, or five. It says nothing about your code yet."
        }
        "unreached" => {
            "An outcome that must be possible was never seen: the threads do not really run side by side, or one is kept out of where \
             it should come. A lock that lets nobody in is safe, too. (Where the rule is yours: it allows what cannot happen. Where wrong \
             programs are judged: one of them lived.)"
        }
        "undeclared" => {
            "The threads ended in a way that the rule does not know at all. (Where the rule is yours: it rules out what can happen.)"
        }
        "time-out" => {
            "It was still running when its time was up. Usually a loop waits for what nobody will do, or has no end. What it printed \
             is not shown."
        }
        "too much output" => "It printed a megabyte, and was stopped. Take out what you print in a loop.",
        "early exit" => {
            "The process was ended from inside, so the checks never finished. They can be trusted only if they do."
        }
        "crash" => {
            "The process was ended by the system: memory was touched that is not there any more, or a panic came while another was \
             under way, in a `drop` for instance."
        }
        "panic" => "A panic that is none of the rule's: an index, an unwrap, an overflow in your file.",
        _ => "This class has no explanation yet; the text above is all that is known.",
    }
}

/// What the checker itself cannot tell, where that matters for the class; `stale`, if a load is marked so.
pub(crate) fn caveat(class: &str, stale: bool) -> Option<&'static str> {
    match class {
        "assertion" | "data race" if stale => Some(
            "Rows stand in the order in which the checker ran them. A load marked STALE read an older value than the newest: its \
             ordering allows that, whatever the order of the rows.",
        ),
        "no progress" => Some(
            "A correct lock that spins with `swap` alone can end here too: the checker sees each swap as a change. Look first, or use \
             `compare_exchange`.",
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{World, meaning};

    #[test]
    fn every_class_of_the_harness_is_explained() {
        let classes = include_str!("../../loom-tests/harness/src/end.rs");
        let (_, names) = classes.split_once("fn name(self)").expect("it names its classes");
        let (names, _) = names.split_once("\n    }\n").expect("a function ends");
        let named =
            names.lines().filter_map(|line| line.trim().strip_prefix("Class::")?.split_once(" => \""));
        let named: Vec<_> = named.filter_map(|(_, name)| name.split('"').next()).collect();
        assert!(named.len() >= 10, "{named:?}");
        for class in named {
            assert!(!meaning(class, World::Loom).contains("no explanation"), "{class:?}");
        }
    }
}
