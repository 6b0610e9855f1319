//! Good files in, and one clear line about each bad one.

mod common;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use reports::reading::{read_records, read_verdicts};
use reports::{Purpose, Record, SCHEMA};
use tempfile::TempDir;

fn file(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// The message about `text`, without the folder's own name; it must be one line.
fn said(text: impl AsRef<[u8]>) -> String {
    let folder = TempDir::new().unwrap();
    let path = file(&folder, "records.jsonl", text);
    let message = read_records(&[path]).unwrap_err().to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    message.replace(&format!("{}/", folder.path().display()), "")
}

fn good() -> String {
    common::lines(&common::small_family())
}

#[test]
fn rows_come_back_as_they_were_written() {
    let folder = TempDir::new().unwrap();
    let records: Vec<Record> = common::small_family();
    let a = file(&folder, "a.jsonl", common::lines(&records[..2]));
    let b =
        file(&folder, "b.jsonl", format!("\n{}\r\n\n", common::lines(&records[2..]).replace('\n', "\r\n")));
    let rows = read_records(&[a, b]).unwrap();
    assert_eq!(rows.records, records);
    assert!(rows.notes.is_empty());
}

#[test]
fn gzip_is_read_as_what_is_in_it_and_a_torn_one_is_named() {
    let folder = TempDir::new().unwrap();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(good().as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let whole = file(&folder, "a.jsonl.gz", &packed);
    assert_eq!(read_records(&[whole]).unwrap().records, common::small_family());
    let torn = file(&folder, "torn.jsonl.gz", &packed[..packed.len() / 2]);
    let message = read_records(&[torn]).unwrap_err().to_string();
    assert!(message.contains("torn.jsonl.gz") && message.lines().count() == 1, "{message}");
    assert!(message.contains("the gzip ends early, behind 0 whole rows"), "{message}");
    let mut wrong = packed.clone();
    let checksum = wrong.len() - 6;
    wrong[checksum] ^= 0xFF;
    let message = read_records(&[file(&folder, "wrong.gz", &wrong)]).unwrap_err().to_string();
    assert!(message.contains("wrong.gz: the gzip is damaged, behind 6 whole rows"), "{message}");
    // Rows of evidence are found packed too.
    let rows = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/evidence/verdicts.jsonl")).unwrap();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&rows).unwrap();
    file(&folder, "verdicts.jsonl.gz", packed.finish().unwrap());
    assert_eq!(read_verdicts(&folder.path().join("verdicts.jsonl")).unwrap().len(), 1);
}

#[test]
fn a_row_given_twice_counts_once_and_is_noted() {
    let folder = TempDir::new().unwrap();
    let a = file(&folder, "a.jsonl", good());
    let rows = read_records(&[&a, &a]).unwrap();
    assert_eq!(rows.records, common::small_family());
    assert_eq!(rows.notes, ["6 rows were given twice and counted once."]);
}

#[test]
fn two_stories_about_one_window_are_refused() {
    let mut other = common::small_family();
    other[0].ops = Some(1);
    let message = said(good() + &common::lines(&other[..1]));
    assert!(message.starts_with("records.jsonl:7: the same run, launch and window as "), "{message}");
    assert!(message.contains("records.jsonl:1"), "{message}");
}

#[test]
fn replays_are_told_apart_by_trace_and_capacity() {
    let replay = |trace: &str, capacity: u32, hits: f64| {
        let mut r = common::small_family().swap_remove(0);
        (r.purpose, r.hit_ratio) = (Purpose::Hits, Some(hits));
        r.params.insert("trace".into(), trace.into());
        r.params.insert("capacity".into(), capacity.into());
        r
    };
    let folder = TempDir::new().unwrap();
    let three = [replay("cs", 10, 0.1), replay("cs", 20, 0.2), replay("gli", 10, 0.3)];
    let rows = read_records(&[file(&folder, "a.jsonl", common::lines(&three))]).unwrap();
    assert_eq!(rows.records.len(), 3);
    let message = said(common::lines(&[replay("cs", 10, 0.1), replay("cs", 10, 0.2)]));
    assert!(message.contains("the same run, launch and window"), "{message}");
}

#[test]
fn a_missing_file_and_a_folder_are_unreadable() {
    let folder = TempDir::new().unwrap();
    let missing = read_records(&[folder.path().join("none.jsonl")]).unwrap_err().to_string();
    assert!(missing.contains("none.jsonl: cannot be read (") && missing.contains("allowed: "), "{missing}");
    let dir = read_records(&[folder.path()]).unwrap_err().to_string();
    assert!(dir.contains("it is a folder"), "{dir}");
}

#[test]
fn an_empty_file_holds_no_row() {
    assert!(said("").starts_with("records.jsonl: holds no row; allowed: "));
    assert!(said("\n\n").starts_with("records.jsonl: holds no row; allowed: "));
}

#[test]
fn a_row_that_breaks_off_is_told_with_its_line() {
    let text = good();
    let message = said(format!("{}\n", &text[..text.len() - 40]));
    assert!(message.starts_with("records.jsonl:6: the row breaks off; allowed: "), "{message}");
    let message = said(&text[..40]);
    assert!(message.starts_with("records.jsonl:1: the row breaks off; allowed: "), "{message}");
}

#[test]
fn a_last_row_that_breaks_off_is_left_out_and_noted() {
    let folder = TempDir::new().unwrap();
    let text = good();
    let whole = read_records(&[file(&folder, "whole.jsonl", &text)]).unwrap().records;
    for torn in [text[..text.len() - 40].to_owned(), format!("{}\0\0\0", &text[..text.len() - 40])] {
        let rows = read_records(&[file(&folder, "torn.jsonl", torn)]).unwrap();
        assert_eq!(rows.records, whole[..whole.len() - 1]);
        assert!(
            matches!(&rows.notes[..], [note] if note.contains("torn.jsonl:6: the row breaks off")),
            "{:?}",
            rows.notes
        );
    }
}

#[test]
fn what_is_not_json_is_told_so() {
    assert!(said("hello\n").starts_with("records.jsonl:1: not JSON ("));
    assert!(said(b"\xff\xfe\x00{}").starts_with("records.jsonl:1: not JSON ("));
    assert!(said(good() + "{\"schema\":1,}\n").starts_with("records.jsonl:7: not JSON ("));
}

#[test]
fn foreign_json_is_no_record() {
    for foreign in ["{\"name\":\"x\"}", "[1,2]", "3", "null"] {
        let message = said(foreign);
        assert!(message.starts_with("records.jsonl:1: JSON, but no record: it has no `schema`"), "{message}");
    }
}

#[test]
fn a_newer_schema_names_both_numbers() {
    let newer = good().replace("\"schema\":1", "\"schema\":7");
    let message = said(newer);
    assert!(message.contains("schema 7, but this program reads schemas 1 to 1"), "{message}");
    assert_eq!(SCHEMA, 1);
    // Also where the newer row has nothing else that we know.
    assert!(said("{\"schema\":7,\"novel\":true}").contains("schema 7, but"));
    assert!(said(good().replace("\"schema\":1", "\"schema\":0")).contains("schema 0, but"));
}

#[test]
fn a_wrong_field_is_named() {
    assert!(
        said(good().replace("\"threads\":2", "\"threads\":0")).contains("threads is 0; allowed: 1 and more")
    );
    assert!(
        said(good().replace("\"overlap\":0.995", "\"overlap\":1.5")).contains("overlap lies outside 0..1")
    );
    assert!(
        said(good().replace("\"purpose\":\"throughput\"", "\"purpose\":\"fun\""))
            .contains("unknown variant `fun`")
    );
    for odd in ["7", "null", "[]"] {
        let told = good().replace("\"params\":{}", &format!("\"params\":{{\"placed\":{odd}}}"));
        assert_ne!(told, good());
        assert!(said(told).contains("params.placed is no text; allowed: a text such as \"on siblings\""));
    }
    assert!(said("{\"schema\":1}").contains("not a valid record: missing field `run`"));
}

#[test]
fn a_torn_gzip_says_how_many_rows_were_whole() {
    // Written and flushed row by row, as whoever is killed in the middle leaves it.
    let folder = TempDir::new().unwrap();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    for line in good().lines().take(4) {
        packed.write_all(line.as_bytes()).unwrap();
        packed.write_all(b"\n").unwrap();
        packed.flush().unwrap();
    }
    let torn = packed.get_ref().clone();
    let message = read_records(&[file(&folder, "torn.gz", torn)]).unwrap_err().to_string();
    assert!(message.contains("torn.gz: the gzip ends early, behind 4 whole rows; allowed: "), "{message}");
}

#[test]
fn what_no_clock_can_say_is_refused_with_its_field() {
    let with = |from: &str, to: &str| {
        let text = good();
        assert!(text.contains(from), "{text}");
        said(text.replacen(from, to, 1))
    };
    let elapsed = "\"elapsed_ns\":10000000";
    assert!(
        with(elapsed, "\"elapsed_ns\":0")
            .contains("records.jsonl:1: not a valid record: elapsed_ns is 0, and operations were counted")
    );
    let huge = with(elapsed, &format!("\"elapsed_ns\":{}", u64::MAX - 500));
    assert!(huge.contains("elapsed_ns is more than a week"), "{huge}");
    let negative = with(elapsed, "\"elapsed_ns\":-500");
    assert!(negative.contains("elapsed_ns: invalid value: integer `-500`"), "{negative}");
    assert!(with("\"probe_ns\":88.0", "\"probe_ns\":-3.0").contains("turn_least_ns is negative"));
    assert!(
        with("\"hit_ratio\":0.734", "\"hit_ratio\":73.4").contains("hit_ratio or optimum lies outside 0..1")
    );
}

#[test]
fn no_number_is_no_json_and_null_is_no_number() {
    for word in ["NaN", "Infinity", "-Infinity"] {
        let message = said(good().replacen("\"overlap\":0.995", &format!("\"overlap\":{word}"), 1));
        assert!(
            message.contains(&format!("records.jsonl:1: not JSON ({word} is no number in JSON)")),
            "{message}"
        );
    }
    let huge = said(good().replacen("\"overlap\":0.995", "\"overlap\":1e999", 1));
    assert!(huge.contains("not JSON (number out of range)"), "{huge}");
    let null = said(good().replacen("\"overlap\":0.995", "\"overlap\":null", 1));
    assert!(null.contains("not a valid record: overlap: invalid type: null, expected f64"), "{null}");
}

#[test]
fn what_rows_have_in_common_is_held_once() {
    let folder = TempDir::new().unwrap();
    let mut records = common::small_family();
    records.iter_mut().for_each(|r| drop(r.params.insert("capacity".into(), 100.into())));
    let rows = read_records(&[file(&folder, "a.jsonl", common::lines(&records))]).unwrap();
    assert_eq!(rows.records, records);
    let first = &rows.records[0];
    assert!(rows.records.iter().all(|r| r.host.is_same(&first.host) && r.params.is_same(&first.params)));
    // Whoever changes one changes it alone.
    let mut mine = first.clone();
    mine.host.load = 9.0;
    assert!(!mine.host.is_same(&first.host) && first.host.load != 9.0);
}

#[test]
fn missing_verdicts_are_none_and_bad_ones_are_told() {
    let folder = TempDir::new().unwrap();
    assert_eq!(read_verdicts(&folder.path().join("verdicts.jsonl")).unwrap(), []);
    let verdicts = common::verdicts();
    let text: String = verdicts.iter().map(|v| serde_json::to_string(v).unwrap() + "\n").collect();
    let good = file(&folder, "v.jsonl", &text);
    assert_eq!(read_verdicts(&good).unwrap(), verdicts);
    let foreign = file(&folder, "w.jsonl", "{\"schema\":1}\n");
    let message = read_verdicts(&foreign).unwrap_err().to_string();
    assert!(message.contains("w.jsonl:1: JSON, but no verdict: it has no `law`"), "{message}");
}
