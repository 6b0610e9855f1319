//! What wins and where, in words made from the data.

use super::model::{Bound, Cell, Difference, Family, Front, Group, Measure, Ratio, Standing};
use super::prose::Prose;
use crate::numbers::{count, factor, rate, time};
use crate::record::Kind;

/// Names listed in a sentence before it says how many more there are.
const NAMED: usize = 4;

/// `at 2 threads`, with the warning that belongs to it.
pub(crate) fn at_threads(group: &Group) -> String {
    let n = count(group.threads.into(), "thread", "threads");
    if group.oversubscribed { format!("at {n} (more threads than cores)") } else { format!("at {n}") }
}

/// A ratio as it may be said: with its bound, or as a tie.
pub(crate) fn ratio_words(ratio: &Ratio) -> String {
    let said = factor(ratio.value.median);
    match (ratio.bound, ratio.difference) {
        (Bound::Nothing, _) => "both at the floor".into(),
        (Bound::AtLeast, _) => format!("≥ {said}"),
        (Bound::AtMost, _) => format!("≤ {said}"),
        (Bound::Exact, Difference::None) => format!("{said} (tie)"),
        (Bound::Exact, Difference::TooFewLaunches) => format!("{said} (few launches)"),
        (Bound::Exact, Difference::Measured) => said,
    }
}

/// Subjects of a group that take part in a comparison.
fn runners(group: &Group) -> impl Iterator<Item = (&Cell, &Measure)> {
    group.cells.iter().filter(|c| c.kind != Kind::Floor).filter_map(|c| Some((c, c.measure.as_ref()?)))
}

fn leads(standing: Standing, first: usize) -> bool {
    matches!(standing, Standing::Place { place, .. } if place == first)
}

/// The places at the top: subjects at the floor, and the leaders among the others.
fn top(group: &Group) -> (Vec<&str>, Vec<(&Cell, &Measure)>) {
    let floor: Vec<&str> = runners(group)
        .filter(|(_, m)| m.standing == Standing::AtFloor)
        .map(|(c, _)| c.subject.as_str())
        .collect();
    let first = floor.len() + 1;
    let leaders = runners(group).filter(|(_, m)| leads(m.standing, first)).collect();
    (floor, leaders)
}

/// A workload's sentences: from its headline group, then what a single thread showed.
pub(super) fn workload(groups: &[Group], headline: usize, baseline: Option<&str>) -> Prose {
    let said = contended(&groups[headline], baseline).then(updates(groups, headline));
    let single = groups.iter().enumerate().find(|(i, g)| g.threads == 1 && *i != headline);
    match single {
        Some((_, g)) => said.text(" ").then(uncontended(g)),
        None => said,
    }
}

/// Of a workload whose operations came on schedule: whose come through soonest, by the 99th percentile of their time. Each had a pace
/// of its own, so this is no ranking.
pub(super) fn on_schedule(group: &Group) -> Prose {
    let told = group.cells.iter().filter_map(|c| Some((c, c.latency?)));
    let kept = told.filter(|(_, l)| !l.is_closed_loop() && l.late_launches == 0);
    let Some((c, l)) = kept.min_by(|a, b| a.1.percentiles[2].total_cmp(&b.1.percentiles[2])) else {
        return Prose::new().text("Nobody kept the schedule.");
    };
    let said = Prose::new().text(format!("{}, items of ", capital(&at_threads(group)))).name(&c.subject);
    said.text(format!(
        " came through soonest, 99 in 100 of them within {} of when they were due (half within {}), at {} a second. Each has half of \
         its own peak for a pace, so the times are those of unequal loads: read them beside the pace.",
        time(l.percentiles[2]),
        time(l.percentiles[0]),
        rate(l.rate_per_thread)
    ))
}

/// The group whose rates of changes are told.
pub(super) fn updated(groups: &[Group], headline: usize) -> Option<&Group> {
    let counted = |g: &&Group| g.cells.iter().any(|c| c.updates.is_some());
    Some(&groups[headline]).filter(counted).or_else(|| groups.iter().rev().find(counted))
}

