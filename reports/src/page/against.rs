//! What became faster and what slower since earlier records.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::table::kind;
use super::{figure, how};
use crate::analysis::Report;
use crate::chart::Chart;
use crate::comparison::{Against, Change, Comparison, RELATIVE};
use crate::numbers::{count, factor, probability};
use crate::words::against::{HEADING, RULES, interval, shade, sides, verdict};

/// Tables longer than this are folded: the pictures show what was confirmed.
const FOLDED: usize = 60;

pub(super) fn section(report: &Report, against: &Against, charts: &[Chart]) -> Markup {
    let c = &against.comparison;
    let summary = format!("All {} compared", count(c.changes.len() as u64, "cell", "cells"));
    html! {
        section #against {
            h2 { (HEADING) }
            p.lead { (c.counts()) }
            @if let Some(why) = c.obstacle() { p.verdict.care { (why) } }
            @if c.relative { p { (RELATIVE) } }
            p { (RULES) " See " (how("method-interval", "intervals")) ", " (how("method-noise", "A/A noise")) " and "
                (how("method-placement", "core distance")) "." }
            (both(report, against))
            @for note in &c.notes { p.note { (note) } }
            @for (forest, chart) in against.forests.iter().zip(charts) {
                h3 { code { (forest.family) } }
                (figure(chart, &html! {
                    "Point: ratio of the medians, new ÷ old; bar: a cautious interval, from the ends of both " (how("method-interval", "95 % intervals"))
                    "; ground: ratios that " (how("method-noise", "A/A noise")) " alone may make. Hollow: peers, or more threads than cores."
                }))
            }
            @if against.forests.is_empty() && c.obstacle().is_none() { p { "No change was confirmed, so there is nothing to draw." } }
            @if !c.changes.is_empty() {
                details open[c.changes.len() <= FOLDED] {
                    summary { (summary) }
                    (table(report, c))
                }
            }
        }
    }
}

/// Machine, build and quality of the two sets.
fn both(report: &Report, against: &Against) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="The two sets of records" {
            table {
                thead { tr { th scope="col" { "set" } th scope="col" { "old: the earlier records" } th scope="col" { "new: these" } } }
                tbody { @for (what, old, new) in sides(against, &report.trust) { tr {
                    th scope="row" { (what) }
                    td { (old) }
                    td { (new) }
                } } }
            }
        }
    }
}

fn table(report: &Report, c: &Comparison) -> Markup {
    let cards: BTreeMap<(&str, &str), &str> = report
        .subjects
        .iter()
        .map(|s| ((s.info.family.as_str(), s.info.name.as_str()), s.id.as_str()))
        .collect();
    html! {
        div.scroll tabindex="0" role="region" aria-label="Every cell against the earlier records" {
            table.changes {
                thead { tr {
                    @for h in ["subject", "family", "workload"] { th scope="col" { (h) } }
                    @for h in ["threads", "old", "new", "new ÷ old"] { th.num scope="col" { (h) } }
                    th.num scope="col" { (how("method-interval", "p")) }
                    th scope="col" { "verdict" }
                } }
                tbody { @for change in &c.changes {
                    (row(c, change, cards.get(&(change.family.as_str(), change.subject.as_str())).copied()))
                } }
            }
        }
    }
}

fn row(of: &Comparison, c: &Change, card: Option<&str>) -> Markup {
    html! {
        tr data-kind=(kind(c.kind)) data-name=(c.subject) {
            th scope="row" { span.name.long[c.subject.chars().count() > 26] {
                @if let Some(id) = card { a href={ "#" (id) } { (c.subject) } } @else { (c.subject) }
            } }
            td { (c.family) }
            td { (c.workload) }
            td.num { (c.threads) @if c.oversubscribed { small { "more than cores" } } }
            td.num { (of.unit(c.old.median)) }
            td.num { (of.unit(c.new.median)) }
            td.num { (factor(c.ratio.median)) small { (interval(c)) } }
            td.num { (probability(c.p)) }
            td class=(shade(c)) { (verdict(c)) }
        }
    }
}
