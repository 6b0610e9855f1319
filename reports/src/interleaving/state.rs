//! What the objects hold after each step.

use super::Change;
use super::names::thread;
use crate::trace::{Step, Trace};

/// All objects of an execution, at one moment.
pub(super) struct State<'a> {
    trace: &'a Trace,
    objects: Vec<Now>,
    /// By thread: the locks that it holds, the last one last.
    held: Vec<Vec<usize>>,
    /// By thread: the lock that it gave back to wait.
    lent: Vec<Option<usize>>,
}

/// One object.
#[derive(Default)]
struct Now {
    /// Of an atomic: its newest value, and the step that wrote it, if one did.
    value: Option<(String, Option<usize>)>,
    /// Of a lock: who holds it.
    holder: Option<usize>,
    /// Who asks for a lock, or waits to be woken.
    waiting: Vec<usize>,
    /// Of what tells no value: the last thing that happened to it.
    last: Option<String>,
}

impl<'a> State<'a> {
    /// Before the first step: a value that was read before it was written was there at the beginning.
    pub(super) fn before(trace: &'a Trace) -> Self {
        let first = |object: usize| {
            let step = trace.steps.iter().find(|step| step.object == Some(object))?;
            let was = step.newest.as_ref().or(step.old.as_ref())?;
            Some((was.clone(), None))
        };
        let objects = (0..trace.objects.len()).map(|at| Now { value: first(at), ..Now::default() });
        let threads = trace.threads.len();
        State {
            trace,
            objects: objects.collect(),
            held: vec![Vec::new(); threads],
            lent: vec![None; threads],
        }
    }

    /// The step, counted from 0, that wrote the newest value of an object.
    pub(super) fn written_at(&self, object: usize) -> Option<usize> {
        self.objects[object].value.as_ref()?.1
    }

    /// Takes the step that is the `at`-th, from 0. What changed, as it is shown.
    pub(super) fn step(&mut self, at: usize, step: &Step) -> Vec<Change> {
        let touched: Vec<usize> = step.object.into_iter().chain(self.lock_beside(step)).collect();
        let before: Vec<_> = touched.iter().map(|object| self.shown(*object)).collect();
        if let Some(object) = step.object {
            self.take(at, step, object);
        }
        let now = touched.into_iter().map(|object| (object, self.shown(object)));
        now.zip(before).filter(|((_, now), before)| now != before).map(|(now, _)| now).collect()
    }

    /// The lock that a thread gives back while it waits.
    fn lock_beside(&self, step: &Step) -> Option<usize> {
        match step.operation.as_str() {
            "wait" => self.held[step.thread].last().copied(),
            "woken" => self.lent[step.thread],
            _ => None,
        }
    }

    fn take(&mut self, at: usize, step: &Step, object: usize) {
        let by = step.thread;
        let who = thread(self.trace, by);
        let now = &mut self.objects[object];
        match step.operation.as_str() {
            "lock?" => now.waiting.push(by),
            "lock" | "locked" => {
                now.waiting.retain(|other| *other != by);
                now.holder = Some(by);
                self.held[by].push(object);
            }
            "unlock" => {
                now.holder = None;
                self.held[by].retain(|other| *other != object);
            }
            "wait" => {
                now.waiting.push(by);
                self.lent[by] = self.held[by].pop();
                if let Some(lock) = self.lent[by] {
                    self.objects[lock].holder = None;
                }
            }
            "woken" => {
                now.waiting.retain(|other| *other != by);
                if let Some(lock) = self.lent[by].take() {
                    self.objects[lock].holder = Some(by);
                    self.held[by].push(lock);
                }
            }
            "read cell" => now.last = Some(format!("read by {who}")),
            "write cell" => now.last = Some(format!("written by {who}")),
            "read lock" | "read locked" => now.last = Some(format!("given to {who}, to read")),
            "write lock" | "write locked" => now.last = Some(format!("given to {who}, to write")),
            _ => match (&step.new, step.newest.as_ref().or(step.old.as_ref())) {
                (Some(new), _) => now.value = Some((new.clone(), Some(at))),
                (None, Some(found)) => {
                    let same = now.value.as_ref().is_some_and(|(value, _)| value == found);
                    if !same {
                        now.value = Some((found.clone(), None));
                    }
                }
                (None, None) => {}
            },
        }
    }

    /// What an object holds, in a few words.
    pub(super) fn shown(&self, object: usize) -> String {
        let now = &self.objects[object];
        let listed = || {
            let names = now.waiting.iter().map(|by| thread(self.trace, *by));
            names.collect::<Vec<_>>().join(", ")
        };
        match self.trace.objects[object].kind.as_deref() {
            Some("mutex") => {
                let holder = now.holder.map(|by| format!("held by {}", thread(self.trace, by)));
                let holder = holder.unwrap_or_else(|| "free".into());
                if now.waiting.is_empty() { holder } else { format!("{holder}; asked for by {}", listed()) }
            }
            Some("condvar") if now.waiting.is_empty() => "nobody waits".into(),
            Some("condvar") => format!("waited for by {}", listed()),
            Some("cell" | "rwlock") => now.last.clone().unwrap_or_else(|| "untouched".into()),
            _ => now.value.as_ref().map_or_else(|| "not told".into(), |(value, _)| value.clone()),
        }
    }
}
