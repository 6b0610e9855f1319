//! Files in, rows out: line by line, and with one clear line about what is wrong with a bad one.

mod error;
mod traces;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use serde::de::DeserializeOwned;

use crate::evidence::{Catch, Evidence, Verdict};
use crate::record::{PLACED, Purpose, Record};
use error::classify;
pub use error::{Place, ReadError};
pub use traces::{read_trace, read_traces};

/// The rows of one or more record files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// Every row once, in the order of the files.
    pub records: Vec<Record>,
    /// What a reader of the report should know about the files, a sentence each.
    pub notes: Vec<String>,
}

/// Reads record files, plain or gzip. A row that stands there twice, equal in every field, is kept once and noted.
///
/// # Errors
/// The first line that is not a record this version understands, or that contradicts an earlier row of the same window;
/// also a file that cannot be read, or that holds no row.
pub fn read_records<P: AsRef<Path>>(paths: &[P]) -> Result<Rows, ReadError> {
    let mut rows = Rows::default();
    let mut seen: HashMap<Key, (usize, Place)> = HashMap::new();
    let mut repeated = 0_usize;
    for path in paths {
        let mut here = 0_usize;
        each_line(path.as_ref(), |place, line| {
            here += 1;
            let record = parse_record(&place, line)?;
            match seen.get(&Key::of(&record)) {
                Some((at, _)) if rows.records[*at] == record => repeated += 1,
                Some((_, first)) => return Err(ReadError::Contradiction { place, first: first.clone() }),
                None => {
                    seen.insert(Key::of(&record), (rows.records.len(), place));
                    rows.records.push(record);
                }
            }
            Ok(())
        })?;
        if here == 0 {
            return Err(ReadError::Empty { path: path.as_ref().to_owned() });
        }
    }
    if repeated > 0 {
        let rows_were = if repeated == 1 { "1 row was" } else { &format!("{repeated} rows were") };
        rows.notes.push(format!("{rows_were} given twice and counted once."));
    }
    Ok(rows)
}

/// Reads a verdicts file. A missing file is no error: nothing was checked, and the report says so.
///
/// # Errors
/// A file that is there and cannot be read, or the first line that is not a verdict.
pub fn read_verdicts(path: &Path) -> Result<Vec<Verdict>, ReadError> {
    read_rows(path, "verdict")
}

/// Reads a matrix of wrong programs and tools. A missing file is no error: nothing was tried.
///
/// # Errors
/// A file that is there and cannot be read, or the first line that is not a row of it.
pub fn read_matrix(path: &Path) -> Result<Vec<Catch>, ReadError> {
    read_rows(path, "catch")
}

/// Reads all that was checked: the verdicts, and what stands beside them as `ledger.jsonl`, `matrix.jsonl`,
/// `litmus.jsonl` and `traces/`; files of rows may be gzip, named with `.gz` behind. What is missing is no error: that was not checked, and the report says so.
///
/// # Errors
/// A file that is there and cannot be read, the first line that is not a row of its kind, or the first file of the
/// folder that is not a trace.
pub fn read_evidence(verdicts: &Path) -> Result<Evidence, ReadError> {
    let beside = |name: &str| verdicts.with_file_name(name);
    Ok(Evidence {
        verdicts: read_verdicts(verdicts)?,
        ledger: read_rows(&beside("ledger.jsonl"), "weakened ordering")?,
        matrix: read_matrix(&beside("matrix.jsonl"))?,
        litmus: read_rows(&beside("litmus.jsonl"), "litmus test")?,
        traces: read_traces(&beside("traces"))?,
    })
}

fn read_rows<T: DeserializeOwned>(path: &Path, what: &'static str) -> Result<Vec<T>, ReadError> {
    let mut rows = Vec::new();
    let packed = PathBuf::from(format!("{}.gz", path.display()));
    let path = if !path.exists() && packed.exists() { &packed } else { path };
    if path.exists() {
        each_line(path, |place, line| {
            rows.push(parse::<T>(&place, line, what)?);
            Ok(())
        })?;
    }
    Ok(rows)
}

/// What names one window among all rows.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    run: String,
    family: String,
    subject: String,
    workload: String,
    numbers: (u32, u32, u32),
    purpose: Purpose,
    twin: bool,
    /// Trace and capacity of a replay: one window for each.
    replayed: Option<(String, String)>,
    /// How its workers were placed, where otherwise than usual.
    placed: Option<String>,
}

impl Key {
    fn of(r: &Record) -> Self {
        Self {
            run: r.run.clone(),
            family: r.family.clone(),
            subject: r.subject.clone(),
            workload: r.workload.clone(),
            numbers: (r.launch, r.window, r.threads),
            purpose: r.purpose,
            twin: r.twin,
            replayed: (r.purpose == Purpose::Hits).then(|| {
                let told = |key: &str| r.params.get(key).map(ToString::to_string).unwrap_or_default();
                (told("trace"), told("capacity"))
            }),
            placed: r.params.get(PLACED).map(ToString::to_string),
        }
    }
}

fn each_line(
    path: &Path,
    mut each: impl FnMut(Place, &[u8]) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let unreadable = |source| ReadError::Unreadable { path: path.to_owned(), source };
    if path.is_dir() {
        return Err(unreadable(std::io::Error::new(ErrorKind::IsADirectory, "it is a folder")));
    }
    let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
    let is_gzip = file.fill_buf().map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
    let mut file: Box<dyn BufRead> =
        if is_gzip { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) };
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if file.read_until(b'\n', &mut line).map_err(unreadable)? == 0 {
            break;
        }
        let text = line.trim_ascii();
        if !text.is_empty() {
            each(Place { path: path.to_owned(), line: number }, text)?;
        }
    }
    Ok(())
}

fn parse<T: DeserializeOwned>(place: &Place, line: &[u8], what: &'static str) -> Result<T, ReadError> {
    serde_json::from_slice(line).map_err(|error| classify(place, line, what, &error))
}

fn parse_record(place: &Place, line: &[u8]) -> Result<Record, ReadError> {
    let record: Record = parse(place, line, "record")?;
    if !(1..=crate::SCHEMA).contains(&record.schema) {
        return Err(ReadError::Schema { place: place.clone(), found: record.schema.into() });
    }
    let wrong = if record.threads == 0 {
        "threads is 0; allowed: 1 and more"
    } else if !(0.0..=1.0).contains(&record.overlap) {
        "overlap lies outside 0..1"
    } else if record.verified && record.ops.is_none() {
        "verified is true but ops is missing; allowed: a count, or verified false"
    } else if record.params.get(PLACED).is_some_and(|placed| !placed.is_string()) {
        "params.placed is no text; allowed: a text such as \"on siblings\", or none"
    } else {
        return Ok(record);
    };
    Err(ReadError::Row { place: place.clone(), what: "record", why: wrong.to_owned() })
}
