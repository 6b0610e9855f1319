//! Records in, report out, without the command line around it:
//! `cargo run -p contend-reports --example render -- OUT RECORDS...`

use std::path::PathBuf;
use std::process::ExitCode;

use reports::reading::read_records;
use reports::write_report;

fn main() -> ExitCode {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(out) = paths.next() else {
        eprintln!("usage: render OUT RECORDS...");
        return ExitCode::from(2);
    };
    let records: Vec<PathBuf> = paths.collect();
    let rows = match read_records(&records) {
        Ok(rows) => rows,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    match write_report(&rows.records, &[], &[], &rows.notes, &out) {
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
