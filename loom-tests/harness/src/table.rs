//! A failing execution as a table: one row a step, one column a thread.

use std::fmt::Write as _;

use crate::names::file_name;
use crate::steps::{Execution, Step};

/// Rows shown of a long execution: the last ones, which is where it failed. Forty fit on a screen.
const ROWS: usize = 40;

/// Steps of a loop that goes round without an end; a longer one is shown as it is.
const ROUND: usize = 6;

/// Renders what happened.
pub fn render(execution: &Execution) -> String {
    let Execution { threads, steps, .. } = execution;
    if steps.is_empty() {
        return "no operation on anything shared was recorded\n".to_owned();
    }
    let told = told(execution);
    let skipped = told.saturating_sub(ROWS);
    let kept = &steps[skipped..told];
    let sites: Vec<_> = kept.iter().map(|step| format!("{}:{}", file_name(&step.file), step.line)).collect();
    let cells: Vec<_> = kept.iter().map(|step| cell(step, execution)).collect();
    let site_width = width(sites.iter().map(String::as_str), "where");
    let widths: Vec<_> = (0..threads.len())
        .map(|thread| {
            let of_thread = kept.iter().zip(&cells).filter(|(step, _)| step.thread == thread);
            width(of_thread.map(|(_, cell)| cell.as_str()), &threads[thread])
        })
        .collect();

    let mut table = format!("step  {:site_width$}", "where");
    for (head, width) in threads.iter().zip(&widths) {
        write!(table, " | {head:width$}").expect("a string takes it");
    }
    table.truncate(table.trim_end().len());
    table.push('\n');
    if skipped > 0 {
        writeln!(table, " ...  {skipped} steps before are not shown").expect("a string takes it");
    }
    for (row, step) in kept.iter().enumerate() {
        write!(table, "{:>4}  {:site_width$}", skipped + row + 1, sites[row]).expect("a string takes it");
        for (thread, width) in widths.iter().enumerate() {
            let text = if thread == step.thread { cells[row].as_str() } else { "" };
            write!(table, " | {text:width$}").expect("a string takes it");
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    if told < steps.len() {
        writeln!(table, " ...  and so on, up to step {}", steps.len()).expect("a string takes it");
    }
    table
}

/// How many steps tell all: of the same few that come again and again until the end, two rounds.
fn told(execution: &Execution) -> usize {
    let steps = &execution.steps;
    let row = |step: &Step| (step.thread, step.file.clone(), step.line, cell(step, execution));
    let rows: Vec<_> = steps.iter().map(row).collect();
    let folded = |round: usize| {
        let again = (round..rows.len()).rev().take_while(|&at| rows[at] == rows[at - round]).count();
        (again >= 3 * round).then(|| rows.len() - again + round)
    };
    (1..=ROUND).find_map(folded).unwrap_or(rows.len())
}

fn width<'a>(texts: impl Iterator<Item = &'a str>, head: &str) -> usize {
    texts.map(|text| text.chars().count()).chain([head.chars().count()]).max().unwrap_or(0)
}

/// What one thread did: object, operation, ordering, values.
pub(crate) fn cell(step: &Step, execution: &Execution) -> String {
    let object = step.object.map(|object| execution.objects[object].name.as_str());
    let words = [object, Some(&step.operation), step.ordering.as_deref()];
    let mut text = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    match (&step.old, &step.new) {
        (Some(old), Some(new)) => write!(text, " {old} -> {new}"),
        (Some(read), None) => write!(text, " = {read}"),
        (None, Some(written)) => write!(text, " := {written}"),
        (None, None) => Ok(()),
    }
    .expect("a string takes it");
    if let Some(newest) = &step.newest {
        write!(text, " STALE, newest is {newest}").expect("a string takes it");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use primitives::sync::atomic::Ordering;
    use primitives::sync::trace::{Event, Object};

    use super::{ROWS, render};
    use crate::steps::Execution;

    fn event(thread: usize, operation: &'static str) -> Event {
        let site = Location::caller();
        Event { thread, object: None, site, operation, ordering: None, old: None, new: None, newest: None }
    }

    #[test]
    fn a_row_is_a_step_and_a_column_a_thread() {
        let number = Object { made: Location::caller(), number: 0 };
        let lock = Object { made: number.made, number: 1 };
        let events = [
            event(0, "spawn"),
            Event { object: Some(lock), ..event(0, "lock?") },
            Event { object: Some(lock), ..event(0, "locked") },
            Event {
                object: Some(number),
                ordering: Some(Ordering::Relaxed),
                old: Some(0),
                newest: Some(2),
                ..event(1, "load")
            },
            Event { object: Some(lock), ..event(1, "lock?") },
            Event { object: Some(number), old: Some(1), new: Some(1 << 40), ..event(0, "swap") },
        ];
        let table = render(&Execution::recorded(&events));
        let lines: Vec<_> = table.lines().map(|line| line.split_once(" | ").expect("columns").1).collect();
        let expected = [
            "thread 0 (main)              | thread 1",
            "spawn                        |",
            "made#1 lock                |",
            "                             | made load Relaxed = 0 STALE, newest is 2",
            "                             | made#1 lock?",
            "made swap 1 -> 0x10000000000 |",
        ];
        for (line, expected) in lines.iter().zip(expected) {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(line), words(expected), "\n{table}");
        }
        assert_eq!(lines.len(), expected.len());
    }

    #[test]
    fn of_a_long_execution_the_end_is_shown() {
        let event = |count: usize| Event { old: Some(count as u64), ..event(0, "load") };
        let events: Vec<_> = (0..ROWS + 3).map(event).collect();
        let table = render(&Execution::recorded(&events));
        assert!(table.contains("3 steps before are not shown"), "{table}");
        assert!(
            table.contains(&format!("\n{:>4}  ", ROWS + 3)),
            "the last step has its own number:\n{table}"
        );
        assert_eq!(table.lines().count(), ROWS + 2);
    }

    #[test]
    fn a_loop_without_an_end_is_shown_twice() {
        let round = || [event(1, "swap"), event(1, "yield")];
        let events: Vec<_> = [event(0, "spawn")].into_iter().chain((0..50).flat_map(|_| round())).collect();
        let table = render(&Execution::recorded(&events));
        assert!(table.ends_with(" ...  and so on, up to step 101\n"), "{table}");
        assert_eq!(table.lines().count(), 1 + 1 + 4 + 1, "{table}");
    }
}
