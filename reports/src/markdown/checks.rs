//! What was checked of all subjects together: as Markdown.

use super::questions::row;
use super::{code, escape, heading, line};
use crate::analysis::Checks;
use crate::words::{checks as words, interleaving};

pub(super) fn all(out: &mut String, checks: &Checks) {
    heading(out, 2, "Wrong programs, and who catches them");
    if checks.mutants.is_empty() {
        line(out, "Not checked. To run every wrong program under every tool: `cargo contend matrix`.");
    } else {
        line(out, &format!("{}\n", escape(&words::gallery_summary(checks))));
        let columns = || checks.tools.iter().map(|tool| words::tool_name(tool).to_owned());
        row(out, "wrong program", ["family".to_owned()].into_iter().chain(columns()));
        line(out, &"|---".repeat(checks.tools.len() + 2).chars().chain(['|']).collect::<String>());
        for m in &checks.mutants {
            let cells = m.by.iter().map(|c| escape(&words::catch(c.as_ref())));
            row(out, &code(&m.name), [escape(&m.family)].into_iter().chain(cells));
        }
    }
    if !checks.interleavings.is_empty() {
        let kept = interleaving::kept(checks.interleavings.len());
        line(out, &format!("\n{kept} It stands in the page beside this summary."));
    }
    heading(out, 2, "What each ordering is for");
    if checks.ledger.is_empty() {
        line(out, "Not checked. To weaken every ordering, one at a time: `cargo contend ledger`.");
    } else {
        line(out, &format!("{}\n", escape(&words::ledger_summary(checks))));
        for w in checks.ledger.iter().filter(|w| !w.is_shown()) {
            let reason = if w.reason.is_empty() { "no reason written" } else { &w.reason };
            let place = code(&format!("{}:{}", w.file, w.line));
            let change = format!("{} {} to {}", w.operation, w.ordering, w.weaker);
            line(out, &format!("- {place} {change}: {}; {}", words::outcome(w), escape(reason)));
        }
    }
    heading(out, 2, "What the memory model allows, and who shows it");
    if checks.litmus.is_empty() {
        line(out, "Not checked. To run the litmus tests: `cargo contend litmus`.");
        return;
    }
    line(
        out,
        "| test | orderings | outcome | C++20 | loom | shuttle | this processor |\n|---|---|---|---|---|---|--:|",
    );
    for t in &checks.litmus {
        for o in &t.outcomes {
            let allowed = if o.allowed { "allowed" } else { "forbidden" };
            let columns = [
                escape(&t.orderings),
                escape(&o.outcome),
                allowed.to_owned(),
                words::shown(o.loom).to_owned(),
                words::shown(o.shuttle).to_owned(),
                words::seen(o),
            ];
            row(out, &escape(&t.test), columns);
        }
    }
}
