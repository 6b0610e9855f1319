//! Which should I use? Questions that pick one row out of a table that is there without them.

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped, html};

use super::prose;
use crate::advice::{Answer, Guide, answers, guide};
use crate::analysis::Report;
use crate::numbers::count;

/// What turns the table into questions.
pub(super) const SCRIPT: &str = include_str!("advice.js");

pub(super) fn section(report: &Report) -> Markup {
    let all = answers(report);
    let families: Vec<(&Guide, Vec<&Answer>)> = report
        .families
        .iter()
        .filter_map(|family| guide(&family.name))
        .map(|guide| (guide, all.iter().filter(|answer| answer.family == guide.family).collect()))
        .filter(|(_, of_family): &(_, Vec<_>)| !of_family.is_empty())
        .collect();
    html! {
        section #advice {
            h2 { "Which should I use?" }
            p { "It depends on the need: no subject is the best of its family everywhere. Each answer comes from this machine’s records, with what it rests on and what it does not give. \
                 In a terminal: " code { "cargo contend advise" } "." }
            @if families.is_empty() { p.note { "Nothing that was measured here answers a question of this kind." } }
            @for (guide, of_family) in families { (adviser(guide, &of_family)) }
        }
    }
}

fn adviser(guide: &Guide, all: &[&Answer]) -> Markup {
    let threads: BTreeSet<u32> = all.iter().map(|answer| answer.threads).collect();
    html! {
        article.adviser data-family=(guide.family) {
            h3 { code { (guide.family) } }
            form.needs hidden aria-label={ "What is needed of a " (guide.family) } {
                @for (at, question) in guide.questions.iter().enumerate() {
                    // A choice that stands for nothing measured here is not offered.
                    (select(question.key, question.asks, question.choices.iter().copied().filter(|(key, _)| {
                        all.iter().any(|answer| answer.choices[at] == *key)
                    })))
                }
                label { "How many threads?" select name="threads" {
                    @for n in threads { option value=(n) { (n) } }
                } }
                (select("promise", "What must hold?", guide.promises.iter().map(|promise| (promise.key, promise.says))))
            }
            div.answer role="status" aria-live="polite" {}
            details {
                summary { "All " (count(all.len() as u64, "answer", "answers")) }
                div.scroll tabindex="0" role="region" aria-label={ "Advice for each need: " (guide.family) } {
                    table {
                        thead { tr {
                            th scope="col" { "need" }
                            th.num scope="col" { "threads" }
                            th scope="col" { "what must hold" }
                            th scope="col" { "take" }
                            th scope="col" { "next" }
                            th scope="col" { "evidence" }
                            th scope="col" { "promise and price" }
                        } }
                        tbody { @for answer in all { (row(guide, answer)) } }
                    }
                }
            }
        }
    }
}

fn select<'a>(name: &str, asks: &str, choices: impl Iterator<Item = (&'a str, &'a str)>) -> Markup {
    html! { label { (asks) select name=(name) { @for (key, says) in choices { option value=(key) { (says) } } } } }
}

fn row(guide: &Guide, answer: &Answer) -> Markup {
    let promise = guide.promises.iter().find(|promise| promise.key == answer.promise);
    html! {
        tr data-need=(answer.choices.join(" ")) data-threads=(answer.threads) data-promise=(answer.promise) {
            th scope="row" { a href={ "#" (answer.workload_id) } { (answer.workload) } }
            td.num { (answer.threads) @if answer.oversubscribed { small { "more than cores" } } }
            td { (promise.map_or("", |promise| promise.says)) }
            td { (prose(&answer.choice)) }
            td { (or_none(&answer.runner_up)) }
            td { (or_none(&answer.evidence)) }
            td { (or_none(&answer.gives_up)) }
        }
    }
}

fn or_none(said: &crate::analysis::Prose) -> Markup {
    if said.is_empty() { PreEscaped("–".to_owned()) } else { prose(said) }
}
