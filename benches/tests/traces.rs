//! The optimum against figures of others, where there are any. No harness: it says what it skipped, and a harness would not.

use std::path::Path;

use benches::traces::{SHARES, Trace, text};

/// The folder of optional data.
const DATA: &str = "CONTEND_DATA";

fn main() {
    const NAME: &str = "traces::the_optimum_is_that_of_the_reference";
    if std::env::args().any(|argument| argument == "--list") {
        return; // a runner that lists tests finds none here, and runs the binary as a whole
    }
    match std::env::var_os(DATA) {
        Some(data) => {
            let rows = the_optimum_is_that_of_the_reference(&Path::new(&data).join("traces"));
            println!("{NAME} ... ok ({rows} rows)");
        }
        None => println!("{NAME} ... skipped: {DATA} names no folder"),
    }
}

/// `trace,requests,unique,capacity,OPT,...`: every row, to the four decimals that are given.
fn the_optimum_is_that_of_the_reference(folder: &Path) -> usize {
    let reference = std::fs::read_to_string(folder.join("reference.csv")).expect("the reference's figures");
    let mut trace = Trace::new("", Vec::new());
    let rows = reference.lines().skip(1).map(|row| {
        let fields: Vec<_> = row.split(',').collect();
        if trace.name != fields[0] {
            let keys = text::read(&folder.join(format!("{}.trace.gz", fields[0])));
            trace = Trace::new(fields[0], keys.unwrap_or_else(|error| panic!("{error}")));
        }
        let number = |field: usize| fields[field].parse::<usize>().expect("a number");
        assert_eq!((trace.keys.len(), trace.distinct), (number(1), number(2)), "{}", trace.name);
        let (capacity, expected) = (number(3), fields[4].parse::<f64>().expect("a hit ratio"));
        assert!(SHARES.iter().any(|&share| trace.capacity(share) == capacity), "{row}");
        let optimum = trace.optimum(capacity);
        assert!((optimum - expected).abs() <= 0.5e-4 + 1e-9, "{row}: {optimum}");
    });
    rows.count()
}
