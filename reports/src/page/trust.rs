//! What was run, on what, and can you trust it.

use maud::{Markup, html};

use super::how;
use crate::analysis::Report;
use crate::analysis::model::Grade;
use crate::words;

pub(super) fn section(report: &Report) -> Markup {
    let t = &report.trust;
    let class = match t.grade {
        Grade::Well => "verdict well",
        Grade::WithCare => "verdict care",
        Grade::NotVery | Grade::Nothing => "verdict bad",
    };
    html! {
        section #trust {
            h2 { "What was run, on what, and can you trust it" }
            p class=(class) { (t.sentence) }
            @if !t.cautions.is_empty() {
                details {
                    summary { "What would help" }
                    ul { @for c in &t.cautions { li { (crate::analysis::sentences::capital(&c.cause)) ": " (c.remedy) "." } } }
                }
            }
            @let facts = words::facts(t);
            @if !facts.is_empty() {
                dl.facts {
                    @for (what, value) in &facts {
                        div {
                            dt { (what) }
                            @if *what == "Command" { dd { code { (value) } } } @else { dd { (value) } }
                        }
                    }
                }
            }
            @for note in &t.notes { p.note { (note) } }
            @if t.rows > 0 {
                p.read {
                    "How to read it: " (how("method-window", "windows and launches")) ", "
                    (how("method-clean", "clean")) ", " (how("method-noise", "A/A noise")) ", "
                    (how("method-ties", "ties")) ", " (how("method-floor", "floors")) "."
                }
            } @else {
                p { "Measure something first: " code { "cargo contend run" } ", then make the report again." }
            }
        }
    }
}
