//! Phrases that the page and the Markdown summary share.

pub(crate) mod against;
pub(crate) mod caches;
pub(crate) mod checks;
pub(crate) mod interleaving;
pub(crate) mod machines;
pub(crate) mod questions;
pub(crate) mod scaling;

use crate::analysis::known;
use std::collections::BTreeSet;

use crate::analysis::Report;
use crate::analysis::SubjectCard;
use crate::analysis::model::{
    Cell, Family, Group, LatencyView, RaceRow, Ratio, Standing, Trust, Windows, Workload,
};
use crate::analysis::sentences::{at_threads, capital, ratio_words};
use crate::evidence::{Status, Verdict};
use crate::numbers::{count, factor, listed, noise, percent, rate, three, whole};
use crate::record::{Kind, Placement};
use crate::stats::Cost;

/// Said when no peer is known to beat the best of ours.
pub(crate) const NO_LOSS: &str = "In these records no peer is known to beat the best of ours in any headline comparison. That is a statement about these records.";

/// A way of calling, in times of the fastest.
pub(crate) fn beside_fastest(ratio: Option<&Ratio>) -> String {
    ratio.map_or_else(|| "–".into(), ratio_words)
}

/// A family's name, marked when it holds floors alone.
pub(crate) fn family_title(f: &Family) -> String {
    if f.floors_only { format!("{} (bounds for orientation, not ranked)", f.name) } else { f.name.clone() }
}

/// Workloads as a reader should compare them: those of structures with a limit, and those without, apart.
pub(crate) fn kinds(f: &Family) -> Vec<(&'static str, Vec<&Workload>)> {
    let (without, with): (Vec<&Workload>, Vec<_>) =
        f.workloads.iter().partition(|w| known::is_unbounded(&w.name));
    let mut kinds = match without.is_empty() {
        true => vec![("Workloads", with)],
        false => vec![
            ("Workloads with a limit", with),
            ("Without a limit, which never have to wait for room", without),
        ],
    };
    if !f.placed.is_empty() {
        kinds.push(("With threads placed otherwise than usual", f.placed.iter().collect()));
    }
    kinds
}

/// Subjects of a workload: in the order of the headline group, then those measured elsewhere alone.
pub(crate) fn subjects(w: &Workload) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for c in w.head().cells.iter().chain(w.groups.iter().flat_map(|g| &g.cells)) {
        if !all.contains(&c.subject.as_str()) {
            all.push(&c.subject);
        }
    }
    all
}

/// COST as a table shows it.
pub(crate) fn cost(w: &Workload, subject: &str) -> String {
    match w.costs.get(subject) {
        Some(Cost::Threads(n)) => n.to_string(),
        Some(Cost::NoneUpTo(_)) => "∞".into(),
        None => "–".into(),
    }
}

/// The ratio of a subject to its family's baseline, as a table shows it.
pub(crate) fn ratio(f: &Family, c: Option<&Cell>) -> String {
    match c {
        Some(c) if f.baseline.as_ref() == Some(&c.subject) && c.measure.is_some() => "baseline".into(),
        Some(c) => c.measure.as_ref().and_then(|m| m.ratio.as_ref()).map_or_else(|| "–".into(), ratio_words),
        None => "–".into(),
    }
}

/// From where to where latencies of a workload run: closed loop (to having what was waited for, or to an operation's end), open loop,
/// or some of each.
pub(crate) fn latency_from(workload: &str, all: &[LatencyView]) -> &'static str {
    let closed = all.iter().filter(|l| l.is_closed_loop()).count();
    match (closed, known::is_wait(workload)) {
        (0, _) => "from the intended start",
        (n, true) if n == all.len() => "from asking to having",
        (n, false) if n == all.len() => "from start to end, each begun when the one before was done",
        (_, true) => "from the intended start, or from asking where nothing was scheduled",
        (_, false) => "from the intended start, or from the start where nothing was scheduled",
    }
}

/// How many launches are behind latencies.
pub(crate) fn latency_launches(all: &[LatencyView]) -> String {
    let launches = || all.iter().map(|l| l.launches as u64);
    let (least, most) = (launches().min().unwrap_or(0), launches().max().unwrap_or(0));
    let most = count(most, "launch", "launches");
    if launches().all(|n| n == least) { most } else { format!("{} to {most}", whole(least)) }
}

/// Changes per second, as a table shows it.
pub(crate) fn updates(g: &Group, subject: &str) -> String {
    let counted = g.cell(subject).and_then(|c| c.updates);
    counted.map_or_else(|| "–".into(), |n| if n == 0.0 { "0".into() } else { rate(n) })
}

/// Operations started on schedule, as a table shows it.
pub(crate) fn started(l: &LatencyView) -> String {
    if l.is_closed_loop() { "as fast as it goes".into() } else { three(l.rate_per_thread) }
}

