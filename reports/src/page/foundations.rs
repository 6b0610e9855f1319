//! What each family stands on, and what that costs.

use maud::{Markup, html};

use super::{figure, how, prose};
use crate::analysis::{FOUNDATIONS, FoundationCell, Report};
use crate::chart::Chart;
use crate::numbers::{factor, hits, time};

pub(super) fn section(report: &Report, chart: Option<&Chart>) -> Markup {
    let (Some(f), Some(chart)) = (&report.foundations, chart) else { return html! {} };
    html! {
        section #foundations {
            h2 { "Atomics, mutexes, readers-writer locks, channels" }
            p { "A counter, a queue or a cache can stand on any of them. Here is the best of ours over each, in one workload of each family; the other workloads tell their own story. \
                 Much of what atomics gain, they gain by spreading over cells and shards, which the tables tell apart. With “atomics” a reader or a hit takes no lock; a writer or a \
                 miss may take one. What is at the floor, or forgets nothing, is left out." }
            p { (prose(&f.said)) }
            (figure(chart, &html! {
                "Time per operation in times of the row’s shortest; the bar is its logarithm. Shaded: the shortest, and what it " (how("method-ties", "cannot be told apart"))
                " from. An empty place: nothing of ours that was measured here stands on that."
            }))
            div.scroll tabindex="0" role="region" aria-label="Families by what they stand on" {
                table {
                    thead { tr {
                        th scope="col" { "family" }
                        @for name in FOUNDATIONS { th scope="col" { (name) } }
                    } }
                    tbody { @for row in &f.rows { tr {
                        th scope="row" { a href={ "#" (row.id) } { (row.family) } small { (row.place()) } }
                        @for c in &row.cells { (cell(c.as_ref())) }
                    } } }
                }
            }
        }
    }
}

fn cell(cell: Option<&FoundationCell>) -> Markup {
    match cell {
        None => html! { td.none { "–" } },
        Some(c) => html! {
            td { (time(c.time_ns)) small { code { (c.subject) } ", " @if c.leads { "shortest" } @else { (factor(c.ratio)) } @if let Some(share) = c.hits { ", hits " (hits(share)) } } }
        },
    }
}
