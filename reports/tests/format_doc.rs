//! FORMAT.md names every field.

mod common;

use reports::comparison::live::{BLOCK, Side, Stage, conclude};
use reports::{Host, Seats};
use serde_json::{Value, to_value};

fn fields(value: &Value) -> Vec<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn every_field_stands_in_format_md() {
    let text = include_str!("../FORMAT.md");
    let record = common::small_family().remove(0);
    let seats = Seats { cpus: vec![0], cores: 1, small_cores: 0, complexes: 1, packages: 1, nodes: 1 };
    let evidence = common::evidence();
    let comparison =
        reports::comparison::compare(&common::run("a", 3), &common::run("b", 3), &common::catalogue());
    let mut stage = Stage::default();
    for (side, run) in [(Side::Old, 0), (Side::New, 1)] {
        // Launches of a block: 0 and 3, 1 and 2; here of both builds the same rows.
        for turn in (0..16).flat_map(|block| [[0, 3], [1, 2]][run].map(|turn| block * BLOCK + turn)) {
            stage.add(side, &reports::Record { launch: turn, latency: None, ..record.clone() });
        }
    }
    let live = conclude(&stage, &Stage::default());
    let rows = [
        ("Record", to_value(&record).unwrap()),
        ("Host", to_value(Host::default()).unwrap()),
        ("Seats", to_value(seats).unwrap()),
        ("Latency", to_value(record.latency).unwrap()),
        ("Verdict", to_value(&common::verdicts()[0]).unwrap()),
        ("Weakening", to_value(&evidence.ledger[0]).unwrap()),
        ("Catch", to_value(&evidence.matrix[0]).unwrap()),
        ("Litmus", to_value(&evidence.litmus[0]).unwrap()),
        ("LitmusOutcome", to_value(&evidence.litmus[0].outcomes[0]).unwrap()),
        ("Comparison", to_value(&comparison).unwrap()),
        ("Change", to_value(&comparison.changes[0]).unwrap()),
        ("Live", to_value(&live).unwrap()),
        ("LiveChange", to_value(&live.changes[0]).unwrap()),
        ("Paired", to_value(live.changes[0].first.as_ref().unwrap()).unwrap()),
        ("SubjectInfo", to_value(&common::catalogue()[0]).unwrap()),
    ];
    for (of, value) in rows {
        for field in fields(&value) {
            assert!(text.contains(&format!("| `{field}` |")), "{of}.{field} is not described");
        }
    }
}
