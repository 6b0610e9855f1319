//! The files of a report, made from planted records and from bad ones.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::html::whole;
use reports::{Evidence, Kind, Record, Written, write_report};
use tempfile::TempDir;

fn write(records: &[Record], out: &Path) -> Written {
    write_report(records, &common::catalogue(), &common::evidence(), &[], out).unwrap()
}

/// The page of `records`, checked for what must hold of every page.
fn page(records: &[Record]) -> String {
    let folder = TempDir::new().unwrap();
    let written = write(records, folder.path());
    for file in &written.files {
        let text = fs::read_to_string(file).unwrap();
        assert!(!text.is_empty(), "{file:?}");
        if file.extension().is_some_and(|e| e == "svg") {
            assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"), "{file:?}");
            assert!(!text.contains("NaN") && !text.contains("inf"), "{file:?}");
        }
    }
    let html = fs::read_to_string(&written.index).unwrap();
    whole(&html);
    html
}

#[test]
fn a_full_report_has_all_its_parts_in_order() {
    let mut records = common::planted();
    records.extend(common::small_family());
    // Kept, so that a person can look at it too.
    write(&records, &Path::new(env!("CARGO_TARGET_TMPDIR")).join("full"));
    let html = page(&records);
    let parts = [
        "trust",
        "race",
        "family-counter",
        "family-cache",
        "subjects",
        "dispatch",
        "wrong",
        "losses",
        "method",
    ];
    let at: Vec<usize> =
        parts.iter().map(|p| html.find(&format!(" id=\"{p}\"")).unwrap_or_else(|| panic!("{p}"))).collect();
    assert!(at.is_sorted(), "{at:?}");
    for said in [
        "not measurable here",
        "of 30 windows: 30 descheduled",
        "not checked",
        "at the floor",
        "no difference measured",
        "no_lost_update: expected 2000000, found 1311768",
        "18.5 ns",
        "2.69×",
        "more threads than cores",
    ] {
        assert!(html.contains(said), "{said}");
    }
}

#[test]
fn a_page_with_questions_is_whole() {
    let folder = TempDir::new().unwrap();
    let records = [common::locks::planted(), common::reads::planted()].concat();
    let catalogue = [common::locks::catalogue(), common::reads::catalogue()].concat();
    let written = write_report(&records, &catalogue, &Evidence::default(), &[], folder.path()).unwrap();
    let html = fs::read_to_string(&written.index).unwrap();
    whole(&html);
    for id in ["family-lock-collapse", "family-lock-matrix", "family-read_mostly-crossing"] {
        assert!(html.contains(&format!("<article class=\"workload\" id=\"{id}\">")), "{id}");
        assert!(html.contains(&format!(" href=\"#{id}\"")), "{id} is linked");
    }
    // All in one file: wide and narrow, and no number that is none.
    let (shown, _) = html.split_once("<script").unwrap(); // what is packed may spell anything
    assert!(shown.contains("id=\"chart-lock-section-0-plane-4-narrow\"") && !shown.contains("NaN"));
}

#[test]
fn the_policy_names_the_very_style_and_script() {
    let html = page(&common::small_family());
    let policy =
        html.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!((html.matches("<style>").count(), html.matches("<script>").count()), (1, 1));
}

#[test]
fn equal_records_give_equal_bytes() {
    let (a, b) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let records = common::planted();
    let names = |w: &Written, root: &Path| -> Vec<PathBuf> {
        w.files.iter().map(|f| f.strip_prefix(root).unwrap().to_owned()).collect()
    };
    let (one, two) = (write(&records, a.path()), write(&records, b.path()));
    assert_eq!(names(&one, a.path()), names(&two, b.path()));
    for (x, y) in one.files.iter().zip(&two.files) {
        assert!(fs::read(x).unwrap() == fs::read(y).unwrap(), "{x:?}");
    }
}

#[test]
fn without_records_the_page_says_so() {
    let html = page(&[]);
    assert!(html.contains("Nothing was measured: there is no record to report on."));
    assert!(html.contains("not measured"));
    let folder = TempDir::new().unwrap();
    let written = write_report(&[], &[], &Evidence::default(), &[], folder.path()).unwrap();
    whole(&fs::read_to_string(written.index).unwrap());
}

