//! Files in, rows out: line by line, and with one clear line about what is wrong with a bad one.

mod error;
mod traces;

use std::collections::HashMap;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use serde::de::DeserializeOwned;

use crate::evidence::{Catch, Evidence, Verdict};
use crate::record::{PLACED, Purpose, Record};
use crate::shared::Lately;
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
/// also a file that cannot be read, or that holds no row. Of a run that was killed the last row may break off: it is left out and noted.
pub fn read_records<P: AsRef<Path>>(paths: &[P]) -> Result<Rows, ReadError> {
    let mut rows = Rows::default();
    let mut seen = Seen::default();
    let (mut hosts, mut params) = (Lately::default(), Lately::default());
    let mut repeated = 0_usize;
    for (file, path) in paths.iter().enumerate() {
        let mut here = 0_usize;
        each_line(path.as_ref(), |place, line, ended| {
            let mut record = match parse_record(&place, line) {
                Err(ReadError::Truncated { place } | ReadError::NotJson { place, .. })
                    if !ended && here > 0 =>
                {
                    rows.notes.push(format!("{place}: the row breaks off and was left out: a run was killed, or the file is not whole."));
                    return Ok(());
                }
                record => record?,
            };
            here += 1;
            hosts.share(&mut record.host);
            params.share(&mut record.params);
            match seen.before(&record, &rows.records) {
                Some(at) if rows.records[at] == record => repeated += 1,
                Some(at) => {
                    let (file, line) = seen.places[at];
                    let path = paths[file as usize].as_ref().to_owned();
                    return Err(ReadError::Contradiction { place, first: Place { path, line } });
                }
                None => {
                    seen.places.push((file as u32, place.line));
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

/// The file, or the same with `.gz` behind; none where neither is there.
pub fn present(path: &Path) -> Option<PathBuf> {
    let mut packed = path.as_os_str().to_owned();
    packed.push(".gz");
    [path.to_owned(), packed.into()].into_iter().find(|path| path.exists())
}

fn read_rows<T: DeserializeOwned>(path: &Path, what: &'static str) -> Result<Vec<T>, ReadError> {
    let mut rows = Vec::new();
    if let Some(path) = &present(path) {
        each_line(path, |place, line, _| {
            rows.push(parse::<T>(&place, line, what)?);
            Ok(())
        })?;
    }
    Ok(rows)
}

/// Rows seen so far, by what names their windows. Holds numbers alone: the rows themselves say the rest.
#[derive(Default)]
struct Seen {
    /// Where each row stands: its file and line.
    places: Vec<(u32, u64)>,
    rows: HashMap<u64, u32>,
    hasher: RandomState,
}

impl Seen {
    /// The row of the same window, if there is one among `rows`; else this one is remembered as the next of them.
    fn before(&mut self, record: &Record, rows: &[Record]) -> Option<usize> {
        let key = Key::of(record);
        let mut hash = self.hasher.hash_one(&key);
        // Two windows of one hash are next to impossible, and then take neighbouring places.
        while let Some(&at) = self.rows.get(&hash) {
            if Key::of(&rows[at as usize]) == key {
                return Some(at as usize);
            }
            hash = hash.wrapping_add(1);
        }
        self.rows.insert(hash, rows.len() as u32);
        None
    }
}

/// What names one window among all rows.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    run: &'a str,
    family: &'a str,
    subject: &'a str,
    workload: &'a str,
    numbers: (u32, u32, u32),
    purpose: Purpose,
    twin: bool,
    /// Trace and capacity of a replay: one window for each.
    replayed: Option<(String, String)>,
    /// How its workers were placed, where otherwise than usual.
    placed: Option<String>,
}

impl<'a> Key<'a> {
    fn of(r: &'a Record) -> Self {
        Self {
            run: &r.run,
            family: &r.family,
            subject: &r.subject,
            workload: &r.workload,
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

/// `each` is told whether its line is ended.
fn each_line(
    path: &Path,
    mut each: impl FnMut(Place, &[u8], bool) -> Result<(), ReadError>,
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
    let mut rows = 0;
    for number in 1.. {
        line.clear();
        match file.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) if is_gzip => {
                let early = error.kind() == ErrorKind::UnexpectedEof;
                return Err(ReadError::Packing { path: path.to_owned(), rows, early });
            }
            Err(error) => return Err(unreadable(error)),
        }
        let text = line.trim_ascii();
        if !text.is_empty() {
            rows += 1;
            each(Place { path: path.to_owned(), line: number }, text, line.ends_with(b"\n"))?;
        }
    }
    Ok(())
}

fn parse<T: DeserializeOwned>(place: &Place, line: &[u8], what: &'static str) -> Result<T, ReadError> {
    let tries = |value| serde_json::from_value::<T>(value).err().map(|error| error.to_string());
    serde_json::from_slice(line).map_err(|error| classify(place, line, what, &error, tries))
}

/// No window is longer; a clock that went backwards tells nearly 2^64.
const LONGEST_NS: u64 = 7 * 24 * 3600 * 1_000_000_000;

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
    } else if record.elapsed_ns == 0 && record.ops.is_some_and(|ops| ops > 0) {
        "elapsed_ns is 0, and operations were counted: the clock stood still; allowed: 1 and more"
    } else if record.elapsed_ns > LONGEST_NS {
        "elapsed_ns is more than a week: the clock went backwards or jumped; allowed: the length of a window"
    } else if [record.hit_ratio, record.optimum]
        .into_iter()
        .flatten()
        .any(|share| !(0.0..=1.0).contains(&share))
    {
        "hit_ratio or optimum lies outside 0..1"
    } else if [record.probe_ns, record.turn_ns, record.turn_least_ns].into_iter().flatten().any(|ns| ns < 0.0)
    {
        "probe_ns, turn_ns or turn_least_ns is negative: the clock went backwards"
    } else if record.params.get(PLACED).is_some_and(|placed| !placed.is_string()) {
        "params.placed is no text; allowed: a text such as \"on siblings\", or none"
    } else {
        return Ok(record);
    };
    Err(ReadError::Row { place: place.clone(), what: "record", why: wrong.to_owned() })
}
