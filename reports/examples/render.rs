//! Records in, report out, without the command line around it:
//! `cargo run -p contend-reports --example render -- OUT RECORDS.jsonl... [CATALOGUE.json] [verdicts.jsonl]`
//!
//! The catalogue is what `contend list --json` prints; beside the verdicts may be the ledger, the matrix and the traces.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use reports::reading::{read_evidence, read_records};
use reports::{Evidence, SubjectInfo, write_report};

fn main() -> ExitCode {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(out) = paths.next() else {
        eprintln!("usage: render OUT RECORDS.jsonl... [CATALOGUE.json] [verdicts.jsonl]");
        return ExitCode::from(2);
    };
    let (catalogue, rest): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.partition(|p| p.extension().is_some_and(|e| e == "json"));
    let (verdicts, records): (Vec<PathBuf>, Vec<PathBuf>) =
        rest.into_iter().partition(|p| p.ends_with("verdicts.jsonl"));
    match render(&out, catalogue.first(), verdicts.first(), &records) {
        Ok(index) => {
            println!("{}", index.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn render(
    out: &Path,
    catalogue: Option<&PathBuf>,
    verdicts: Option<&PathBuf>,
    records: &[PathBuf],
) -> Result<PathBuf, Box<dyn Error>> {
    let subjects: Vec<SubjectInfo> = match catalogue {
        Some(path) => serde_json::from_slice(&std::fs::read(path)?)?,
        None => Vec::new(),
    };
    let evidence = match verdicts {
        Some(path) => read_evidence(path)?,
        None => Evidence::default(),
    };
    let rows = read_records(records)?;
    Ok(write_report(&rows.records, &subjects, &evidence, &rows.notes, out)?.index)
}
