//! The contention sweep: every family of the catalogue under load, then the report. `cargo bench` runs it last.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use benches::arguments::{self, Asked};
use benches::{Catalogue, CountingAllocator, Finished, Progress, RunOptions, launch, run};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn main() -> ExitCode {
    let catalogue = Catalogue::standard();
    launch::run_if_child(&catalogue);
    match arguments::read(std::env::args().skip(1)) {
        Asked::Sweep { budget } => sweep(&catalogue, budget),
        Asked::List => {
            println!("sweep: benchmark");
            ExitCode::SUCCESS
        }
        Asked::Nothing(reason) => {
            if !reason.is_empty() {
                println!("sweep: nothing to do ({reason})");
            }
            ExitCode::SUCCESS
        }
        Asked::Wrong(reason) => {
            eprintln!("sweep: {reason}");
            ExitCode::from(2)
        }
    }
}

fn sweep(catalogue: &Catalogue, budget: Duration) -> ExitCode {
    let out = target_folder().join("contend").join("records.jsonl");
    let command = "cargo bench --bench sweep".to_owned();
    // It is begun anew as easily as it is resumed.
    let options =
        RunOptions { budget: Some(budget), out, command, resumable: false, ..RunOptions::default() };
    match run(catalogue, &options, &mut show) {
        Ok(finished) => {
            println!("sweep: {} rows in {:.0} s", finished.rows, finished.elapsed.as_secs_f64());
            if finished.rows > 0
                && let Err(error) = report_after(&finished, catalogue)
            {
                eprintln!("sweep: {error}");
                return ExitCode::from(2);
            }
            ExitCode::from(finished.exit_code())
        }
        Err(error) => {
            eprintln!("sweep: {error}");
            ExitCode::from(2)
        }
    }
}

/// What follows once the rows are written: the page, whose path is the last line that `cargo bench` prints.
fn report_after(finished: &Finished, catalogue: &Catalogue) -> Result<(), Box<dyn std::error::Error>> {
    let folder = finished.out.parent().unwrap_or(Path::new("."));
    let rows = reports::reading::read_records(&[&finished.out])?;
    let evidence = reports::reading::read_evidence(&folder.join("verdicts.jsonl"))?;
    let infos: Vec<_> = catalogue.infos().into_iter().cloned().collect();
    let written =
        reports::write_report(&rows.records, &infos, &evidence, &rows.notes, &folder.join("report"))?;
    println!("sweep: the report is in {}", written.index.display());
    Ok(())
}

fn show(progress: Progress<'_>) {
    match progress {
        Progress::Planned { launches, sessions, estimate, .. } => {
            let seconds = estimate.as_secs();
            println!("sweep: {launches} launches, {sessions} sessions, about {seconds} s");
        }
        Progress::Note(note) => println!("sweep: {note}"),
        Progress::Session { done, sessions, rows, session, .. } => {
            if done * 10 / sessions.max(1) > (done - 1) * 10 / sessions.max(1) {
                println!("sweep: {} % done", done * 100 / sessions.max(1));
            }
            for failure in rows.iter().filter_map(|row| row.failure.as_deref()) {
                let (subject, workload, threads) = (&session.subject, &session.workload, session.threads);
                println!("sweep: wrong answer of {subject} ({workload}, {threads} threads): {failure}");
            }
        }
    }
}

/// The workspace's target folder: cargo runs a bench target in its package's folder, so a relative path would miss it.
fn target_folder() -> PathBuf {
    if let Some(folder) =
        std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute())
    {
        return folder;
    }
    // target/release/deps/sweep-0123456789abcdef
    let binary = std::env::current_exe().unwrap_or_default();
    let profiles = binary.ancestors().find(|folder| folder.ends_with("deps")).and_then(Path::parent);
    profiles.and_then(Path::parent).map_or_else(|| PathBuf::from("target"), Path::to_path_buf)
}