#[test]
fn thin_records_give_a_whole_page() {
    let one =
        |keep: fn(&Record) -> bool| page(&common::planted().into_iter().filter(keep).collect::<Vec<_>>());
    assert!(one(|r| r.launch == 0).contains("1 launch was made"));
    assert!(one(|r| r.threads == 1).contains("Measured at one thread count only"));
    assert!(one(|r| r.threads == 10).contains("more threads than cores"));
    assert!(one(|r| r.kind == Kind::Floor).contains("bounds for orientation, not ranked"));
    assert!(one(|r| r.subject == "mutex" && r.window == 0 && r.launch == 0).contains("counter"));
    assert!(one(|r| !r.verified).contains("Wrong answers"));
}

#[test]
fn a_page_of_dirty_windows_alone_is_whole_and_says_why() {
    let mut records: Vec<Record> = common::planted().into_iter().filter(|r| r.threads <= 2).collect();
    for r in &mut records {
        r.flags = vec!["descheduled".into(), "stalled".into()];
    }
    let html = page(&records);
    assert!(html.contains("Nothing could be measured here"), "no chart, but a reason");
    assert!(html.contains("Not very: only 0"), "and a plain sentence");
}

#[test]
fn odd_numbers_are_survived() {
    let mut records = common::small_family();
    records[0].ops = Some(0);
    records[1].elapsed_ns = 0;
    records[2].ops = Some(u64::MAX);
    records[3].host.cores = 0;
    records[4].per_thread = vec![];
    page(&records);
}

#[test]
fn hostile_and_long_names_stay_text() {
    let evil = "<script>alert(1)</script>\"'&`|\u{0}\u{7}";
    let mut records = common::small_family();
    for (i, r) in records.iter_mut().enumerate() {
        r.subject = if i % 2 == 0 { evil.into() } else { "very_long_name_".repeat(40) };
        r.workload = format!("{evil}w");
        r.family = format!("{evil}f");
        r.failure = Some(evil.into());
        r.host.cpu = evil.into();
        r.host.command = evil.into();
        r.flags = vec![evil.into()];
    }
    records.push(Record { verified: false, ops: None, flags: vec![], ..records[0].clone() });
    let html = page(&records);
    assert_eq!(html.matches("<script").count(), 1, "ours alone");
    assert!(html.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn names_that_differ_in_signs_alone_keep_their_own_anchors() {
    let mut records = common::small_family();
    for (r, name) in records.iter_mut().zip(["a b", "a-b", "a/b", "日本", "中国", ""]) {
        r.subject = name.into();
    }
    page(&records);
}

#[test]
fn hundreds_of_subjects_fit() {
    let template = common::small_family();
    let mut records = Vec::new();
    for n in 0..300 {
        records.extend(template.iter().map(|r| {
            let ops = r.ops.map(|ops| ops * (100 + n) / 100);
            Record { subject: format!("subject_{n:03}"), ops, ..r.clone() }
        }));
    }
    let html = page(&records);
    assert!(html.contains("subject_299") && html.contains("The first 40 rows are drawn; the table has all."));
}

#[test]
fn a_folder_that_cannot_be_written_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "here first").unwrap();
    let error = write_report(&[], &[], &Evidence::default(), &[], &file).unwrap_err().to_string();
    assert!(
        error.lines().count() == 1 && error.contains("cannot be written (") && error.contains("allowed: "),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "here first");
}

#[test]
fn no_working_files_stay_and_an_older_report_is_replaced() {
    let folder = TempDir::new().unwrap();
    write(&common::small_family(), folder.path());
    fs::write(folder.path().join("svg/mine.svg"), "<svg>not from here</svg>").unwrap();
    write(&[], folder.path());
    assert!(!folder.path().join("svg/cache-zipf-ladder.svg").exists(), "the older report's chart");
    assert!(
        folder.path().join("svg/mine.svg").exists() && folder.path().join("svg/founding-race.svg").exists()
    );
    let names: BTreeSet<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["index.html", "records.csv", "report.md", "svg"]);
    assert!(fs::read_to_string(folder.path().join("index.html")).unwrap().contains("Nothing was measured"));
}
