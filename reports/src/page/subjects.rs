//! Each subject: promise, origin, verdicts, cost in bytes, and how it did.

use maud::{Markup, html};

use super::{checks, how, prose, table};
use crate::analysis::Report;
use crate::analysis::SubjectCard;
use crate::evidence::{Status, Verdict};
use crate::numbers::{bytes, three, whole};
use crate::words;

pub(super) fn section(report: &Report) -> Markup {
    html! {
        @if !report.subjects.is_empty() {
            section #subjects {
                h2 { "Each subject" }
                p { "What each promises, where it comes from, and what was examined of it. "
                    (how("method-laws", "What the verdicts mean")) "." }
                @if report.subjects.iter().all(|c| c.verdicts.is_empty()) {
                    p.note { "No verdicts were given with these records. To have the laws checked: " code { "cargo contend verify" } "." }
                }
                @for family in families(report) {
                    h3 data-family=(family) { code { (family) } }
                    div.cards data-family=(family) {
                        @for c in report.subjects.iter().filter(|c| c.info.family == family) { (card(c)) }
                    }
                }
            }
        }
    }
}

/// Families in the order of the page, then those without a row.
fn families(report: &Report) -> Vec<&str> {
    let measured = report.families.iter().map(|f| f.name.as_str());
    let mut all: Vec<&str> = Vec::new();
    for name in measured.chain(report.subjects.iter().map(|c| c.info.family.as_str())) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

fn card(c: &SubjectCard) -> Markup {
    let i = &c.info;
    let promise = [i.progress.as_str(), i.consistency.as_str()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join("; ");
    html! {
        article.card id=(c.id) data-kind=(table::kind(i.kind)) data-name=(i.name) {
            h4 { (i.name) span class={ "kind " (table::kind(i.kind)) } { (table::kind(i.kind)) } }
            @if !i.mechanism.is_empty() { p.mechanism { (i.mechanism) } }
            dl {
                (fact("promise", &or_unknown(&promise)))
                @if !i.known_failures.is_empty() {
                    (fact("known failures", &html! { ul { @for what in &i.known_failures { li.wrong { (what) } } } }))
                }
                (fact("origin", &or_unknown(&i.origin)))
                (fact("source", &html! { @if i.source.is_empty() { "not stated" } @else { code { (i.source) } } }))
                @if !c.versions.is_empty() { (fact("measured", &html! { "version " (c.versions.join(", ")) })) }
                (fact("laws", &html! { (words::laws(c)) }))
                @if let Some((killed, all)) = c.mutants { (fact("mutants", &html! { (killed) " of " (all) " killed by these laws" })) }
                @if !c.ledger.is_empty() { (fact("orderings", &html! { (words::checks::orderings(&c.ledger)) })) }
                (fact("bytes", &html! { (size(c)) }))
                (fact("allocations", &html! { (allocations(c)) }))
                @if !c.places.is_empty() {
                    (fact("here", &html! { ul { @for p in &c.places { li { (prose(p)) } } } }))
                }
            }
            @if c.verdicts.iter().any(Verdict::is_owed) { (verdicts(&c.verdicts)) }
            (checks::of_subject(c))
            @if !c.listed { p.note { "Not in the catalogue: known from records alone." } }
        }
    }
}

fn fact(what: &str, value: &Markup) -> Markup {
    html! { div { dt { (what) } dd { (value) } } }
}

fn or_unknown(text: &str) -> Markup {
    html! { @if text.is_empty() { "not stated" } @else { (text) } }
}

fn size(c: &SubjectCard) -> String {
    match c.bytes {
        None => "not measured".into(),
        Some((low, high)) if low == high => format!("{} an instance", bytes(low)),
        Some((low, high)) => format!("{} to {} an instance", bytes(low), bytes(high)),
    }
}

fn allocations(c: &SubjectCard) -> String {
    match c.allocs {
        None => "not measured".into(),
        Some((low, high)) if low == high => format!("{} an operation", three(low)),
        Some((low, high)) => format!("{} to {} an operation", three(low), three(high)),
    }
}

fn verdicts(all: &[Verdict]) -> Markup {
    html! {
        details {
            summary { "Verdicts" }
            div.scroll tabindex="0" role="region" aria-label="Verdicts" {
                table {
                    thead { tr {
                        @for h in ["law", "engine", "status", "outcome", "search"] { th scope="col" { (h) } }
                        th.num scope="col" { "executions" }
                        th scope="col" { "reached" }
                    } }
                    tbody { @for v in all.iter().filter(|v| v.is_owed()) { tr {
                        th scope="row" { (v.law) }
                        td { (v.engine) }
                        td { (status(v)) }
                        td { (v.outcome) @if v.outcome != "holds" && !v.class.is_empty() && v.status != Status::NotChecked { ": " (v.class) } }
                        td { (v.search) }
                        td.num { (whole(v.executions)) }
                        td { (v.reached.join(", ")) }
                    } } }
                }
            }
        }
    }
}

fn status(v: &Verdict) -> String {
    match v.status {
        Status::Checked => "checked".into(),
        Status::StandIn => "stand-in".into(),
        Status::NotChecked if v.class.is_empty() => "not checked".into(),
        Status::NotChecked => format!("not checked: {}", v.class),
    }
}
