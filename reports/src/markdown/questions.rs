//! What is asked across a family's workloads, fairness and latency: as Markdown.

use std::fmt::Write as _;

use super::{code, escape, heading, line, paragraph};
use crate::analysis::crossing::{begins_words, length};
use crate::analysis::model::{Collapse, Crossings, Difference, Family, Matrix, Workload};
use crate::analysis::sentences::{at_threads, capital, ratio_words};
use crate::numbers::{factor, three, time};
use crate::words::{self, questions};

pub(super) fn all(out: &mut String, f: &Family) {
    if let Some(c) = &f.collapse {
        collapse(out, c);
    }
    if let Some(c) = &f.crossings {
        crossing(out, c);
    }
    if let Some(m) = &f.matrix {
        matrix(out, m);
    }
}

/// Head and rule of a table with one column of words and figures behind it.
pub(super) fn head(out: &mut String, first: &str, columns: impl IntoIterator<Item = String>) {
    let (mut head, mut rule) = (format!("| {first} |"), String::from("|---|"));
    for column in columns {
        let _ = write!(head, " {column} |");
        rule.push_str("--:|");
    }
    line(out, &format!("{head}\n{rule}"));
}

pub(super) fn row(out: &mut String, first: &str, columns: impl IntoIterator<Item = String>) {
    let mut text = format!("| {first} |");
    for column in columns {
        let _ = write!(text, " {column} |");
    }
    line(out, &text);
}

fn collapse(out: &mut String, c: &Collapse) {
    heading(out, 3, questions::collapse(c));
    paragraph(out, &c.said);
    paragraph(out, &questions::collapse_cause(c));
    head(out, &format!("{} ÷ {} threads", c.threads.1, c.threads.0), c.workloads.iter().map(|w| code(w)));
    for r in &c.rows {
        let said = |s: &Option<crate::analysis::model::Slowdown>| {
            s.as_ref().map_or_else(|| "–".into(), |s| ratio_words(&s.ratio))
        };
        row(out, &code(&r.subject), r.ratios.iter().map(said));
    }
}

fn crossing(out: &mut String, c: &Crossings) {
    heading(out, 3, questions::CROSSING);
    paragraph(out, &c.said);
    let faster = format!("faster than {}", code(&c.reference));
    head(out, "a read stays for", c.sections.iter().map(|(ns, _)| length(*ns)).chain([faster]));
    let reference = c.sections.iter().map(|(_, m)| m.map_or_else(|| "–".into(), |m| time(m.median)));
    row(out, &code(&c.reference), reference.chain(["the reference".into()]));
    for curve in &c.curves {
        let times = c.sections.iter().map(|(ns, _)| {
            let p = curve.points.iter().find(|p| p.section_ns == *ns);
            p.map_or_else(
                || "–".into(),
                |p| match p.ratio.difference {
                    Difference::Measured => time(p.time_ns.median),
                    _ => format!("{} ({})", time(p.time_ns.median), questions::tied(&p.ratio)),
                },
            )
        });
        row(out, &code(&curve.subject), times.chain([begins_words(curve.begins)]));
    }
}

fn matrix(out: &mut String, m: &Matrix) {
    heading(out, 3, questions::MATRIX);
    paragraph(out, &m.said);
    line(out, &format!("{}\n", escape(&questions::matrix_meaning(m))));
    head(out, &format!("× {}", code(&m.baseline)), m.columns.iter().map(|c| code(c)));
    for r in &m.rows {
        let said = |ratio: &Option<crate::analysis::model::Ratio>| match ratio {
            None => "–".into(),
            Some(_) if r.subject == m.baseline => "baseline".into(),
            Some(ratio) => ratio_words(ratio),
        };
        row(out, &code(&r.subject), r.ratios.iter().map(said));
    }
}

/// How evenly threads were served, by thread count.
pub(super) fn fairness(out: &mut String, w: &Workload) {
    for g in &w.groups {
        let fair: Vec<_> = g.cells.iter().filter_map(|c| Some((c, c.fairness?))).collect();
        if fair.is_empty() {
            continue;
        }
        line(out, &format!("\nFairness {}:\n", at_threads(g)));
        if w.section_ns.is_some() && !g.served.is_empty() {
            paragraph(out, &g.served);
        }
        let columns = ["Jain’s index", "most/least over 1 s", "most/least over 100 ms"];
        head(out, "subject", columns.map(str::to_owned));
        for (c, f) in fair {
            let short = f.short.map_or_else(|| "–".into(), |s| factor(s.max_over_min));
            row(out, &code(&c.subject), [three(f.jain), factor(f.max_over_min), short]);
        }
    }
}

/// Percentiles, by thread count.
pub(super) fn latency(out: &mut String, w: &Workload) {
    for g in &w.groups {
        let all: Vec<_> = g.cells.iter().filter_map(|c| Some((c, c.latency?))).collect();
        if all.is_empty() {
            continue;
        }
        let views: Vec<_> = all.iter().map(|(_, l)| *l).collect();
        let (from, launches) = (words::latency_from(&w.name, &views), words::latency_launches(&views));
        let what = format!("latency {from}, {}, {launches}", at_threads(g));
        line(out, &format!("\n{}:\n", capital(&what)));
        head(out, "subject", ["p50", "p90", "p99", "p99.9", "largest"].map(str::to_owned));
        for (c, l) in all {
            row(out, &code(&c.subject), l.percentiles.into_iter().chain([l.max_ns as f64]).map(time));
        }
    }
}
