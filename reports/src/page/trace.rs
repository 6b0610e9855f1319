//! One failing execution on a page of its own: for whoever wrote the program that fails.

use maud::html;

use super::{player, shell};
use crate::interleaving::{Excerpts, Interleaving};
use crate::trace::Trace;
use crate::words::interleaving as words;

pub(crate) fn render(trace: &Trace) -> String {
    let mut excerpts = Excerpts::default();
    let shown = Interleaving::of(trace, "trace-1".to_owned(), &mut excerpts);
    let body = html! {
        header.top { div { h1 { (shown.subject) } p.note { (shown.family) ": " (words::summary(&shown)) } } }
        main #main {
            (player::execution(&shown))
            @if !shown.rows.is_empty() {
                details.sources {
                    summary { "Sources: the lines around those that the steps name" }
                    (player::sources(&excerpts))
                }
                (player::controls())
            }
        }
        footer { p { "Made from one file of a failing model. It loads nothing." } }
    };
    shell::document(&format!("{}: {}", shown.subject, words::summary(&shown)), player::SCRIPT, &body)
}
