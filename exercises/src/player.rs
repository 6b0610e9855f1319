//! A failing execution, a page a step.

use std::fmt::Write as _;

use crate::exercise::World;
use crate::show::wrapped;
use crate::trace::{Step, Trace};
use crate::words;

/// Steps shown before the one that a page is about.
const BEFORE: usize = 3;

/// Where the reader goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Go {
    /// To this page.
    To(usize),
    /// Nowhere: it was not understood.
    Nowhere,
    /// Out.
    Quit,
}

/// Pages of an execution: one a step, and the end.
pub(crate) fn pages(trace: &Trace) -> usize {
    trace.steps.len() + 1
}

/// What a line of the reader's means on a page, from 0.
pub(crate) fn go(at: usize, pages: usize, line: &str) -> Go {
    let last = pages - 1;
    match line.trim() {
        "" | "n" if at == last => Go::Quit,
        "" | "n" => Go::To(at + 1),
        "p" => Go::To(at.saturating_sub(1)),
        "q" => Go::Quit,
        number => match number.parse::<usize>() {
            Ok(number) if (1..=pages).contains(&number) => Go::To(number - 1),
            _ => Go::Nowhere,
        },
    }
}

/// A page, from 0.
pub(crate) fn page(trace: &Trace, at: usize) -> String {
    trace.steps.get(at).map_or_else(|| end(trace), |step| of_step(trace, at, step))
}

fn of_step(trace: &Trace, at: usize, step: &Step) -> String {
    let mut text = format!("step {} of {}\n\n", at + 1, trace.steps.len());
    text.push_str(&columns(trace, at));
    write!(text, "\n  {}, at {}:{}\n", trace.threads[step.thread], step.file, step.line).expect(FITS);
    text.push_str(&around(trace, step));
    if let Some(said) = stale(trace, at, step) {
        write!(text, "\n{}", wrapped(&said, "  ")).expect(FITS);
    }
    let values = trace.values(at + 1);
    if !values.is_empty() {
        let values: Vec<_> = values.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        write!(text, "\n{}", wrapped(&format!("After it, {}.", values.join("; ")), "  ")).expect(FITS);
    }
    text
}

const FITS: &str = "a string takes it";

/// The step and some before it, a column a thread.
fn columns(trace: &Trace, at: usize) -> String {
    let from = at.saturating_sub(BEFORE);
    let rows: Vec<(usize, String)> =
        trace.steps[from..=at].iter().map(|step| (step.thread, did(trace, step))).collect();
    // As wide on every page.
    let widths: Vec<usize> = (0..trace.threads.len())
        .map(|thread| {
            let steps = trace.steps.iter().filter(|step| step.thread == thread);
            let cells = steps.map(|step| did(trace, step).chars().count());
            cells.chain([trace.threads[thread].chars().count()]).max().unwrap_or(0)
        })
        .collect();
    let line = |mark: &str, cells: &dyn Fn(usize) -> String| {
        let cells: Vec<_> =
            widths.iter().enumerate().map(|(thread, width)| format!("{:width$}", cells(thread))).collect();
        format!("{}\n", format!("  {mark:>6}  {}", cells.join(" | ")).trim_end())
    };
    let mut text = line("", &|thread| trace.threads[thread].clone());
    for (number, (thread, cell)) in rows.iter().enumerate() {
        let number = from + number;
        let mark = if number == at { format!("> {}", number + 1) } else { (number + 1).to_string() };
        text.push_str(&line(&mark, &|column| if column == *thread { cell.clone() } else { String::new() }));
    }
    text
}

/// Object, operation, ordering, values.
fn did(trace: &Trace, step: &Step) -> String {
    let object = step.object.map(|object| trace.objects[object].name.as_str());
    let words = [object, Some(&step.operation), step.ordering.as_deref()];
    let mut text = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    match (&step.old, &step.new) {
        (Some(old), Some(new)) => write!(text, " {old} -> {new}"),
        (Some(read), None) => write!(text, " = {read}"),
        (None, Some(written)) => write!(text, " := {written}"),
        (None, None) => Ok(()),
    }
    .expect(FITS);
    if step.newest.is_some() {
        text.push_str(" STALE");
    }
    text
}

