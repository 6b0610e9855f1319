//! What was checked of all subjects together: wrong programs by tool, orderings that nothing shows to be needed, litmus tests.

use maud::{Markup, html};

use crate::analysis::{Checks, Mutant, SubjectCard};
use crate::chart::Chart;
use crate::evidence::{Catch, Litmus, LitmusOutcome, Weakening};
use crate::numbers::whole;
use crate::words::checks as words;

use super::{figure, how, player};

pub(super) fn sections(checks: &Checks, tools: Option<&Chart>) -> Markup {
    html! { (gallery(checks, tools)) (ledger(checks)) (litmus(&checks.litmus)) }
}

fn gallery(checks: &Checks, tools: Option<&Chart>) -> Markup {
    html! {
        section #gallery {
            h2 { "Wrong programs, and who catches them" }
            @if checks.mutants.is_empty() {
                p.note { "Not checked. To run every wrong program under every tool: " code { "cargo contend matrix" } "." }
            } @else {
                p { (words::gallery_summary(checks)) " A miss says as much as a catch: it is what the tool cannot see. "
                    (how("method-tools", "How to read it")) "." }
            }
            @if let Some(chart) = tools {
                (figure(chart, &html! { "A mark each wrong program: dark where the tool catches it, hollow where it does not. The tables below say how." }))
            }
            (player::introduction(checks))
            @for family in words::families(checks) {
                h3 { code { (family) } }
                (matrix(checks, family))
                (player::of_family(checks, family))
            }
            (player::rest(checks))
        }
    }
}

/// Wrong programs of one family by tool.
fn matrix(checks: &Checks, family: &str) -> Markup {
    let mutants: Vec<_> = checks.mutants.iter().filter(|m| m.family == family).collect();
    html! {
        @if !mutants.is_empty() {
            div.scroll tabindex="0" role="region" aria-label={ "Wrong programs of " (family) } {
                table.matrix {
                    thead { tr {
                        th scope="col" { "wrong program" }
                        @for tool in &checks.tools { th scope="col" { (words::tool_name(tool)) } }
                    } }
                    tbody { @for m in mutants { (mutant(m, checks)) } }
                }
            }
        }
    }
}

fn mutant(m: &Mutant, checks: &Checks) -> Markup {
    let shown = checks.interleaving(&m.family, &m.name);
    html! {
        tr {
            th scope="row" {
                @if let Some(shown) = shown { a href={ "#" (shown.id) } { (m.name) } } @else { (m.name) }
                @if !m.misconception.is_empty() { span.believed { (m.misconception) } }
            }
            @for c in &m.by { td class=(class(c.as_ref())) { (words::catch(c.as_ref())) } }
        }
    }
}

fn class(c: Option<&Catch>) -> &'static str {
    match c.map(|c| c.outcome.as_str()) {
        Some("caught") => "caught",
        Some("missed") => "missed",
        _ => "untried",
    }
}

fn ledger(checks: &Checks) -> Markup {
    let surviving: Vec<_> = checks.ledger.iter().filter(|w| !w.is_shown()).collect();
    html! {
        section #orderings {
            h2 { "What each ordering is for" }
            @if checks.ledger.is_empty() {
                p.note { "Not checked. To weaken every ordering, one at a time: " code { "cargo contend ledger" } "." }
            } @else {
                p { (words::ledger_summary(checks)) " What stands in a subject's own file is beside the subject." }
                @if !surviving.is_empty() {
                    h3 { "Weakened, and no model noticed" }
                    p { "Either the checker cannot show what the ordering is for, and the reason says why it stays, or a model is missing." }
                    (weakenings(&surviving, true))
                }
            }
        }
    }
}

/// The ledger of one subject's own file.
pub(super) fn of_subject(c: &SubjectCard) -> Markup {
    html! {
        @if !c.ledger.is_empty() {
            details {
                summary { "Orderings" }
                (weakenings(&c.ledger.iter().collect::<Vec<_>>(), false))
            }
        }
        @for v in words::exhibits(c) {
            details {
                summary { "Not " (v.law) ": a history that shows it" }
                pre.history tabindex="0" { @for line in &v.history { (line) "\n" } }
            }
        }
    }
}

fn weakenings(rows: &[&Weakening], with_file: bool) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Orderings made weaker" {
            table {
                thead { tr { @for h in ["where", "operation", "ordering", "instead", "noticed by", "reason"] { th scope="col" { (h) } } } }
                tbody { @for w in rows { tr {
                    th scope="row" { @if with_file { (w.file) ":" } @else { "line " } (w.line) }
                    td { @if !w.object.is_empty() { (w.object) " " } (w.operation) }
                    td { (w.ordering) }
                    td { (w.weaker) }
                    td class=(if w.is_shown() { "caught" } else { "missed" }) { (words::outcome(w)) }
                    td.reason { @if w.reason.is_empty() { "none written" } @else { (w.reason) } }
                } } }
            }
        }
    }
}

fn litmus(tests: &[Litmus]) -> Markup {
    html! {
        section #litmus {
            h2 { "What the memory model allows, and who shows it" }
            @if tests.is_empty() {
                p.note { "Not checked. To run the litmus tests: " code { "cargo contend litmus" } "." }
            } @else {
                p { "Programs of a few lines whose outcomes are known. A checker that shows too little passes wrong programs; one that \
                     shows too much fails right ones." }
                div.scroll tabindex="0" role="region" aria-label="Litmus tests" {
                    table {
                        thead { tr {
                            @for h in ["test", "orderings", "outcome", "C++20", "loom", "shuttle"] { th scope="col" { (h) } }
                            th.num scope="col" { "this processor" }
                        } }
                        tbody {
                            @for (n, t) in tests.iter().enumerate() { @for (at, o) in t.outcomes.iter().enumerate() {
                                (outcome(t, o, at == 0 && (n == 0 || tests[n - 1].test != t.test)))
                            } }
                        }
                    }
                }
                @for t in tests.iter().filter(|t| !t.explanation.is_empty()) {
                    p.note { code { (t.test) } ", " (t.orderings) ": " (t.explanation) }
                }
                @if let Some(t) = tests.iter().find(|t| t.runs > 0) {
                    p.note { (whole(t.runs)) " native runs of each" @if !t.cpu.is_empty() { ", on " (t.cpu) } "." }
                }
            }
        }
    }
}

fn outcome(t: &Litmus, o: &LitmusOutcome, first: bool) -> Markup {
    let differs = |by: Option<bool>| if by.is_some_and(|by| by != o.allowed) { "differs" } else { "" };
    html! {
        tr {
            th scope="row" { (t.test) @if first && !t.program.is_empty() { span.believed { (t.program.join(" ∥ ")) } } }
            td { (t.orderings) }
            td { (o.outcome) }
            td { (if o.allowed { "allowed" } else { "forbidden" }) }
            td class=(differs(o.loom)) { (words::shown(o.loom)) }
            td class=(differs(o.shuttle)) { (words::shown(o.shuttle)) }
            td.num { (words::seen(o)) }
        }
    }
}
