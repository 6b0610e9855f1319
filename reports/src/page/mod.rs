//! The page: one file that asks nothing of any network, readable without its script.

mod advice;
mod against;
mod caches;
mod checks;
mod csp;
mod family;
mod foundations;
mod latency;
mod linear;
mod machines;
mod method;
mod player;
mod questions;
mod race;
mod shell;
mod subjects;
mod table;
pub(crate) mod trace;
mod trust;

use maud::{Markup, html};

use crate::analysis::{Piece, Prose, Report};
use crate::chart::{Chart, Charts, Screen};
use maud::PreEscaped;

/// The whole page.
pub(crate) fn render(report: &Report, charts: &Charts) -> String {
    let body = html! {
        (trust::section(report))
        @if let Some(a) = &report.against { (against::section(report, a, &charts.against)) }
        (race::section(report, &charts.race))
        (foundations::section(report, charts.foundations.as_ref()))
        (advice::section(report))
        @if let Some(m) = &report.machines { (machines::section(m, &charts.machines)) }
        @for (f, drawn) in report.families.iter().zip(&charts.families) {
            (family::section(report, f, drawn))
        }
        (subjects::section(report))
        (checks::sections(&report.checks, charts.tools.as_ref()))
        (family::dispatch(report))
        (method::wrong(report))
        (method::losses(report))
        (method::section())
        (linear::packed(charts.all()))
    };
    shell::page(report, &body)
}

/// Sentences, with names set as code.
fn prose(prose: &Prose) -> Markup {
    html! {
        @for piece in prose.pieces() {
            @match piece {
                Piece::Text(t) => (t),
                Piece::Name(n) => code { (n) },
            }
        }
    }
}

/// A chart for both screens, with a line that tells how to read it.
fn figure(chart: &Chart, caption: &Markup) -> Markup {
    let (said, class) = (&chart.wide, if chart.linear.is_some() { "log" } else { "" });
    html! {
        figure data-threads=[chart.threads] data-linear=[chart.linear.as_ref().map(|_| &chart.name)] {
            (PreEscaped(said.inline(Screen::Wide, class)))
            (PreEscaped(chart.narrow.inline_beside(said, Screen::Narrow, class)))
            figcaption { (caption) }
        }
    }
}

/// A link to a section of the method.
fn how(id: &str, words: &str) -> Markup {
    html! { a href={ "#" (id) } { (words) } }
}
