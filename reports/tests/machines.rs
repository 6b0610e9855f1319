//! Records of several machines: side by side by ratios, and never by nanoseconds.

mod common;

use std::fs;
use std::path::Path;

use common::html::whole;
use common::{elsewhere, paced, run};
use reports::analysis::analyse;
use reports::analysis::model::{Machines, There};
use reports::{Evidence, Record, write_report};
use tempfile::TempDir;

/// A, as planted; B, four times as slow, where `mutex` is three times as slow beside that; C, where `striped` and the locks were
/// never run.
fn three() -> Vec<Record> {
    let slow = paced(elsewhere(run("b", 6), "Slow 1 <i> & co", 400), "mutex", 300);
    let mut few = elsewhere(run("c", 5), "Few 2", 50);
    few.retain(|r| !r.subject.contains("mutex") && !r.subject.contains("lock") && r.subject != "striped");
    let mut first = run("a", 6);
    // The first gives most rows.
    first.extend(common::planted().into_iter().filter(|r| r.workload == "load"));
    [few, slow, first].concat()
}

fn machines(records: &[Record]) -> Machines {
    analyse(records, &common::catalogue(), &Evidence::default(), &[]).machines.expect("there are several")
}

fn there(m: &Machines, subject: &str) -> Vec<There> {
    let row = m.families[0].rows.iter().find(|r| r.subject == subject);
    row.unwrap_or_else(|| panic!("{subject} is shown")).there.clone()
}

fn ratio(there: &There) -> f64 {
    match there {
        There::Measured(r) => r.value.median,
        other => panic!("{other:?}"),
    }
}

#[test]
fn planted_ratios_are_found_on_each_machine() {
    let m = machines(&three());
    let cpus: Vec<&str> = m.machines.iter().map(|m| m.cpu.as_str()).collect();
    assert_eq!(cpus, ["Example 9000 at 3.2 GHz", "Slow 1 <i> & co", "Few 2"]);
    let family = &m.families[0];
    assert_eq!(
        (family.workload.as_str(), family.threads, family.baseline.as_str()),
        ("inc", 2, "atomic_relaxed")
    );
    // 1.2 against 5.4 ns, however fast the machine.
    let striped = there(&m, "striped");
    for seen in &striped[..2] {
        assert!((ratio(seen) / (1.2 / 5.4) - 1.0).abs() < 0.05, "{striped:?}");
    }
    assert_eq!(striped[2], There::NotRun);
    assert!(there(&m, "atomic_relaxed").iter().all(|t| *t == There::Baseline));
    assert!(family.rows.len() == 12 && family.left_out > 0, "{}", family.rows.len());
    assert!(family.rows.iter().all(|r| r.subject != "noop"), "floors are no contestants");
}

#[test]
fn what_is_slow_on_one_machine_alone_is_seen_there_alone() {
    let some = |r: &Record| ["mutex", "atomic_relaxed", "cas_loop", "noop"].contains(&r.subject.as_str());
    let records: Vec<Record> = three().into_iter().filter(some).collect();
    let m = machines(&records);
    let mutex = there(&m, "mutex");
    assert!((ratio(&mutex[1]) / ratio(&mutex[0]) - 3.0).abs() < 0.15, "{mutex:?}");
    assert_eq!(mutex[2], There::NotRun);
    let said = m.families[0].said.plain();
    assert_eq!(said, "Fastest, or tied with the fastest: on A, B and C: atomic_relaxed.");
}

#[test]
fn one_launch_makes_nobody_the_fastest() {
    // Everything but the mutex is at the floor, and of one launch.
    let mut records: Vec<Record> = [run("a", 1), elsewhere(run("b", 1), "Another", 200)].concat();
    records.retain(|r| ["per_thread", "atomic_relaxed", "noop"].contains(&r.subject.as_str()));
    let m = machines(&records);
    assert_eq!(m.families[0].said.plain(), "Nothing could be ranked on any of them.");
    let mut enough: Vec<Record> = [run("a", 6), elsewhere(run("b", 6), "Another", 200)].concat();
    enough.retain(|r| ["per_thread", "atomic_relaxed", "noop"].contains(&r.subject.as_str()));
    assert!(machines(&enough).families[0].said.plain().contains("on A and B: per_thread"));
}

