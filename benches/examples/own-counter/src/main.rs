//! Races the counter beside some of Contend's: `cargo run --release -- FOLDER`.

use std::path::PathBuf;
use std::process::ExitCode;

use benches::workloads::counter::counter_subject;
use benches::{Catalogue, Entry, Kind, RunOptions, launch, run};
use own_counter::TwoCells;

fn main() -> ExitCode {
    let entry = Entry {
        name: "two_cells",
        kind: Kind::Ours,
        mechanism: "two padded atomics, handles dealt out to them",
        progress: "wait-free",
        consistency: "exact when quiescent",
        origin: "this crate",
        source: "src/lib.rs",
        version: env!("CARGO_PKG_VERSION"),
    };
    let catalogue = Catalogue::standard().with(counter_subject(entry, TwoCells::default));
    launch::run_if_child(&catalogue); // a launch is this binary again

    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let options = RunOptions {
        families: vec!["counter".to_owned()],
        subject: Some("^(two_cells|atomic_relaxed|striped|noop)$".to_owned()),
        threads: vec![1, 2],
        out: folder.join("records.jsonl"),
        command: "own-counter".to_owned(),
        ..RunOptions::default()
    };
    match run(&catalogue, &options, &mut |_| ()) {
        Ok(finished) => {
            println!("{} windows -> {}", finished.rows, finished.out.display());
            println!("{} wrong answers", finished.unverified);
            ExitCode::from(if finished.unverified > 0 { 1 } else { finished.exit_code() })
        }
        Err(error) => {
            eprintln!("own-counter: {error}");
            ExitCode::from(2)
        }
    }
}