/// What a subject promises, in words for a table; and the laws that it is known to break. What happens then stands on its card.
pub(crate) fn promise(card: Option<&SubjectCard>) -> (String, Vec<&str>) {
    let Some(card) = card.filter(|c| c.info.kind != Kind::Floor) else { return ("–".into(), Vec::new()) };
    let said =
        [card.info.consistency.as_str(), card.info.progress.as_str()].into_iter().filter(|s| !s.is_empty());
    let broken = card.info.known_failures.iter().filter_map(|failure| failure.split(':').next());
    (said.collect::<Vec<_>>().join("; "), broken.collect())
}

/// One line over all verdicts of a subject.
pub(crate) fn laws(c: &SubjectCard) -> String {
    if c.info.kind == Kind::Floor && c.verdicts.is_empty() {
        return "none: a floor promises nothing".into();
    }
    let checked: Vec<&Verdict> =
        c.verdicts.iter().filter(|v| v.promised && v.status != Status::NotChecked).collect();
    if checked.is_empty() {
        let why = c.verdicts.iter().map(|v| v.class.as_str()).find(|w| !w.is_empty());
        return why.map_or_else(|| "not checked".into(), |why| format!("not checked: {why}"));
    }
    let named = |of: &dyn Fn(&Verdict) -> bool| -> usize {
        checked.iter().filter(|v| of(v)).map(|v| v.law.as_str()).collect::<BTreeSet<_>>().len()
    };
    let fails = named(&|v| v.outcome == "fails");
    let all = named(&|_| true);
    let stand_in = if checked.iter().all(|v| v.status == Status::StandIn) { " (stand-in)" } else { "" };
    match fails {
        0 => format!("{} of {all} hold{stand_in}", named(&|v| v.outcome == "holds")),
        n => format!("{n} of {all} FAIL{stand_in}"),
    }
}

/// The card of a subject.
pub(crate) fn card<'a>(report: &'a Report, family: &Family, subject: &str) -> Option<&'a SubjectCard> {
    report.subjects.iter().find(|c| c.info.family == family.name && c.info.name == subject)
}

/// Of a workload whose operations came on schedule: who could not keep it.
fn late(w: &Workload) -> Option<String> {
    let cells = w.groups.iter().flat_map(|g| &g.cells);
    let late = cells.filter_map(|c| Some((c, c.latency.filter(|l| l.late_launches > 0)?)));
    let said = late.map(|(c, l)| {
        format!("{} in {} of {}", c.subject, l.late_launches, count(l.launches as u64, "launch", "launches"))
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| {
        format!("The schedule could not be kept by {}: those times grow with the window, and only say “too much”.", listed(&said))
    })
}

/// Why a cell has no figure.
pub(crate) fn why_not(w: &Windows) -> String {
    let mut why: Vec<String> = w.flags.iter().map(|(flag, n)| format!("{} {flag}", whole(*n))).collect();
    if w.other_class > 0 {
        why.push(format!("{} at another distance", whole(w.other_class)));
    }
    let windows = count(w.all, "window", "windows");
    if why.is_empty() {
        format!("of {windows} none was clean")
    } else {
        format!("of {windows}: {}", listed(&why))
    }
}

/// The placement class in words.
pub(crate) fn class(p: Placement) -> &'static str {
    match p {
        Placement::Near => "near (under 50 ns)",
        Placement::Usual => "usual (50 to 200 ns)",
        Placement::Far => "far (200 ns and more)",
        Placement::Unknown => "not probed",
    }
}

/// Under which terms each thread count was compared, a sentence each; then what COST was taken against.
pub(crate) fn terms(w: &Workload) -> Vec<String> {
    let mut all: Vec<String> = w.groups.iter().map(group_terms).collect();
    if w.on_schedule() {
        all.push("Items came on schedule, at half of each subject’s own peak: the time of an operation is the schedule’s, and nothing is ranked by it.".into());
        all.extend(late(w));
        return all;
    }
    if w.groups.iter().all(|g| g.noop_ns.is_none()) {
        all.push("No noop floor was measured for this workload, so nobody can be seen to be at it.".into());
    }
    for g in &w.groups {
        let crowded =
            g.cells.iter().filter(|c| c.own_threads && c.measure.is_some()).map(|c| c.subject.as_str());
        let crowded: Vec<_> = crowded.collect();
        if !crowded.is_empty() {
            all.push(format!(
                "{}: beside threads of its own, more in all than cores, and not only clean windows: {}.",
                capital(&at_threads(g)),
                crowded.join(", ")
            ));
        }
    }
    let apart =
        w.head().cells.iter().filter(|c| c.measure.as_ref().is_some_and(|m| m.standing == Standing::Apart));
    let apart: Vec<String> = apart.map(|c| c.subject.clone()).collect();
    if !apart.is_empty() {
        all.push(format!(
            "Apart, and not ranked, for they never forget or hold more than was asked: {}.",
            listed(&apart)
        ));
    }
    if let Some(best) = &w.best_single {
        let most = w.groups.iter().filter(|g| !g.oversubscribed).map(|g| g.threads).max().unwrap_or(1);
        let upto = count(most.into(), "thread", "threads");
        let real = w.groups.iter().filter(|g| !g.oversubscribed);
        let shares = |c: &Cell| c.footing.is_some_and(|f| f.shares_cores);
        let own = if real.flat_map(|g| &g.cells).any(shares) { "hardware thread" } else { "core" };
        all.push(format!(
            "COST is taken against the best single thread, {best}; measured up to {upto} with a {own} each."
        ));
    }
    all.extend(scaling::refused(w));
    all
}

