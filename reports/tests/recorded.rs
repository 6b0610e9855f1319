//! The recorded runs: what stands beside their records comes from those, byte for byte.
//!
//! After a change of the report that was meant: `CONTEND_RECORD=1 cargo test -p contend-reports --test recorded` writes it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use reports::{SubjectInfo, reading, write_report};

/// A folder may be so large: it is cloned by everybody.
const MOST_BYTES: u64 = 1_000_000;

fn runs() -> Vec<PathBuf> {
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded");
    let folders = fs::read_dir(recorded).expect("there are recorded runs").map(|entry| entry.unwrap().path());
    folders.filter(|path| path.is_dir()).collect()
}

/// What the report makes of a run, by the names that it has in the run's folder.
fn made_of(run: &Path) -> BTreeMap<String, Vec<u8>> {
    let rows = reading::read_records(&[run.join("records.jsonl.gz")]).unwrap();
    let evidence = reading::read_evidence(&run.join("verdicts.jsonl.gz")).unwrap();
    let catalogue = fs::File::open(run.join("catalogue.json.gz")).unwrap();
    let catalogue: Vec<SubjectInfo> = serde_json::from_reader(GzDecoder::new(catalogue)).unwrap();
    let out = tempfile::tempdir().unwrap();
    let written = write_report(&rows.records, &catalogue, &evidence, &rows.notes, out.path()).unwrap();
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    written.files.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

#[test]
fn what_stands_beside_the_records_comes_from_them() {
    for run in runs() {
        let made = made_of(&run);
        let mut compared = 0;
        for entry in fs::read_dir(&run).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if name != "report.md" && !name.ends_with(".svg") {
                continue;
            }
            let now = made.get(name).unwrap_or_else(|| panic!("the report no longer has {name}"));
            if std::env::var_os("CONTEND_RECORD").is_some() {
                fs::write(&path, now).unwrap();
            }
            assert!(fs::read(&path).unwrap() == *now, "{} is not what its records give", path.display());
            compared += 1;
        }
        assert!(compared > 3, "{}: a summary and pictures", run.display());
    }
}

#[test]
fn a_run_says_how_it_came_about_and_is_small() {
    assert!(!runs().is_empty());
    for run in runs() {
        let size: u64 = fs::read_dir(&run).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).sum();
        assert!(size <= MOST_BYTES, "{} has {size} bytes", run.display());
        let told = fs::read_to_string(run.join("README.md")).unwrap();
        let rows = reading::read_records(&[run.join("records.jsonl.gz")]).unwrap();
        let host = &rows.records[0].host;
        let command = host.command.split(" --out ").next().unwrap();
        for words in [command, &host.rustc, &host.cpu, &host.os] {
            assert!(told.contains(words), "{} does not say {words:?}", run.display());
        }
        let launches: std::collections::BTreeSet<u32> = rows.records.iter().map(|r| r.launch).collect();
        assert!(launches.len() >= 5, "{} has {} launches", run.display(), launches.len());
        let families: std::collections::BTreeSet<&str> =
            rows.records.iter().map(|r| r.family.as_str()).collect();
        for family in ["counter", "lock", "read_mostly", "queue", "channel", "cache"] {
            assert!(families.contains(family), "{} has no {family}", run.display());
        }
    }
}
