//! What was checked, in words: the same for the page and for Markdown.

use std::collections::BTreeSet;

use crate::analysis::{Checks, SubjectCard};
use crate::evidence::{Catch, LitmusOutcome, Verdict, Weakening};

/// How many sites a ledger has, how many of its weakenings a model noticed, and how many none did.
pub(crate) fn orderings(ledger: &[Weakening]) -> String {
    if ledger.is_empty() {
        return "not weakened here".into();
    }
    let sites = sites(ledger.iter());
    let plural = if sites == 1 { "" } else { "s" };
    let said = format!("{sites} ordering{plural} stronger than Relaxed");
    match (still(ledger), silent(ledger)) {
        (0, 0) => format!("{said}, each shown to be needed"),
        (still, 0) => format!("{said}, {} shown to be needed, {still} {STILL}", sites - still),
        (0, silent) => format!("{said}, {} shown to be needed, {silent} not", sites - silent),
        (still, silent) => {
            format!("{said}, {} shown to be needed, {still} {STILL}, {silent} not", sites - still - silent)
        }
    }
}

/// Of orderings without which a model stands still, and no law is broken.
const STILL: &str = "only by models that stand still";

/// Sites with a weakening that nothing noticed.
fn silent(ledger: &[Weakening]) -> usize {
    sites(ledger.iter().filter(|w| !w.is_shown() && !w.stands_still()))
}

/// Other sites, with a weakening of which only standing still told.
fn still(ledger: &[Weakening]) -> usize {
    sites(ledger.iter().filter(|w| !w.is_shown())) - silent(ledger)
}

fn sites<'a>(rows: impl Iterator<Item = &'a Weakening>) -> usize {
    rows.map(|w| (&w.file, w.line, w.column)).collect::<BTreeSet<_>>().len()
}

/// Of all sources together.
pub(crate) fn ledger_summary(checks: &Checks) -> String {
    let files: BTreeSet<_> = checks.ledger.iter().map(|w| &w.file).collect();
    let all = sites(checks.ledger.iter());
    let (standing, surviving) = (still(&checks.ledger), silent(&checks.ledger));
    let still = if standing > 0 { format!("of {standing} {STILL} told, ") } else { String::new() };
    let unreasoned = sites(checks.ledger.iter().filter(|w| w.reason.is_empty()));
    let reasons = match unreasoned {
        0 => "Each has its reason in the source.".to_owned(),
        1 => "One has no reason in the source.".to_owned(),
        n => format!("{n} have no reason in the source."),
    };
    let sources = if files.len() == 1 { "one source".to_owned() } else { format!("{} sources", files.len()) };
    format!(
        "{all} orderings in {sources} are stronger than Relaxed. Each was made weaker, alone, and the models were run again: of {} \
         a law noticed, {still}of {surviving} none did. {reasons}",
        all - surviving - standing,
    )
}

/// What became of one weakening.
pub(crate) fn outcome(w: &Weakening) -> String {
    if w.stands_still() {
        format!("{} of {} stands still, which may be the checker's doing; no law is broken", w.law, w.subject)
    } else if !w.is_shown() {
        let models = match w.models {
            1 => "the one model that reaches it".to_owned(),
            n => format!("all {n} models that reach it"),
        };
        let bounded = match w.bounded {
            0 => String::new(),
            n => format!(", {n} searched within bounds"),
        };
        // A model that came to no verdict has noticed nothing because it did not look to the end.
        let inconclusive = match w.inconclusive {
            0 => String::new(),
            n => format!(", {n} without a verdict"),
        };
        format!("unnoticed by {models}{bounded}{inconclusive}")
    } else {
        format!("{} of {} ({})", w.law, w.subject, w.class)
    }
}

