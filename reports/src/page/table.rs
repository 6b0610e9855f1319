//! The table behind a workload's charts: every subject, every thread count, and why a cell has no figure.

use maud::{Markup, html};

use super::how;
use crate::analysis::SubjectCard;
use crate::analysis::model::{Cell, Family, Group, Standing, Workload};
use crate::analysis::{Report, known};
use crate::chart::place;
use crate::numbers::{count, factor, probability, three, time};
use crate::record::Kind;
use crate::words;

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Ours => "ours",
        Kind::Peer => "peer",
        Kind::Floor => "floor",
    }
}

pub(super) fn workload(report: &Report, family: &Family, w: &Workload) -> Markup {
    let extra = Extra::of(family, w);
    let label = format!("{}, {}: all subjects", family.name, w.name);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) {
            table.subjects {
                thead { (head(family, w, &extra)) }
                tbody { @for subject in words::subjects(w) { (row(report, family, w, subject, &extra)) } }
            }
        }
        (missing(w))
    }
}

/// Columns that stand only where something was measured.
struct Extra<'a> {
    fairness: Option<&'a Group>,
    /// Whether that group has short spans too.
    short: bool,
    hits: bool,
    /// Where changes were counted.
    updates: Option<&'a Group>,
    /// Whether a figure without its promise would mislead.
    promises: bool,
}

impl<'a> Extra<'a> {
    fn of(family: &Family, w: &'a Workload) -> Self {
        let fair = |g: &&Group| g.cells.iter().any(|c| c.fairness.is_some());
        let fairness = Some(w.head()).filter(fair).or_else(|| w.groups.iter().rev().find(fair));
        let short = |c: &Cell| c.fairness.is_some_and(|f| f.short.is_some());
        Self {
            fairness,
            short: fairness.is_some_and(|g| g.cells.iter().any(short)),
            hits: words::caches::any(w),
            updates: w.updated(),
            promises: known::promises_differ(&family.name),
        }
    }
}

fn head(family: &Family, w: &Workload, extra: &Extra<'_>) -> Markup {
    let headline = count(w.head().threads.into(), "thread", "threads");
    html! {
        tr {
            th scope="col" { "subject" }
            @for g in &w.groups {
                th.num.over[g.oversubscribed] scope="col" data-threads=(g.threads) {
                    (count(g.threads.into(), "thread", "threads"))
                    @if g.oversubscribed { small { (how("method-over", "more than cores")) } }
                }
            }
            @if let Some(base) = &family.baseline {
                th.num scope="col" { "× " code { (base) } small { "at " (headline) } }
                th.num scope="col" { (how("method-interval", "p")) }
            }
            th.num scope="col" { (how("method-ties", "place")) small { "at " (headline) } }
            th.num scope="col" { (how("method-cost", "COST")) small { "threads" } }
            @if let Some(g) = extra.fairness {
                th.num scope="col" { (how("method-fairness", "Jain")) small { "at " (count(g.threads.into(), "thread", "threads")) } }
                th.num scope="col" { "most/least" small { "over 1\u{a0}s" } }
                @if extra.short { th.num scope="col" { "most/least" small { "over 100\u{a0}ms" } } }
            }
            @if extra.hits { @for h in ["hits", "entries", "bytes / entry"] { th.num scope="col" { (h) } } }
            @if extra.promises {
                th scope="col" { "promise" }
                th scope="col" { (how("method-laws", "laws")) }
            }
            @if let Some(g) = extra.updates {
                th.num scope="col" { "updates / s" small { "at " (count(g.threads.into(), "thread", "threads")) } }
            }
        }
    }
}

