//! Sorting rows into groups, without judging them yet.

use std::collections::{BTreeMap, BTreeSet};

use super::model::Launch;
use crate::record::{Host, Purpose, Record};

/// Rows of one subject in one group.
pub(super) type Rows<'a> = Vec<&'a Record>;
/// Subject to rows.
pub(super) type Subjects<'a> = BTreeMap<&'a str, Rows<'a>>;
/// Thread count to subjects.
pub(super) type Threads<'a> = BTreeMap<u32, Subjects<'a>>;
/// Family and workload to thread counts.
pub(super) type Groups<'a> = BTreeMap<(String, String), Threads<'a>>;

/// Which machine a row belongs to: nanoseconds of different machines never meet in a statistic.
pub(super) fn machine(host: &Host) -> (&str, &str, u32, &str) {
    (&host.cpu, &host.arch, host.cores, &host.vm)
}

/// The rows of each machine, those of the machine that gave most of them first.
pub(super) fn by_machine(records: &[Record]) -> Vec<Rows<'_>> {
    let mut machines: BTreeMap<_, Rows<'_>> = BTreeMap::new();
    for r in records {
        machines.entry(machine(&r.host)).or_default().push(r);
    }
    let mut all: Vec<Rows<'_>> = machines.into_values().collect();
    // Stable: of equals the alphabetically first. Either is arbitrary, this one is fixed.
    all.sort_by_key(|rows| std::cmp::Reverse(rows.len()));
    all
}

/// The rows of the machine that gave most of them, and how many rows other machines gave.
pub(super) fn one_machine(records: &[Record]) -> (Vec<&Record>, usize) {
    let rows = by_machine(records).into_iter().next().unwrap_or_default();
    let others = records.len() - rows.len();
    (rows, others)
}

/// Numbers every (run, launch) in order.
pub(super) fn launches<'a>(rows: &[&'a Record]) -> BTreeMap<(&'a str, u32), Launch> {
    let all: BTreeSet<(&str, u32)> = rows.iter().map(|r| (r.run.as_str(), r.launch)).collect();
    all.into_iter().zip(0..).collect()
}

/// Rows by family, workload, threads and subject.
pub(super) fn groups<'a>(rows: &[&'a Record]) -> Groups<'a> {
    let telling = telling_params(rows);
    let mut groups = Groups::new();
    for &r in rows.iter().filter(|r| r.purpose != Purpose::Hits) {
        let keys = telling.get(&(r.family.as_str(), r.workload.as_str()));
        let mut name = r.workload.clone();
        for key in keys.into_iter().flatten() {
            if let Some(value) = r.params.get(*key) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                name.push_str(&format!(" · {key} {text}"));
            }
        }
        let group = groups.entry((r.family.clone(), name)).or_default();
        group.entry(r.threads).or_default().entry(r.subject.as_str()).or_default().push(r);
    }
    groups
}

/// Parameters with different values in rows of the *same* subject and thread count: without them two workloads of one name would be
/// thrown together. One that follows the thread count (`producers`) is not among them, nor one that some rows lack: that is a
/// remark (`pinned`), or a row whose run came to no end.
fn telling_params<'a>(rows: &[&'a Record]) -> BTreeMap<(&'a str, &'a str), BTreeSet<&'a str>> {
    let mut first: BTreeMap<_, &'a serde_json::Value> = BTreeMap::new();
    let mut telling: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for &r in rows {
        for (key, value) in r.params.iter() {
            let cell = (r.family.as_str(), r.workload.as_str(), r.subject.as_str(), r.threads, key.as_str());
            if *first.entry(cell).or_insert(value) != value {
                telling.entry((cell.0, cell.1)).or_default().insert(key);
            }
        }
    }
    telling
}

/// The length of the critical section that all rows of a workload tell; none where one tells another, or nothing.
pub(super) fn section_ns(threads: &Threads<'_>) -> Option<f64> {
    let mut rows = threads.values().flat_map(|subjects| subjects.values().flatten());
    let said = |r: &&Record| r.params.get("section_ns").and_then(serde_json::Value::as_f64);
    let first = said(rows.next()?)?;
    rows.all(|r| said(r) == Some(first)).then_some(first)
}

/// Makes anchors that are plain ASCII and unique, whatever the names are.
#[derive(Default)]
pub(super) struct Ids(BTreeSet<String>);

impl Ids {
    pub(super) fn of(&mut self, parts: &[&str]) -> String {
        let mut slug = String::new();
        for c in parts.join("-").chars() {
            match c.to_ascii_lowercase() {
                c if c.is_ascii_alphanumeric() || c == '_' => slug.push(c),
                _ if !slug.ends_with('-') => slug.push('-'),
                _ => {}
            }
        }
        slug.truncate(80);
        let slug = slug.trim_matches('-').to_owned();
        let tries = std::iter::once(slug.clone()).chain((2..).map(|n| format!("{slug}-{n}")));
        let id = tries.filter(|id| !id.is_empty()).find(|id| !self.0.contains(id)).unwrap_or_default();
        self.0.insert(id.clone());
        id
    }
}
