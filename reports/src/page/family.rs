//! A family: what wins, then its workloads with charts, tables, ties and COST.

use maud::{Markup, html};

use super::{caches, figure, how, latency, prose, questions, table};
use crate::analysis::Report;
use crate::analysis::model::{Family, Workload};
use crate::chart::{FamilyCharts, WorkloadCharts};
use crate::numbers::time;
use crate::words;

pub(super) fn section(report: &Report, family: &Family, charts: &FamilyCharts) -> Markup {
    let asked = questions::headings(family);
    html! {
        section.family id=(family.id) data-family=(family.name) {
            h2 { "Family " code { (family.name) } @if family.floors_only { span.sub { "bounds for orientation, not ranked" } } }
            p.lead { (prose(&family.summary)) }
            @if family.all_workloads().nth(1).is_some() {
                @for (label, of_kind) in words::kinds(family) {
                    p.jump { (label) ": " @for (i, w) in of_kind.iter().enumerate() {
                        @if i > 0 { " · " } a href={ "#" (w.id) } { (w.name) }
                    } }
                }
            }
            @if !asked.is_empty() {
                p.jump { "Questions: " @for (i, (id, heading)) in asked.iter().enumerate() {
                    @if i > 0 { " · " } a href={ "#" (id) } { (heading) }
                } }
            }
            (questions::all(family, charts))
            (caches::all(family, charts))
            @for (w, drawn) in family.all_workloads().zip(&charts.workloads) { (workload(report, family, w, drawn)) }
        }
    }
}

fn workload(report: &Report, family: &Family, w: &Workload, charts: &WorkloadCharts) -> Markup {
    html! {
        article.workload id=(w.id) data-workload=(w.name) {
            h3 { code { (family.name) } " · " code { (w.name) } a.anchor href={ "#" (w.id) } aria-label="Link to this workload" { "#" } }
            p { (prose(&w.sentence)) }
            @if !w.denials.is_empty() { p { (prose(&w.denials)) } }
            @if let (Some(front), Some(c)) = (&w.front, &charts.front) {
                p { (prose(&front.said)) }
                (figure(c, &html! {
                    "Bars: " (how("method-interval", "95 % intervals over launches")) ". Right of the " (how("method-optimum", "optimum"))
                    " no cache can be; the thin line joins those that nothing is both faster than and equal to in hits. Filled: ours; hollow: peers, and what never forgets."
                }))
            }
            @match &charts.ladder {
                Some(c) => (figure(c, &html! {
                    "Point: median over launches; bar: " (how("method-interval", "95 % interval")) "; shaded rows: "
                    (how("method-ties", "no difference measured")) "; grey column: " (how("method-floor", "within reach of the floor"))
                    ". Filled: ours; hollow: peers; bars: floors. " (how("method-time", "What the time means")) "."
                })),
                None if w.on_schedule() => {}
                None => p.note { "Nothing could be measured here, so there is no chart; the table says why." },
            }
            @match &charts.scaling {
                Some(c) => (figure(c, &html! {
                    "Error bars: " (how("method-interval", "95 % interval over launches")) ". Hollow points in the shaded zone ran with "
                    (how("method-over", "more threads than cores")) ": no scaling can be read from them."
                })),
                None if w.on_schedule() => {}
                None => p.note { "Measured at one thread count only: there is no scaling to draw." },
            }
            @for c in &charts.planes {
                (figure(c, &html! {
                    "Time from short windows, with its " (how("method-interval", "95 % interval")) "; most over least served thread from " (how("method-fairness", "spans of a second and more"))
                    ". The corner to be in is at the bottom left. Filled: ours; hollow: peers."
                }))
            }
            @if w.section_ns.is_some() {
                @for g in w.groups.iter().filter(|g| !g.served.is_empty()) { p { (prose(&g.served)) } }
            }
            @if let Some(c) = &charts.fairness {
                (figure(c, &html! { "From " (how("method-fairness", "spans of a second and more")) ". 1 means that all threads got the same." }))
            }
            (table::workload(report, family, w))
            (scaling(w))
            (latency::part(&family.name, w, &charts.latency))
            ul.terms { @for said in words::terms(w) { li { (said) } } }
        }
    }
}

/// COST and the law of scaling, a line for each curve.
fn scaling(w: &Workload) -> Markup {
    let lines = words::scaling::lines(w);
    html! {
        @if !lines.is_empty() {
            details.laws {
                summary { "How far each scales: " (how("method-cost", "COST")) " and the " (how("method-usl", "law of scalability")) }
                ul { @for (subject, said) in &lines { li { code { (subject) } ": " (said) } } }
            }
        }
    }
}

/// The same counter through a generic, a closure and a trait object: what dispatch inside a timed loop would cost.
pub(super) fn dispatch(report: &Report) -> Markup {
    html! {
        @if !report.dispatch.is_empty() {
            section #dispatch {
                h2 { "Dispatch" }
                p { "The same atomic counter, called in different ways: what a call through a closure or a trait object would add to \
                     each figure above, if the timed loops went through one. They do not." }
                div.scroll tabindex="0" role="region" aria-label="Dispatch" {
                    table {
                        thead { tr {
                            @for h in ["subject", "mechanism", "workload"] { th scope="col" { (h) } }
                            @for h in ["threads", "an operation", "95 % interval", "× the fastest"] { th.num scope="col" { (h) } }
                        } }
                        tbody { @for d in &report.dispatch { tr {
                            th scope="row" { (d.subject) }
                            td { (d.mechanism) }
                            td { (d.workload) }
                            td.num { (d.threads) @if d.oversubscribed { small { (how("method-over", "more than cores")) } } }
                            td.num { (time(d.time_ns.median)) }
                            td.num { (time(d.time_ns.low)) " – " (time(d.time_ns.high)) }
                            td.num { (words::beside_fastest(d.ratio.as_ref())) }
                        } } }
                    }
                }
            }
        }
    }
}
