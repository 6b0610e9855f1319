//! Families and their workloads, from groups to headlines.

use std::collections::BTreeMap;

use super::gather::{self, Groups, Ids, Threads};
use super::group::{self, Raw};
use super::model::{Cell, DispatchRow, Family, Group, Launch, Measure, Noise, Tint, Workload};
use super::prose::Prose;
use super::{collapse, crossing, denials, front, known, matrix, prices, room, scaling, sentences, traces};
use crate::record::{Kind, Purpose, Record, SubjectInfo};

/// Single A/A comparisons from which a group's own noise is believed.
const ENOUGH_COMPARISONS: usize = 5;

impl Family {
    /// Its workloads, then those placed otherwise.
    pub fn all_workloads(&self) -> impl Iterator<Item = &Workload> {
        self.workloads.iter().chain(&self.placed)
    }
}

/// What all families have in common.
pub(super) struct Context<'a> {
    pub(super) cores: u32,
    pub(super) launches: BTreeMap<(&'a str, u32), Launch>,
    pub(super) tints: BTreeMap<(String, String), Tint>,
    pub(super) catalogue: &'a [SubjectInfo],
    pub(super) rows: &'a [&'a Record],
}

impl Context<'_> {
    /// What the catalogue says of a subject.
    fn info(&self, family: &str, subject: &str) -> Option<&SubjectInfo> {
        self.catalogue.iter().find(|s| s.family == family && s.name == subject)
    }

    fn is_boundless(&self, family: &str, subject: &str) -> bool {
        self.info(family, subject).is_some_and(|s| known::is_boundless(&s.mechanism))
    }

    fn tint(&self, family: &str, subject: &str) -> Tint {
        self.tints.get(&(family.to_owned(), subject.to_owned())).copied().unwrap_or_default()
    }
}

/// Every family that has a row, measured and compared.
///
/// Subjects that compare ways of calling are taken out: they are no bounds, and stand in a section of their own.
pub(super) fn families(
    groups: &Groups<'_>,
    context: &Context<'_>,
    ids: &mut Ids,
) -> (Vec<Family>, Vec<DispatchRow>) {
    let mut dispatch = Vec::new();
    let raw = measure_all(groups, context);
    let noops = noops(&raw);
    let widest = widest_noise(&raw);
    let mut families: Vec<Family> = Vec::new();
    for ((family, workload), raw) in raw {
        let baseline = baseline(&family, context.catalogue);
        let name = (family, workload);
        let section_ns = groups.get(&name).and_then(gather::section_ns);
        let (family, workload) = name;
        let mut compared = Vec::new();
        for (threads, raw) in raw {
            let like = (threads, known::placed_of(&workload).map(str::to_owned));
            let noise = noise(group::own_noise(&raw), widest.get(&like).copied());
            let mut g = raw.group;
            g.noise = noise;
            g.noop_ns = g.noop_ns.or(noops.get(&(workload.clone(), threads)).copied());
            for c in &mut g.cells {
                if let Some(view) = &mut c.cache {
                    view.boundless = context.is_boundless(&family, &c.subject);
                }
            }
            dispatch.extend(take_dispatch(&mut g, &family, &workload, context.catalogue));
            g.on_schedule = known::is_scheduled(&workload)
                && g.cells.iter().filter_map(|c| c.latency).any(|l| !l.is_closed_loop());
            group::compare(&mut g, baseline.as_deref());
            compared.push(g);
        }
        if families.last().is_none_or(|f| f.name != family) {
            families.push(empty(&family, baseline, ids));
        }
        if let Some(f) = families.last_mut() {
            f.floors_only &= compared.iter().flat_map(|g| &g.cells).all(|c| c.kind == Kind::Floor);
            let id = ids.of(&[&family, &workload]);
            let denials = match known::is_pairs(&family, &workload) {
                true => denials::said(&compared),
                false => Prose::new(),
            };
            let w = workload_of(workload, id, compared, context.cores, f.baseline.as_deref());
            let list = if known::placed_of(&w.name).is_some() { &mut f.placed } else { &mut f.workloads };
            list.push(Workload { section_ns, denials, ..w });
        }
    }
    // A family of which traces were replayed, and nothing else was measured.
    for r in context.rows.iter().filter(|r| r.purpose == Purpose::Hits) {
        if families.iter().all(|f| f.name != r.family) {
            let baseline = baseline(&r.family, context.catalogue);
            families.push(Family { floors_only: false, ..empty(&r.family, baseline, ids) });
        }
    }
    for f in &mut families {
        for list in [&mut f.workloads, &mut f.placed] {
            list.sort_by_key(|w| workload_place(&f.name, &w.name, context.catalogue));
        }
        f.summary = sentences::family(f);
        let in_line =
            |subject: &str| context.info(&f.name, subject).is_some_and(|s| known::is_in_line(&s.progress));
        f.collapse = collapse::collapse(&f.workloads, in_line);
        f.crossings = crossing::crossings(&f.workloads);
        f.matrix = matrix::matrix(&f.workloads, f.baseline.as_deref());
        let looks = |subject: &str| (context.tint(&f.name, subject), context.is_boundless(&f.name, subject));
        f.traces = traces::traces(context.rows, &f.name, f.baseline.as_deref(), looks);
        f.room = room::room(&f.workloads);
        f.prices = prices::prices(&f.name, &f.workloads, f.traces.as_ref());
    }
    // As the catalogue lists them; floors alone come last, and unlisted families before those by name.
    let listed = |name: &str| context.catalogue.iter().position(|s| s.family == name).unwrap_or(usize::MAX);
    families.sort_by_key(|f| (f.floors_only, listed(&f.name), f.name.clone()));
    (families, dispatch)
}

