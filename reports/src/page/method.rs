//! The closing sections: wrong answers, where ours lose, method and bias.

use maud::{Markup, html};

use super::prose;
use crate::analysis::Report;
use crate::{method, words};

pub(super) fn wrong(report: &Report) -> Markup {
    html! {
        @if !report.wrong.is_empty() {
            section #wrong {
                h2 { "Wrong answers" }
                p { "These windows ended with a wrong answer. They stand in no statistic." }
                div.scroll tabindex="0" role="region" aria-label="Wrong answers" {
                    table {
                        thead { tr {
                            @for h in ["subject", "version", "workload"] { th scope="col" { (h) } }
                            @for h in ["threads", "windows"] { th.num scope="col" { (h) } }
                            th scope="col" { "what was wrong" }
                        } }
                        tbody { @for w in &report.wrong { tr {
                            th scope="row" { (w.family) " " code { (w.subject) } }
                            td { (w.version) }
                            td { (w.workload) }
                            td.num { (w.threads) }
                            td.num { (w.windows) }
                            td { (w.failure) }
                        } } }
                    }
                }
            }
        }
    }
}

pub(super) fn losses(report: &Report) -> Markup {
    html! {
        section #losses {
            h2 { "Where ours lose" }
            @if report.losses.is_empty() { p { (words::NO_LOSS) } }
            @else { ul { @for loss in &report.losses { li { (prose(loss)) } } } }
        }
    }
}

pub(super) fn section() -> Markup {
    html! {
        section #method {
            h2 { "Method and bias" }
            div.method { @for s in method::sections() { section id=(s.id) { h3 { (s.title) } p { (s.text) } } } }
        }
    }
}
