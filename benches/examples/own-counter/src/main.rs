//! Races the counter of this crate beside Contend's own, without a change to Contend: `cargo run --release`.

use std::process::ExitCode;

use benches::workloads::counter::counter_subject;
use benches::{Catalogue, Entry, Kind, Progress, RunOptions, launch, run};
use own_counter::TwoCells;

fn main() -> ExitCode {
    let entry = Entry {
        name: "two_cells",
        kind: Kind::Ours,
        mechanism: "two padded atomics, handles dealt out to them",
        progress: "wait-free",
        consistency: "", // counters say it by their type
        origin: "this example",
        source: "src/lib.rs",
        version: env!("CARGO_PKG_VERSION"),
    };
    let catalogue = Catalogue::standard().with(counter_subject(entry, TwoCells::default));
    launch::run_if_child(&catalogue); // the processes of a run are this binary again
    let options = RunOptions {
        families: vec!["counter".to_owned()],
        subject: Some("^(two_cells|atomic_relaxed|striped|per_thread)$".to_owned()),
        threads: vec![1, 2],
        out: "target/own-counter.jsonl".into(),
        command: "own-counter".to_owned(),
        ..RunOptions::default()
    };
    let show = &mut |progress: Progress<'_>| {
        if let Progress::Planned { estimate, .. } = progress {
            println!("about {} s", estimate.as_secs());
        }
    };
    match run(&catalogue, &options, show) {
        Ok(finished) => {
            println!("{} rows in {}, for `contend report`", finished.rows, finished.out.display());
            ExitCode::from(finished.exit_code())
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
