//! A step in words. Names of objects stand between backticks.

use super::names::{Names, thread};
use super::state::State;
use crate::analysis::sentences::capital;
use crate::numbers::whole;
use crate::trace::{Step, Trace};

/// The step that is the `at`-th, from 0; `before` is the moment before it.
pub(super) fn sentence(trace: &Trace, at: usize, before: &State<'_>) -> String {
    let step = &trace.steps[at];
    let on = step.object.map(|object| format!("`{}`", trace.objects[object].name)).unwrap_or_default();
    let mut said = format!("{} {}", capital(thread(trace, step.thread)), deed(step, &on));
    if let (Some(newest), Some(object)) = (&step.newest, step.object) {
        said += &format!(", though the newest is {newest}");
        if let Some(wrote) = before.written_at(object) {
            let by = thread(trace, trace.steps[wrote].thread);
            said += &format!(", written by {by} in step {}", wrote + 1);
        }
    }
    said + "."
}

/// What is done, without who does it.
fn deed(step: &Step, on: &str) -> String {
    let with = step.ordering.as_ref().map(|ordering| format!(" with {ordering}")).unwrap_or_default();
    let (old, new) = (step.old.as_deref(), step.new.as_deref());
    let becomes = match (old, new) {
        (Some(old), Some(new)) => format!(": {old} becomes {new}"),
        (Some(old), None) => format!(": {old}"),
        (None, Some(new)) => format!(": now {new}"),
        (None, None) => String::new(),
    };
    match step.operation.as_str() {
        "load" => format!("reads {on}{with}{becomes}"),
        "load (own)" => format!("reads {on}, which nobody else writes{becomes}"),
        "store" => match new {
            Some(new) => format!("writes {new} to {on}{with}"),
            None => format!("writes to {on}{with}"),
        },
        "swap" => format!("swaps {on}{with}{becomes}"),
        "compare_exchange" => format!("finds in {on} what it expected and exchanges it{with}{becomes}"),
        "compare_exchange fails" => {
            format!("would exchange {on}{with}, but finds another value than it expected{becomes}")
        }
        "fetch_add" => format!("adds to {on}{with}{becomes}"),
        "fetch_sub" => format!("subtracts from {on}{with}{becomes}"),
        "fence" => match &step.ordering {
            Some(ordering) => format!("passes a fence with {ordering}"),
            None => "passes a fence".into(),
        },
        "read cell" => format!("begins to read {on}"),
        "write cell" => format!("begins to write {on}"),
        "lock" => format!("locks {on}"),
        "lock?" => format!("asks for the lock {on}"),
        "locked" => format!("is given the lock {on}"),
        "try_lock fails" => format!("tries to lock {on} and finds it taken"),
        "unlock" => format!("unlocks {on}"),
        "read lock" => format!("locks {on} to read"),
        "read lock?" => format!("asks for the lock {on}, to read"),
        "read locked" => format!("is given the lock {on}, to read"),
        "write lock" => format!("locks {on} to write"),
        "write lock?" => format!("asks for the lock {on}, to write"),
        "write locked" => format!("is given the lock {on}, to write"),
        "wait" => format!("gives its lock back and waits for {on}"),
        "woken" => format!("is woken by {on} and has its lock again"),
        "notify_one" => format!("wakes one of those who wait for {on}, if there is one"),
        "notify_all" => format!("wakes all who wait for {on}"),
        "spawn" => "spawns a thread".into(),
        "join" => "finds that the thread it waits for has ended".into(),
        "join?" => "waits for a thread to end".into(),
        "joined" => "goes on: the thread it waited for has ended".into(),
        "park" => "goes to sleep until it is unparked".into(),
        "unparked" => "is awake again".into(),
        "yield" => "has nothing to do and lets others run".into(),
        other if step.object.is_some() => format!("does {other} on {on}{with}{becomes}"),
        other => format!("does {other}{with}{becomes}"),
    }
}

/// What followed the last step. A law speaks of what was added and what was found; a checker's own words say less than the meaning
/// of their class.
pub(super) fn end(trace: &Trace) -> String {
    let message = trace.message.lines().next().unwrap_or_default();
    let why = if message.starts_with("law[") { message } else { &trace.meaning };
    format!("Then the model fails ({}): {why}.", trace.class)
}

/// Who found it, and where in the search.
pub(super) fn found(trace: &Trace) -> String {
    let mut said = format!("Found by {}", trace.engine);
    if let Some(execution) = trace.execution {
        said += &format!(" in execution {}", whole(execution));
    }
    if let Some(search) = &trace.search {
        said += &format!(" ({search})");
    }
    if let Some(order) = &trace.order {
        said += &format!(", its jobs spawned {order}");
    }
    if let Some(site) = &trace.weakened {
        said += &format!(", with an ordering weakened: {site}");
    }
    said + "."
}

/// Threads whose last step is to wait for something that never came.
pub(super) fn stuck(trace: &Trace, names: &Names<'_>) -> Vec<String> {
    let last = |of: usize| trace.steps.iter().rev().find(|step| step.thread == of);
    let waits = |step: &&Step| {
        let waiting = ["lock?", "read lock?", "write lock?", "join?", "wait", "park"];
        waiting.contains(&step.operation.as_str())
    };
    let say = |step: &Step| {
        let for_what = match (step.operation.as_str(), step.object) {
            ("join?", _) => "for a thread to end".to_owned(),
            ("park", _) => "to be unparked".to_owned(),
            (_, Some(object)) => format!("for `{}`", trace.objects[object].name),
            (other, None) => format!("in {other}"),
        };
        format!(
            "{} still waits {for_what}, at {}.",
            capital(thread(trace, step.thread)),
            names.place(&step.file, step.line)
        )
    };
    (0..trace.threads.len()).filter_map(last).filter(waits).map(say).collect()
}
