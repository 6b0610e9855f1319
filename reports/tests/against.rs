//! A report against earlier records: planted changes on the page, in its pictures and in the Markdown.

mod common;

use std::fs;
use std::path::Path;

use common::html::{attributes, whole};
use common::{elsewhere, paced, run};
use reports::reading::Rows;
use reports::{Evidence, Kind, Record, Written, write_report, write_report_against};
use tempfile::TempDir;

fn write(earlier: Vec<Record>, records: &[Record], out: &Path) -> Written {
    let earlier = Rows { records: earlier, notes: Vec::new() };
    let written =
        write_report_against(&earlier, records, &common::catalogue(), &Evidence::default(), &[], out)
            .unwrap();
    whole(&fs::read_to_string(&written.index).unwrap());
    written
}

/// Page and Markdown.
fn both(earlier: Vec<Record>, records: &[Record]) -> (String, String) {
    let folder = TempDir::new().unwrap();
    let written = write(earlier, records, folder.path());
    (
        fs::read_to_string(&written.index).unwrap(),
        fs::read_to_string(folder.path().join("report.md")).unwrap(),
    )
}

/// `mutex` takes 1.5 times its time, and `cas_loop` two thirds.
fn changed() -> Vec<Record> {
    paced(paced(run("b", 6), "mutex", 150), "cas_loop", 67)
}

/// The section between its heading and the next.
fn section(html: &str) -> &str {
    let from = html.split("<section id=\"against\">").nth(1).expect("there is one");
    from.split("</section>").next().unwrap()
}

/// Columns of the Markdown's row of one cell.
fn columns<'a>(markdown: &'a str, subject: &str, threads: u32) -> Vec<&'a str> {
    let begin = format!("| counter | `inc` | {threads} | `{subject}` |");
    let row = markdown.lines().find(|l| l.starts_with(&begin)).unwrap_or_else(|| panic!("{begin}"));
    row.trim_matches('|').split('|').map(str::trim).collect()
}

#[test]
fn planted_changes_are_told_with_their_ratios() {
    // Kept, so that a person can look at it too.
    write(run("a", 6), &changed(), &Path::new(env!("CARGO_TARGET_TMPDIR")).join("against"));
    let (html, markdown) = both(run("a", 6), &changed());
    for text in [section(&html), &markdown] {
        assert!(text.contains("2 slower, 2 faster, ") && text.contains(" no difference measured and "));
    }
    for threads in [1, 2] {
        for (subject, ratio, verdict) in [
            ("mutex", 1.5, "slower"),
            ("cas_loop", 0.67, "faster"),
            ("striped", 1.0, "no difference measured"),
        ] {
            let row = columns(&markdown, subject, threads);
            let seen: f64 = row[6].trim_end_matches('×').parse().unwrap();
            assert!((seen / ratio - 1.0).abs() < 0.03, "{row:?}");
            assert_eq!(row[9], verdict, "{row:?}");
        }
    }
    let rows = section(&html).matches("<tr data-kind=\"ours\" data-name=\"mutex\">").count();
    assert_eq!(rows, 2, "the filter finds them");
    assert!(
        html.contains(" href=\"#against\"") && html.contains("id=\"chart-family-counter-against-narrow\"")
    );
    assert_eq!(section(&html).matches("<g class=pt ").count(), 8, "four changes, wide and narrow");
}

#[test]
fn the_forest_looks_as_it_did() {
    let folder = TempDir::new().unwrap();
    write(run("a", 6), &changed(), folder.path());
    let svg = fs::read_to_string(folder.path().join("svg/family-counter-against.svg")).unwrap();
    insta::assert_snapshot!("family-counter-against.svg", svg);
}

