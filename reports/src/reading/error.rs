//! What can be wrong with a file of rows, in one line each.

use std::fmt;
use std::path::PathBuf;

use crate::SCHEMA;

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// Its line, from 1.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.path.display(), self.line)
    }
}

/// Why rows could not be read. Each message is one line: where, what is wrong, what is allowed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be opened or read.
    #[error("{}: cannot be read ({source}); allowed: a file of JSON", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder cannot be read.
    #[error("{}: cannot be read ({source}); allowed: a folder of traces", path.display())]
    NoFolder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is none of a failing model.
    #[error("{}: not a trace: {why}; allowed: a file as CONTEND_TRACES writes it (loom-tests/TRACE.md)", path.display())]
    NoTrace {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The file is packed, and its packing ends early or is damaged: a copy that was not finished.
    #[error(
        "{}: the gzip {}, behind {rows} whole rows; allowed: a whole file (`gzip -dcf` gives back the rows that are there)", path.display(), if *early { "ends early" } else { "is damaged" }
    )]
    Packing {
        /// The file.
        path: PathBuf,
        /// Rows that could be read.
        rows: u64,
        /// It breaks off; else what is there is wrong.
        early: bool,
    },
    /// The file holds no row.
    #[error("{}: holds no row; allowed: one record a line, as `contend run` writes them", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The line breaks off: a run was killed, or the disk was full.
    #[error(
        "{place}: the row breaks off; allowed: one whole JSON object a line (delete the line to use the rest)"
    )]
    Truncated {
        /// Where.
        place: Place,
    },
    /// The line is not JSON.
    #[error("{place}: not JSON ({why}); allowed: one JSON object a line")]
    NotJson {
        /// Where.
        place: Place,
        /// What the parser said.
        why: String,
    },
    /// JSON, but of something else.
    #[error(
        "{place}: JSON, but no {what}: it has no `{lacks}`; allowed: rows as reports/FORMAT.md describes them"
    )]
    Foreign {
        /// Where.
        place: Place,
        /// What was expected: a record or a verdict.
        what: &'static str,
        /// The field that tells one.
        lacks: &'static str,
    },
    /// The row was written by a version this one does not know.
    #[error("{place}: schema {found}, but this program reads schemas 1 to {}; {}", SCHEMA, newer_or_bad(*found))]
    Schema {
        /// Where.
        place: Place,
        /// The schema of the row.
        found: u64,
    },
    /// A row of the right sort with a wrong field.
    #[error("{place}: not a valid {what}: {why}")]
    Row {
        /// Where.
        place: Place,
        /// A record or a verdict.
        what: &'static str,
        /// Which field, and what is allowed.
        why: String,
    },
    /// Two different rows claim to be the same window.
    #[error(
        "{place}: the same run, launch and window as {first}, with other values; allowed: each window once"
    )]
    Contradiction {
        /// The later row.
        place: Place,
        /// The earlier row.
        first: Place,
    },
}

fn newer_or_bad(found: u64) -> &'static str {
    if found == 0 { "allowed: a row of a released version" } else { "update the program, or measure again" }
}

/// Says in our words why `line` is no row.
pub(super) fn classify(
    place: &Place,
    line: &[u8],
    what: &'static str,
    error: &serde_json::Error,
    tries: impl Fn(serde_json::Value) -> Option<String>,
) -> ReadError {
    let place = place.clone();
    if error.is_eof() {
        return ReadError::Truncated { place };
    }
    let value = match serde_json::from_slice::<serde_json::Value>(line) {
        Ok(value) => value,
        Err(error) if error.is_eof() => return ReadError::Truncated { place },
        Err(error) => {
            return ReadError::NotJson { place, why: no_number(line).unwrap_or_else(|| bare(&error)) };
        }
    };
    let telling = if what == "record" { "schema" } else { "law" };
    match (value.get(telling), what) {
        (None, _) => ReadError::Foreign { place, what, lacks: telling },
        (Some(schema), "record") if schema.as_u64().is_some_and(|s| s > u64::from(SCHEMA)) => {
            ReadError::Schema { place, found: schema.as_u64().unwrap_or_default() }
        }
        _ => ReadError::Row { place, what, why: named(value, error, &tries) },
    }
}

/// JSON has no word for what is no number, though some programs write one.
fn no_number(line: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(line);
    let word = ["NaN", "-Infinity", "Infinity"]
        .into_iter()
        .find(|word| text.contains(&format!(":{word}")) || text.contains(&format!(": {word}")))?;
    Some(format!("{word} is no number in JSON"))
}

/// The message with the name of the field, where the parser does not give one: the field without which it says something else.
fn named(
    value: serde_json::Value,
    error: &serde_json::Error,
    tries: &impl Fn(serde_json::Value) -> Option<String>,
) -> String {
    let said = bare(error);
    let Some(row) = value.as_object().filter(|_| !said.contains('`') || said.starts_with("invalid")) else {
        return said;
    };
    let without = |name: &&String| {
        let mut row = row.clone();
        row.remove(*name);
        tries(row.into()).is_none_or(|other| other != said)
    };
    match row.keys().find(without) {
        Some(name) => format!("{name}: {said}"),
        None => said,
    }
}

/// The parser's message without its own line and column: the row is one line, and its number stands before.
fn bare(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}
