//! A failing execution as rows: what a table prints and a file keeps.

use primitives::sync::trace::{self, Event};
use serde::{Deserialize, Serialize};

use crate::names::Names;
use crate::sources;

/// Everything that the threads of one execution did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    /// What the threads are called; a step names its thread by the place in this list.
    pub threads: Vec<String>,
    /// The objects that steps name by their place in this list, in the order of their first step.
    pub objects: Vec<Object>,
    /// The steps, in the order in which the checker ran them.
    pub steps: Vec<Step>,
}

/// Something shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// As the table has it.
    pub name: String,
    /// `atomic`, `cell`, `mutex`, `rwlock` or `condvar`.
    pub kind: Option<String>,
    /// File of the line that made it.
    pub file: String,
    /// That line, from 1.
    pub line: u32,
    /// Where the call begins in it, from 1.
    pub column: u32,
}

/// What one thread did in one row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which thread.
    pub thread: usize,
    /// File of the line that called.
    pub file: String,
    /// That line, from 1.
    pub line: u32,
    /// Where the call begins in it, from 1.
    pub column: u32,
    /// What was called.
    pub operation: String,
    /// On what; none for spawning, yielding, parking and fences.
    pub object: Option<usize>,
    /// Ordering in force, weakened or not.
    pub ordering: Option<String>,
    /// Value before, as far as the operation read it.
    pub old: Option<String>,
    /// Value after, if the operation wrote one.
    pub new: Option<String>,
    /// The value that a read could have found and did not, where it read an older one.
    pub newest: Option<String>,
}

impl Execution {
    /// What was recorded, two events that belong together as one row.
    pub fn recorded(events: &[Event]) -> Execution {
        let mut names = Names::default();
        let mut known: Vec<trace::Object> = Vec::new();
        let mut execution = Execution::default();
        for event in merged(events) {
            let object = event.object.map(|object| {
                let at = known.iter().position(|other| *other == object).unwrap_or_else(|| {
                    known.push(object);
                    execution.objects.push(Object {
                        name: names.of(object),
                        kind: None,
                        file: sources::relative(object.made.file()),
                        line: object.made.line(),
                        column: object.made.column(),
                    });
                    known.len() - 1
                });
                execution.objects[at].kind = kind(event.operation).map(str::to_owned);
                at
            });
            while execution.threads.len() <= event.thread {
                let number = execution.threads.len();
                let main = if number == 0 { " (main)" } else { "" };
                execution.threads.push(format!("thread {number}{main}"));
            }
            execution.steps.push(Step {
                thread: event.thread,
                file: sources::relative(event.site.file()),
                line: event.site.line(),
                column: event.site.column(),
                operation: event.operation.to_owned(),
                object,
                ordering: event.ordering.map(|ordering| format!("{ordering:?}")),
                old: event.old.map(value),
                new: event.new.map(value),
                newest: event.newest.map(value),
            });
        }
        execution
    }
}

/// Two events make one row where nothing came between: asking for a lock and getting it, waiting for a thread that has
/// ended.
fn merged(events: &[Event]) -> Vec<Event> {
    const PAIRS: [(&str, &str, &str); 4] = [
        ("lock?", "locked", "lock"),
        ("read lock?", "read locked", "read lock"),
        ("write lock?", "write locked", "write lock"),
        ("join?", "joined", "join"),
    ];
    let mut rows: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        let asked =
            rows.last_mut().filter(|asked| asked.thread == event.thread && asked.object == event.object);
        let pair = |asked: &Event| {
            PAIRS
                .iter()
                .find(|pair| (pair.0, pair.1) == (asked.operation, event.operation))
                .map(|pair| pair.2)
        };
        match asked.and_then(|asked| pair(asked).map(|both| (asked, both))) {
            Some((asked, both)) => asked.operation = both,
            None => rows.push(event.clone()),
        }
    }
    rows
}

/// What an object is, by what is done with it. Locks and those who wait have no word in common with the others.
fn kind(operation: &str) -> Option<&'static str> {
    match operation {
        "read cell" | "write cell" => Some("cell"),
        "wait" | "woken" | "notify_one" | "notify_all" => Some("condvar"),
        "lock?" | "locked" | "lock" | "try_lock fails" | "unlock" => Some("mutex"),
        "read lock?" | "read locked" | "read lock" => Some("rwlock"),
        "write lock?" | "write locked" | "write lock" => Some("rwlock"),
        "load" | "load (own)" | "store" | "swap" | "compare_exchange" | "compare_exchange fails" => {
            Some("atomic")
        }
        _ if operation.starts_with("fetch_") => Some("atomic"),
        _ => None,
    }
}

/// Small numbers as numbers; addresses and the like by their hexadecimal form.
fn value(value: u64) -> String {
    if value < 1 << 32 { value.to_string() } else { format!("{value:#x}") }
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use primitives::sync::atomic::Ordering;
    use primitives::sync::trace::{Event, Object};

    use super::Execution;

    fn event(thread: usize, object: Option<Object>, operation: &'static str) -> Event {
        let site = Location::caller();
        Event { thread, object, site, operation, ordering: None, old: None, new: None, newest: None }
    }

    #[test]
    fn what_belongs_together_is_one_step() {
        let lock = Some(Object { made: Location::caller(), number: 0 });
        let events = [
            event(0, None, "spawn"),
            event(0, lock, "lock?"),
            event(0, lock, "locked"),
            event(1, lock, "lock?"),
            event(0, lock, "unlock"),
            event(1, lock, "locked"),
        ];
        let execution = Execution::recorded(&events);
        let operations: Vec<_> =
            execution.steps.iter().map(|step| (step.thread, step.operation.as_str())).collect();
        assert_eq!(operations, [(0, "spawn"), (0, "lock"), (1, "lock?"), (0, "unlock"), (1, "locked")]);
        assert_eq!(execution.threads, ["thread 0 (main)", "thread 1"]);
        let [object] = &execution.objects[..] else { panic!("one object: {:?}", execution.objects) };
        assert_eq!((object.name.as_str(), object.kind.as_deref()), ("made", Some("mutex")));
        assert_eq!(object.file, "loom-tests/harness/src/steps.rs");
    }

    #[test]
    fn values_are_texts_that_no_reader_rounds() {
        let number = Some(Object { made: Location::caller(), number: 3 });
        let exchange = Event {
            ordering: Some(Ordering::AcqRel),
            old: Some(7),
            new: Some(u64::MAX),
            newest: Some(1 << 32),
            ..event(0, number, "swap")
        };
        let execution = Execution::recorded(&[exchange]);
        let step = &execution.steps[0];
        assert_eq!(step.ordering.as_deref(), Some("AcqRel"));
        assert_eq!(step.old.as_deref(), Some("7"));
        assert_eq!(step.new.as_deref(), Some("0xffffffffffffffff"));
        assert_eq!(step.newest.as_deref(), Some("0x100000000"));
        assert_eq!(execution.objects[0].name, "made#3");
        assert_eq!(execution.objects[0].kind.as_deref(), Some("atomic"));
    }
}
