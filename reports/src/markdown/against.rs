//! What became faster and what slower since earlier records: as Markdown.

use super::{code, escape, heading, line};
use crate::analysis::Report;
use crate::comparison::{Against, RELATIVE};
use crate::numbers::{factor, probability};
use crate::words::against::{HEADING, RULES, interval, sides, verdict};

pub(super) fn section(out: &mut String, report: &Report, against: &Against) {
    let c = &against.comparison;
    heading(out, 2, HEADING);
    line(out, &format!("**{}**\n", c.counts()));
    for said in c.obstacle().into_iter().chain(c.relative.then_some(RELATIVE)).chain([RULES]) {
        line(out, &format!("{}\n", escape(said)));
    }
    line(out, "| set | old: the earlier records | new: these |\n|---|---|---|");
    for (what, old, new) in sides(against, &report.trust) {
        line(out, &format!("| {what} | {} | {} |", escape(&old), escape(&new)));
    }
    out.push('\n');
    for note in &c.notes {
        line(out, &format!("- Note: {}", escape(note)));
    }
    if c.changes.is_empty() {
        return;
    }
    line(
        out,
        "\n| family | workload | threads | subject | old | new | new ÷ old | interval | p | verdict |\n|---|---|--:|---|--:|--:|--:|--:|--:|---|",
    );
    for change in &c.changes {
        let over = if change.oversubscribed { " (more than cores)" } else { "" };
        line(
            out,
            &format!(
                "| {} | {} | {}{over} | {} | {} | {} | {} | {} | {} | {} |",
                escape(&change.family),
                code(&change.workload),
                change.threads,
                code(&change.subject),
                c.unit(change.old.median),
                c.unit(change.new.median),
                factor(change.ratio.median),
                interval(change),
                escape(&probability(change.p)),
                escape(&verdict(change))
            ),
        );
    }
}