/// How many wrong programs each tool caught, and whether any got away.
pub(crate) fn gallery_summary(checks: &Checks) -> String {
    let caught = |at: usize| {
        let by = checks.mutants.iter().filter_map(|m| m.by[at].as_ref());
        by.filter(|c| c.outcome == "caught").count()
    };
    let each: Vec<_> = checks
        .tools
        .iter()
        .enumerate()
        .map(|(at, tool)| format!("{} {}", tool_name(tool), caught(at)))
        .collect();
    let escaped: Vec<_> = checks.mutants.iter().filter(|m| !m.is_caught()).map(|m| m.name.as_str()).collect();
    let rest = match escaped.as_slice() {
        [] => "Each is caught by at least one.".to_owned(),
        names => format!("Caught by none: {}.", names.join(", ")),
    };
    format!("Of {} wrong programs, {}. {rest}", checks.mutants.len(), each.join(", "))
}

/// A tool as a reader knows it.
pub(crate) fn tool_name(tool: &str) -> &str {
    match tool {
        "tsan" => "TSan",
        "asan" => "ASan",
        "native" => "real threads",
        other => other,
    }
}

/// One cell of the matrix.
pub(crate) fn catch(c: Option<&Catch>) -> String {
    match c {
        None => "not tried".into(),
        Some(c) if c.outcome == "caught" => match c.at {
            Some(at) => format!("{}, at {at}", c.class),
            None => c.class.clone(),
        },
        Some(c) if c.outcome == "missed" => "missed".into(),
        Some(c) if c.class.is_empty() => c.outcome.clone(),
        Some(c) => format!("{}: {}", c.outcome, c.class),
    }
}

/// Families of the gallery, in the order of its rows.
pub(crate) fn families(checks: &Checks) -> BTreeSet<&str> {
    let shown = checks.interleavings.iter().map(|i| i.family.as_str());
    checks.mutants.iter().map(|m| m.family.as_str()).chain(shown).collect()
}

/// Whether an engine shows an outcome, in a word.
pub(crate) fn shown(by: Option<bool>) -> &'static str {
    match by {
        None => "not asked",
        Some(true) => "shown",
        Some(false) => "never",
    }
}

/// How often the machine showed an outcome.
pub(crate) fn seen(outcome: &LitmusOutcome) -> String {
    match outcome.native {
        None => "not run".into(),
        Some(0) => "never".into(),
        Some(n) => crate::numbers::whole(n),
    }
}

/// Laws that a subject does not promise, and that a history shows to be broken.
pub(crate) fn exhibits(c: &SubjectCard) -> impl Iterator<Item = &Verdict> {
    c.verdicts.iter().filter(|v| !v.promised && v.outcome == "fails")
}

#[cfg(test)]
mod tests {
    use super::{orderings, outcome};
    use crate::evidence::Weakening;

    fn survivor(bounded: u64, inconclusive: u64) -> Weakening {
        let row = format!(
            r#"{{"file":"a.rs","line":1,"column":1,"operation":"load","object":"","ordering":"Acquire","weaker":"Relaxed",
            "reason":"","result":"survives","subject":"","law":"","class":"","models":3,"bounded":{bounded},
            "inconclusive":{inconclusive},"reaching":3}}"#
        );
        serde_json::from_str(&row).unwrap()
    }

    #[test]
    fn who_did_not_look_to_the_end_is_counted_apart() {
        assert_eq!(outcome(&survivor(0, 0)), "unnoticed by all 3 models that reach it");
        let lonely = Weakening { models: 1, ..survivor(0, 0) };
        assert_eq!(outcome(&lonely), "unnoticed by the one model that reaches it");
        assert_eq!(
            outcome(&survivor(1, 2)),
            "unnoticed by all 3 models that reach it, 1 searched within bounds, 2 without a verdict"
        );
        let still = Weakening {
            result: "stands still".into(),
            law: "fifo".into(),
            subject: "mcs".into(),
            ..survivor(0, 0)
        };
        assert_eq!(
            outcome(&still),
            "fifo of mcs stands still, which may be the checker's doing; no law is broken"
        );
        let said = orderings(std::slice::from_ref(&still));
        assert_eq!(
            said,
            "1 ordering stronger than Relaxed, 0 shown to be needed, 1 only by models that stand still"
        );
        let said = orderings(&[still, Weakening { line: 9, ..survivor(0, 0) }]);
        assert!(said.ends_with("0 shown to be needed, 1 only by models that stand still, 1 not"), "{said}");
    }
}
