//! Failing models: one file each, in a folder.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::ReadError;
use crate::trace::{FORMAT, Trace, VERSION};

/// Reads every `*.json` of a folder, in the order of their names. A missing folder is no error: nothing was kept.
///
/// # Errors
/// A folder that is there and cannot be read, or the first file that is not a trace.
pub fn read_traces(folder: &Path) -> Result<Vec<Trace>, ReadError> {
    let unreadable = |source| ReadError::NoFolder { path: folder.to_owned(), source };
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            files.push(path);
        }
    }
    files.sort();
    files.iter().map(|file| read_trace(file)).collect()
}

/// Reads one.
///
/// # Errors
/// In one line, why it is none: it cannot be read, is damaged, is of another format or a later version, or contradicts itself.
pub fn read_trace(path: &Path) -> Result<Trace, ReadError> {
    let bytes =
        std::fs::read(path).map_err(|source| ReadError::Unreadable { path: path.to_owned(), source })?;
    parse(&bytes).map_err(|why| ReadError::NoTrace { path: path.to_owned(), why })
}

fn parse(bytes: &[u8]) -> Result<Trace, String> {
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| {
        if error.is_eof() { "the file breaks off".to_owned() } else { format!("not JSON ({error})") }
    })?;
    let Some(format) = value.get("format") else { return Err("it has no `format`".into()) };
    if format != FORMAT {
        return Err(format!("its format is {format}"));
    }
    let version = value.get("version").and_then(serde_json::Value::as_u64);
    if version != Some(VERSION.into()) {
        let said = value.get("version").map_or_else(|| "missing".to_owned(), ToString::to_string);
        return Err(format!("its version is {said}, and this program reads version {VERSION}"));
    }
    let trace: Trace = serde_json::from_value(value).map_err(|error| error.to_string())?;
    match trace.contradiction() {
        Some(why) => Err(why),
        None => Ok(trace),
    }
}