fn group_terms(g: &Group) -> String {
    let mut said = format!("{}: placement {}", capital(&at_threads(g)), class(g.class));
    if g.other_class > 0 {
        said += &format!(", {} at another distance left out", count(g.other_class, "window", "windows"));
    }
    if let Some(overlap) = g.overlap.filter(|_| g.oversubscribed) {
        said += &format!("; all threads were at work in {} of the median window", percent(overlap));
    }
    said += "; ";
    said += &match g.noise {
        None => "noise unknown (nothing was raced against itself)".to_owned(),
        Some(n) => {
            let from = count(n.comparisons as u64, "A/A comparison", "A/A comparisons");
            let where_from = if n.borrowed { " of other workloads" } else { "" };
            format!("noise {} (from {from}{where_from})", noise(n.factor))
        }
    };
    let launches = g.cells.iter().filter_map(|c| Some(c.measure.as_ref()?.per_launch.len()));
    if let (Some(least), Some(most)) = (launches.clone().min(), launches.max()) {
        let range = if least == most { most.to_string() } else { format!("{least} to {most}") };
        said += &format!("; {range} {} a subject", if most == 1 { "launch" } else { "launches" });
    }
    said + "."
}

/// Our side of the founding race.
pub(crate) fn our_race(row: &RaceRow) -> String {
    match &row.ours {
        Err(why) => format!("not measured: {why}"),
        Ok(o) => {
            let v = o.ratio.value;
            let mut said = format!("{} ({} to {})", ratio_words(&o.ratio), factor(v.low), factor(v.high));
            if o.oversubscribed {
                said += &format!(", more threads than cores ({})", o.cores);
            }
            said
        }
    }
}

/// Machine, build and quality: what and value.
pub(crate) fn facts(t: &Trust) -> Vec<(&'static str, String)> {
    let mut facts: Vec<(&'static str, String)> = Vec::new();
    if let Some(h) = &t.host {
        let smt = if h.smt > 0 {
            format!(", {} per core", count(h.smt.into(), "thread", "threads"))
        } else {
            String::new()
        };
        let cores = count(h.cores.into(), "logical processor", "logical processors");
        facts.push(("Machine", format!("{} ({}), {cores}{smt}", or_unknown(&h.cpu), or_unknown(&h.arch))));
        facts.push(("Virtual machine", or_unknown(&h.vm)));
        facts.push(("System", or_unknown(&h.os)));
        facts.push((
            "Frequency",
            format!("governor {}, turbo {}", or_unknown(&h.governor), or_unknown(&h.turbo)),
        ));
        facts.push((
            "Build",
            format!("{}, {}, revision {}", or_unknown(&h.rustc), or_unknown(&h.profile), or_unknown(&h.git)),
        ));
        if h.clock_ns > 0.0 {
            facts.push(("Clock", format!("one reading takes {} ns", three(h.clock_ns))));
        }
    }
    if !t.commands.is_empty() {
        facts.push(("Command", t.commands.join(" ; ")));
    }
    if t.rows > 0 {
        let (rows, launches) =
            (count(t.rows as u64, "row", "rows"), count(t.launches as u64, "launch", "launches"));
        facts.push((
            "Measured",
            format!("{rows} from {launches}; {}", count(t.runs.len() as u64, "run", "runs")),
        ));
    }
    if let Some((low, high)) = t.load {
        let said = if low == high { three(low) } else { format!("{} to {}", three(low), three(high)) };
        facts.push(("Load average", said));
    }
    if t.clean.1 > 0 {
        let (clean, all) = t.clean;
        let said =
            format!("{} of {} windows ({})", whole(clean), whole(all), percent(clean as f64 / all as f64));
        facts.push(("Clean", format!("{said}, of those with a core for each thread")));
    }
    let noise: Vec<String> = t.noise.iter().map(noise_words).collect();
    if !noise.is_empty() {
        facts.push(("A/A noise", noise.join("; ")));
    }
    facts.extend(t.unfitted.map(|counts| ("Law of scalability", scaling::unfitted(counts))));
    if !t.peers.is_empty() {
        facts.push(("Peers", t.peers.join(", ")));
    }
    facts
}

fn noise_words(
    (threads, over, low, high): &(u32, bool, crate::analysis::model::Noise, crate::analysis::model::Noise),
) -> String {
    let label = count((*threads).into(), "thread", "threads");
    let label = if *over { format!("{label} (more than cores)") } else { label };
    let (low, high) = (noise(low.factor), noise(high.factor));
    if low == high { format!("{label}: {low}") } else { format!("{label}: {low} to {high}") }
}

fn or_unknown(text: &str) -> String {
    if text.is_empty() { "unknown".into() } else { text.into() }
}