/// How often the writer got in, at most and at least: without that, readers would be ranked by how slow the writer is.
fn updates(groups: &[Group], headline: usize) -> Prose {
    let Some(group) = updated(groups, headline) else { return Prose::new() };
    let rates = group.cells.iter().filter(|c| c.kind != Kind::Floor);
    let mut rates: Vec<(&str, f64)> = rates.filter_map(|c| Some((c.subject.as_str(), c.updates?))).collect();
    rates.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (Some(most), Some(least)) = (rates.first(), rates.last()) else { return Prose::new() };
    let said = Prose::new()
        .text(" What readers get depends on how often the writer gets in: ")
        .text(format!("{}, ", at_threads(group)))
        .name(most.0)
        .text(format!(" takes {}", per_second(most.1)));
    if rates.len() == 1 {
        return said.text(".");
    }
    said.text(", the most, and ").name(least.0).text(format!(" {}, the least.", per_second(least.1)))
}

fn per_second(changes: f64) -> String {
    if changes == 0.0 { "none".into() } else { format!("{} changes", rate(changes)) }
}

/// Who is ahead with one thread, in a sentence; nothing where nothing was ranked.
fn uncontended(group: &Group) -> Prose {
    let (floor, leaders) = top(group);
    let names: Vec<&str> = leaders.iter().map(|(c, _)| c.subject.as_str()).collect();
    let said = Prose::new().text("With one thread, ");
    match (floor.is_empty(), leaders.first()) {
        (false, _) => said
            .names(&floor, NAMED)
            .text(if floor.len() == 1 { " is" } else { " are" })
            .text(" at the floor."),
        (true, Some((_, m))) if names.len() == 1 => {
            said.names(&names, NAMED).text(format!(" is ahead, with {}.", time(m.time_ns.median)))
        }
        (true, Some((_, m))) => said.names(&names, NAMED).text(format!(
            " are ahead, from {}, and no difference was measured to the first.",
            time(m.time_ns.median)
        )),
        (true, None) => Prose::new(),
    }
}

fn contended(group: &Group, baseline: Option<&str>) -> Prose {
    let when = capital(&at_threads(group));
    let (floor, leaders) = top(group);
    let ranked = runners(group).filter(|(_, m)| matches!(m.standing, Standing::Place { .. })).count();
    let mut said = Prose::new();
    if !floor.is_empty() {
        let verb = if floor.len() == 1 { " costs" } else { " cost" };
        said = said.text(format!("{when}, ")).names(&floor, NAMED).text(format!(
            "{verb} no more than the measuring loop itself: at the floor, faster than can be told. "
        ));
    }
    match leaders.as_slice() {
        [] => {}
        [(only, m)] if ranked == 1 && floor.is_empty() => {
            said = said.text(format!("{when}, ")).name(&only.subject);
            said = said
                .text(format!(" takes {} an operation; nothing else was ranked. ", time(m.time_ns.median)));
        }
        [(best, m), others @ ..] => {
            let above = if floor.is_empty() { format!("{when}, ") } else { "Above the floor, ".into() };
            let all_ranked = runners(group).all(|(_, m)| m.standing != Standing::TooFewLaunches);
            said = said.text(above).name(&best.subject);
            let has =
                if all_ranked { "has the shortest time" } else { "has the shortest time of those ranked" };
            said = said.text(format!(" {has}, {} an operation", time(m.time_ns.median)));
            said = said.then(against_baseline(best, m, baseline));
            if !others.is_empty() {
                let names: Vec<&str> = others.iter().map(|(c, _)| c.subject.as_str()).collect();
                said = said.text("; no difference was measured between it and ").names(&names, NAMED);
            }
            said = said.text(". ");
        }
    }
    if leaders.is_empty() && floor.is_empty() {
        said = said.text(nobody_ranked(group, &when));
    }
    let unranked = if ranked > 0 { too_few(group) } else { Prose::new() };
    said.then(slowest(group, &leaders)).then(unranked).then(not_measurable(group))
}

fn too_few(group: &Group) -> Prose {
    let few = runners(group).filter(|(_, m)| m.standing == Standing::TooFewLaunches);
    let names: Vec<&str> = few.map(|(c, _)| c.subject.as_str()).collect();
    match names.len() {
        0 => Prose::new(),
        _ => Prose::new()
            .text("Not ranked, for too few launches with a clean window: ")
            .names(&names, NAMED)
            .text(". "),
    }
}

fn against_baseline(cell: &Cell, m: &Measure, baseline: Option<&str>) -> Prose {
    match (baseline, &m.ratio) {
        (Some(base), Some(r)) if base != cell.subject && r.bound != Bound::Nothing => {
            Prose::new().text(format!(", {} the throughput of ", ratio_words(r))).name(base)
        }
        _ => Prose::new(),
    }
}

