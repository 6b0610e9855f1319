//! The same subjects on several machines, by times relative to the baseline of the same launch: nanoseconds of different machines
//! never meet.

use std::collections::{BTreeMap, BTreeSet};

use super::caches::SAME_HITS;
use super::gather::{self, Ids};
use super::model::{Bound, Cell, Family, Group, RANKED_LAUNCHES, Ratio, Standing, Tint, Workload};
use super::of_one_machine;
use super::prose::Prose;
use crate::numbers::{listed, points};
use crate::record::{Host, Kind, Record, SubjectInfo};

/// Subjects of a family that are set side by side, its baseline among them.
const MOST_SUBJECTS: usize = 12;
/// Names of a machine's leaders before it is only said how many more there are.
const NAMED: usize = 3;

/// What the records of several machines show together.
#[derive(Clone, Debug)]
pub struct Machines {
    /// The machine that the rest of the report is about, then the others by the number of their rows.
    pub machines: Vec<Machine>,
    /// Families that were measured with their baseline on two machines and more.
    pub families: Vec<Beside>,
}

/// A machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Short name: `A`, `B`, ...
    pub letter: String,
    /// Processor.
    pub cpu: String,
    /// Architecture.
    pub arch: String,
    /// Logical processors; 0 when unknown.
    pub cores: u32,
    /// Virtual machine, as the rows tell it.
    pub vm: String,
    /// Rows.
    pub rows: usize,
    /// Processes.
    pub launches: usize,
}

/// One family on several machines: one workload at one thread count.
#[derive(Clone, Debug)]
pub struct Beside {
    /// Family.
    pub family: String,
    /// Anchor on the page and name of its picture, unique in the report.
    pub id: String,
    /// What times are relative to.
    pub baseline: String,
    /// Workload.
    pub workload: String,
    /// Worker threads.
    pub threads: u32,
    /// Which machines have fewer cores than that.
    pub oversubscribed: Vec<bool>,
    /// Subjects, those that are fast on most machines first.
    pub rows: Vec<BesideRow>,
    /// Subjects that are not among the rows.
    pub left_out: usize,
    /// Who is fastest where.
    pub said: Prose,
}

/// One subject on each machine.
#[derive(Clone, Debug)]
pub struct BesideRow {
    /// Subject.
    pub subject: String,
    /// Ours or a peer's.
    pub kind: Kind,
    /// Colour and pattern, the same in every chart.
    pub tint: Tint,
    /// In the order of machines.
    pub there: Vec<There>,
    /// Of a cache: its hit ratio less the baseline's there, where they are not the same.
    pub hits: Vec<Option<f64>>,
}

/// What is known of a subject on one machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum There {
    /// It was not run there.
    NotRun,
    /// It was run, and no window was usable, of it or of the baseline beside it.
    NotMeasurable,
    /// It is what times are relative to.
    Baseline,
    /// Its time over the baseline's, within launches: below 1 is faster.
    Measured(Ratio),
}

/// The families of each machine.
type Seen<'a> = [&'a [Family]];

/// Sets machines side by side. `first` are the families of the machine that gave most rows.
pub(super) fn beside(
    records: &[Record],
    first: &[Family],
    catalogue: &[SubjectInfo],
    tints: &BTreeMap<(String, String), Tint>,
    ids: &mut Ids,
) -> Machines {
    let by_machine = gather::by_machine(records);
    let others: Vec<Vec<Family>> = by_machine[1..]
        .iter()
        .map(|rows| of_one_machine(rows, catalogue, tints, &mut Ids::default()).0)
        .collect();
    let seen: Vec<&[Family]> = std::iter::once(first).chain(others.iter().map(Vec::as_slice)).collect();
    let machines: Vec<Machine> = by_machine.iter().enumerate().map(|(i, rows)| machine(i, rows)).collect();
    let mut names: Vec<&str> = Vec::new();
    for f in seen.iter().copied().flatten().filter(|f| !f.floors_only) {
        if !names.contains(&f.name.as_str()) {
            names.push(&f.name);
        }
    }
    let families = names.into_iter().filter_map(|name| family(name, &seen, &machines, ids)).collect();
    Machines { machines, families }
}

fn machine(at: usize, rows: &[&Record]) -> Machine {
    let host = rows.first().map(|r| Host::clone(&r.host)).unwrap_or_default();
    let letter = u8::try_from(at).ok().filter(|n| *n < 26).map(|n| char::from(b'A' + n).to_string());
    Machine {
        letter: letter.unwrap_or_else(|| format!("M{}", at + 1)),
        cpu: host.cpu,
        arch: host.arch,
        cores: host.cores,
        vm: host.vm,
        rows: rows.len(),
        launches: gather::launches(rows).len(),
    }
}

