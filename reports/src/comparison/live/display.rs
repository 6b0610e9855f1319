//! A live comparison in words, for a terminal.

use std::fmt;

use super::{CONFIRMED_BY_CHANCE, Live, LiveChange, Paired};
use crate::comparison::Verdict;
use crate::numbers::{count, factor, listed, probability, time, whole};

/// Beyond so many cells those without a measured difference are only counted.
const ALL_TOLD: usize = 40;

/// From more cells than this on, it is told how many would be confirmed by chance.
const MANY: usize = 20;

impl Live {
    /// How many cells became what.
    pub fn counts(&self) -> String {
        let of = |verdict| self.changes.iter().filter(|c| c.verdict == verdict).count();
        let parts: Vec<String> = [Verdict::Slower, Verdict::Faster, Verdict::Same, Verdict::NotComparable]
            .into_iter()
            .map(|verdict| format!("{} {}", whole(of(verdict) as u64), verdict.words()))
            .collect();
        let cells = count(self.changes.len() as u64, "cell", "cells");
        format!("{} of {cells} compared: {}.", whole(self.compared() as u64), listed(&parts))
    }
}

impl fmt::Display for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.counts())?;
        if self.changes.len() > MANY {
            let chance = self.changes.len() as f64 * CONFIRMED_BY_CHANCE;
            writeln!(
                f,
                "Of so many cells of equal builds about {chance:.1} would be called changed, by chance."
            )?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))?;
        let mut changes: Vec<&LiveChange> = self.changes.iter().collect();
        changes.sort_by_key(|c| c.verdict);
        let told = |c: &&&LiveChange| changes.len() <= ALL_TOLD || c.verdict != Verdict::Same;
        changes.iter().filter(told).try_for_each(|c| writeln!(f, "{c}"))
    }
}

impl fmt::Display for LiveChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.place;
        write!(
            f,
            "{}  {}/{} at {}: {}",
            self.verdict.words(),
            place.family,
            place.workload,
            place.threads,
            place.subject
        )?;
        if self.oversubscribed {
            write!(f, " (more threads than cores)")?;
        }
        match (&self.second, &self.first) {
            (Some(second), Some(first)) => {
                write!(f, "  {second}; first stage {}", factor(first.ratio.median))?
            }
            (None, Some(paired)) | (Some(paired), None) => {
                write!(f, "  {paired}")?;
                if self.verdict == Verdict::Same {
                    write!(f, ", {} would mostly have been found", factor(paired.detectable()))?;
                }
            }
            (None, None) => {}
        }
        self.why.as_ref().map_or(Ok(()), |why| write!(f, "  ({why})"))
    }
}

impl fmt::Display for Paired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} to {}  {} ({} to {})  p {}, noise {}, {} pairs",
            time(self.old_ns),
            time(self.new_ns),
            factor(self.ratio.median),
            factor(self.ratio.low),
            factor(self.ratio.high),
            probability(self.p),
            factor(self.noise),
            self.pairs
        )
    }
}
