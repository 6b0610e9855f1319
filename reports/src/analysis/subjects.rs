//! What is known of each subject: promise, verdicts, places, bytes.

use std::collections::{BTreeMap, BTreeSet};

use super::checks;
use super::gather::Ids;
use super::model::{Family, HUES, Standing, Tint, VARIANTS};
use super::prose::Prose;
use super::sentences::at_threads;
use crate::evidence::{Evidence, Verdict, Weakening};
use crate::numbers::time;
use crate::record::{Kind, Record, SubjectInfo};

/// Everything known of one subject.
#[derive(Clone, Debug)]
pub struct SubjectCard {
    /// The catalogue's row; made from the records where the catalogue has none.
    pub info: SubjectInfo,
    /// Whether the catalogue knows it.
    pub listed: bool,
    /// Anchor on the page, unique in the report.
    pub id: String,
    /// Colour and pattern.
    pub tint: Tint,
    /// Verdicts of its laws, mutants aside.
    pub verdicts: Vec<Verdict>,
    /// Versions that were measured.
    pub versions: Vec<String>,
    /// Smallest and largest instance measured, in bytes.
    pub bytes: Option<(u64, u64)>,
    /// Smallest and largest number of heap allocations per operation.
    pub allocs: Option<(f64, f64)>,
    /// Each ordering of its source made weaker, in the order of the lines.
    pub ledger: Vec<Weakening>,
    /// Places in headline charts: workload and how it did.
    pub places: Vec<Prose>,
    /// Mutants of its laws: killed and all, as far as verdicts tell.
    pub mutants: Option<(usize, usize)>,
}

/// Family and name.
type Name = (String, String);

/// Every subject, from the catalogue and from rows, by family and name.
pub(super) fn all(rows: &[&Record], catalogue: &[SubjectInfo]) -> BTreeMap<Name, (SubjectInfo, bool)> {
    let mut subjects: BTreeMap<Name, (SubjectInfo, bool)> = BTreeMap::new();
    for info in catalogue {
        subjects.insert((info.family.clone(), info.name.clone()), (info.clone(), true));
    }
    for r in rows {
        let name = (r.family.clone(), r.subject.clone());
        subjects.entry(name).or_insert_with(|| (unlisted(r), false));
    }
    subjects
}

fn unlisted(r: &Record) -> SubjectInfo {
    SubjectInfo {
        family: r.family.clone(),
        name: r.subject.clone(),
        kind: r.kind,
        mechanism: String::new(),
        progress: String::new(),
        consistency: String::new(),
        origin: String::new(),
        source: String::new(),
        version: r.version.clone(),
        workloads: Vec::new(),
        baseline: false,
        known_failures: Vec::new(),
    }
}

/// A colour and a pattern for each subject, by its place in its family's alphabet: neighbours differ in hue, and only every eighth
/// shares one, with another dash and marker.
pub(super) fn tints(subjects: &BTreeMap<Name, (SubjectInfo, bool)>) -> BTreeMap<Name, Tint> {
    let mut next: BTreeMap<&str, usize> = BTreeMap::new();
    let mut tints = BTreeMap::new();
    for (name, (info, _)) in subjects.iter().filter(|(_, (info, _))| info.kind != Kind::Floor) {
        let n = next.entry(info.family.as_str()).or_default();
        let (hues, variants) = (usize::from(HUES), usize::from(VARIANTS));
        let tint = Tint { hue: (*n % hues) as u8, variant: (*n / hues % variants) as u8 };
        tints.insert(name.clone(), tint);
        *n += 1;
    }
    tints
}

/// The cards.
pub(super) fn cards(
    subjects: BTreeMap<Name, (SubjectInfo, bool)>,
    rows: &[&Record],
    evidence: &Evidence,
    families: &[Family],
    tints: &BTreeMap<Name, Tint>,
    ids: &mut Ids,
) -> Vec<SubjectCard> {
    let mut by_subject: BTreeMap<(&str, &str), Vec<&Record>> = BTreeMap::new();
    for r in rows {
        by_subject.entry((&r.family, &r.subject)).or_default().push(r);
    }
    let card = |((family, name), (info, listed)): (Name, (SubjectInfo, bool))| {
        let rows = by_subject.get(&(family.as_str(), name.as_str())).map_or(&[][..], |v| v.as_slice());
        let own =
            |v: &&Verdict| !v.mutant && v.subject == name && (v.family.is_empty() || v.family == family);
        let own: Vec<Verdict> = evidence.verdicts.iter().filter(own).cloned().collect();
        let versions: BTreeSet<&str> =
            rows.iter().map(|r| r.version.as_str()).filter(|v| !v.is_empty()).collect();
        SubjectCard {
            id: ids.of(&["subject", &family, &name]),
            tint: tints.get(&(family.clone(), name.clone())).copied().unwrap_or_default(),
            mutants: mutants(&family, &own, &evidence.verdicts),
            ledger: checks::of_file(&info.source, &evidence.ledger),
            verdicts: own,
            versions: versions.into_iter().map(str::to_owned).collect(),
            bytes: ends(rows.iter().filter_map(|r| r.bytes), u64::cmp),
            allocs: ends(rows.iter().filter_map(|r| r.allocs_per_op), f64::total_cmp),
            places: places(&family, &name, families),
            info,
            listed,
        }
    };
    subjects.into_iter().map(card).collect()
}

fn ends<T: Copy>(
    values: impl Iterator<Item = T> + Clone,
    order: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> Option<(T, T)> {
    values.clone().min_by(&order).zip(values.max_by(&order))
}

/// Mutants of the laws that the subject was checked by: how many were killed, and how many there are.
fn mutants(family: &str, own: &[Verdict], verdicts: &[Verdict]) -> Option<(usize, usize)> {
    let laws: BTreeSet<&str> = own.iter().map(|v| v.law.as_str()).collect();
    let mut killed: BTreeMap<&str, bool> = BTreeMap::new();
    for v in verdicts.iter().filter(|v| v.mutant && v.family == family && laws.contains(v.law.as_str())) {
        *killed.entry(&v.subject).or_default() |= v.outcome == "fails";
    }
    (!killed.is_empty()).then(|| (killed.values().filter(|k| **k).count(), killed.len()))
}

/// How the subject did in each headline group of its family.
fn places(family: &str, name: &str, families: &[Family]) -> Vec<Prose> {
    let workloads = families.iter().filter(|f| f.name == family).flat_map(Family::all_workloads);
    let place = |w: &super::model::Workload| {
        let g = w.head();
        let cell = g.cell(name)?;
        let how = match &cell.measure {
            None if cell.windows.all == 0 => return None,
            None => "not measurable here".to_owned(),
            Some(m) => {
                let ns = time(m.time_ns.median);
                match m.standing {
                    Standing::Floor => format!("{ns}, a floor"),
                    Standing::AtFloor => format!("{ns}, at the floor"),
                    Standing::TooFewLaunches => format!("{ns}, too few launches to rank"),
                    Standing::Apart => format!("{ns}, not ranked: no cache of the capacity asked for"),
                    Standing::OnSchedule => return None,
                    Standing::Place { place, tied_with: 0 } => format!("{ns}, place {place}"),
                    Standing::Place { place, tied_with } => {
                        format!("{ns}, place {place}, tied with {tied_with}")
                    }
                }
            }
        };
        Some(Prose::new().name(&w.name).text(format!(" {}: {how}", at_threads(g))))
    };
    workloads.filter_map(place).collect()
}
