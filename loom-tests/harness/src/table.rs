//! A failing execution as a table: one row a step, one column a thread.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use primitives::sync::trace::{Event, Object, Site};

/// Rows kept of a long execution: the last ones, which is where it failed. Forty fit on a screen.
const ROWS: usize = 40;

/// Renders what happened.
pub fn render(events: &[Event]) -> String {
    let events = &merged(events);
    let skipped = events.len().saturating_sub(ROWS);
    let kept = &events[skipped..];
    let Some(threads) = events.iter().map(|event| event.thread + 1).max() else {
        return "no operation on anything shared was recorded\n".to_owned();
    };
    let mut names = Names::default();
    let sites: Vec<_> = kept.iter().map(|event| site(event.site)).collect();
    let cells: Vec<_> = kept.iter().map(|event| cell(event, &mut names)).collect();
    let site_width = width(sites.iter().map(String::as_str), "where");
    let heads: Vec<_> = (0..threads).map(head).collect();
    let widths: Vec<_> = (0..threads)
        .map(|thread| {
            let of_thread = kept.iter().zip(&cells).filter(|(event, _)| event.thread == thread);
            width(of_thread.map(|(_, cell)| cell.as_str()), &heads[thread])
        })
        .collect();

    let mut table = format!("step  {:site_width$}", "where");
    for (head, width) in heads.iter().zip(&widths) {
        write!(table, " | {head:width$}").expect("a string takes it");
    }
    table.push('\n');
    if skipped > 0 {
        writeln!(table, " ...  {skipped} steps before are not shown").expect("a string takes it");
    }
    for (row, event) in kept.iter().enumerate() {
        write!(table, "{:>4}  {:site_width$}", skipped + row + 1, sites[row]).expect("a string takes it");
        for (thread, width) in widths.iter().enumerate() {
            let text = if thread == event.thread { cells[row].as_str() } else { "" };
            write!(table, " | {text:width$}").expect("a string takes it");
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    table
}

/// Two events make one row where nothing came between: asking for a lock and getting it, waiting for a thread that has
/// ended.
fn merged(events: &[Event]) -> Vec<Event> {
    const PAIRS: [(&str, &str, &str); 4] = [
        ("lock?", "locked", "lock"),
        ("read lock?", "read locked", "read lock"),
        ("write lock?", "write locked", "write lock"),
        ("join?", "joined", "join"),
    ];
    let mut rows: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        let asked =
            rows.last_mut().filter(|asked| asked.thread == event.thread && asked.object == event.object);
        let pair = |asked: &Event| {
            PAIRS
                .iter()
                .find(|pair| (pair.0, pair.1) == (asked.operation, event.operation))
                .map(|pair| pair.2)
        };
        match asked.and_then(|asked| pair(asked).map(|both| (asked, both))) {
            Some((asked, both)) => asked.operation = both,
            None => rows.push(event.clone()),
        }
    }
    rows
}

fn head(thread: usize) -> String {
    if thread == 0 { "thread 0 (main)".to_owned() } else { format!("thread {thread}") }
}

fn width<'a>(texts: impl Iterator<Item = &'a str>, head: &str) -> usize {
    texts.map(|text| text.chars().count()).chain([head.chars().count()]).max().unwrap_or(0)
}

/// File and line, without the folders before.
fn site(site: Site) -> String {
    let file = Path::new(site.file()).file_name().map_or(site.file().into(), |name| name.to_string_lossy());
    format!("{file}:{}", site.line())
}

/// What one thread did: object, operation, ordering, values.
fn cell(event: &Event, names: &mut Names) -> String {
    let mut text = event.object.map_or(String::new(), |object| names.of(object) + " ");
    text.push_str(event.operation);
    if let Some(ordering) = event.ordering {
        write!(text, " {ordering:?}").expect("a string takes it");
    }
    let values = match (event.old, event.new) {
        (Some(old), Some(new)) => format!(" {} -> {}", value(old), value(new)),
        (Some(read), None) => format!(" = {}", value(read)),
        (None, Some(written)) => format!(" := {}", value(written)),
        (None, None) => String::new(),
    };
    text.push_str(&values);
    if let Some(newest) = event.newest {
        write!(text, " STALE, newest is {}", value(newest)).expect("a string takes it");
    }
    text
}

