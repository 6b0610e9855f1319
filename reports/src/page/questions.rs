//! What is asked across a family's workloads: each question with its answer, its picture and its table.

use maud::{Markup, html};

use super::table::kind;
use super::{figure, how, prose};
use crate::analysis::crossing::{begins_words, length};
use crate::analysis::model::{Collapse, Crossings, Difference, Family, Matrix, Ratio};
use crate::analysis::sentences::ratio_words;
use crate::chart::{Chart, FamilyCharts};
use crate::numbers::{count, time};
use crate::words::{self, caches, questions};

/// Anchor and heading of each question that a family's rows answer.
pub(super) fn headings(f: &Family) -> Vec<(String, &'static str)> {
    let asked = [
        f.collapse.as_ref().map(|c| ("collapse", questions::collapse(c))),
        f.crossings.as_ref().map(|_| ("crossing", questions::CROSSING)),
        f.matrix.as_ref().map(|_| ("matrix", questions::MATRIX)),
        f.traces.as_ref().map(|_| ("traces", caches::TRACES)),
        f.room.as_ref().map(|_| ("room", caches::ROOM)),
        f.prices.as_ref().map(|_| ("prices", caches::PRICES)),
    ];
    let id = |(part, heading)| (format!("{}-{part}", f.id), heading);
    asked.into_iter().flatten().map(id).collect()
}

pub(super) fn all(f: &Family, charts: &FamilyCharts) -> Markup {
    html! {
        @if let (Some(c), Some(chart)) = (&f.collapse, &charts.collapse) { (collapse(f, c, chart)) }
        @if let (Some(c), Some(chart)) = (&f.crossings, &charts.crossing) { (crossing(f, c, chart)) }
        @if let Some(m) = &f.matrix { (matrix(f, m)) }
    }
}

pub(super) fn heading(id: &str, text: &str) -> Markup {
    html! { h3 { (text) a.anchor href={ "#" (id) } aria-label="Link to this question" { "#" } } }
}

fn collapse(f: &Family, c: &Collapse, chart: &Chart) -> Markup {
    let id = format!("{}-collapse", f.id);
    html! {
        article.workload id=(id) {
            (heading(&id, questions::collapse(c)))
            p { (prose(&c.said)) }
            p { (prose(&questions::collapse_cause(c))) }
            (figure(chart, &html! {
                "Time per operation with " (count(c.threads.1.into(), "thread", "threads")) " (" (how("method-over", "more threads than cores"))
                ") over that with " (c.threads.0) ", launch by launch; bar: " (how("method-interval", "95 % interval")) "."
            }))
            div.scroll tabindex="0" role="region" aria-label={ (f.name) ": slow-down of each lock" } {
                table {
                    thead { tr {
                        th scope="col" { "lock" }
                        @for w in &c.workloads { th.num scope="col" { (w) small { (c.threads.1) " ÷ " (c.threads.0) " threads" } } }
                    } }
                    tbody { @for r in &c.rows { tr data-kind=(kind(r.kind)) data-name=(r.subject) {
                        th scope="row" { (r.subject) }
                        @for s in &r.ratios {
                            @match s {
                                Some(s) => td.num { (ratio_words(&s.ratio)) small { (time(s.times_ns.0)) " → " (time(s.times_ns.1)) } },
                                None => td.num.none { "–" },
                            }
                        }
                    } } }
                }
            }
        }
    }
}

fn crossing(f: &Family, c: &Crossings, chart: &Chart) -> Markup {
    let id = format!("{}-crossing", f.id);
    html! {
        article.workload id=(id) {
            (heading(&id, questions::CROSSING))
            p { (prose(&c.said)) }
            (figure(chart, &html! {
                "Below the line of " code { (c.reference) } " a subject is faster. A tick on that line marks a " (how("method-crossing", "crossing"))
                " where one is told; where the difference is not measured on both sides, none is."
            }))
            div.scroll tabindex="0" role="region" aria-label={ (f.name) ": time per read by how long it stays inside" } {
                table {
                    thead { tr {
                        th scope="col" { "subject" }
                        @for (ns, _) in &c.sections { th.num scope="col" { (length(*ns)) } }
                        th scope="col" { "faster than " code { (c.reference) } }
                    } }
                    tbody {
                        tr {
                            th scope="row" { (c.reference) }
                            @for (_, m) in &c.sections { td.num { (m.map_or_else(|| "–".into(), |m| time(m.median))) } }
                            td { "the reference" }
                        }
                        @for curve in &c.curves { tr data-kind=(kind(curve.kind)) data-name=(curve.subject) {
                            th scope="row" { (curve.subject) }
                            @for (ns, _) in &c.sections {
                                @match curve.points.iter().find(|p| p.section_ns == *ns) {
                                    Some(p) => td.num { (time(p.time_ns.median)) @if p.ratio.difference != Difference::Measured { small { (questions::tied(&p.ratio)) } } },
                                    None => td.num.none { "–" },
                                }
                            }
                            td { (begins_words(curve.begins)) }
                        } }
                    }
                }
            }
        }
    }
}

fn matrix(f: &Family, m: &Matrix) -> Markup {
    let id = format!("{}-matrix", f.id);
    html! {
        article.workload id=(id) {
            (heading(&id, questions::MATRIX))
            p { (prose(&m.said)) }
            p { (questions::matrix_meaning(m)) }
            div.scroll tabindex="0" role="region" aria-label={ (f.name) ": the same structure over different locks" } {
                table.matrix {
                    thead { tr {
                        th scope="col" { "lock" }
                        @for c in &m.columns { th.num scope="col" { (c) small { "× " (m.baseline) } } }
                    } }
                    tbody { @for r in &m.rows { tr data-kind=(kind(r.kind)) data-name=(r.subject) {
                        th scope="row" { (r.subject) span class={ "kind " (kind(r.kind)) } { (kind(r.kind)) } }
                        @for ratio in &r.ratios { (shaded(ratio.as_ref(), r.subject == m.baseline)) }
                    } } }
                }
            }
        }
    }
}

/// A ratio on ground that tells it from afar; the words stand there too.
fn shaded(ratio: Option<&Ratio>, baseline: bool) -> Markup {
    match ratio {
        None => html! { td.num.none { "–" } },
        Some(_) if baseline => html! { td.num { "baseline" } },
        Some(r) => html! { td class={ "num " (words::questions::shade(r)) } { (ratio_words(r)) } },
    }
}
