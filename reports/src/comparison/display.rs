//! A comparison in words, for a terminal; the page and the Markdown summary take their sentences from here.

use std::collections::BTreeMap;
use std::fmt;

use super::{Change, Comparison, Verdict, Why};
use crate::numbers::{count, factor, listed, probability, time, whole};

/// Said where both sets come from different machines.
pub(crate) const RELATIVE: &str =
    "Different machines: times are relative to each family's baseline in the same launch.";

impl Comparison {
    /// How many cells became what, and how many have no counterpart.
    pub fn counts(&self) -> String {
        let of = |verdict| self.changes.iter().filter(|c| c.verdict == verdict).count();
        let mut parts: Vec<String> = [Verdict::Slower, Verdict::Faster, Verdict::Same]
            .into_iter()
            .map(|verdict| format!("{} {}", whole(of(verdict) as u64), verdict.words()))
            .collect();
        parts.push(self.not_comparable(of(Verdict::NotComparable)));
        let cells = |n: usize| count(n as u64, "cell", "cells");
        let mut said = format!("{} in both: {}.", cells(self.changes.len()), listed(&parts));
        let lone: Vec<String> = [(self.only_old, "old"), (self.only_new, "new")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, which)| format!("{} of the {which} set alone", cells(n)))
            .collect();
        if !lone.is_empty() {
            said += &format!(" Without a counterpart: {}.", listed(&lone));
        }
        said
    }

    /// How many cells are not comparable, and why.
    fn not_comparable(&self, n: usize) -> String {
        let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
        for why in
            self.changes.iter().filter(|c| c.verdict == Verdict::NotComparable).filter_map(|c| c.why.as_ref())
        {
            *reasons.entry(why.kind().to_owned()).or_default() += 1;
        }
        let reasons: Vec<String> = reasons.iter().map(|(why, n)| format!("{}: {why}", whole(*n))).collect();
        let said = format!("{} {}", whole(n as u64), Verdict::NotComparable.words());
        if reasons.is_empty() { said } else { format!("{said} ({})", reasons.join("; ")) }
    }

    /// What stands in the way of any answer at all, if something does.
    pub fn obstacle(&self) -> Option<&'static str> {
        let all = |why: &Why| self.changes.iter().all(|c| c.why.as_ref() == Some(why));
        if self.changes.is_empty() {
            Some("Nothing could be compared: no cell was measured in both sets.")
        } else if all(&Why::TooFewLaunches) {
            Some("Nothing can be confirmed: that takes four launches a side, or three against five.")
        } else if all(&Why::OtherPlacement) {
            Some("Nothing can be compared: the two sets ran at different core distances throughout.")
        } else {
            None
        }
    }

    /// A time as it stands in this comparison: nanoseconds, or times of the baseline's.
    pub(crate) fn unit(&self, value: f64) -> String {
        if self.relative { factor(value) } else { time(value) }
    }

    /// Confirmed changes, the largest slow-down first and the largest gain last.
    pub(crate) fn confirmed(&self) -> Vec<&Change> {
        let mut confirmed: Vec<&Change> = self.changes.iter().filter(|c| c.verdict.is_confirmed()).collect();
        confirmed.sort_by(|a, b| b.ratio.median.total_cmp(&a.ratio.median));
        confirmed
    }
}

impl fmt::Display for Comparison {
    /// Counts, notes, then confirmed changes, largest first, a line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.counts())?;
        if self.relative {
            writeln!(f, "{RELATIVE}")?;
        }
        for note in self.notes.iter().map(String::as_str).chain(self.obstacle()) {
            writeln!(f, "{note}")?;
        }
        for c in self.confirmed() {
            writeln!(
                f,
                "{}  {}/{} at {}: {}  {} to {}  {} ({} to {})  p {}",
                c.verdict.words(),
                c.family,
                c.workload,
                c.threads,
                c.subject,
                self.unit(c.old.median),
                self.unit(c.new.median),
                factor(c.ratio.median),
                factor(c.ratio.low),
                factor(c.ratio.high),
                probability(c.p)
            )?;
        }
        Ok(())
    }
}
