//! The report as Markdown: the same statements as the page, without pictures.

mod against;
mod caches;
mod checks;
mod machines;
mod questions;

use std::fmt::Write as _;

use crate::analysis::SubjectCard;
use crate::analysis::known;
use crate::analysis::model::{Family, Group, Report, Workload};
use crate::analysis::sentences::at_threads;
use crate::analysis::{FOUNDATIONS, PUBLISHED_BY, Piece, Prose};
use crate::chart::place;
use crate::method;
use crate::numbers::{factor, time};
use crate::words;

/// The whole summary.
pub(crate) fn render(report: &Report) -> String {
    let mut out =
        String::from("# Contend: what was seen\n\n## What was run, on what, and can you trust it\n\n");
    trust(&mut out, report);
    if let Some(a) = &report.against {
        against::section(&mut out, report, a);
    }
    race(&mut out, report);
    foundations(&mut out, report);
    if let Some(m) = &report.machines {
        machines::section(&mut out, m);
    }
    for family in &report.families {
        heading(&mut out, 2, &format!("Family {}", words::family_title(family)));
        paragraph(&mut out, &family.summary);
        questions::all(&mut out, family);
        caches::all(&mut out, family);
        for w in family.all_workloads() {
            workload(&mut out, report, family, w);
        }
    }
    dispatch(&mut out, report);
    checks::all(&mut out, &report.checks);
    losses(&mut out, report);
    wrong(&mut out, report);
    heading(&mut out, 2, "Method and bias");
    for s in method::sections() {
        line(&mut out, &format!("**{}.** {}\n", s.title, s.text));
    }
    out
}