fn workloads<'a>(families: &'a [Family], family: &str) -> &'a [Workload] {
    families.iter().find(|f| f.name == family).map_or(&[], |f| f.workloads.as_slice())
}

fn group<'a>(families: &'a [Family], family: &str, workload: &str, threads: u32) -> Option<&'a Group> {
    let w = workloads(families, family).iter().find(|w| w.name == workload)?;
    w.groups.iter().find(|g| g.threads == threads && !g.on_schedule)
}

fn family(name: &str, seen: &Seen<'_>, machines: &[Machine], ids: &mut Ids) -> Option<Beside> {
    let baseline = seen.iter().copied().flatten().find(|f| f.name == name)?.baseline.clone()?;
    // The first workload that can be compared is the one that the catalogue names first.
    let candidates = seen.iter().flat_map(|s| workloads(s, name));
    let (workload, threads) =
        candidates.filter_map(|w| Some((w.name.as_str(), threads(name, &w.name, seen)?))).next()?;
    let groups: Vec<Option<&Group>> = seen.iter().map(|s| group(s, name, workload, threads)).collect();
    let (subjects, left_out) = chosen(&groups, &baseline);
    let mut rows: Vec<BesideRow> = subjects.iter().map(|s| row(s, &groups, &baseline)).collect();
    rows.sort_by(|a, b| pace(a).total_cmp(&pace(b)).then_with(|| a.subject.cmp(&b.subject)));
    Some(Beside {
        family: name.to_owned(),
        id: ids.of(&["machines", name]),
        workload: workload.to_owned(),
        threads,
        oversubscribed: groups.iter().map(|g| g.is_some_and(|g| g.oversubscribed)).collect(),
        said: said(&groups, machines),
        baseline,
        rows,
        left_out,
    })
}

/// At how many threads a workload is compared: two machines and more must have measured it there with its baseline. If possible with a
/// core for each thread, where something can be ranked, and with more than one; then on as many machines and with as many threads as possible.
fn threads(family: &str, workload: &str, seen: &Seen<'_>) -> Option<u32> {
    let counts: BTreeSet<u32> = seen
        .iter()
        .flat_map(|s| workloads(s, family))
        .filter(|w| w.name == workload)
        .flat_map(|w| w.groups.iter().map(|g| g.threads))
        .collect();
    let merit = |n: u32| {
        let with_baseline = |g: &&Group| runners(g).nth(1).is_some();
        let groups: Vec<&Group> =
            seen.iter().filter_map(|s| group(s, family, workload, n)).filter(with_baseline).collect();
        let cores = groups.iter().all(|g| !g.oversubscribed);
        let ranked = groups.iter().all(|g| !leaders(g).is_empty());
        (groups.len() > 1).then_some((cores, ranked, n > 1, groups.len(), n))
    };
    counts.into_iter().filter_map(merit).max().map(|(.., n)| n)
}

/// Subjects with a ratio to the baseline, the baseline among them, fastest first.
fn runners(group: &Group) -> impl Iterator<Item = (&Cell, &Ratio, Standing)> {
    let fair = group.cells.iter().filter(|c| c.kind != Kind::Floor);
    fair.filter_map(|c| {
        let m = c.measure.as_ref().filter(|m| m.standing != Standing::Apart)?;
        Some((c, m.ratio.as_ref()?, m.standing))
    })
}

/// Those that do best on any machine, and the baseline; and how many others there are.
fn chosen<'a>(groups: &[Option<&'a Group>], baseline: &'a str) -> (Vec<&'a str>, usize) {
    let mut best: BTreeMap<&str, usize> = BTreeMap::new();
    for group in groups.iter().flatten() {
        for (place, (c, ..)) in runners(group).filter(|(c, ..)| c.subject != baseline).enumerate() {
            let known = best.entry(&c.subject).or_insert(place);
            *known = place.min(*known);
        }
    }
    let mut all: Vec<(usize, &str)> = best.into_iter().map(|(subject, place)| (place, subject)).collect();
    all.sort_unstable();
    let taken = all.len().min(MOST_SUBJECTS - 1);
    let subjects = all[..taken].iter().map(|(_, subject)| *subject).chain([baseline]).collect();
    (subjects, all.len() - taken)
}

fn row(subject: &str, groups: &[Option<&Group>], baseline: &str) -> BesideRow {
    let any = groups.iter().flatten().find_map(|g| g.cell(subject));
    BesideRow {
        subject: subject.to_owned(),
        kind: any.map_or(Kind::Ours, |c| c.kind),
        tint: any.map(|c| c.tint).unwrap_or_default(),
        there: groups.iter().map(|g| there(subject, *g, baseline)).collect(),
        hits: groups.iter().map(|g| more_hits((*g)?, subject, baseline)).collect(),
    }
}

