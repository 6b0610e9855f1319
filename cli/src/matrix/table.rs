//! The matrix as a reader sees it: a line a wrong program, a column a tool.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use reports::Catch;

use super::lanes::LANES;

/// A mutant's rows, a tool each.
type Tools<'a> = BTreeMap<&'a str, &'a Catch>;

fn by_mutant(rows: &[Catch]) -> BTreeMap<(&str, &str), Tools<'_>> {
    let mut mutants: BTreeMap<_, Tools<'_>> = BTreeMap::new();
    for row in rows {
        mutants.entry((row.family.as_str(), row.mutant.as_str())).or_default().insert(&row.tool, row);
    }
    mutants
}

/// Mutants that no tool caught.
pub(super) fn unnoticed(rows: &[Catch]) -> Vec<String> {
    let caught = |tools: &Tools<'_>| tools.values().any(|row| row.outcome == "caught");
    let unnoticed = by_mutant(rows).into_iter().filter(|(_, tools)| !caught(tools));
    unnoticed.map(|((family, mutant), _)| format!("{family} {mutant}")).collect()
}

/// One line a mutant, and what it comes to.
pub(super) fn render(rows: &[Catch]) -> String {
    let mut text = format!("{:40}", "mutant");
    for lane in LANES {
        write!(text, " {:22}", lane.name).expect("a string takes it");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    let mutants = by_mutant(rows);
    for ((family, mutant), tools) in &mutants {
        let mut line = format!("{:40}", format!("{family} {mutant}"));
        for lane in LANES {
            write!(line, " {:22}", cell(tools.get(lane.name).copied())).expect("a string takes it");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for lane in LANES {
        let of_lane: Vec<_> = rows.iter().filter(|row| row.tool == lane.name).collect();
        let of = |outcome: &'static str| of_lane.iter().filter(move |row| row.outcome == outcome);
        let (caught, missed) = (of("caught").count(), of("missed").count());
        write!(text, "{}: {caught} caught, {missed} missed", lane.name).expect("a string takes it");
        if let Some(row) = of("not tried").next() {
            write!(text, ", {} not tried ({})", of("not tried").count(), row.class)
                .expect("a string takes it");
        }
        text.push('\n');
    }
    match unnoticed(rows).as_slice() {
        [] => writeln!(text, "each of {} mutants is caught by at least one tool", mutants.len()),
        some => writeln!(
            text,
            "{} of {} mutants are caught by NO tool: {}",
            some.len(),
            mutants.len(),
            some.join(", ")
        ),
    }
    .expect("a string takes it");
    text
}

/// `data race @12`, `missed`, `not tried`.
fn cell(row: Option<&Catch>) -> String {
    match row {
        None => "not tried".to_owned(),
        Some(row) if row.outcome == "caught" => {
            format!("{}{}", row.class, row.at.map_or(String::new(), |at| format!(" @{at}")))
        }
        Some(row) => row.outcome.clone(),
    }
}

#[cfg(test)]
mod tests {
    use reports::Catch;

    use super::{render, unnoticed};

    fn row(mutant: &str, tool: &str, outcome: &str, class: &str) -> Catch {
        Catch {
            family: "lock".into(),
            mutant: mutant.into(),
            misconception: String::new(),
            source: String::new(),
            tool: tool.into(),
            outcome: outcome.into(),
            class: class.into(),
            law: String::new(),
            at: (outcome == "caught").then_some(7),
            seconds: 0.0,
        }
    }

    #[test]
    fn a_miss_is_a_miss_and_is_counted() {
        let rows = [
            row("late", "loom", "caught", "deadlock"),
            row("late", "tsan", "missed", ""),
            row("early", "loom", "missed", ""),
            row("early", "tsan", "not tried", "does not build"),
        ];
        assert_eq!(unnoticed(&rows), ["lock early"]);
        let text = render(&rows);
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let lines: Vec<_> = text.lines().map(words).collect();
        assert_eq!(lines[1], "lock early missed not tried not tried not tried not tried");
        assert_eq!(lines[2], "lock late deadlock @7 not tried not tried missed not tried");
        assert!(lines.contains(&"loom: 1 caught, 1 missed".to_owned()), "{text}");
        assert!(
            lines.contains(&"tsan: 0 caught, 1 missed, 1 not tried (does not build)".to_owned()),
            "{text}"
        );
        assert_eq!(lines.last().unwrap(), "1 of 2 mutants are caught by NO tool: lock early");
        assert_eq!(
            render(&rows[..2]).lines().last(),
            Some("each of 1 mutants is caught by at least one tool")
        );
    }
}
