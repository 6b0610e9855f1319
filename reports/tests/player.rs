//! Failing executions: chosen, cut, said in words, and shown on a page.

mod common;

use std::fmt::Write as _;
use std::fs;

use reports::analysis::analyse;
use reports::interleaving::{Excerpts, Interleaving, LONGEST, Row, Shown};
use reports::trace::{Step, Trace};
use reports::{Evidence, trace_page, write_report, write_trace};
use tempfile::TempDir;

use common::traces::{deadlock, lost_update};

fn shown(trace: &Trace) -> Interleaving {
    Interleaving::of(trace, "trace-1".into(), &mut Excerpts::default())
}

fn steps(of: &Interleaving) -> Vec<&Shown> {
    let step = |row: &Row| matches!(row, Row::Step(_));
    assert!(of.rows.iter().all(step), "nothing is left out");
    of.rows.iter().filter_map(|row| if let Row::Step(step) = row { Some(&**step) } else { None }).collect()
}

fn main_of(page: &str) -> &str {
    let (start, end) = (page.find("<main").unwrap(), page.find("</main>").unwrap());
    &page[start..end]
}

#[test]
fn of_each_subject_the_shortest_is_shown() {
    let long = lost_update();
    let cut = |steps: usize, test: &str| Trace {
        steps: long.steps[..steps].to_vec(),
        test: test.into(),
        ..long.clone()
    };
    let none = cut(0, "no execution");
    let (fresh, fresher) = (cut(7, "no stale read"), cut(6, "shorter"));
    let weakened = Trace { weakened: Some("lock/tas.rs:1".into()), ..cut(2, "weakened") };
    let harness = Trace { family: "harness".into(), ..cut(2, "the checker's own") };
    let traces = vec![none.clone(), long.clone(), weakened, fresh, deadlock(), fresher, harness];
    let evidence = Evidence { traces, ..common::evidence() };
    let checks = analyse(&[], &[], &evidence, &[]).checks;
    let found: Vec<_> = checks.interleavings.iter().map(|i| (i.subject.as_str(), i.steps, i.of)).collect();
    assert_eq!(found, [("one_condvar_for_both", 31, 1), ("load_then_store", 6, 4)]);
    let evidence = Evidence { traces: vec![none, long], ..Evidence::default() };
    let checks = analyse(&[], &[], &evidence, &[]).checks;
    assert_eq!(checks.interleavings[0].steps, 14, "rather with a stale read than without an execution");
}

#[test]
fn what_was_not_promised_is_no_failure() {
    let exhibit = Trace { law: "linearizable".into(), subject: "atomic_relaxed".into(), ..lost_update() };
    let mut evidence = common::evidence();
    assert!(evidence.verdicts.iter().any(|v| v.law == "linearizable" && !v.promised), "as planted");
    evidence.traces = vec![Trace { steps: exhibit.steps[..7].to_vec(), ..exhibit.clone() }];
    let summary = |evidence: &Evidence| {
        let folder = TempDir::new().unwrap();
        let written = write_report(&[], &[], evidence, &[], folder.path()).unwrap();
        let page = fs::read_to_string(written.index).unwrap();
        let (_, after) = page.split_once("<span class=\"how\">").unwrap();
        after.split('<').next().unwrap().to_owned()
    };
    assert_eq!(summary(&evidence), "linearizable is not promised: assertion, 7 steps");
    evidence.traces.push(Trace { law: "no_lost_update".into(), ..exhibit });
    assert_eq!(
        summary(&evidence),
        "no_lost_update fails: assertion, 14 steps, 1 stale read",
        "a fault comes first"
    );
}

#[test]
fn a_step_is_said_in_words_with_what_it_changed() {
    let mut text = String::new();
    for trace in [lost_update(), deadlock()] {
        let shown = shown(&trace);
        writeln!(text, "{}: {}", shown.subject, shown.found).unwrap();
        for object in &shown.objects {
            writeln!(text, "      {} ({}, {}) = {}", object.name, object.kind, object.made, object.first)
                .unwrap();
        }
        for step in steps(&shown) {
            writeln!(text, "{:>4}  {}  {}", step.number, step.says, step.place).unwrap();
            for (object, holds) in &step.after {
                writeln!(text, "      {} = {holds}", shown.objects[*object].name).unwrap();
            }
        }
        writeln!(text, "      {}\n      {}", shown.stuck.join("\n      "), shown.end).unwrap();
    }
    insta::assert_snapshot!("steps", text);
}

#[test]
fn a_stale_read_tells_the_newest_value_and_who_wrote_it() {
    let shown = shown(&lost_update());
    let stale = steps(&shown)[7];
    assert_eq!(stale.newest.as_deref(), Some("2"));
    let said = "Thread 1 reads `sum` with Relaxed: 0, though the newest is 2, written by thread 0 in step 5.";
    assert_eq!(stale.says, said);
    assert!(stale.after.is_empty(), "to read changes nothing");
}