#[test]
fn equal_input_gives_equal_files_and_nothing_else_changes() {
    let (a, b, alone) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let (one, two) = (write(run("a", 6), &changed(), a.path()), write(run("a", 6), &changed(), b.path()));
    for (x, y) in one.files.iter().zip(&two.files) {
        assert!(fs::read(x).unwrap() == fs::read(y).unwrap(), "{x:?}");
    }
    write_report(&changed(), &common::catalogue(), &Evidence::default(), &[], alone.path()).unwrap();
    let read = |folder: &TempDir| fs::read_to_string(folder.path().join("report.md")).unwrap();
    let (with, without) = (read(&a), read(&alone));
    let cut = with.find("\n## Against the earlier records").unwrap();
    let rest = cut + with[cut..].find("\n## Atomic vs mutex").unwrap();
    assert!(format!("{}{}", &with[..cut], &with[rest..]) == without, "the rest stands as it did");
    assert!(!alone.path().join("svg/family-counter-against.svg").exists());
}

#[test]
fn without_a_change_there_is_no_picture() {
    let (html, _) = both(run("a", 6), &run("b", 6));
    assert!(section(&html).contains("No change was confirmed"));
    assert!(section(&html).contains("0 slower, 0 faster") && !section(&html).contains("<svg"));
}

#[test]
fn of_many_changes_the_largest_are_drawn() {
    let mut records = run("b", 6);
    // Floors and peers stay as they are, or all of it would be the machine's doing.
    for (i, t) in common::COUNTERS.iter().filter(|t| t.kind == Kind::Ours).enumerate() {
        records = paced(records, t.name, 150 + i as u64);
    }
    // Kept, so that a person can look at it too.
    write(run("a", 6), &records, &Path::new(env!("CARGO_TARGET_TMPDIR")).join("against-many"));
    let (html, _) = both(run("a", 6), &records);
    let section = section(&html);
    assert_eq!(section.matches("<g class=pt ").count(), 60, "30 rows, wide and narrow");
    assert!(section.contains("confirmed changes, the largest 30"));
    assert!(
        section.contains("<details><summary>All ") || section.contains("<details open>"),
        "and the table has all"
    );
    assert!(attributes(section, "data-name=\"").len() > 40);
}

#[test]
fn few_launches_and_strangers_are_said_in_words() {
    let (html, markdown) = both(run("a", 1), &changed());
    assert!(
        section(&html).contains("Nothing can be confirmed") && markdown.contains("Nothing can be confirmed")
    );
    let (html, _) = both(common::small_family(), &changed());
    assert!(section(&html).contains("Nothing could be compared"), "no common subject");
    let (html, _) = both(Vec::new(), &changed());
    assert!(section(&html).contains("Nothing could be compared"), "no earlier record");
    let (html, _) = both(run("a", 6), &[]);
    assert!(section(&html).contains("Nothing could be compared"), "no record at all");
}

#[test]
fn records_of_another_machine_are_held_against_the_baseline() {
    let (html, markdown) = both(elsewhere(run("a", 6), "Twice as slow", 200), &changed());
    let section = section(&html);
    assert!(section.contains("Different machines") && markdown.contains("Different machines"));
    let table = section.split("Every cell against the earlier records").nth(1).unwrap();
    assert!(!table.contains("\u{a0}ns") && table.contains('×'), "no nanoseconds across machines");
    let row = columns(&markdown, "mutex", 2);
    assert_eq!(row[9], "slower", "{row:?}");
}

#[test]
fn hostile_and_long_names_stay_text() {
    let evil = "<script>alert(1)</script>\"'&`|";
    let named = |mut records: Vec<Record>| {
        for r in records.iter_mut().filter(|r| r.subject == "mutex") {
            r.subject = evil.into();
        }
        for r in records.iter_mut().filter(|r| r.subject == "cas_loop") {
            r.subject = "very_long_name_".repeat(40);
        }
        records
    };
    let (html, _) = both(named(run("a", 6)), &named(changed()));
    assert_eq!(html.matches("<script>").count(), 1, "ours alone; packed charts name their type");
    assert!(section(&html).contains("&lt;script&gt;alert(1)"));
}
