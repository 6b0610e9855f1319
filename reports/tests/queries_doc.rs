//! QUERIES.md shows what the recorded runs give: each row of its tables is computed here once more.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use reports::stats::median;
use reports::{Purpose, Record, reading};

/// Cells of a table's row, whichever of the two tools drew it.
fn cells(line: &str) -> Vec<&str> {
    let inner = line.strip_prefix('│').and_then(|rest| rest.strip_suffix('│'));
    inner.map(|row| row.split(['│', '┆']).map(str::trim).collect()).unwrap_or_default()
}

fn records() -> Vec<Record> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded");
    let runs = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("records.jsonl.gz"));
    let files: Vec<_> = runs.filter(|file| file.exists()).collect();
    reading::read_records(&files).unwrap().records
}

/// Throughput of each launch.
type Launches = BTreeMap<(String, u32), f64>;

/// `inc` of one counter.
fn launches(records: &[Record], cpu: &str, subject: &str, threads: u32, placement: &str) -> Launches {
    let mut windows: BTreeMap<(String, u32), Vec<f64>> = BTreeMap::new();
    let asked = |r: &&Record| {
        (r.host.cpu.as_str(), r.family.as_str(), r.workload.as_str()) == (cpu, "counter", "inc")
            && (r.subject.as_str(), r.threads) == (subject, threads)
            && serde_json::to_value(r.placement).unwrap() == placement
    };
    let clean = |r: &&Record| {
        r.purpose == Purpose::Throughput && !r.twin && r.is_clean() && !r.params.contains_key(reports::PLACED)
    };
    for r in records.iter().filter(asked).filter(clean) {
        windows.entry((r.run.clone(), r.launch)).or_default().extend(r.throughput());
    }
    windows.into_iter().filter_map(|(launch, all)| Some((launch, median(&all)?))).collect()
}

/// As far as a table tells it.
fn is(value: f64, told: &str, digits: i32) -> bool {
    (value - told.parse::<f64>().unwrap()).abs() <= 0.501 * 10_f64.powi(-digits)
}

#[test]
fn every_row_of_queries_md_comes_from_the_recorded_runs() {
    let records = records();
    let (mut column, mut seen) = ("", [0; 3]);
    for row in include_str!("../QUERIES.md").lines().map(cells).filter(|row| row.len() > 4) {
        let last = row[row.len() - 1];
        if ["clean", "million_per_second", "times_baseline"].contains(&last) {
            column = last;
        }
        if last.parse::<f64>().is_err() {
            continue; // heads and types
        }
        if column == "clean" {
            let all = records.iter().filter(|r| {
                r.host.cpu == row[0]
                    && r.threads.to_string() == row[2]
                    && r.purpose == Purpose::Throughput
                    && !r.twin
                    && !r.params.contains_key(reports::PLACED)
            });
            let (clean, all): (Vec<_>, Vec<_>) =
                (all.clone().filter(|r| r.is_clean()).collect(), all.collect());
            assert_eq!(all.len().to_string(), row[3], "{row:?}");
            assert!(is(clean.len() as f64 / all.len() as f64, last, 2), "{row:?}");
            seen[0] += 1;
            continue;
        }
        let of = |subject| launches(&records, row[0], subject, row[2].parse().unwrap(), row[3]);
        let own = of(row[1]);
        if column == "million_per_second" {
            assert_eq!(own.len().to_string(), row[4], "{row:?}");
            assert!(is(median(&own.into_values().collect::<Vec<_>>()).unwrap() / 1e6, last, 1), "{row:?}");
            seen[1] += 1;
        } else {
            let base = of("atomic_relaxed");
            let ratios: Vec<f64> = own.iter().filter_map(|(l, x)| Some(x / base.get(l)?)).collect();
            assert_eq!(ratios.len().to_string(), row[4], "{row:?}");
            assert!(is(median(&ratios).unwrap(), last, 3), "{row:?}");
            seen[2] += 1;
        }
    }
    assert!(seen[0] > 3 && seen[1] > 8 && seen[2] > 20, "tables of both tools: {seen:?}");
}
