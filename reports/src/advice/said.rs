//! An answer in words.

use super::choose::{Best, HITS_APART, P99_APART, figure, hit_ratio, launches, times_as_long};
use super::guide::{By, Promise};
use crate::analysis::model::{Cell, Group, RANKED_LAUNCHES};
use crate::analysis::{Prose, SubjectCard};
use crate::numbers::{bytes, count, factor, hits, noise, percent, points, time};
use crate::words;

/// Names before a sentence says how many more there are.
const NAMED: usize = 5;
/// Threads that are served less evenly than this (Jain's index) are worth a sentence.
const UNEVEN: f64 = 0.9;

type Card<'a> = dyn Fn(&str) -> Option<&'a SubjectCard> + 'a;

/// What to take.
pub(super) fn choice(best: &Best<'_>, by: By, promise: &Promise) -> Prose {
    let Some(first) = best.top.first() else {
        return Prose::new().text(match best.too_few {
            true => format!("Nothing can be advised: those that promise “{}” ran in fewer than {RANKED_LAUNCHES} launches.", promise.says),
            false => format!("None of those measured here promises “{}”.", promise.says),
        });
    };
    let names: Vec<&str> = best.top.iter().map(|cell| cell.subject.as_str()).collect();
    let said = Prose::new().names(&names, NAMED).text(format!(": {}", how(first, by)));
    match names.len() {
        1 => said.text("."),
        _ => said.text(match by {
            By::P99 => ", and no difference is claimed between them.",
            By::Throughput | By::Hits => ", and no difference was measured between them.",
        }),
    }
}

fn how(cell: &Cell, by: By) -> String {
    let ns = cell.measure.as_ref().map(|m| m.time_ns.median);
    let floor = if cell.measure.as_ref().is_some_and(|m| m.at_floor) {
        ", no more than the measuring loop"
    } else {
        ""
    };
    let each =
        ns.map_or_else(String::new, |ns| format!("{} an operation, over all threads{floor}", time(ns)));
    match by {
        By::Throughput => each,
        By::P99 => format!("99 of 100 times within {}", time(figure(cell, by).unwrap_or(f64::NAN))),
        By::Hits => format!("{} hits; {each}", hits(hit_ratio(cell).unwrap_or(f64::NAN))),
    }
}

/// What comes next.
pub(super) fn runner_up(best: &Best<'_>, by: By) -> Prose {
    let (Some(first), Some(next)) = (best.top.first(), best.next) else { return Prose::new() };
    let said = Prose::new().name(&next.subject);
    let apart = match by {
        By::P99 => {
            let times = figure(next, by).unwrap_or(f64::NAN) / figure(first, by).unwrap_or(f64::NAN);
            format!(": within {}, {} as long.", time(figure(next, by).unwrap_or(f64::NAN)), factor(times))
        }
        By::Throughput => format!(": {} as long.", longer(first, next)),
        By::Hits => {
            let fewer = hit_ratio(next).zip(hit_ratio(first)).map_or(f64::NAN, |(a, b)| a - b);
            match fewer.abs() < HITS_APART {
                true => format!(": as many hits, {} as long.", longer(first, next)),
                false => format!(": {} hits.", points(fewer)),
            }
        }
    };
    said.text(apart)
}

fn longer(first: &Cell, next: &Cell) -> String {
    let (Some(a), Some(b)) = (&first.measure, &next.measure) else {
        return "not measured how many times".into();
    };
    match times_as_long(a, b) {
        Some(ratio) => format!("{} ({} to {})", factor(ratio.median), factor(ratio.low), factor(ratio.high)),
        None => format!("in other launches, {}", factor(b.time_ns.median / a.time_ns.median)),
    }
}

/// What the answer rests on.
pub(super) fn evidence(group: &Group, best: &Best<'_>, by: By, card: &Card<'_>) -> Prose {
    let Some(first) = best.top.first() else { return Prose::new() };
    let mut said =
        format!("{}, each a process of its own", count(launches(first, by) as u64, "launch", "launches"));
    if let Some(overlap) = group.overlap.filter(|_| !group.oversubscribed) {
        said += &format!("; all threads at work for {} of the window", percent(overlap));
    }
    if !group.oversubscribed {
        said += &format!("; distance of the cores {}", words::class(group.class));
    }
    match (by, group.noise) {
        (By::P99, _) => {
            said += &format!("; percentiles nearer than {} are held to be alike", factor(P99_APART))
        }
        (_, Some(n)) => said += &format!("; the same against itself differs by {}", noise(n.factor)),
        (_, None) => said += "; nothing was raced against itself",
    }
    let mut prose = Prose::new().text(format!("{said}. "));
    for cell in best.top.iter().take(NAMED) {
        let laws = card(&cell.subject).map_or_else(|| "not checked".to_owned(), words::laws);
        prose = prose.text("Laws of ").name(&cell.subject).text(format!(": {laws}. "));
    }
    prose
}

/// What the choice does not give: known failures, uneven service, room; then what a stronger promise would cost.
pub(super) fn gives_up<'a>(
    best: &Best<'_>,
    by: By,
    stronger: impl Iterator<Item = (&'a Promise, &'a Best<'a>)>,
    card: &Card<'_>,
) -> Prose {
    let Some(first) = best.top.first() else { return Prose::new() };
    let mut prose = Prose::new();
    for cell in best.top.iter().take(NAMED) {
        let Some(card) = card(&cell.subject) else { continue };
        let promise = [card.info.consistency.as_str(), card.info.progress.as_str()];
        let promise: Vec<&str> = promise.into_iter().filter(|said| !said.is_empty()).collect();
        prose = prose.name(&cell.subject).text(format!(" promises: {}. ", promise.join("; ")));
        for failure in &card.info.known_failures {
            prose = prose.text(format!("Known to fail: {failure}. "));
        }
        if let Some((_, most)) = card.bytes.filter(|(_, most)| *most > 1024) {
            prose = prose.text(format!("An instance takes {}. ", bytes(most)));
        }
        if let Some(uneven) = cell.fairness.filter(|fairness| fairness.jain < UNEVEN) {
            prose = prose.text(format!(
                "Threads are served unevenly: the most served one {} as often as the least. ",
                factor(uneven.max_over_min)
            ));
        }
    }
    for (promise, other) in stronger {
        let Some(better) = other.top.first() else {
            prose = prose.text(format!("Nothing measured here promises “{}”. ", promise.says));
            continue;
        };
        if best.top.iter().any(|cell| cell.subject == better.subject) {
            continue;
        }
        prose = prose.text(format!("For “{}”: ", promise.says)).name(&better.subject).text(match by {
            By::Throughput => format!(", {} as long. ", longer(first, better)),
            By::P99 | By::Hits => format!(", {}. ", how(better, by)),
        });
    }
    prose
}