fn nobody_ranked(group: &Group, when: &str) -> String {
    let measured = runners(group).count();
    if group.cells.iter().all(|c| c.kind == Kind::Floor) {
        format!("{when}, floors alone were measured; nothing is ranked. ")
    } else if measured == 0 {
        format!("{when}, nothing could be measured here. ")
    } else {
        let were = count(measured as u64, "subject was", "subjects were");
        format!("{when}, {were} measured in too few launches to be ranked. ")
    }
}

fn slowest(group: &Group, leaders: &[(&Cell, &Measure)]) -> Prose {
    let last = runners(group).filter(|(_, m)| matches!(m.standing, Standing::Place { .. })).last();
    match (last, leaders.first()) {
        (Some((c, m)), Some((_, best))) if !leaders.iter().any(|(l, _)| l.subject == c.subject) => {
            let times = factor(m.time_ns.median / best.time_ns.median);
            let said = Prose::new().text("The longest time is that of ").name(&c.subject);
            said.text(format!(", {} ({times}). ", time(m.time_ns.median)))
        }
        _ => Prose::new(),
    }
}

fn not_measurable(group: &Group) -> Prose {
    let names: Vec<&str> = group
        .cells
        .iter()
        .filter(|c| c.measure.is_none() && c.windows.all > 0)
        .map(|c| c.subject.as_str())
        .collect();
    if names.is_empty() || runners(group).next().is_none() {
        return Prose::new();
    }
    Prose::new().text("Not measurable here: ").names(&names, NAMED).text(".")
}

/// A family's sentence, over its workloads.
pub(super) fn family(family: &Family) -> Prose {
    // Workloads that follow each other with one answer share it.
    let mut answers: Vec<(Vec<&str>, Prose)> = Vec::new();
    for w in &family.workloads {
        let (floor, leaders) = top(w.head());
        let mut names: Vec<&str> = leaders.iter().map(|(c, _)| c.subject.as_str()).collect();
        let weighed: Vec<&str> = w.front.iter().flat_map(Front::ahead).collect();
        let how = match (floor.is_empty(), names.len()) {
            _ if !weighed.is_empty() => {
                names = weighed;
                " (speed and hits weighed)"
            }
            (true, 0) => continue,
            (true, 1) => "",
            (true, _) => " (no difference measured)",
            (false, _) => {
                names = floor;
                " (at the floor)"
            }
        };
        let mut answer = Prose::new().text(": ").names(&names, 3).text(how);
        // Fast for some is not fast; who reads on will see, who does not must be told here.
        if let Some((starving, g)) = super::served::starving(w, &names) {
            let verb = if starving.len() == 1 { " starves" } else { " starve" };
            answer =
                answer.text(", but ").names(&starving, 3).text(format!("{verb} a thread {}", at_threads(g)));
        }
        match answers.last_mut() {
            Some((workloads, last)) if *last == answer => workloads.push(&w.name),
            _ => answers.push((vec![&w.name], answer)),
        }
    }
    let mut said = Prose::new();
    for (workloads, answer) in answers {
        let begin = if said.is_empty() { "Ahead: in " } else { "; in " };
        said = said.text(begin).names(&workloads, workloads.len()).then(answer);
    }
    if said.is_empty() { said.text("Nothing could be ranked.") } else { said.text(".") }
}

/// The entries of "where ours lose": the best peer is known to be faster than the best of ours.
pub(super) fn loss(family: &str, workload: &str, group: &Group) -> Option<Prose> {
    let fair = |m: &Measure| m.standing != Standing::Apart;
    let best = |kind: Kind| runners(group).find(|(c, m)| c.kind == kind && fair(m));
    let ((peer, p), (ours, o)) = (best(Kind::Peer)?, best(Kind::Ours)?);
    let noise = group.noise.map(|n| n.factor);
    if o.at_floor
        || group.on_schedule
        || p.time_ns.median >= o.time_ns.median
        || super::rank::difference(p, o, noise) != Difference::Measured
    {
        return None;
    }
    let least = if p.at_floor { "at least " } else { "" };
    let times = factor(o.time_ns.median / p.time_ns.median);
    let said = Prose::new().name(family).text(", ").name(workload).text(format!(", {}: ", at_threads(group)));
    Some(
        said.name(&peer.subject)
            .text(format!(" takes {} an operation, the best of ours, ", time(p.time_ns.median)))
            .name(&ours.subject)
            .text(format!(", {} ({least}{times}).", time(o.time_ns.median))),
    )
}

pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