/// The line of the source, with one before and one after.
fn around(trace: &Trace, step: &Step) -> String {
    let mut text = String::new();
    let lines = trace.source(&step.file).into_iter().flat_map(str::lines).zip(1..);
    for (line, number) in lines.filter(|(_, number)| number + 1 >= step.line && *number <= step.line + 1) {
        let mark = if number == step.line { ">" } else { " " };
        writeln!(text, "  {}", format!("{mark} {number:>4} | {line}").trim_end()).expect(FITS);
    }
    text
}

/// Why a read may be of an old value.
fn stale(trace: &Trace, at: usize, step: &Step) -> Option<String> {
    let (old, newest) = (step.old.as_ref()?, step.newest.as_ref()?);
    let wrote = |other: &&Step| other.object == step.object && other.new.as_ref() == Some(newest);
    let writer = trace.steps[..at].iter().zip(1..).filter(|(other, _)| wrote(other)).last();
    let written = writer.map_or(String::new(), |(writer, number)| {
        format!(", by {} in step {number}", trace.threads[writer.thread])
    });
    Some(format!(
        "STALE: it read {old}, although {newest} was written later{written}. Rows stand in the order in which the checker ran them. \
         Where nothing orders two steps, memory may take them otherwise: the later write may not have come to this thread yet, or the \
         two writes may have arrived the other way round."
    ))
}

/// What all of it comes to.
fn end(trace: &Trace) -> String {
    let steps = trace.steps.len();
    let mut text = format!("the end, after {steps} steps: {}, of the rule {}\n\n", trace.class, trace.law);
    for line in trace.message.lines() {
        writeln!(text, "  {line}").expect(FITS);
    }
    write!(text, "\n{}", wrapped(words::meaning(&trace.class, World::Loom), "  ")).expect(FITS);
    let stale = trace.steps.iter().any(|step| step.newest.is_some());
    if let Some(caveat) = words::caveat(&trace.class, stale) {
        write!(text, "\n{}", wrapped(caveat, "  ")).expect(FITS);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Go, go, page, pages};
    use crate::trace::tests::trace;

    #[test]
    fn the_reader_goes_from_page_to_page() {
        assert_eq!((go(0, 3, "\n"), go(1, 3, "n")), (Go::To(1), Go::To(2)));
        assert_eq!(
            (go(2, 3, ""), go(0, 3, "q")),
            (Go::Quit, Go::Quit),
            "behind the last page there is nothing"
        );
        assert_eq!((go(1, 3, "p"), go(0, 3, "p")), (Go::To(0), Go::To(0)));
        assert_eq!(
            (go(0, 3, "3"), go(0, 3, "4"), go(0, 3, "0"), go(0, 3, "x")),
            (Go::To(2), Go::Nowhere, Go::Nowhere, Go::Nowhere)
        );
    }

    #[test]
    fn a_step_shows_its_line_and_what_it_did() {
        let shown = page(&trace(), 1);
        let expected = "step 2 of 6\n\n          \
            thread 0 (main)        | thread 1\n       1  sum load Relaxed = 0   |\n     > 2  sum store Relaxed := 1 |\n\n  \
            thread 0 (main), at exercises/x/src/lib.rs:3\n       2 | let seen = sum.load();\n  >    3 | sum.store(seen + 1);\n       4 | last\n\n  \
            After it, sum: 1; gate: free.\n";
        assert_eq!(shown, expected, "\n{shown}");
    }

    #[test]
    fn a_stale_read_is_explained() {
        let shown = page(&trace(), 2);
        assert!(shown.contains("| sum load Relaxed = 0 STALE\n"), "{shown}");
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.contains("it read 0, although 1 was written later, by thread 0 (main) in step 2."),
            "{shown}"
        );
        assert!((0..6).filter(|at| page(&trace(), *at).contains("STALE:")).eq([2]), "and no other is");
    }

    #[test]
    fn the_last_page_says_what_it_comes_to() {
        let trace = trace();
        let shown = page(&trace, pages(&trace) - 1);
        assert!(
            shown.starts_with("the end, after 6 steps: assertion, of the rule no_lost_update"),
            "{shown}"
        );
        assert!(
            shown.contains("the sum is 1") && shown.contains("A thread saw") && shown.contains("Rows stand"),
            "{shown}"
        );
    }
}