fn foundations(out: &mut String, report: &Report) {
    let Some(f) = &report.foundations else { return };
    heading(out, 2, "Atomics, mutexes, readers-writer locks, channels");
    paragraph(out, &f.said);
    line(out, &format!("| family | {} |", FOUNDATIONS.join(" | ")));
    line(out, &format!("|---|{}", "---|".repeat(FOUNDATIONS.len())));
    for row in &f.rows {
        let cells = row.cells.iter().map(|c| match c {
            None => "–".to_owned(),
            Some(c) => format!("{} {} ({})", code(&c.subject), time(c.time_ns), factor(c.ratio)),
        });
        let cells: Vec<String> = cells.collect();
        line(out, &format!("| {}, {} | {} |", code(&row.family), escape(&row.place()), cells.join(" | ")));
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn heading(out: &mut String, level: usize, text: &str) {
    line(out, &format!("\n{} {}\n", "#".repeat(level), escape(text)));
}

fn paragraph(out: &mut String, prose: &Prose) {
    line(out, &format!("{}\n", marked(prose)));
}

/// Names as code; other words escaped.
fn marked(prose: &Prose) -> String {
    let piece = |p: &Piece| match p {
        Piece::Text(t) => escape(t),
        Piece::Name(n) => code(n),
    };
    prose.pieces().iter().map(piece).collect::<String>().trim().to_owned()
}

/// A code span that survives back-ticks, bars and line breaks.
fn code(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_control() || c == '`' { ' ' } else { c }).collect();
    format!("`{}`", name.replace('|', "¦"))
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn trust(out: &mut String, report: &Report) {
    line(out, &format!("**{}**\n", escape(&report.trust.sentence)));
    for (what, value) in words::facts(&report.trust) {
        line(out, &format!("- {what}: {}", escape(&value)));
    }
    for c in &report.trust.cautions {
        line(out, &format!("- Caution: {}. Remedy: {}.", escape(&c.cause), escape(&c.remedy)));
    }
    for note in &report.trust.notes {
        line(out, &format!("- Note: {}", escape(note)));
    }
}

fn race(out: &mut String, report: &Report) {
    heading(out, 2, "Atomic vs mutex");
    line(
        out,
        &format!(
            "Published: {}. Compared as ratios, mutex time ÷ atomic time, never as times.\n",
            PUBLISHED_BY
        ),
    );
    line(out, "| operation | published | here |\n|---|--:|--:|");
    for row in &report.race.rows {
        let ours = words::our_race(row);
        line(out, &format!("| {} | {} | {} |", row.operation, factor(row.published()), escape(&ours)));
    }
}

fn workload(out: &mut String, report: &Report, family: &Family, w: &Workload) {
    heading(out, 3, &w.name);
    paragraph(out, &w.sentence);
    if !w.denials.is_empty() {
        paragraph(out, &w.denials);
    }
    let base = family.baseline.as_deref();
    let ratio = base.map_or_else(|| "ratio".to_owned(), |b| format!("× {}", code(b)));
    let mut head = String::from("| subject |");
    let mut rule = String::from("|---|");
    for g in &w.groups {
        let _ = write!(head, " {} |", at_threads(g));
        rule.push_str("--:|");
    }
    let updated = w.updated();
    let (more, wide) = match updated {
        Some(g) => (format!(" updates / s {} |", at_threads(g)), "--:|"),
        None => (String::new(), ""),
    };
    let cached = words::caches::any(w);
    let (held, right) = if cached { (" hits | entries | bytes / entry |", "--:|--:|--:|") } else { ("", "") };
    let promises = known::promises_differ(&family.name);
    let (told, left) = if promises { (" promise | laws |", "---|---|") } else { ("", "") };
    line(
        out,
        &format!("{head} {ratio} | place | COST |{held}{told}{more}\n{rule}--:|--:|--:|{right}{left}{wide}"),
    );
    for subject in words::subjects(w) {
        let mut row = format!("| {} |", code(subject));
        for g in &w.groups {
            let _ = write!(row, " {} |", cell(g, subject));
        }
        let measure = w.head().cell(subject).and_then(|c| c.measure.as_ref());
        let ratio = words::ratio(family, w.head().cell(subject));
        let place = measure.map_or_else(|| "–".into(), |m| place(m.standing));
        let updates = updated.map_or_else(String::new, |g| format!(" {} |", words::updates(g, subject)));
        let room = if cached { room(w, subject) } else { String::new() };
        let promise = if promises { promise(words::card(report, family, subject)) } else { String::new() };
        line(
            out,
            &format!("{row} {ratio} | {place} | {} |{room}{promise}{updates}", words::cost(w, subject)),
        );
    }
    out.push('\n');
    for (subject, said) in words::scaling::lines(w) {
        line(out, &format!("- {}: {}", code(subject), escape(&said)));
    }
    for said in words::terms(w) {
        line(out, &format!("- {}", escape(&said)));
    }
    let cells = w.groups.iter().flat_map(|g| g.cells.iter().map(move |c| (g, c)));
    for (g, c) in cells.filter(|(_, c)| c.measure.is_none() && c.windows.all > 0) {
        let why = escape(&words::why_not(&c.windows));
        line(out, &format!("- Not measurable here: {} {}, {why}.", code(&c.subject), at_threads(g)));
    }
    if let Some(front) = &w.front {
        caches::front(out, front);
    }
    questions::fairness(out, w);
    questions::latency(out, w);
}

/// Hits, entries and bytes an entry of a cache.
fn room(w: &Workload, subject: &str) -> String {
    let view = words::caches::view(w, subject);
    let (entries, bytes) = words::caches::room(view);
    format!(" {} | {entries} | {bytes} |", words::caches::hit_ratio(view))
}

/// What a subject promises, what is known to be wrong with it, and what was examined.
fn promise(card: Option<&SubjectCard>) -> String {
    let (promise, wrong) = words::promise(card);
    let wrong =
        if wrong.is_empty() { String::new() } else { format!(" (known to fail: {})", wrong.join(", ")) };
    let laws = card.map_or_else(|| "–".into(), words::laws);
    format!(" {} | {} |", escape(&format!("{promise}{wrong}")), escape(&laws))
}

fn cell(g: &Group, subject: &str) -> String {
    match g.cell(subject) {
        None => "not run".into(),
        Some(c) => match &c.measure {
            Some(m) => time(m.time_ns.median),
            None if c.windows.all > 0 => "not measurable here".into(),
            None => "–".into(),
        },
    }
}

fn dispatch(out: &mut String, report: &Report) {
    if report.dispatch.is_empty() {
        return;
    }
    heading(out, 2, "Dispatch");
    line(out, "The same atomic counter, called in different ways.\n");
    line(
        out,
        "| subject | mechanism | workload | threads | an operation | × the fastest |\n|---|---|---|--:|--:|--:|",
    );
    for d in &report.dispatch {
        let over = if d.oversubscribed { " (more than cores)" } else { "" };
        let (subject, how, workload) = (code(&d.subject), escape(&d.mechanism), code(&d.workload));
        let (time, ratio) = (time(d.time_ns.median), words::beside_fastest(d.ratio.as_ref()));
        line(out, &format!("| {subject} | {how} | {workload} | {}{over} | {time} | {ratio} |", d.threads));
    }
}

fn losses(out: &mut String, report: &Report) {
    heading(out, 2, "Where ours lose");
    if report.losses.is_empty() {
        line(out, words::NO_LOSS);
    }
    for loss in &report.losses {
        line(out, &format!("- {}", marked(loss)));
    }
}

fn wrong(out: &mut String, report: &Report) {
    if report.wrong.is_empty() {
        return;
    }
    heading(out, 2, "Wrong answers");
    line(
        out,
        "| subject | version | workload | threads | windows | what was wrong |\n|---|---|---|--:|--:|---|",
    );
    for w in &report.wrong {
        let (subject, version) = (code(&format!("{} {}", w.family, w.subject)), escape(&w.version));
        let failure = escape(&w.failure);
        line(
            out,
            &format!(
                "| {subject} | {version} | {} | {} | {} | {failure} |",
                code(&w.workload),
                w.threads,
                w.windows
            ),
        );
    }
}