/// A family of which nothing is known yet.
fn empty(name: &str, baseline: Option<String>, ids: &mut Ids) -> Family {
    Family {
        id: ids.of(&["family", name]),
        name: name.to_owned(),
        baseline,
        floors_only: true,
        summary: Default::default(),
        workloads: Vec::new(),
        placed: Vec::new(),
        collapse: None,
        crossings: None,
        matrix: None,
        traces: None,
        room: None,
        prices: None,
    }
}

fn take_dispatch(g: &mut Group, family: &str, workload: &str, catalogue: &[SubjectInfo]) -> Vec<DispatchRow> {
    let mechanism = |subject: &str| {
        let info = catalogue.iter().find(|s| s.family == family && s.name == subject);
        info.map_or(subject, |i| i.mechanism.as_str()).to_owned()
    };
    let is_dispatch = |c: &mut Cell| c.kind == Kind::Floor && mechanism(&c.subject).starts_with("dispatch");
    let (threads, oversubscribed) = (g.threads, g.oversubscribed);
    let noise = g.noise.map(|n| n.factor);
    let taken = g.cells.extract_if(.., is_dispatch).filter_map(|c| Some((c.subject, c.measure?)));
    let taken: Vec<(String, Measure)> = taken.collect(); // in order of time, as all cells
    let row = |(at, (subject, measure)): (usize, &(String, Measure))| DispatchRow {
        subject: subject.clone(),
        mechanism: mechanism(subject),
        workload: workload.to_owned(),
        threads,
        oversubscribed,
        time_ns: measure.time_ns,
        ratio: if at == 0 { None } else { group::ratio(measure, &taken[0].1, noise) },
    };
    taken.iter().enumerate().map(row).collect()
}

type RawGroups = BTreeMap<(String, String), BTreeMap<u32, Raw>>;

fn measure_all(groups: &Groups<'_>, context: &Context<'_>) -> RawGroups {
    let one = |family: &str, threads: &Threads<'_>| -> BTreeMap<u32, Raw> {
        let tint = |subject: &str| context.tint(family, subject);
        let measured =
            |(&n, subjects)| (n, group::measure(subjects, n, context.cores, &context.launches, tint));
        threads.iter().map(measured).collect()
    };
    groups.iter().map(|((f, w), threads)| ((f.clone(), w.clone()), one(f, threads))).collect()
}

