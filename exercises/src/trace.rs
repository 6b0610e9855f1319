//! A failing execution, as a check has left it behind: `loom-tests/TRACE.md` describes the file.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use serde::Deserialize;

const FORMAT: &str = "contend trace";
/// A reader refuses a version above its own.
const VERSION: u64 = 1;

/// As far as it is shown here.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Trace {
    pub(crate) law: String,
    pub(crate) class: String,
    pub(crate) message: String,
    pub(crate) threads: Vec<String>,
    pub(crate) objects: Vec<Object>,
    pub(crate) steps: Vec<Step>,
    pub(crate) sources: Vec<Source>,
}

/// What threads share.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Object {
    pub(crate) name: String,
    pub(crate) kind: Option<String>,
}

/// One thing that was done.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Step {
    pub(crate) thread: usize,
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) operation: String,
    pub(crate) object: Option<usize>,
    pub(crate) ordering: Option<String>,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
    pub(crate) newest: Option<String>,
}

/// A file as it was when the check failed.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Trace {
    /// Reads a file.
    pub(crate) fn read(file: &Path) -> Result<Trace> {
        match fs::read_to_string(file).map_err(|error| error.to_string()).and_then(|text| parse(&text)) {
            Ok(trace) => Ok(trace),
            Err(why) => {
                bail!("{} cannot be shown: {why}; `cargo learn check` writes it anew", file.display())
            }
        }
    }

    /// What a file's line says, as it was then.
    pub(crate) fn source(&self, path: &str) -> Option<&str> {
        self.sources.iter().find(|source| source.path == path).map(|source| source.text.as_str())
    }

    /// What each object is worth after the first `done` steps: its name, and its value or state, as far as one is known.
    pub(crate) fn values(&self, done: usize) -> Vec<(String, String)> {
        let worth = |(number, object): (usize, &Object)| {
            let mut steps = self.steps.iter().filter(|step| step.object == Some(number));
            let before = || self.steps[..done].iter().rev().filter(|step| step.object == Some(number));
            let value = match object.kind.as_deref()? {
                "atomic" => {
                    let written = before().find_map(|step| step.new.clone());
                    // What was found first, if nobody had written, was there from the beginning.
                    let first = || steps.next().and_then(|step| step.old.clone());
                    written.or_else(first)?
                }
                "mutex" => match self.holder(number, done) {
                    Some(thread) => format!("held by {}", self.threads[thread]),
                    None => "free".to_owned(),
                },
                "cell" => {
                    let last = before().next()?;
                    let did = if last.operation == "write cell" { "written" } else { "read" };
                    format!("last {did} by {}", self.threads[last.thread])
                }
                _ => return None,
            };
            Some((object.name.clone(), value))
        };
        self.objects.iter().enumerate().filter_map(worth).collect()
    }

    /// Who holds a mutex after the first `done` steps. Who waits at a condition variable has given back the mutex that it took last,
    /// and has it again when it is woken: of neither is there a step of its own.
    fn holder(&self, mutex: usize, done: usize) -> Option<usize> {
        let mut taken_last = vec![None; self.threads.len()];
        let mut holder = None;
        for step in &self.steps[..done] {
            match step.operation.as_str() {
                "lock" | "locked" => {
                    taken_last[step.thread] = step.object;
                    if step.object == Some(mutex) {
                        holder = Some(step.thread);
                    }
                }
                "unlock" if step.object == Some(mutex) => holder = None,
                "wait" if taken_last[step.thread] == Some(mutex) => holder = None,
                "woken" if taken_last[step.thread] == Some(mutex) => holder = Some(step.thread),
                _ => (),
            }
        }
        holder
    }
}

