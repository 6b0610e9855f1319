//! What a machine tells of itself before anything is measured on it.

mod common;

use common::contend;
use serde_json::Value;

const NOT_OPTIMISED: &str = "this build is not optimised";

#[test]
fn findings_come_with_effects_and_remedies_for_people_and_for_programs() {
    let answer = contend(&["doctor", "--json"]);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    let told: Value = serde_json::from_str(&answer.out).unwrap();
    assert!(told["host"]["cores"].as_u64().unwrap() > 0);
    let findings = told["findings"].as_array().unwrap();
    for finding in findings {
        for part in ["what", "effect", "remedy"] {
            assert!(finding[part].as_str().is_some_and(|text| !text.is_empty()), "{part} of {finding}");
        }
    }
    // A debug build is not made for measuring, whatever the machine.
    let first = findings.first().and_then(|finding| finding["what"].as_str());
    assert_eq!(first == Some(NOT_OPTIMISED), cfg!(debug_assertions), "{findings:?}");
    assert!(told["untold"].is_array() && told["trial"].is_null());

    let answer = contend(&["doctor"]);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    assert_eq!(answer.out.contains(NOT_OPTIMISED), cfg!(debug_assertions), "{}", answer.out);
    assert_eq!(answer.out.matches("effect: ").count(), answer.out.matches("remedy: ").count());
}

#[cfg(debug_assertions)]
#[test]
fn a_build_that_is_not_optimised_cannot_try_the_engine() {
    let answer = contend(&["doctor", "--trial"]);
    assert_eq!(answer.code, Some(0), "no answer is no wrong answer: {}", answer.err);
    assert!(answer.out.contains("not measurable here: built without optimisation"), "{}", answer.out);
    let told: Value = serde_json::from_str(&contend(&["doctor", "--trial", "--json"]).out).unwrap();
    assert_eq!(told["trial"]["answer"], "not_measurable");
}
