//! Each subject: promise, origin, verdicts, cost in bytes, and how it did.

use std::collections::BTreeSet;

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

/// A law a row, a tool a column.
fn verdicts(all: &[Verdict]) -> Markup {
    let owed = || all.iter().filter(|v| v.is_owed());
    let laws: BTreeSet<&str> = owed().map(|v| v.law.as_str()).collect();
    let engines: BTreeSet<&str> = owed().map(|v| v.engine.as_str()).collect();
    let said = |law: &str, engine: &str| {
        let said: Vec<String> = owed().filter(|v| v.law == law && v.engine == engine).map(verdict).collect();
        if said.is_empty() { "–".to_owned() } else { said.join("; ") }
    };
    let reached = |law: &str| {
        let of_law: BTreeSet<&str> =
            owed().filter(|v| v.law == law).flat_map(|v| &v.reached).map(String::as_str).collect();
        of_law.into_iter().collect::<Vec<_>>().join(", ")
    };
    html! {
        details {
            summary { "Verdicts" }
            div.scroll tabindex="0" role="region" aria-label="Verdicts" {
                table {
                    thead { tr {
                        th scope="col" { "law" }
                        @for engine in &engines { th scope="col" { (engine) small { "executions, search" } } }
                        th scope="col" { "reached by any" }
                    } }
                    tbody { @for law in laws { tr {
                        th scope="row" { (law) }
                        @for engine in &engines { td { (said(law, engine)) } }
                        td { (reached(law)) }
                    } } }
                }
            }
        }
    }
}

/// `holds: 2 444, bounded:2`.
fn verdict(v: &Verdict) -> String {
    if v.status == Status::NotChecked {
        return if v.class.is_empty() { "not checked".into() } else { format!("not checked: {}", v.class) };
    }
    let stand_in = if v.status == Status::StandIn { "stand-in " } else { "" };
    let class =
        if v.outcome != "holds" && !v.class.is_empty() { format!(" ({})", v.class) } else { String::new() };
    format!("{stand_in}{}{class}: {}, {}", v.outcome, whole(v.executions), v.search)
}

#[cfg(test)]
mod tests {
    use super::verdict;
    use crate::evidence::Verdict;

    fn row(status: &str, outcome: &str, class: &str) -> Verdict {
        let row = format!(
            r#"{{"family":"lock","subject":"tas","law":"fifo","engine":"loom","status":"{status}","executions":12345,
            "search":"bounded:2","outcome":"{outcome}","class":"{class}","seconds":0.1}}"#
        );
        serde_json::from_str(&row).unwrap()
    }

    #[test]
    fn a_verdict_says_how_far_it_goes() {
        assert_eq!(verdict(&row("checked", "holds", "")), "holds: 12\u{202f}345, bounded:2");
        assert_eq!(verdict(&row("stand-in", "holds", "")), "stand-in holds: 12\u{202f}345, bounded:2");
        assert_eq!(
            verdict(&row("checked", "fails", "data race")),
            "fails (data race): 12\u{202f}345, bounded:2"
        );
        assert_eq!(verdict(&row("not checked", "", "too large")), "not checked: too large");
        assert_eq!(verdict(&row("not checked", "", "")), "not checked");
    }
}