fn there(subject: &str, group: Option<&Group>, baseline: &str) -> There {
    match group.and_then(|g| g.cell(subject)) {
        Some(c) if c.windows.all > 0 => match &c.measure {
            Some(_) if subject == baseline => There::Baseline,
            Some(m) => m.ratio.as_ref().map_or(There::NotMeasurable, |r| There::Measured(turned(r))),
            None => There::NotMeasurable,
        },
        _ => There::NotRun,
    }
}

/// How much more often one cache hits than another; none where they hit as often, or are no caches.
fn more_hits(g: &Group, subject: &str, other: &str) -> Option<f64> {
    let more = hits(g.cell(subject)?)? - hits(g.cell(other)?)?;
    Some(more).filter(|more| more.abs() > SAME_HITS)
}

fn hits(c: &Cell) -> Option<f64> {
    c.cache?.hit_ratio.map(|h| h.median)
}

/// A ratio of times from one of throughputs.
fn turned(ratio: &Ratio) -> Ratio {
    let bound = match ratio.bound {
        Bound::AtLeast => Bound::AtMost,
        Bound::AtMost => Bound::AtLeast,
        same => same,
    };
    Ratio { value: ratio.value.map(|throughput| 1.0 / throughput), bound, ..*ratio }
}

/// Mean of the logarithms of a subject's times; that of the baseline is 0.
fn pace(row: &BesideRow) -> f64 {
    let told: Vec<f64> = row
        .there
        .iter()
        .filter_map(|t| match t {
            There::Baseline => Some(0.0),
            There::Measured(r) => Some(r.value.median.ln()),
            There::NotRun | There::NotMeasurable => None,
        })
        .collect();
    if told.is_empty() { f64::INFINITY } else { told.iter().sum::<f64>() / told.len() as f64 }
}

/// Who is fastest, or cannot be told from who is, on which machine.
fn said(groups: &[Option<&Group>], machines: &[Machine]) -> Prose {
    let mut answers: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    for (group, machine) in groups.iter().zip(machines) {
        let leaders = group.map(leaders).unwrap_or_default();
        match answers.iter_mut().find(|(names, _)| *names == leaders) {
            _ if leaders.is_empty() => {}
            Some((_, letters)) => letters.push(&machine.letter),
            None => answers.push((leaders, vec![&machine.letter])),
        }
    }
    let mut said = Prose::new();
    for (names, letters) in &answers {
        let begin = if said.is_empty() { "Fastest, or tied with the fastest: on " } else { "; on " };
        let letters: Vec<String> = letters.iter().map(|l| (*l).to_owned()).collect();
        said = said.text(format!("{begin}{}: ", listed(&letters))).names(names, NAMED);
    }
    if said.is_empty() {
        return said.text("Nothing could be ranked on any of them.");
    }
    groups.iter().zip(machines).fold(said.text("."), |said, (group, machine)| match group {
        Some(group) => said.then(hits_behind(group, &machine.letter)),
        None => said,
    })
}

/// The fastest caches hit less than others may: of those that do, how much.
fn hits_behind(group: &Group, letter: &str) -> Prose {
    let all = || runners(group).filter_map(|(c, ..)| Some((c.subject.as_str(), hits(c)?)));
    let Some((best, most)) = all().max_by(|a, b| a.1.total_cmp(&b.1)) else { return Prose::new() };
    let leaders = leaders(group);
    let behind = all().filter(|(subject, hits)| leaders.contains(subject) && most - hits > SAME_HITS);
    behind.fold(Prose::new(), |said, (subject, hits)| {
        said.text(format!(" On {letter} "))
            .name(subject)
            .text(format!(" hits {} points beside ", points(hits - most)))
            .name(best)
            .text(": it is faster, and not therefore better.")
    })
}

/// By name, so that equal answers are seen to be equal.
fn leaders(group: &Group) -> Vec<&str> {
    let standing = |wanted: fn(Standing) -> bool| {
        // At the floor or not: one launch says nothing of the next.
        let told = |c: &Cell| c.measure.as_ref().is_some_and(|m| m.per_launch.len() >= RANKED_LAUNCHES);
        let found = runners(group).filter(|(c, _, standing)| wanted(*standing) && told(c));
        found.map(|(c, ..)| c.subject.as_str()).collect::<Vec<_>>()
    };
    let at_floor = standing(|s| s == Standing::AtFloor);
    let mut names = match at_floor.is_empty() {
        true => standing(|s| matches!(s, Standing::Place { place: 1, .. })),
        false => at_floor,
    };
    names.sort_unstable();
    names
}
