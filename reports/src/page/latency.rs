//! Percentiles of latency, where any were measured.

use maud::{Markup, html};

use super::table::kind;
use super::{figure, how};
use crate::analysis::model::Workload;
use crate::analysis::sentences::capital;
use crate::chart::Chart;
use crate::numbers::time;
use crate::words;

/// Heading, pictures and table; nothing without latencies.
pub(super) fn part(family: &str, w: &Workload, charts: &[Chart]) -> Markup {
    let rows: Vec<_> =
        w.groups.iter().flat_map(|g| g.cells.iter().filter_map(move |c| Some((g, c, c.latency?)))).collect();
    let all: Vec<_> = rows.iter().map(|r| r.2).collect();
    let from = words::latency_from(&w.name, &all);
    html! {
        @if !rows.is_empty() {
            h4 { "Latency " (from) " (" (words::latency_launches(&all)) ")" }
            @for chart in charts {
                (figure(chart, &html! {
                    (capital(from)) ": " (how("method-latency", "how latency is measured")) ". Point: the median; the bar thins out at each percentile; square: \
                    the largest seen. Sorted by p99."
                }))
            }
            div.scroll tabindex="0" role="region" aria-label={ (family) " " (w.name) ": latency" } {
                table.subjects {
                    thead { tr {
                        th scope="col" { "subject" }
                        @for h in ["threads", "started /s and thread", "p50", "p90", "p99", "p99.9", "largest"] { th.num scope="col" { (h) } }
                    } }
                    tbody { @for (g, c, l) in &rows {
                        tr data-kind=(kind(c.kind)) data-name=(c.subject) {
                            th scope="row" { (c.subject) }
                            td.num { (g.threads) @if g.oversubscribed { small { "more than cores" } } }
                            td.num { (words::started(l)) }
                            @for p in l.percentiles { td.num { (time(p)) } }
                            td.num { (time(l.max_ns as f64)) }
                        }
                    } }
                }
            }
        }
    }
}