fn parse(text: &str) -> Result<Trace, String> {
    let damaged = |error: serde_json::Error| format!("it is damaged ({error})");
    let value: serde_json::Value = serde_json::from_str(text).map_err(damaged)?;
    if value["format"] != FORMAT {
        return Err(format!("its format is {}, and not {FORMAT:?}", value["format"]));
    }
    if value["version"].as_u64().is_none_or(|version| version > VERSION) {
        return Err(format!("its version is {}, and {VERSION} is the newest known here", value["version"]));
    }
    let trace: Trace = serde_json::from_value(value).map_err(damaged)?;
    let is_known = |step: &&Step| {
        step.thread < trace.threads.len() && step.object.is_none_or(|object| object < trace.objects.len())
    };
    match trace.steps.iter().position(|step| !is_known(&step)) {
        Some(at) => {
            Err(format!("it is damaged (step {} names a thread or an object that there is not)", at + 1))
        }
        None => Ok(trace),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Trace, parse};
    use serde_json::{Value, json};

    fn step(
        thread: usize,
        line: usize,
        operation: &str,
        object: usize,
        [old, new, newest]: [Option<&str>; 3],
    ) -> Value {
        let ordering = (object == 0).then_some("Relaxed");
        json!({"thread": thread, "file": "exercises/x/src/lib.rs", "line": line, "column": 1, "operation": operation,
            "object": object, "ordering": ordering, "old": old, "new": new, "newest": newest})
    }

    fn text() -> Value {
        json!({
            "format": "contend trace", "version": 1, "law": "no_lost_update", "class": "assertion", "message": "the sum is 1",
            "threads": ["thread 0 (main)", "thread 1"], "later": "a field of a later version",
            "objects": [{"name": "sum", "kind": "atomic"}, {"name": "gate", "kind": "mutex"}, {"name": "place", "kind": "cell"}],
            "steps": [
                step(0, 2, "load", 0, [Some("0"), None, None]),
                step(0, 3, "store", 0, [None, Some("1"), None]),
                step(1, 2, "load", 0, [Some("0"), None, Some("1")]),
                step(1, 3, "lock", 1, [None; 3]),
                step(1, 3, "write cell", 2, [None; 3]),
                step(1, 3, "unlock", 1, [None; 3]),
            ],
            "sources": [{"path": "exercises/x/src/lib.rs", "text": "first\nlet seen = sum.load();\nsum.store(seen + 1);\nlast\n"}],
        })
    }

    /// Six steps by two threads; the third reads an old value.
    pub(crate) fn trace() -> Trace {
        parse(&text().to_string()).unwrap()
    }

    #[test]
    fn values_follow_the_steps() {
        let of = |done: usize| {
            let values = trace().values(done);
            values.into_iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(of(0), "sum 0, gate free", "what was read first was there before");
        assert_eq!(of(2), "sum 1, gate free");
        assert_eq!(of(3), "sum 1, gate free", "a stale read changes nothing");
        assert_eq!(of(5), "sum 1, gate held by thread 1, place last written by thread 1");
        assert_eq!(of(6), "sum 1, gate free, place last written by thread 1");
    }

    #[test]
    fn who_waits_holds_nothing() {
        let mut text = text();
        let operations = [
            (0, "lock"),
            (0, "wait"),
            (1, "lock?"),
            (1, "locked"),
            (1, "unlock"),
            (0, "woken"),
            (0, "unlock"),
        ];
        text["objects"] = json!([{"name": "came", "kind": "condvar"}, {"name": "gate", "kind": "mutex"}]);
        text["steps"] = operations
            .iter()
            .map(|(thread, operation)| {
                let object = usize::from(!["wait", "woken"].contains(operation));
                step(*thread, 1, operation, object, [None; 3])
            })
            .collect();
        let trace = parse(&text.to_string()).unwrap();
        let holders: Vec<_> = (1..=7).map(|done| trace.holder(1, done)).collect();
        assert_eq!(holders, [Some(0), None, None, Some(1), None, Some(0), None]);
    }

    #[test]
    fn what_is_damaged_is_refused_in_a_line() {
        let whole = text().to_string();
        let mut other = text();
        other["version"] = json!(2);
        let mut odd = text();
        odd["steps"][1]["thread"] = json!(7);
        let mut short = text();
        short.as_object_mut().unwrap().remove("threads");
        for (text, expected) in [
            (whole[..200].to_owned(), "damaged (EOF"),
            ("{}".to_owned(), "its format is null"),
            (other.to_string(), "its version is 2"),
            (odd.to_string(), "step 2 names"),
            (short.to_string(), "missing field `threads`"),
        ] {
            let why = parse(&text).map(|_| ()).unwrap_err();
            assert!(why.contains(expected) && why.lines().count() == 1, "{why}");
        }
    }
}
