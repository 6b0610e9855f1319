//! Records in, report out, without the command line around it:
//! `cargo run -p contend-reports --example render -- OUT RECORDS.jsonl... [CATALOGUE.json]`
//!
//! The catalogue is what `contend list --json` prints.

use std::path::PathBuf;
use std::process::ExitCode;

use reports::reading::read_records;
use reports::{Evidence, SubjectInfo, write_report};

fn main() -> ExitCode {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(out) = paths.next() else {
        eprintln!("usage: render OUT RECORDS.jsonl... [CATALOGUE.json]");
        return ExitCode::from(2);
    };
    let (catalogue, records): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.partition(|p| p.extension().is_some_and(|e| e == "json"));
    let catalogue = catalogue.first().and_then(|path| std::fs::read(path).ok());
    let subjects: Vec<SubjectInfo> =
        catalogue.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let rows = match read_records(&records) {
        Ok(rows) => rows,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    match write_report(&rows.records, &subjects, &Evidence::default(), &rows.notes, &out) {
        Ok(written) => {
            println!("{}", written.index.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