/// Small numbers as numbers; addresses and the like by their hexadecimal form.
fn value(value: u64) -> String {
    if value < 1 << 32 { value.to_string() } else { format!("{value:#x}") }
}

/// Names of objects: the field or variable that the line which made it writes to.
#[derive(Default)]
struct Names {
    files: BTreeMap<&'static str, Option<String>>,
}

impl Names {
    fn of(&mut self, object: Object) -> String {
        let (made, number) = (object.made, object.number);
        let source = self.files.entry(made.file()).or_insert_with(|| read_source(Path::new(made.file())));
        let line = source.as_deref().and_then(|text| text.lines().nth(made.line() as usize - 1));
        let name = line.and_then(|line| name_in(line, made.column() as usize - 1));
        let name = name.unwrap_or_else(|| site(made));
        if number == 0 { name } else { format!("{name}#{number}") }
    }
}

/// What an object is called, whichever of those made on its line it is.
pub(crate) fn name(object: Object) -> String {
    Names::default().of(Object { number: 0, ..object })
}

/// The compiler noted the path as seen from the root of the workspace; a test runs in a folder below it.
fn read_source(file: &Path) -> Option<String> {
    let here = std::env::current_dir().ok()?;
    here.ancestors()
        .map(|folder| folder.join(file))
        .find(|path: &PathBuf| path.is_file())
        .and_then(|path| std::fs::read_to_string(path).ok())
}

/// The identifier that the call at `column` initialises: `sum: AtomicU64::new(0)`, `let cells = ...`, or, in a derived
/// implementation, the field that stands there.
fn name_in(line: &str, column: usize) -> Option<String> {
    let (before, after) = line.split_at_checked(column)?;
    let assigned =
        before.char_indices().rev().filter(|(_, character)| *character == ':' || *character == '=');
    for (at, character) in assigned {
        let bytes = before.as_bytes();
        let part_of_path =
            character == ':' && (bytes.get(at + 1) == Some(&b':') || at > 0 && bytes[at - 1] == b':');
        if !part_of_path && let Some(name) = last_identifier(&before[..at]) {
            return Some(name);
        }
    }
    let (field, _) = after.split_once(": ")?;
    last_identifier(field)
}

fn last_identifier(text: &str) -> Option<String> {
    let text = text.trim_end();
    let part = |character: char| character.is_alphanumeric() || character == '_';
    let start = text.rfind(|character| !part(character)).map_or(0, |at| at + 1);
    let name = &text[start..];
    (!name.is_empty() && !name.starts_with(|first: char| first.is_ascii_digit())).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use primitives::sync::atomic::Ordering;
    use primitives::sync::trace::{Event, Object};

    use super::{ROWS, last_identifier, name_in, render};

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
        let table = render(&events);
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
        let events: Vec<_> = (0..ROWS + 3).map(|_| event(0, "yield")).collect();
        let table = render(&events);
        assert!(table.contains("3 steps before are not shown"), "{table}");
        assert!(
            table.contains(&format!("\n{:>4}  ", ROWS + 3)),
            "the last step has its own number:\n{table}"
        );
        assert_eq!(table.lines().count(), ROWS + 2);
    }

    #[test]
    fn an_object_is_called_after_what_it_initialises() {
        let called = |line: &str, call: &str| name_in(line, line.find(call).unwrap());
        let field = "        AtomicRelaxed { sum: AtomicU64::new(0) }";
        assert_eq!(called(field, "AtomicU64"), Some("sum".into()));
        let padded = "flag: CachePadded::new(AtomicBool::new(FREE)),";
        assert_eq!(called(padded, "AtomicBool"), Some("flag".into()));
        let variable = "let cells = (0..SLOTS).map(|_| CachePadded::new(T::default())).collect();";
        assert_eq!(called(variable, "T::default"), Some("cells".into()));
        let two = "Slots { cells, used: AtomicUsize::new(0), free: Mutex::new(Free::default()) }";
        assert_eq!(called(two, "Mutex::new"), Some("free".into()));
        let derived = "    sum: CachePadded<AtomicU64>,";
        assert_eq!(called(derived, "sum"), Some("sum".into()));
        assert_eq!(called("        AtomicU64::new(0)", "AtomicU64"), None);
    }

    #[test]
    fn a_number_is_no_name() {
        assert_eq!(last_identifier("self.0"), None);
        assert_eq!(last_identifier("pub(super) made"), Some("made".into()));
    }
}