#[test]
fn every_operation_of_the_format_has_its_words() {
    let spoken = [
        "load",
        "load (own)",
        "store",
        "swap",
        "compare_exchange",
        "compare_exchange fails",
        "fetch_add",
        "fetch_sub",
        "read cell",
        "write cell",
        "lock",
        "lock?",
        "locked",
        "try_lock fails",
        "unlock",
        "read lock",
        "read lock?",
        "read locked",
        "write lock",
        "write lock?",
        "write locked",
        "wait",
        "woken",
        "notify_one",
        "notify_all",
        "fence",
        "spawn",
        "join",
        "join?",
        "joined",
        "park",
        "unparked",
        "yield",
    ];
    let mut trace = lost_update();
    let of = |operation: &str| Step {
        operation: operation.into(),
        object: Some(0),
        old: Some("3".into()),
        new: Some("4".into()),
        ..trace.steps[1].clone()
    };
    let known: Vec<_> = spoken.into_iter().map(of).collect();
    let unknown = of("fetch_nand");
    trace.steps = known;
    for step in steps(&shown(&trace)) {
        assert!(!step.says.contains(" does "), "{}", step.says);
    }
    trace.steps = vec![unknown];
    let said = steps(&shown(&trace))[0].says.clone();
    assert!(said.starts_with("Thread 0 does fetch_nand on `sum` with Relaxed: 3 becomes 4."), "{said}");
}

#[test]
fn equal_file_names_are_told_apart() {
    let mut trace = lost_update();
    trace.steps[0].file = "primitives/src/counter/load_then_store.rs".into();
    let shown = shown(&trace);
    assert_eq!(steps(&shown)[0].place, "src/counter/load_then_store.rs:90");
    assert_eq!(steps(&shown)[1].place, "mutants/counter/load_then_store.rs:28");
}

#[test]
fn a_long_execution_is_cut_in_the_middle_and_says_so() {
    let mut trace = lost_update();
    let write = |value: usize| Step {
        new: Some(value.to_string()),
        old: None,
        operation: "store".into(),
        ..trace.steps[1].clone()
    };
    let all: Vec<_> = (1..=LONGEST + 50).map(write).collect();
    trace.steps = all[..LONGEST].to_vec();
    assert_eq!(steps(&shown(&trace)).len(), LONGEST, "just short enough");
    trace.steps = all;
    let shown = shown(&trace);
    assert_eq!((shown.steps, shown.rows.len()), (250, 71));
    let Row::Gap(first, last, after) = &shown.rows[30] else { panic!("{:?}", shown.rows[30]) };
    assert_eq!((*first, *last), (31, 210));
    assert_eq!(after[..], [(0, "210".to_owned())], "the last that was written there, once");
    assert!(trace_page(&trace).contains("steps 31 to 210 are left out"));
}

#[test]
fn dozens_of_long_executions_leave_room_for_the_rest_of_the_page() {
    let mut trace = lost_update();
    let lines: String =
        (1..=400).map(|n| format!("        let line_{n} = self.sum.load(Ordering::Relaxed);\n")).collect();
    trace.sources[0].text = lines;
    trace.steps = std::iter::repeat_n(trace.steps, 50).flatten().collect();
    for (at, step) in trace.steps.iter_mut().enumerate() {
        step.line = (at as u32 * 37) % 400 + 1;
    }
    let traces = (0..65).map(|n| {
        let mut own = Trace { subject: format!("mutant_{n}"), ..trace.clone() };
        own.sources[0].hash = n.to_string();
        own
    });
    let folder = TempDir::new().unwrap();
    let evidence = Evidence { traces: traces.collect(), ..Evidence::default() };
    let written = write_report(&[], &[], &evidence, &[], folder.path()).unwrap();
    let bytes = fs::metadata(written.index).unwrap().len();
    assert!(bytes < 3_000_000, "{bytes} bytes");
    let markdown = fs::read_to_string(folder.path().join("report.md")).unwrap();
    assert!(markdown.contains("Of 65 programs a failing execution was kept"));
}

