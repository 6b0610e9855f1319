//! The founding race beside the published figures.

use maud::{Markup, html};

use super::{figure, how};
use crate::analysis::model::{Bound, Difference, RaceRow};
use crate::analysis::{PUBLISHED_BY, RACERS, Report};
use crate::chart::Chart;
use crate::numbers::{factor, percent, three};
use crate::words;

pub(super) fn section(report: &Report, chart: &Chart) -> Markup {
    html! {
        section #race {
            h2 { "Atomic vs mutex: the founding race" }
            p {
                "The suite grew from one measurement: a counter behind an atomic against one behind a mutex, "
                (RACERS) " at a time. Published: " (PUBLISHED_BY) ". Both sides are shown as ratios, mutex time ÷ atomic time, "
                "because nanoseconds of two machines say nothing about each other."
            }
            (figure(chart, &html! { "The bar behind a point is the " (how("method-interval", "95 % interval")) " over launches." }))
            div.scroll tabindex="0" role="region" aria-label="Founding race" {
                table {
                    thead { tr {
                        th scope="col" { "operation" }
                        th.num scope="col" { "published atomic" }
                        th.num scope="col" { "published mutex" }
                        th.num scope="col" { "published ratio" }
                        th.num scope="col" { "ratio here" }
                    } }
                    tbody { @for row in &report.race.rows { tr {
                        th scope="row" { (row.operation) }
                        td.num { (three(row.atomic_ns)) " ns" }
                        td.num { (three(row.mutex_ns)) " ns" }
                        td.num { (factor(row.published())) }
                        td.num { (words::our_race(row)) }
                    } } }
                }
            }
            @for row in &report.race.rows { @if let Some(said) = remark(row) { p.note { (said) } } }
        }
    }
}

/// What must be said along with our ratio.
fn remark(row: &RaceRow) -> Option<String> {
    let o = row.ours.as_ref().ok()?;
    let op = row.operation;
    let mut said = String::new();
    if o.oversubscribed {
        said += &format!(
            "{op}: {RACERS} threads shared {} processors here, so each mostly ran alone while the others waited for a processor; \
             expect less contention than with a core for each. ",
            o.cores
        );
        if let Some(overlap) = o.overlap.filter(|o| *o < 0.95) {
            said += &format!("All were at work in {} of the median window. ", percent(overlap));
        }
    }
    if o.ratio.bound == Bound::AtLeast {
        said += &format!("{op}: the atomic is at the floor, so the ratio is a lower bound. ");
    }
    match o.ratio.difference {
        Difference::Measured => {}
        Difference::None => said += &format!("{op}: no difference was measured. "),
        Difference::TooFewLaunches => said += &format!("{op}: too few launches to rely on it. "),
    }
    (!said.is_empty()).then(|| said.trim_end().to_owned())
}
