//! The interleaving player: for each failing execution a table that is whole without the script, which the script turns into
//! steps that can be walked.
//!
//! A row carries in attributes what the script shows beside it: `data-at` the number of a source and a line of it, `data-says` the
//! step in words, `data-after` what the objects hold from then on, a line each: its place in the table of objects, then the words.

mod table;

use maud::{Markup, html};

use super::how;
use crate::analysis::Checks;
use crate::analysis::sentences::capital;
use crate::interleaving::{Excerpt, Excerpts, Interleaving};
use crate::words::interleaving as words;

/// The script, one thing a file, in one closure.
pub(super) const SCRIPT: &str = concat!(
    "(function () {\n'use strict';\n",
    include_str!("address.js"),
    include_str!("sources.js"),
    include_str!("objects.js"),
    include_str!("player.js"),
    include_str!("start.js"),
    "})();\n"
);

pub(super) const STYLE: &str = include_str!("player.css");

/// The executions of one family, closed until somebody asks for one.
pub(super) fn of_family(checks: &Checks, family: &str) -> Markup {
    let shown: Vec<_> = checks.interleavings.iter().filter(|i| i.family == family).collect();
    html! {
        @if !shown.is_empty() {
            h4 { "Step by step" }
            @for i in shown {
                details.trace {
                    summary { code { (i.subject) } " " span.how { (words::summary(i)) } }
                    (execution(i))
                }
            }
        }
    }
}

/// What there is to walk through.
pub(super) fn introduction(checks: &Checks) -> Markup {
    html! {
        @if checks.interleavings.is_empty() {
            p.note { "No failing execution was kept. To keep one of each model that fails: "
                code { "CONTEND_TRACES=target/contend/traces cargo test" } "." }
        } @else {
            p { (words::kept(checks.interleavings.len())) " "
                (how("method-steps", "What the steps are")) "." }
        }
    }
}

/// What all of them need, once a page.
pub(super) fn rest(checks: &Checks) -> Markup {
    html! {
        @if !checks.interleavings.is_empty() {
            details.sources {
                summary { "Sources of these steps: the lines around those that they name" }
                (sources(&checks.excerpts))
            }
            (controls())
        }
    }
}

/// One execution.
pub(super) fn execution(i: &Interleaving) -> Markup {
    html! {
        div.player id=(i.id) {
            p { (capital(&i.meaning)) "." }
            pre.message tabindex="0" { (i.message) }
            @for stuck in &i.stuck { p.stuck { (quoted(stuck)) } }
            @if i.rows.is_empty() {
                p { (words::no_steps(i)) }
            } @else {
                (table::steps(i))
                (table::objects(i))
            }
            p.note { (words::origin(i)) }
        }
    }
}

/// A sentence in which names stand between backticks.
fn quoted(sentence: &str) -> Markup {
    html! { @for (at, part) in sentence.split('`').enumerate() { @if at % 2 == 1 { code { (part) } } @else { (part) } } }
}

/// What the script puts above and beside the table of steps; a player takes a copy.
pub(super) fn controls() -> Markup {
    html! {
        template #player-parts {
            div.controls {
                div.buttons role="group" aria-label="Steps" {
                    @for (does, label) in [("first", "First"), ("back", "Back"), ("play", "Play"), ("next", "Next"), ("last", "Last")] {
                        button type="button" data-do=(does) { (label) }
                    }
                }
                input type="range" min="1" step="1" aria-label="Step";
                span.count {}
                a.link { "Link to this step" }
            }
            p.says aria-live="polite" {}
            div.lines {
                p.file {}
                pre.scroll tabindex="0" role="region" aria-label="Source" {}
                p.note.key {
                    "▶ marks the line of this step, by the number of its thread; a number alone, the last line of that thread. "
                    "Keys, while the player has the focus: arrows, Home and End, space to play."
                }
            }
        }
    }
}

/// The texts that the script takes lines from: each with its number, a dot where lines are left out.
pub(super) fn sources(excerpts: &Excerpts) -> Markup {
    html! {
        @for (at, excerpt) in excerpts.all().enumerate() {
            details {
                summary { code { (excerpt.path) } }
                pre.source id={ "source-" (at) } data-path=(excerpt.path) tabindex="0" { (numbered(&excerpt)) }
            }
        }
    }
}

fn numbered(excerpt: &Excerpt<'_>) -> String {
    let mut text = String::new();
    let mut expected = 1;
    for (number, line) in &excerpt.lines {
        if *number != expected {
            text += "   ⋮\n";
        }
        text += format!("{number:>4} {line}").trim_end();
        text.push('\n');
        expected = number + 1;
    }
    if expected as usize <= excerpt.of {
        text += "   ⋮\n";
    }
    text
}