fn row(report: &Report, family: &Family, w: &Workload, subject: &str, extra: &Extra<'_>) -> Markup {
    let any = w.groups.iter().find_map(|g| g.cell(subject));
    let card = words::card(report, family, subject);
    let head = w.head().cell(subject);
    let measure = head.and_then(|c| c.measure.as_ref());
    let ratio = measure.and_then(|m| m.ratio.as_ref());
    let kind_of = any.map_or("ours", |c| kind(c.kind));
    html! {
        tr data-kind=(kind_of) data-name=(subject) .floor[kind_of == "floor"] {
            th scope="row" {
                span.name.long[subject.chars().count() > 26] {
                    @if let Some(c) = card { a href={ "#" (c.id) } { (subject) } } @else { (subject) }
                }
                span class={ "kind " (kind_of) } { (kind_of) }
            }
            @for g in &w.groups { (cell(g, g.cell(subject))) }
            @if family.baseline.is_some() {
                td.num { (words::ratio(family, head)) }
                td.num { (ratio.filter(|_| family.baseline.as_deref() != Some(subject)).and_then(|r| r.p).map_or_else(|| "–".into(), probability)) }
            }
            td.num { (measure.map_or_else(|| "–".into(), |m| place(m.standing))) }
            td.num { (words::cost(w, subject)) }
            @if let Some(g) = extra.fairness {
                @let f = g.cell(subject).and_then(|c| c.fairness);
                td.num { (f.map_or_else(|| "–".into(), |f| three(f.jain))) }
                td.num { (f.map_or_else(|| "–".into(), |f| factor(f.max_over_min))) }
                @if extra.short {
                    td.num { (f.and_then(|f| f.short).map_or_else(|| "–".into(), |s| factor(s.max_over_min))) }
                }
            }
            @if extra.hits { (cache(w, subject)) }
            @if extra.promises { (promises(card)) }
            @if let Some(g) = extra.updates { td.num { (words::updates(g, subject)) } }
        }
    }
}

/// Hits, entries and bytes an entry of a cache; what is odd about the entries in words.
fn cache(w: &Workload, subject: &str) -> Markup {
    let view = words::caches::view(w, subject);
    let (entries, bytes) = words::caches::room(view);
    html! {
        td.num { (words::caches::hit_ratio(view)) }
        td.num { (entries) @if let Some(said) = view.and_then(|v| words::caches::odd(w, &v)) { small { (said) } } }
        td.num { (bytes) }
    }
}

/// What it promises, and what was examined of that; what is known to be wrong stands beside both.
fn promises(card: Option<&SubjectCard>) -> Markup {
    let (promise, wrong) = words::promise(card);
    html! {
        td.promise {
            (promise)
            @if !wrong.is_empty() { small.wrong { "known to fail: " (wrong.join(", ")) } }
        }
        td.promise { (card.map_or_else(|| "–".into(), words::laws)) }
    }
}

fn cell(g: &Group, cell: Option<&Cell>) -> Markup {
    let Some(c) = cell else { return html! { td.num.none data-threads=(g.threads) { "not run" } } };
    match &c.measure {
        None if c.windows.all == 0 => html! { td.num.none data-threads=(g.threads) { "–" } },
        None => html! { td.num.none data-threads=(g.threads) { "not measurable here" } },
        Some(m) => html! {
            td.num.over[g.oversubscribed] data-threads=(g.threads) {
                (time(m.time_ns.median))
                small {
                    @match m.standing {
                        Standing::AtFloor => "at the floor",
                        _ if m.per_launch.len() == 1 => "one launch",
                        _ => { (three(m.time_ns.low)) " – " (three(m.time_ns.high)) }
                    }
                }
            }
        },
    }
}

/// Why some cells have no figure.
fn missing(w: &Workload) -> Markup {
    let cells = w.groups.iter().flat_map(|g| g.cells.iter().map(move |c| (g, c)));
    let rows: Vec<_> = cells.filter(|(_, c)| c.measure.is_none() && c.windows.all > 0).collect();
    html! {
        @if !rows.is_empty() {
            details.missing {
                summary { "Not measurable here: " (count(rows.len() as u64, "cell", "cells")) ", and why" }
                ul { @for (g, c) in &rows {
                    li { code { (c.subject) } ", " (count(g.threads.into(), "thread", "threads")) ": " (words::why_not(&c.windows)) "." }
                } }
            }
        }
    }
}
