//! What stands above the table of a failing model: law, class, where, and what it means.

use std::fmt;
use std::panic::Location;

use crate::end::Class;
use crate::process::Model;
use crate::sources;
use crate::steps::{Execution, Step};
use crate::table;

/// The first panic of a model.
pub(crate) struct Failure<'a> {
    /// Which model.
    pub(crate) model: &'a Model,
    /// Of what it failed.
    pub(crate) class: Class,
    /// In the words of the law or of the checker.
    pub(crate) message: &'a str,
    /// Where it was noticed, if that is in a source of ours.
    pub(crate) noticed: Option<&'a Location<'a>>,
    /// When in the search.
    pub(crate) when: String,
    /// What happened; none if it was no execution that failed.
    pub(crate) execution: Option<&'a Execution>,
}

impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Model { family, subject, law, .. } = self.model;
        writeln!(f, "law    {law}, of {family} {subject}")?;
        writeln!(f, "class  {}: {}", self.class.name(), self.class.meaning())?;
        for place in self.places() {
            writeln!(f, "where  {place}")?;
        }
        let mut lines = self.message.lines();
        writeln!(f, "found  {}", lines.next().unwrap_or_default())?;
        for line in lines {
            writeln!(f, "       {line}")?;
        }
        writeln!(f, "when   {}", self.when)
    }
}

impl Failure<'_> {
    /// Lines to look at, most telling first.
    fn places(&self) -> Vec<String> {
        let noticed =
            self.noticed.map(|place| format!("{}:{}", sources::relative(place.file()), place.line()));
        let steps = self.execution.map_or(&[][..], |execution| &execution.steps);
        let described = |at: usize| {
            let (step, execution) = (&steps[at], self.execution.expect("it has the step"));
            let (thread, done) = (&execution.threads[step.thread], table::cell(step, execution));
            format!("{}:{} ({thread}: {done})", step.file, step.line)
        };
        match self.class {
            // Of those that wait, each waits at its last step.
            Class::Deadlock => {
                let threads = self.execution.map_or(0, |execution| execution.threads.len());
                let last = (0..threads).filter_map(|of| steps.iter().rposition(|step| step.thread == of));
                last.filter(|&at| waits(&steps[at].operation)).map(described).collect()
            }
            // It is noticed at the second access; the other is, nearly always, the last one before that it is in conflict with.
            Class::DataRace => {
                let Some(second) = steps.len().checked_sub(1) else { return noticed.into_iter().collect() };
                let conflict = |step: &Step| {
                    let (object, thread) = (steps[second].object, steps[second].thread);
                    let both_read = reads(&step.operation) && reads(&steps[second].operation);
                    step.object == object && object.is_some() && step.thread != thread && !both_read
                };
                let first = steps[..second].iter().rposition(conflict);
                [Some(second), first].into_iter().flatten().map(described).collect()
            }
            // Noticed after the end, and in the search as a whole: no line did it.
            Class::Leak | Class::Unreached => Vec::new(),
            _ => {
                let last = steps.len().checked_sub(1).map(described);
                noticed.or(last).into_iter().collect()
            }
        }
    }
}

/// Whether an operation changes nothing.
fn reads(operation: &str) -> bool {
    operation.starts_with("read") || operation.starts_with("load")
}

/// Whether a thread whose last step this is has not gone on.
fn waits(operation: &str) -> bool {
    ["lock?", "read lock?", "write lock?", "join?", "wait", "park"].contains(&operation)
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::{Class, Execution, Failure, Model};
    use crate::steps::{Object, Step};

    const MODEL: Model =
        Model { family: "counter", subject: "mutex", law: "exact", test: "counters::mutex::exact" };

    fn step(thread: usize, operation: &str, line: u32) -> Step {
        Step { thread, operation: operation.into(), file: "a/b.rs".into(), line, ..Step::default() }
    }

    fn execution() -> Execution {
        Execution {
            threads: vec!["thread 0 (main)".into(), "thread 1".into(), "thread 2".into()],
            steps: vec![step(2, "yield", 3), step(1, "lock?", 5), step(0, "join?", 7)],
            ..Execution::default()
        }
    }

    fn shown(class: Class, noticed: Option<&Location<'_>>) -> String {
        shown_of(class, noticed, &execution())
    }

    fn shown_of(class: Class, noticed: Option<&Location<'_>>, execution: &Execution) -> String {
        let (when, execution) = ("execution 3".to_owned(), Some(execution));
        Failure { model: &MODEL, class, message: "one\ntwo", noticed, when, execution }.to_string()
    }

    #[test]
    fn law_class_and_line_stand_at_the_top() {
        let here = Location::caller();
        let shown = shown(Class::Assertion, Some(here));
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines[0], "law    exact, of counter mutex");
        assert!(lines[1].starts_with("class  assertion: "), "{shown}");
        assert_eq!(lines[2], format!("where  loom-tests/harness/src/failure.rs:{}", here.line()));
        assert_eq!(lines[3..], ["found  one", "       two", "when   execution 3"]);
    }

    #[test]
    fn of_a_race_both_sides_are_named() {
        let at = |thread, operation, line| Step { object: Some(0), ..step(thread, operation, line) };
        let object = Object { name: "sum".into(), kind: None, file: "a/b.rs".into(), line: 1, column: 1 };
        let steps =
            vec![at(1, "write cell", 3), at(1, "read cell", 5), step(1, "yield", 7), at(0, "read cell", 9)];
        let execution = Execution { steps, objects: vec![object], ..execution() };
        let shown = shown_of(Class::DataRace, None, &execution);
        let places: Vec<_> = shown.lines().filter(|line| line.starts_with("where")).collect();
        let expected = [
            "where  a/b.rs:9 (thread 0 (main): sum read cell)",
            "where  a/b.rs:3 (thread 1: sum write cell)",
        ];
        assert_eq!(places, expected);
    }

    #[test]
    fn of_a_deadlock_each_thread_that_waits_is_named() {
        let shown = shown(Class::Deadlock, None);
        let places: Vec<_> = shown.lines().filter(|line| line.starts_with("where")).collect();
        assert_eq!(places, ["where  a/b.rs:7 (thread 0 (main): join?)", "where  a/b.rs:5 (thread 1: lock?)"]);
    }
}
