//! What is asked of caches across workloads: hits by capacity, bytes an entry, and what each promise costs.

use maud::{Markup, html};

use super::questions::heading;
use super::table::kind;
use super::{figure, how, prose};
use crate::analysis::model::{Family, Prices, Replayed, Room, Trace, Traces};
use crate::analysis::traces::level_words;
use crate::chart::{Chart, FamilyCharts};
use crate::numbers::{count, factor, three, whole};
use crate::words::{caches, questions::shade};

pub(super) fn all(f: &Family, charts: &FamilyCharts) -> Markup {
    html! {
        @if let (Some(t), Some(chart)) = (&f.traces, &charts.traces) { (traces(f, t, chart, charts.below.as_ref())) }
        @if let (Some(r), Some(chart)) = (&f.room, &charts.room) { (room(f, r, chart)) }
        @if let Some(p) = &f.prices { (prices(f, p)) }
    }
}

fn traces(f: &Family, t: &Traces, chart: &Chart, below: Option<&Chart>) -> Markup {
    let id = format!("{}-traces", f.id);
    html! {
        article.workload id=(id) {
            (heading(&id, caches::TRACES))
            p { (prose(&t.said)) }
            (figure(chart, &html! {
                (caches::TRACES_MEANING) " Dashed: " (how("method-optimum", "the optimum")) ". In colour: the best of ours, the baseline, \
                the best peer, and whoever hits most beside them. Filled: ours; hollow: peers. Each panel has a scale of its own."
            }))
            @if let Some(c) = below {
                (figure(c, &html! {
                    "The same, as what is lacking to the optimum: the dashed line at the top. Higher is better. Whatever is further below than the second \
                     worst of those in colour leaves the panel; the tables have it."
                }))
            }
            @match t.traces.as_slice() {
                [only] => (trace(f, t, only)),
                many => {
                    (means(f, t))
                    @for one in many {
                        details {
                            summary { code { (one.name) } ": all figures" }
                            (trace(f, t, one))
                        }
                    }
                }
            }
        }
    }
}

/// The subject of a row, and why it may stand in no comparison.
fn name(s: &Replayed) -> Markup {
    html! {
        th scope="row" {
            span.name.long[s.subject.chars().count() > 26] { (s.subject) }
            span class={ "kind " (kind(s.kind)) } { (kind(s.kind)) }
            @let remark = caches::remark(s);
            @if !remark.is_empty() { small { (remark) } }
        }
    }
}

/// Means over capacities, a column a trace.
fn means(f: &Family, t: &Traces) -> Markup {
    let label = format!("{}: hits in the mean over capacities", f.name);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) {
            table.subjects {
                thead { tr {
                    th scope="col" { "hits in the mean over capacities" }
                    th.num scope="col" { "all" }
                    @for one in &t.traces { th.num scope="col" { (one.name) } }
                } }
                tbody {
                    tr {
                        th scope="row" { (how("method-optimum", "optimum")) }
                        td.num { (caches::share(t.mean_optimum())) }
                        @for one in &t.traces { td.num { (caches::share(one.mean_optimum())) } }
                    }
                    @for s in &t.subjects { tr data-kind=(kind(s.kind)) data-name=(s.subject) {
                        (name(s))
                        td.num { (caches::share(s.mean)) }
                        @for one in &t.traces { td.num { (caches::share(one.line(&s.subject).and_then(|l| l.mean()))) } }
                    } }
                }
            }
        }
    }
}

/// One trace, a column a capacity.
fn trace(f: &Family, t: &Traces, one: &Trace) -> Markup {
    let label = format!("{}, {}: hits by capacity", f.name, one.name);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) {
            table.subjects {
                thead { tr {
                    th scope="col" { "hits" }
                    @for level in &one.levels {
                        th.num scope="col" { (level_words(level)) @if level.share.is_some() { small { (count(level.capacity, "entry", "entries")) } } }
                    }
                } }
                tbody {
                    tr {
                        th scope="row" { (how("method-optimum", "optimum")) }
                        @for level in &one.levels { td.num { (caches::share(level.optimum)) } }
                    }
                    @for s in &t.subjects { @if let Some(line) = one.line(&s.subject) {
                        tr data-kind=(kind(s.kind)) data-name=(s.subject) {
                            (name(s))
                            @for (level, p) in one.levels.iter().zip(&line.points) {
                                td.num {
                                    (caches::share(p.map(|p| p.hits)))
                                    @if let Some(more) = p.and_then(|p| caches::fill(level, &p)) { small { (more) } }
                                }
                            }
                        }
                    } }
                }
            }
        }
    }
}

fn room(f: &Family, r: &Room, chart: &Chart) -> Markup {
    let id = format!("{}-room", f.id);
    html! {
        article.workload id=(id) {
            (heading(&id, caches::ROOM))
            p { (prose(&r.said)) }
            (figure(chart, &html! { (caches::ROOM_MEANING) " From " code { (r.workload) } "; each workload’s table has its own." }))
            div.scroll tabindex="0" role="region" aria-label={ (f.name) ": bytes an entry" } {
                table.subjects {
                    thead { tr {
                        th scope="col" { "subject" }
                        @for h in ["bytes an entry", "bytes in all", "entries held", "asked", "held ÷ asked"] { th.num scope="col" { (h) } }
                    } }
                    tbody { @for row in &r.rows { tr data-kind=(kind(row.kind)) data-name=(row.subject) {
                        th scope="row" {
                            span.name.long[row.subject.chars().count() > 26] { (row.subject) }
                            span class={ "kind " (kind(row.kind)) } { (kind(row.kind)) }
                        }
                        td.num { (three(row.per_entry)) }
                        @for n in [row.view.bytes, row.view.entries, row.view.capacity] {
                            td.num { (n.map_or_else(|| "–".into(), |n| whole(n.round() as u64))) }
                        }
                        td.num { (row.view.fill().map_or_else(|| "–".into(), factor)) }
                    } } }
                }
            }
        }
    }
}

fn prices(f: &Family, p: &Prices) -> Markup {
    let id = format!("{}-prices", f.id);
    let replayed = p.rows.iter().any(|r| r.replayed.is_some());
    html! {
        article.workload id=(id) {
            (heading(&id, caches::PRICES))
            p { (caches::PRICES_MEANING) " " (how("method-ties", "Ties")) " are said as such." }
            ul.prices { @for r in &p.rows { li { (prose(&r.said)) } } }
            div.scroll tabindex="0" role="region" aria-label={ (f.name) ": what each promise costs" } {
                table.matrix {
                    thead { tr {
                        th scope="col" { "cache" small { "against" } }
                        @for w in &p.workloads { th.num scope="col" { (w) small { "throughput" } small { "hits" } } }
                        @if replayed { th.num scope="col" { "traces" small { "hits, in the mean" } } }
                    } }
                    tbody { @for r in &p.rows { tr data-kind=(kind(r.kind)) data-name=(r.subject) {
                        th scope="row" { (r.subject) small { "against " (r.than) } }
                        @for cell in &r.cells {
                            @match cell {
                                None => td.num.none { "–" },
                                Some(c) => {
                                    @let (speed, interval) = caches::speed(&c.ratio);
                                    td class={ "num " (shade(&c.ratio)) } {
                                        (speed) small { (interval) }
                                        @if let Some(d) = c.hits { small { (caches::gained(d)) } }
                                    }
                                }
                            }
                        }
                        @if replayed { td.num { (r.replayed.map_or_else(|| "–".into(), caches::gained)) } }
                    } } }
                }
            }
        }
    }
}
