//! The same subjects on several machines, side by side, by ratios alone.

use maud::{Markup, html};

use super::table::kind;
use super::{figure, how, prose};
use crate::analysis::model::{Beside, Machine, Machines, There};
use crate::chart::Chart;
use crate::words::machines::{HEADING, NOTHING, gave, lead, name, place, remarks, there, traits};

pub(super) fn section(m: &Machines, charts: &[Chart]) -> Markup {
    html! {
        section #machines {
            h2 { (HEADING) }
            p { (lead(m)) " " (how("method-interval", "How ratios are taken")) "." }
            ul { @for machine in &m.machines { li { (gave(machine)) } } }
            @if m.families.is_empty() { p.note { (NOTHING) } }
            @for (b, chart) in m.families.iter().zip(charts) { (family(m, b, chart)) }
        }
    }
}

fn family(m: &Machines, b: &Beside, chart: &Chart) -> Markup {
    html! {
        article.workload id=(b.id) {
            h3 { code { (b.family) } " · " (place(b)) a.anchor href={ "#" (b.id) } aria-label="Link to this comparison" { "#" } }
            p { (prose(&b.said)) }
            @for remark in remarks(b, &m.machines) { p.note { (remark) } }
            (figure(chart, &html! {
                "Point: time over that of " code { (b.baseline) } ", median over launches; bar: " (how("method-interval", "95 % interval"))
                ". All panels have one scale. Filled: ours; hollow: peers."
            }))
            div.scroll tabindex="0" role="region" aria-label={ (b.family) ", " (place(b)) ": times relative to the baseline, machine by machine" } {
                table.subjects {
                    thead { tr {
                        th scope="col" { "subject" }
                        @for machine in &m.machines { (head(machine)) }
                    } }
                    tbody { @for r in &b.rows {
                        tr data-kind=(kind(r.kind)) data-name=(r.subject) {
                            th scope="row" { span.name.long[r.subject.chars().count() > 26] { (r.subject) } span class={ "kind " (kind(r.kind)) } { (kind(r.kind)) } }
                            @for (t, more_hits) in r.there.iter().zip(&r.hits) { (cell(t, *more_hits)) }
                        }
                    } }
                }
            }
        }
    }
}

fn head(machine: &Machine) -> Markup {
    html! { th.num scope="col" { (name(machine)) small { (traits(machine)) } } }
}

fn cell(t: &There, more_hits: Option<f64>) -> Markup {
    let (said, ends) = there(t, more_hits);
    match t {
        There::NotRun | There::NotMeasurable => html! { td.num.none { (said) } },
        There::Baseline | There::Measured(_) => {
            html! { td.num { (said) @if let Some(ends) = ends { small { (ends) } } } }
        }
    }
}
