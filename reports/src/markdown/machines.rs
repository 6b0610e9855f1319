//! The same subjects on several machines, by ratios alone: as Markdown.

use super::questions::{head, row};
use super::{code, escape, heading, line, paragraph};
use crate::analysis::model::Machines;
use crate::words::machines::{HEADING, NOTHING, gave, lead, name, place, remarks, there, traits};

pub(super) fn section(out: &mut String, m: &Machines) {
    heading(out, 2, HEADING);
    line(out, &format!("{}\n", escape(&lead(m))));
    for machine in &m.machines {
        line(out, &format!("- {}", escape(&gave(machine))));
    }
    if m.families.is_empty() {
        line(out, &format!("\n{NOTHING}"));
    }
    for b in &m.families {
        heading(out, 3, &format!("{} · {}", b.family, place(b)));
        paragraph(out, &b.said);
        for remark in remarks(b, &m.machines) {
            line(out, &format!("{}\n", escape(&remark)));
        }
        let machines = m.machines.iter().map(|m| escape(&format!("{} ({})", name(m), traits(m))));
        head(out, &format!("time ÷ {}", code(&b.baseline)), machines);
        for r in &b.rows {
            let cell = |(t, more_hits): (_, &Option<f64>)| match there(t, *more_hits) {
                (said, Some(ends)) => format!("{said} ({ends})"),
                (said, None) => said,
            };
            row(out, &code(&r.subject), r.there.iter().zip(&r.hits).map(cell));
        }
    }
}