#[test]
fn the_fastest_cache_is_not_the_best_without_a_word() {
    let some = ["set_associative", "tinylfu", "mutex_lru"];
    let caches: Vec<_> =
        common::caches::CACHES.into_iter().filter(|c| some.contains(&c.truth.name)).collect();
    let here = common::caches::races(&caches, &["zipf"]);
    let there = elsewhere(here.clone(), "Another", 150);
    let there = there.into_iter().map(|r| Record { run: "r2".into(), ..r });
    let mut infos = common::caches::catalogue();
    infos.iter_mut().for_each(|info| info.baseline = info.name == "mutex_lru");
    let all: Vec<Record> = here.into_iter().chain(there).collect();
    let m = analyse(&all, &infos, &Evidence::default(), &[]).machines.expect("there are two");
    let family = &m.families[0];
    let said = family.said.plain();
    assert!(said.contains("on A and B: set_associative."), "{said}");
    assert!(
        said.contains(
            "On A set_associative hits −4.89 points beside tinylfu: it is faster, and not therefore better."
        ),
        "{said}"
    );
    let row = family.rows.iter().find(|r| r.subject == "tinylfu").unwrap();
    assert!(row.hits.iter().all(|more| (more.unwrap() - 0.0654).abs() < 1e-9), "{:?}", row.hits);
}

#[test]
fn a_page_of_several_machines_is_whole_and_tells_no_nanoseconds_of_others() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("machines");
    let written = write_report(&three(), &common::catalogue(), &Evidence::default(), &[], &out).unwrap();
    let html = fs::read_to_string(&written.index).unwrap();
    whole(&html);
    let section = html.split("<section id=\"machines\">").nth(1).unwrap().split("</section>").next().unwrap();
    for said in
        ["B · Slow 1 &lt;i&gt; &amp; co", "2 cores, x86_64", "not run", "baseline", "data-name=\"striped\""]
    {
        assert!(section.contains(said), "{said}");
    }
    assert!(!section.contains("\u{a0}ns"), "relative alone");
    assert!(html.contains(" href=\"#machines\"") && html.contains("id=\"chart-machines-counter-narrow\""));
    let markdown = fs::read_to_string(out.join("report.md")).unwrap();
    assert!(markdown.contains("## The same on several machines") && markdown.contains("| not run |"));
    assert!(
        markdown.contains("| time ÷ `atomic_relaxed` | A · Example 9000 at 3.2 GHz (2 cores, x86\\_64) |")
    );
    insta::assert_snapshot!(
        "machines-counter.svg",
        fs::read_to_string(out.join("svg/machines-counter.svg")).unwrap()
    );
}

#[test]
fn one_machine_is_shown_as_ever() {
    let report = analyse(&run("a", 6), &common::catalogue(), &Evidence::default(), &[]);
    assert!(report.machines.is_none());
}

#[test]
fn machines_that_share_no_workload_are_named_and_not_compared() {
    let loads = common::planted().into_iter().filter(|r| r.workload == "load").collect();
    let records = [run("a", 6), elsewhere(loads, "Another", 100)].concat();
    assert!(machines(&records).families.is_empty());
    let folder = TempDir::new().unwrap();
    let written =
        write_report(&records, &common::catalogue(), &Evidence::default(), &[], folder.path()).unwrap();
    let html = fs::read_to_string(written.index).unwrap();
    whole(&html);
    assert!(html.contains("there is nothing to compare"));
}

#[test]
fn threads_are_chosen_that_have_a_core_each_on_all() {
    // Eight cores there, two here: both ran one to four threads, and two is the most that both have cores for.
    let mut large = elsewhere(common::planted(), "Large", 80);
    for r in &mut large {
        r.host.cores = 8;
        r.flags.retain(|f| f != "oversubscribed");
    }
    let m = machines(&[common::planted(), large].concat());
    assert_eq!((m.families[0].threads, m.families[0].oversubscribed.as_slice()), (2, &[false, false][..]));
}

#[test]
fn machines_of_one_processor_are_told_apart() {
    let mut guest = elsewhere(run("b", 6), "Example 9000 at 3.2 GHz", 100);
    guest.iter_mut().for_each(|r| r.host.vm = "kvm".into());
    let m = machines(&[run("a", 6), guest].concat());
    let letters: Vec<(&str, &str)> = m.machines.iter().map(|m| (m.letter.as_str(), m.vm.as_str())).collect();
    assert_eq!(letters, [("A", "kvm"), ("B", "none")], "equally many rows: by name");
}
