//! Caches: hits against speed, hits by capacity, bytes an entry, and what promises cost, against planted truths.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use common::caches::{CACHES, Cache, OPTIMUM, SHARES, TRACES, catalogue, planted, races, replays};
use reports::analysis::analyse;
use reports::analysis::model::{Family, Front, Report, Standing};
use reports::{Evidence, Kind, Purpose, Record, write_report};
use tempfile::TempDir;

fn report(records: &[Record]) -> Report {
    analyse(records, &catalogue(), &Evidence::default(), &[])
}

fn whole() -> &'static Report {
    static WHOLE: LazyLock<Report> = LazyLock::new(|| report(&planted()));
    &WHOLE
}

fn family(report: &Report) -> &Family {
    report.families.iter().find(|f| f.name == "cache").unwrap()
}

fn front<'a>(report: &'a Report, workload: &str) -> Option<&'a Front> {
    family(report).workloads.iter().find(|w| w.name == workload).unwrap().front.as_ref()
}

fn ahead(front: &Front) -> Vec<&str> {
    front.ahead().collect()
}

fn named(names: &[&str]) -> Vec<Cache> {
    CACHES.into_iter().filter(|c| names.contains(&c.truth.name)).collect()
}

/// The files of some rows: names, page and summary. Nothing in them is no number, and no name stands twice where a screen reader
/// takes it for a landmark.
fn rendered(records: &[Record]) -> (Vec<String>, String, String) {
    let folder = TempDir::new().unwrap();
    let written = write_report(records, &catalogue(), &Evidence::default(), &[], folder.path()).unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    for file in &written.files {
        let text = fs::read_to_string(file).unwrap();
        let (shown, _) = text.split_once("<script").unwrap_or((&text, "")); // what is packed may spell anything
        assert!(!shown.contains("NaN"), "{file:?}");
    }
    let names = written.files.iter().map(|f| f.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    let html = read("index.html");
    let regions: Vec<&str> = html.split("role=\"region\" aria-label=\"").skip(1).collect();
    let labels: BTreeSet<&str> = regions.iter().filter_map(|r| r.split('"').next()).collect();
    assert_eq!(labels.len(), regions.len(), "a region's name stands twice: {labels:?}");
    (names, html, read("report.md"))
}

#[test]
fn the_front_is_the_planted_one() {
    let front = front(whole(), "zipf-get").unwrap();
    assert_eq!(ahead(front), ["set_associative", "flagship", "tinylfu"]);
    assert_eq!(front.optimum, Some(OPTIMUM));
    let spot = |name: &str| front.spots.iter().find(|s| s.subject == name).unwrap();
    assert!(spot("dashmap").never_forgets && spot("papaya").never_forgets);
    assert!(spot("scc").roomier && !spot("scc").never_forgets && !spot("scc").competes());
    assert!(spot("lean").competes() && spot("quick_cache").competes());
    let said = front.said.plain();
    for part in [
        "nothing here is faster and hits as often as set_associative (74.05\u{a0}%, ",
        "No cache of this capacity could have hit more than 80.00\u{a0}%.",
        "scc holds 16\u{202f}384 entries where 10\u{202f}000 were asked",
        "papaya and dashmap never forget",
    ] {
        assert!(said.contains(part), "{part} is not in: {said}");
    }
}

#[test]
fn who_holds_more_or_never_forgets_is_ranked_nowhere() {
    let f = family(whole());
    let head = f.workloads[0].head();
    for name in ["scc", "dashmap", "papaya"] {
        assert_eq!(head.cell(name).unwrap().measure.as_ref().unwrap().standing, Standing::Apart, "{name}");
    }
    let first = head.cell("set_associative").unwrap().measure.as_ref().unwrap().standing;
    assert_eq!(first, Standing::Place { place: 1, tied_with: 0 });
    assert!(f.workloads[0].best_single.as_deref() == Some("set_associative"));
    assert!(f.summary.plain().contains("set_associative, flagship and tinylfu (speed and hits weighed)"));
    assert!(whole().losses.is_empty(), "a larger cache beats nobody: {:?}", whole().losses);
}

#[test]
fn a_ceiling_may_be_a_floor_of_the_catalogue() {
    let mut records = races(&named(&["mutex_lru", "flagship", "dashmap"]), &["zipf-get"]);
    records.iter_mut().filter(|r| r.subject == "dashmap").for_each(|r| r.kind = Kind::Floor);
    let report = report(&records);
    let spots = &front(&report, "zipf-get").unwrap().spots;
    assert!(spots.iter().any(|s| s.subject == "dashmap" && s.never_forgets));
    rendered(&records);
}

#[test]
fn what_the_catalogue_calls_boundless_is_apart_whatever_it_hits() {
    let mut records = races(&named(&["mutex_lru", "flagship", "dashmap"]), &["zipf-get"]);
    records.extend(replays(&named(&["mutex_lru", "flagship"]), &TRACES[..2]));
    for r in records.iter_mut().filter(|r| r.subject == "dashmap") {
        (r.hit_ratio, r.optimum, r.entries) = (Some(0.79), None, None);
    }
    let mut catalogue = catalogue();
    for s in catalogue.iter_mut().filter(|s| matches!(s.name.as_str(), "dashmap" | "mutex_lru")) {
        s.mechanism = "never forgets: a map in shards".into();
    }
    let report = analyse(&records, &catalogue, &Evidence::default(), &[]);
    let spots = &front(&report, "zipf-get");
    assert!(spots.is_none(), "one cache alone is no front");
    let traces = family(&report).traces.as_ref().unwrap();
    assert!(traces.subjects.iter().any(|s| s.subject == "mutex_lru" && s.never_forgets));
}

#[test]
fn equal_hits_are_no_plane_and_a_missing_optimum_no_edge() {
    let mut records = races(&named(&["mutex_lru", "rwlock_lru", "actor"]), &["zipf-get"]);
    for r in &mut records {
        r.hit_ratio = Some(0.7);
    }
    assert!(front(&report(&records), "zipf-get").is_none());
    let mut records = races(&named(&["mutex_lru", "flagship", "scc", "dashmap"]), &["zipf-get"]);
    for r in &mut records {
        r.optimum = None;
    }
    let without = report(&records);
    let front = front(&without, "zipf-get").unwrap();
    assert_eq!((front.optimum, ahead(front)), (None, vec!["flagship"]));
    assert!(front.spots.iter().any(|s| s.never_forgets && s.subject == "dashmap"));
    let (names, html, _) = rendered(&records);
    assert!(names.iter().any(|n| n == "cache-zipf-get-front.svg"));
    assert!(!html.contains(">optimum "), "no edge is drawn");
}

#[test]
fn without_hit_ratios_a_cache_is_like_any_other_subject() {
    let mut records = races(&named(&["mutex_lru", "flagship"]), &["zipf-get"]);
    for r in &mut records {
        (r.hit_ratio, r.optimum, r.entries) = (None, None, None);
    }
    let (names, html, _) = rendered(&records);
    assert!(!names.iter().any(|n| n.contains("-front") || n.contains("-room") || n.contains("-traces")));
    assert!(!html.contains("What an entry takes") && !html.contains("bytes / entry"));
}

#[test]
fn where_everything_hits_nobody_is_apart() {
    let mut records = races(&named(&["mutex_lru", "flagship"]), &["hot-key"]);
    for r in &mut records {
        (r.hit_ratio, r.optimum, r.entries) = (Some(1.0), None, None);
    }
    let report = report(&records);
    let head = family(&report).workloads[0].head();
    assert!(head.cells.iter().all(|c| c.measure.as_ref().unwrap().standing != Standing::Apart));
}

#[test]
fn too_few_launches_put_nobody_ahead() {
    let records = races(&named(&["mutex_lru", "flagship"]), &["zipf-get"]);
    let two: Vec<Record> = records.into_iter().filter(|r| r.launch < 2).collect();
    let report = report(&two);
    let front = front(&report, "zipf-get").unwrap();
    assert!(ahead(front).is_empty() && front.said.plain().contains("too few launches"));
    rendered(&two);
}

#[test]
fn traces_have_a_ceiling_and_an_order() {
    let traces = family(whole()).traces.as_ref().unwrap();
    assert_eq!(traces.traces.len(), TRACES.len());
    let one = &traces.traces[0];
    assert_eq!((one.name.as_str(), one.requests, one.levels.len()), ("2_pools", Some(200_000), SHARES.len()));
    assert!(one.levels.iter().all(|l| l.optimum.is_some()) && one.levels[0].share == Some(0.01));
    let names: Vec<&str> = traces.subjects.iter().map(|s| s.subject.as_str()).collect();
    assert_eq!((names[0], names[names.len() - 1]), ("tinylfu", "lean"));
    assert!(traces.subjects.iter().any(|s| s.subject == "scc" && s.roomier));
    assert_eq!(traces.bright[..4], ["tinylfu", "mutex_lru", "quick_cache", "flagship"]);
    let said = traces.said.plain();
    for part in
        ["Over 10 traces at 50 capacities in all, tinylfu hits most", "Against quick_cache, the best peer, "]
    {
        assert!(said.contains(part), "{part} is not in: {said}");
    }
}

#[test]
fn a_trace_alone_has_one_wide_panel_and_no_means() {
    let records = replays(&CACHES, &TRACES[..1]);
    let (names, html, markdown) = rendered(&records);
    assert!(names.iter().any(|n| n == "family-cache-traces.svg"), "a family of replays alone has its chart");
    assert!(
        html.contains("2_pools, 200\u{202f}000 requests") && !html.contains("in the mean over capacities")
    );
    assert!(html.contains("Yes: traces were replayed and hits counted, and nothing was timed."));
    assert!(markdown.contains("`2_pools`, 200\u{202f}000 requests:"));
    let many = replays(&CACHES, &TRACES);
    let (_, html, _) = rendered(&many);
    assert!(html.contains("cache: hits in the mean over capacities") && html.contains("12 others"));
}

#[test]
fn holes_in_replays_are_left_open() {
    let mut records = replays(&named(&["mutex_lru", "flagship", "quick_cache"]), &TRACES[..2]);
    let at = |r: &Record, key: &str| r.params[key].clone();
    records.retain(|r| r.subject != "flagship" || at(r, "trace") != "cs" || at(r, "share") != 0.1);
    for r in &mut records {
        r.optimum = None;
        r.params.remove("share");
    }
    records.push(Record { hit_ratio: None, ..records[0].clone() });
    let report = report(&records);
    let traces = family(&report).traces.as_ref().unwrap();
    let flagship = traces.subjects.iter().find(|s| s.subject == "flagship").unwrap();
    assert!(flagship.mean.is_none() && traces.mean_optimum().is_none());
    let (_, html, _) = rendered(&records);
    assert!(html.contains("capacity (log)") && !html.contains(" where – were possible"));
}

#[test]
fn room_tells_who_holds_what() {
    let room = family(whole()).room.as_ref().unwrap();
    assert_eq!((room.workload.as_str(), room.rows.len()), ("zipf-get", CACHES.len()));
    assert!(room.rows.is_sorted_by(|a, b| a.per_entry <= b.per_entry));
    let row = |name: &str| room.rows.iter().find(|r| r.subject == name).unwrap();
    assert!((row("flagship").per_entry - 49.5).abs() < 0.01 && !row("flagship").odd);
    assert!(row("scc").odd && row("lean").odd && !row("mini_moka").odd);
    let said = room.said.plain();
    assert!(said.contains("set_associative takes the least, 48.0 bytes an entry, and moka the most, 210."));
    assert!(said.contains("scc holds 16\u{202f}384 entries where 10\u{202f}000 were asked."), "{said}");
    assert!(said.contains("lean holds 5\u{202f}200 entries where 10\u{202f}000 were asked."), "{said}");
}

#[test]
fn prices_are_computed_or_not_said() {
    let prices = family(whole()).prices.as_ref().unwrap();
    let row =
        |name: &str, than: &str| prices.rows.iter().find(|r| r.subject == name && r.than == than).unwrap();
    let trap = row("rwlock_lru", "mutex_lru").said.plain();
    assert!(trap.contains("No difference in throughput measured in any of 6 workloads"), "{trap}");
    assert!(trap.contains("Hits: 0.00 points in these races"), "{trap}");
    let shards = row("sharded_lru", "mutex_lru").said.plain();
    assert!(
        shards.contains("Faster in all 6 workloads") && shards.contains("Hits: −0.42 points"),
        "{shards}"
    );
    assert!(row("actor", "mutex_lru").said.plain().contains("Slower in all 6 workloads"));
    let alone = report(&races(&named(&["flagship", "moka"]), &["zipf-get"]));
    assert!(family(&alone).prices.is_none(), "nothing is said of what was not measured");
    let traced = report(&replays(&named(&["sharded_lru", "mutex_lru"]), &TRACES[..3]));
    let only = family(&traced).prices.as_ref().unwrap();
    assert!(only.rows.len() == 1 && only.workloads.is_empty() && only.rows[0].replayed.is_some());
    assert!(only.rows[0].said.plain().ends_with("points in the mean over replayed traces."));
}

#[test]
fn many_subjects_and_long_names_fit() {
    let names: Vec<&'static str> = (0..25)
        .map(|n| {
            &*Box::leak(
                format!("a_cache_with_a_very_long_name_number_{n}_{}", "x".repeat(60)).into_boxed_str(),
            )
        })
        .collect();
    let caches: Vec<Cache> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let mut c = CACHES[i % 17];
            c.truth.name = name;
            c.hits -= 0.000_8 * i as f64;
            c
        })
        .collect();
    let records = [races(&caches, &["zipf-get"]), replays(&caches, &TRACES[..3])].concat();
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("caches-long");
    write_report(&records, &[], &Evidence::default(), &[], &out).unwrap();
    let (names, ..) = rendered(&records);
    assert!(names.len() > 5);
}