/// Times of `noop` by workload and threads, for families that have none of their own.
fn noops(raw: &RawGroups) -> BTreeMap<(String, u32), f64> {
    let mut noops = BTreeMap::new();
    for ((_, workload), groups) in raw {
        for (threads, raw) in groups {
            if let Some(ns) = raw.group.noop_ns {
                noops.entry((workload.clone(), *threads)).or_insert(ns);
            }
        }
    }
    noops
}

/// A group's own noise; where there is none, or it rests on a few comparisons that may have agreed by chance, no less than the
/// largest found at as many threads.
fn noise(own: Option<Noise>, widest: Option<Noise>) -> Option<Noise> {
    match (own, widest) {
        (Some(own), Some(widest)) if own.comparisons < ENOUGH_COMPARISONS && own.factor < widest.factor => {
            Some(widest)
        }
        (Some(own), _) => Some(own),
        (None, widest) => widest,
    }
}

/// The largest noise measured at each thread count, and otherwise placed apart: what a workload without twins has to assume.
fn widest_noise(raw: &RawGroups) -> BTreeMap<(u32, Option<String>), Noise> {
    let mut widest: BTreeMap<_, Noise> = BTreeMap::new();
    for ((_, workload), groups) in raw {
        for (&threads, raw) in groups {
            let Some(noise) = group::own_noise(raw) else { continue };
            let borrowed = Noise { borrowed: true, ..noise };
            let like = (threads, known::placed_of(workload).map(str::to_owned));
            let kept = widest.entry(like).or_insert(borrowed);
            if kept.factor < borrowed.factor {
                *kept = borrowed;
            }
        }
    }
    widest
}

/// Where the catalogue first names a workload of a family; one that it does not name comes last. A parameter may stand
/// behind the name.
fn workload_place(family: &str, workload: &str, catalogue: &[SubjectInfo]) -> usize {
    let plain = known::plain(workload);
    let offered = catalogue.iter().filter(|s| s.family == family).flat_map(|s| &s.workloads);
    offered.into_iter().position(|offered| offered == plain).unwrap_or(usize::MAX)
}

/// What ratios of a family are taken against: what the catalogue says; for counters, `atomic_relaxed` at any rate.
fn baseline(family: &str, catalogue: &[SubjectInfo]) -> Option<String> {
    let named = catalogue.iter().find(|s| s.baseline && s.family == family).map(|s| s.name.clone());
    named.or_else(|| (family == "counter").then(|| "atomic_relaxed".to_owned()))
}

fn workload_of(name: String, id: String, groups: Vec<Group>, cores: u32, baseline: Option<&str>) -> Workload {
    let headline = headline(&groups);
    let (best_single, costs) = scaling::costs(&groups);
    let laws = scaling::laws(&groups);
    let sentence = match groups[headline].on_schedule {
        true => sentences::on_schedule(&groups[headline]),
        false => sentences::workload(&groups, headline, baseline),
    };
    let front = front::front(&groups[headline]);
    Workload {
        name,
        id,
        groups,
        denials: Prose::new(),
        section_ns: None,
        headline,
        front,
        sentence,
        costs,
        best_single,
        laws,
        cores,
    }
}

/// The most threads that still have a core each, among groups with something to show; else the fewest threads.
fn headline(groups: &[Group]) -> usize {
    let shows = |g: &Group| g.cells.iter().any(|c| c.measure.is_some());
    let real = |g: &Group| !g.oversubscribed;
    let at = |wanted: &dyn Fn(&Group) -> bool| groups.iter().rposition(wanted);
    at(&|g| real(g) && shows(g)).or(groups.iter().position(shows)).or(at(&real)).unwrap_or(0)
}
