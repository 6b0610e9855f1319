//! Failing models as files: what is read, what is refused, and where they are found.

mod common;

use std::fs;

use reports::reading::{read_evidence, read_trace, read_traces};
use tempfile::TempDir;

use common::traces::{deadlock, file, lost_update};

/// `trace` with a few words changed in its file, as text.
fn changed(from: &str, to: &str) -> String {
    let text = fs::read_to_string(file("load_then_store.json")).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn what_is_no_trace_is_refused_in_one_line() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("bad.json");
    let whole = changed("sum", "sum");
    let cases = [
        (String::new(), "the file breaks off"),
        (whole[..whole.len() / 2].to_owned(), "the file breaks off"),
        ("no trace\n".to_owned(), "not JSON (expected"),
        ("[1, 2]".to_owned(), "it has no `format`"),
        ("{\"law\": \"fifo\"}".to_owned(), "it has no `format`"),
        (changed("contend trace", "another"), "its format is \"another\""),
        (changed("\"version\": 1", "\"version\": 2"), "its version is 2, and this program reads version 1"),
        (changed("\"version\": 1", "\"version\": \"1\""), "its version is \"1\""),
        (changed("\"version\": 1,", ""), "its version is missing"),
        (changed("\"law\": \"no_lost_update\",", ""), "missing field `law`"),
        (changed("\"line\": 28", "\"line\": \"28\""), "invalid type: string \"28\""),
        (changed("{\"thread\": 1", "{\"thread\": 2"), "step 8 is of thread 2, of 2"),
        (changed("\"object\": 0", "\"object\": 1"), "step 2 is on object 1, of 1"),
    ];
    for (text, words) in cases {
        fs::write(&path, text).unwrap();
        let error = read_trace(&path).unwrap_err().to_string();
        assert_eq!(error.lines().count(), 1, "{error}");
        for part in ["bad.json: not a trace: ", words, "; allowed: a file as CONTEND_TRACES writes it"] {
            assert!(error.contains(part), "{part:?} is missing in: {error}");
        }
    }
    let error = read_trace(&folder.path().join("missing.json")).unwrap_err().to_string();
    assert!(error.contains("missing.json: cannot be read ("), "{error}");
    let error = read_traces(&path).unwrap_err().to_string();
    assert!(error.contains("allowed: a folder of traces"), "{error}");
}

#[test]
fn what_a_later_writer_adds_is_passed_over() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("newer.json");
    fs::write(&path, changed("\"engine\"", "\"weather\": {\"sky\": []}, \"engine\"")).unwrap();
    assert_eq!(read_trace(&path).unwrap(), lost_update());
}

#[test]
fn traces_are_found_beside_the_verdicts() {
    let folder = TempDir::new().unwrap();
    let verdicts = folder.path().join("verdicts.jsonl");
    assert!(read_evidence(&verdicts).unwrap().traces.is_empty(), "no folder is no error");
    let traces = folder.path().join("traces");
    fs::create_dir(&traces).unwrap();
    for name in ["one_condvar_for_both.json", "load_then_store.json"] {
        fs::copy(file(name), traces.join(name)).unwrap();
    }
    fs::write(traces.join("half.json.unfinished"), "{").unwrap();
    let read = read_evidence(&verdicts).unwrap().traces;
    assert_eq!(read, [lost_update(), deadlock()], "by name, and nothing else");
    fs::write(traces.join("a.json"), "{").unwrap();
    assert!(read_evidence(&verdicts).unwrap_err().to_string().contains("a.json: not a trace"));
}
