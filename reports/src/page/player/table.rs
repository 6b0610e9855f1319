//! The two tables of an execution: its steps, and what its threads share.

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::interleaving::{Change, Interleaving, Row, Shown};
use crate::words::interleaving as words;

pub(super) fn steps(i: &Interleaving) -> Markup {
    let label = format!("Steps of {}", i.subject);
    let columns = i.threads.len() + 2;
    html! {
        div.scroll.ran tabindex="0" role="region" aria-label=(label) {
            table.steps {
                thead { tr {
                    th scope="col" { "step" }
                    @for thread in &i.threads { th scope="col" { (thread) } }
                    th scope="col" { "where" }
                } }
                tbody { @for row in &i.rows { @match row {
                    Row::Step(step) => (self::step(step, i.threads.len())),
                    Row::Gap(first, last, after) => tr.gap data-after=[changes(after)] {
                        td colspan=(columns) { (words::gap(*first, *last)) }
                    },
                } } }
                tfoot { tr { td colspan=(columns) { (i.end) } } }
            }
        }
    }
}

fn step(step: &Shown, threads: usize) -> Markup {
    html! {
        tr data-at=[at(step)] data-says=(step.says) data-after=[changes(&step.after)] {
            th scope="row" { (step.number) }
            @for thread in 0..threads {
                @if thread == step.thread { td data-by=(thread) { (deed(step)) } } @else { td {} }
            }
            td { (step.place) }
        }
    }
}

/// Where its line stands among the sources of the page.
fn at(step: &Shown) -> Option<String> {
    step.source.map(|source| format!("{source}:{}", step.line))
}

/// Object, operation, ordering and values, in the order of the checkers' own tables.
fn deed(step: &Shown) -> Markup {
    html! {
        @if !step.object.is_empty() { b { (step.object) } " " }
        (step.operation)
        @if !step.ordering.is_empty() { " " i { (step.ordering) } }
        @if !step.values.is_empty() { " " code { (step.values) } }
        @if let Some(newest) = &step.newest { " " mark { "STALE, newest is " (newest) } }
    }
}

fn changes(after: &[Change]) -> Option<String> {
    let mut lines = String::new();
    for (object, holds) in after {
        let between = if lines.is_empty() { "" } else { "\n" };
        write!(lines, "{between}{object} {}", holds.replace('\n', " ")).ok()?;
    }
    (!lines.is_empty()).then_some(lines)
}

pub(super) fn objects(i: &Interleaving) -> Markup {
    html! {
        @if !i.objects.is_empty() {
            div.scroll.shared tabindex="0" role="region" aria-label={ "What the threads of " (i.subject) " share" } {
                table.objects {
                    thead { tr {
                        th scope="col" { "shared" }
                        th.holds scope="col" { "before step 1" }
                    } }
                    tbody { @for object in &i.objects { tr {
                        th scope="row" { span.name { (object.name) } small { (object.kind) " made at " (object.made) } }
                        td.holds { (object.first) }
                    } } }
                }
            }
        }
    }
}