#[test]
fn a_source_stands_once_with_the_lines_that_are_named() {
    let mut trace = lost_update();
    let lines: String = (1..=200).map(|n| format!("line {n}\n")).collect();
    trace.sources[0].text = lines;
    let mut excerpts = Excerpts::default();
    let _ = Interleaving::of(&trace, "trace-1".into(), &mut excerpts);
    let again = Interleaving::of(&trace, "trace-2".into(), &mut excerpts);
    assert_eq!(steps(&again)[0].source, None, "no text of world.rs");
    let all: Vec<_> = excerpts.all().collect();
    assert_eq!(all.len(), 1);
    let numbers: Vec<u32> = all[0].lines.iter().map(|(number, _)| *number).collect();
    assert_eq!((numbers[0], *numbers.last().unwrap(), all[0].of), (16, 45, 200));
    assert_eq!(all[0].lines[12], (28, "line 28"));
    let mut other = trace.clone();
    other.sources[0].hash = "another version".into();
    let other = Interleaving::of(&other, "trace-3".into(), &mut excerpts);
    assert_eq!((steps(&other)[1].source, excerpts.all().count()), (Some(1), 2), "two versions, two texts");
}

#[test]
fn the_page_of_one_trace_looks_as_it_did() {
    let page = trace_page(&lost_update());
    assert_eq!((page.matches("<script>").count(), page.matches("<style>").count()), (1, 1));
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    let lines = ["<tr", "<td", "<th "].iter().fold(main_of(&page).replace("><", ">\n<"), |page, tag| {
        page.replace(&format!("\n{tag}"), tag).replace(tag, &format!("\n{tag}"))
    });
    insta::assert_snapshot!("trace.html", lines);
}

#[test]
fn a_model_that_failed_without_an_execution_says_so() {
    let empty = Trace {
        class: "unreached".into(),
        threads: Vec::new(),
        objects: Vec::new(),
        steps: Vec::new(),
        sources: Vec::new(),
        execution: None,
        order: None,
        search: None,
        noticed: None,
        ..lost_update()
    };
    let page = trace_page(&empty);
    assert!(
        page.contains(
            "No step was recorded: the model failed (unreached) without an execution that shows it."
        )
    );
    assert!(page.contains("Found by loom.") && !page.contains("<table") && !page.contains("<template"));
}

#[test]
fn hostile_names_stay_text() {
    let evil = "<script>alert(1)</script>\"'&`\n0 <b>";
    let mut trace = lost_update();
    for text in [
        &mut trace.subject,
        &mut trace.family,
        &mut trace.law,
        &mut trace.class,
        &mut trace.message,
        &mut trace.meaning,
    ] {
        *text = evil.into();
    }
    trace.threads = vec![evil.into(); 2];
    trace.objects[0].name = evil.into();
    trace.objects[0].kind = Some(evil.into());
    let file = format!("{evil}/file.rs");
    for source in &mut trace.sources {
        (source.path, source.text) = (file.clone(), format!("{evil}\n").repeat(30));
    }
    for step in &mut trace.steps {
        step.file = file.clone();
        for text in [&mut step.ordering, &mut step.old, &mut step.new, &mut step.newest] {
            *text = Some(evil.into());
        }
        step.operation = evil.into();
    }
    let folder = TempDir::new().unwrap();
    let evidence = Evidence { traces: vec![trace.clone()], ..Evidence::default() };
    let written = write_report(&[], &[], &evidence, &[], folder.path()).unwrap();
    for page in [trace_page(&trace), fs::read_to_string(written.index).unwrap()] {
        assert_eq!(page.matches("<script").count(), 1, "ours alone");
        assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<b>\""), "as text");
    }
}

#[test]
fn the_gallery_leads_to_the_steps() {
    let folder = TempDir::new().unwrap();
    let evidence = Evidence { traces: vec![lost_update(), deadlock()], ..common::evidence() };
    let written = write_report(&common::small_family(), &[], &evidence, &[], folder.path()).unwrap();
    let page = fs::read_to_string(written.index).unwrap();
    assert!(page.contains("<a href=\"#trace-counter-load_then_store\">load_then_store</a>"));
    assert!(page.contains("<div class=\"player\" id=\"trace-counter-load_then_store\">"));
    assert!(
        page.contains("<div class=\"player\" id=\"trace-channel-one_condvar_for_both\">"),
        "and one that no tool was shown"
    );
    assert_eq!(page.matches("<template").count(), 1);
    let without =
        write_report(&common::small_family(), &[], &common::evidence(), &[], folder.path()).unwrap();
    let page = fs::read_to_string(without.index).unwrap();
    assert!(page.contains("No failing execution was kept.") && !page.contains("<template"));
}

#[test]
fn one_page_is_written_beside_a_report() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("index.html"), "the report").unwrap();
    let written = write_trace(&lost_update(), folder.path()).unwrap();
    assert_eq!(written.index, folder.path().join("trace.html"));
    assert_eq!(fs::read_to_string(&written.index).unwrap(), trace_page(&lost_update()));
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["index.html", "trace.html"]);
    let file = folder.path().join("index.html");
    let error = write_trace(&lost_update(), &file).unwrap_err().to_string();
    assert!(error.lines().count() == 1 && error.contains("cannot be written ("), "{error}");
}
