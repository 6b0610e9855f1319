//! A report against earlier records: the comparison, and what of it is drawn.

use std::collections::BTreeMap;

use super::{Change, Comparison, between};
use crate::analysis::analyse;
use crate::analysis::model::{Report, Tint, Trust};
use crate::evidence::Evidence;
use crate::record::{Record, SubjectInfo};

/// Rows of one forest; the table has all.
pub const MOST_ROWS: usize = 30;

/// What became of everything since the earlier records.
#[derive(Clone, Debug)]
pub struct Against {
    /// Every cell that both have.
    pub comparison: Comparison,
    /// What the earlier records are, and how far they can be trusted.
    pub before: Trust,
    /// Confirmed changes, by family, in the order of the report.
    pub forests: Vec<Forest>,
}

/// The confirmed changes of one family.
#[derive(Clone, Debug)]
pub struct Forest {
    /// Family.
    pub family: String,
    /// Name of its picture, unique in the report.
    pub id: String,
    /// The largest changes, the slowest first, each with the subject's colour.
    pub rows: Vec<(Change, Tint)>,
    /// Confirmed changes of the family, those that are not among the rows included.
    pub all: usize,
}

impl Against {
    /// Holds a report against earlier records.
    pub(crate) fn of(
        report: &Report,
        earlier: &[Record],
        catalogue: &[SubjectInfo],
        notes: &[String],
    ) -> Self {
        let before = analyse(earlier, catalogue, &Evidence::default(), notes);
        let comparison = between(&before, report);
        let forests = report.families.iter().filter_map(|f| forest(report, &comparison, &f.name, &f.id));
        Self { forests: forests.collect(), before: before.trust, comparison }
    }
}

fn forest(report: &Report, comparison: &Comparison, family: &str, id: &str) -> Option<Forest> {
    let mut rows: Vec<&Change> = comparison.confirmed().into_iter().filter(|c| c.family == family).collect();
    let all = rows.len();
    rows.sort_by(|a, b| size(b).total_cmp(&size(a)));
    rows.truncate(MOST_ROWS);
    rows.sort_by(|a, b| b.ratio.median.total_cmp(&a.ratio.median));
    let tints: BTreeMap<&str, Tint> = report
        .subjects
        .iter()
        .filter(|s| s.info.family == family)
        .map(|s| (s.info.name.as_str(), s.tint))
        .collect();
    let tint = |subject: &str| tints.get(subject).copied().unwrap_or_default();
    let rows: Vec<_> = rows.into_iter().map(|c| (c.clone(), tint(&c.subject))).collect();
    (all > 0).then(|| Forest { family: family.to_owned(), id: format!("{id}-against"), rows, all })
}

/// How large a change is, whichever way it went.
fn size(c: &Change) -> f64 {
    c.ratio.median.ln().abs()
}
