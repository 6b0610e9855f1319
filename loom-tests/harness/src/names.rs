//! What an object of a failing execution is called: the field or variable that the line which made it writes to.

use std::collections::BTreeMap;
use std::path::Path;

use primitives::sync::trace::{Object, Site};

use crate::sources;

/// Names of objects, from sources that are read once.
#[derive(Default)]
pub(crate) struct Names {
    files: BTreeMap<&'static str, Option<String>>,
}

impl Names {
    /// The name; a number follows it for all but the first object made at a line.
    pub(crate) fn of(&mut self, object: Object) -> String {
        let (made, number) = (object.made, object.number);
        let source = self.files.entry(made.file()).or_insert_with(|| sources::read(made.file()));
        let line = source.as_deref().and_then(|text| text.lines().nth(made.line() as usize - 1));
        let name = line.and_then(|line| name_in(line, made.column() as usize - 1));
        let name = name.unwrap_or_else(|| place(made));
        if number == 0 { name } else { format!("{name}#{number}") }
    }
}

/// What an object is called, whichever of those made on its line it is.
pub(crate) fn name(object: Object) -> String {
    Names::default().of(Object { number: 0, ..object })
}

/// File and line, without the folders before.
fn place(site: Site) -> String {
    format!("{}:{}", file_name(site.file()), site.line())
}

/// A file without the folders before it.
pub(crate) fn file_name(file: &str) -> String {
    Path::new(file).file_name().map_or(file.into(), |name| name.to_string_lossy()).into_owned()
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
    use super::{last_identifier, name_in};

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
