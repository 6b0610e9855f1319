//! A live comparison in words, for a terminal.

use std::fmt;

use super::{Live, LiveChange, Paired};
use crate::comparison::Verdict;
use crate::numbers::{count, factor, listed, probability, time, whole};

/// Beyond so many cells those without a measured difference are only counted.
const ALL_TOLD: usize = 40;

impl Live {
    /// How many cells became what.
    pub fn counts(&self) -> String {
        let of = |verdict| self.changes.iter().filter(|c| c.verdict == verdict).count();
        let parts: Vec<String> = [Verdict::Slower, Verdict::Faster, Verdict::Same, Verdict::NotComparable]
            .into_iter()
            .map(|verdict| format!("{} {}", whole(of(verdict) as u64), verdict.words()))
            .collect();
        format!("{}: {}.", count(self.changes.len() as u64, "cell", "cells"), listed(&parts))
    }
}

impl fmt::Display for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.counts())?;
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
            (None, Some(paired)) | (Some(paired), None) => write!(f, "  {paired}")?,
            (None, None) => {}
        }
        self.why.as_ref().map_or(Ok(()), |why| write!(f, "  ({why})"))
    }
}

impl fmt::Display for Paired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noise = self.noise.map_or_else(|| "unknown".to_owned(), factor);
        write!(
            f,
            "{} to {}  {} ({} to {})  p {}, noise {noise}, {} pairs",
            time(self.old_ns),
            time(self.new_ns),
            factor(self.ratio.median),
            factor(self.ratio.low),
            factor(self.ratio.high),
            probability(self.p),
            self.pairs
        )
    }
}
