//! Which should I use? Against planted truths.

mod common;

use std::fs;

use common::{Truth, caches, catalogue, planted, record, row};
use reports::advice::{Answer, Need, answers};
use reports::analysis::analyse;
use reports::{Evidence, Kind, Latency, Record, SubjectInfo, write_report};
use tempfile::TempDir;

/// Those whose reading while others add is not exact.
const QUIESCENT: [&str; 7] =
    ["per_thread", "per_cpu", "striped", "striped_unpadded", "batched", "rayon_reduce", "fast-counter"];

fn counters() -> Vec<SubjectInfo> {
    let quiescent = |info: SubjectInfo| match QUIESCENT.contains(&info.name.as_str()) {
        true => SubjectInfo { consistency: "exact when quiescent".into(), ..info },
        false => info,
    };
    catalogue().into_iter().map(quiescent).collect()
}

fn all(records: &[Record], catalogue: &[SubjectInfo]) -> Vec<Answer> {
    answers(&analyse(records, catalogue, &Evidence::default(), &[]))
}

fn found(answers: &[Answer], need: &Need) -> Answer {
    let found = need.find(answers);
    assert_eq!(found.len(), 1, "{}", need.words());
    found[0].clone()
}

fn need(family: &str, given: &[(&str, &str)], must: Option<&str>, threads: Option<u32>) -> Need {
    Need::read(family, given, must, threads).unwrap()
}

#[test]
fn a_stronger_promise_has_another_answer_and_its_price_is_told() {
    let all = all(&planted(), &counters());
    let rough = found(&all, &need("counter", &[], None, None));
    assert_eq!((rough.picks.as_slice(), rough.threads), (&["per_thread".to_owned()][..], 2));
    assert!(rough.choice.plain().contains("no more than the measuring loop"), "{}", rough.choice.plain());
    assert!(rough.runner_up.plain().contains("as long"), "{}", rough.runner_up.plain());
    let given_up = rough.gives_up.plain();
    assert!(given_up.contains("For “exact while others add”: ") && given_up.contains("28"), "{given_up}");

    let exact = found(&all, &need("counter", &[], Some("exact"), None));
    assert!(["atomic_relaxed", "atomic_seqcst"].iter().all(|name| exact.picks.contains(&(*name).to_owned())));
    assert!(
        !exact.picks.iter().any(|name| QUIESCENT.contains(&name.as_str()) || name == "cas_loop"),
        "{:?}",
        exact.picks
    );
    assert!(exact.choice.plain().contains("no difference was measured"), "{}", exact.choice.plain());
    let evidence = exact.evidence.plain();
    assert!(evidence.contains("6 launches") && evidence.contains("not checked"), "{evidence}");
}

#[test]
fn who_answered_wrong_or_is_no_subject_is_never_advised() {
    let all = all(&planted(), &counters());
    assert!(all.len() > 20);
    for answer in &all {
        let said = [&answer.choice, &answer.runner_up, &answer.gives_up].map(|prose| prose.plain()).concat();
        for name in ["racy-counter", "noop", "single_writer_store", "dispatch_dyn"] {
            assert!(!said.contains(name), "{name}: {said}");
        }
    }
}

#[test]
fn threads_that_were_not_measured_stand_for_the_nearest() {
    let all = all(&planted(), &counters());
    assert_eq!(found(&all, &need("counter", &[], None, Some(5))).threads, 4);
    assert_eq!(found(&all, &need("counter", &[], None, Some(1))).threads, 1);
    assert!(need("counter", &[("reads", "sometimes")], None, None).find(&all).is_empty(), "nobody ran it");
    let guide = reports::advice::guide("counter").unwrap();
    assert_eq!(guide.workload(&["sometimes"]), Some("mix-90-10"));
    assert!(guide.nearest(&["never"]).contains(&&["never"][..]));
}

#[test]
fn a_cache_is_chosen_for_speed_or_for_hits() {
    let all = all(&caches::planted(), &caches::catalogue());
    let speed = found(&all, &need("cache", &[("use", "get")], None, Some(2)));
    assert_eq!(speed.picks, ["set_associative"], "who holds more, or never forgets, is in no such choice");
    let hits = found(&all, &need("cache", &[("use", "get"), ("matters", "hits")], None, Some(2)));
    assert_eq!(
        hits.picks,
        ["flagship"],
        "tinylfu has a quarter of a point more, and takes ten times as long"
    );
    let next = hits.runner_up.plain();
    assert!(next.contains("quick_cache") && next.contains("as many hits"), "{next}");
}

#[test]
fn who_could_not_keep_the_schedule_is_not_advised_for_its_latency() {
    let latency = |p99_ns| Latency {
        rate_per_thread: 1e5,
        p50_ns: 100,
        p90_ns: 200,
        p99_ns,
        p999_ns: 9000,
        max_ns: 90_000,
    };
    let mut rows = Vec::new();
    for launch in 0..5 {
        for (name, p99_ns, kept) in [("kept", 800, true), ("late", 400, false)] {
            let truth = Truth { name, kind: Kind::Ours, ns: [50.0; 3] };
            let mut row = record("queue", truth, "latency-half-peak", 2, launch, 0);
            row.latency = Some(latency(p99_ns));
            if !kept {
                row.params.insert("schedule_kept".to_owned(), false.into());
            }
            rows.push(row);
        }
    }
    let infos = ["kept", "late"].map(|name| row("queue", &Truth { name, kind: Kind::Ours, ns: [50.0; 3] }));
    let need = need("queue", &[("matters", "waiting")], None, None);
    assert_eq!(found(&all(&rows, &infos), &need).picks, ["kept"]);
}

#[test]
fn few_launches_advise_nothing() {
    let few: Vec<Record> = planted().into_iter().filter(|r| r.launch < 2).collect();
    let answer = found(&all(&few, &counters()), &need("counter", &[], None, None));
    assert!(answer.picks.is_empty());
    assert!(answer.choice.plain().contains("fewer than 3 launches"), "{}", answer.choice.plain());
    let nobody =
        catalogue().into_iter().map(|info| SubjectInfo { consistency: "bounded error".into(), ..info });
    let answer =
        found(&all(&planted(), &nobody.collect::<Vec<_>>()), &need("counter", &[], Some("exact"), None));
    assert!(
        answer.choice.plain().contains("None of those measured here promises"),
        "{}",
        answer.choice.plain()
    );
}

#[test]
fn the_page_has_every_answer_without_its_script() {
    let folder = TempDir::new().unwrap();
    write_report(&planted(), &counters(), &Evidence::default(), &[], folder.path()).unwrap();
    let page = fs::read_to_string(folder.path().join("index.html")).unwrap();
    assert!(page.contains("Which should I use?"));
    assert_eq!(page.matches("<tr data-need=").count(), all(&planted(), &counters()).len());
}