#[test]
fn replays_stand_in_no_throughput() {
    let mut records = races(&named(&["mutex_lru", "flagship"]), &["hits"]);
    let before = report(&records);
    records.extend(replays(&named(&["mutex_lru", "flagship"]), &TRACES));
    assert!(records.iter().any(|r| r.purpose == Purpose::Hits));
    let after = report(&records);
    let time = |report: &Report| {
        let groups = &family(report).workloads[0].groups;
        groups.iter().map(|g| g.cells[0].measure.as_ref().unwrap().time_ns).collect::<Vec<_>>()
    };
    assert_eq!(time(&before), time(&after));
}

#[test]
fn a_page_of_caches_is_kept_to_look_at() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR"));
    write_report(&planted(), &catalogue(), &Evidence::default(), &[], &out.join("caches")).unwrap();
    let records = [races(&CACHES, &["zipf-get"]), replays(&CACHES, &TRACES[9..])].concat();
    write_report(&records, &catalogue(), &Evidence::default(), &[], &out.join("caches-one")).unwrap();
    let (_, html, _) = rendered(&planted());
    for id in ["family-cache-traces", "family-cache-room", "family-cache-prices"] {
        assert!(html.contains(&format!("<article class=\"workload\" id=\"{id}\">")), "{id}");
        assert!(html.contains(&format!(" href=\"#{id}\"")), "{id} is linked");
    }
}
