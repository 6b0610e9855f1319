//! What the comparisons said of each cell, and what that comes to.

use std::collections::BTreeMap;
use std::fmt;
use std::process::ExitCode;

use reports::comparison::Verdict;
use reports::comparison::live::Place;

/// What is known of the two builds of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Truth {
    /// The new one takes longer.
    Slower,
    /// They are one.
    Equal,
}

impl Truth {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Slower => "planted",
            Self::Equal => "null",
        }
    }
}

/// Whether the promise was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    AsPromised,
    NotAsPromised,
    CannotBeTold,
}

impl Answer {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::AsPromised => "as promised",
            Self::NotAsPromised => "not as promised",
            Self::CannotBeTold => "cannot be told",
        }
    }

    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::AsPromised => 0,
            Self::NotAsPromised => 1,
            Self::CannotBeTold => 3,
        })
    }
}

/// How often each verdict was given.
type Counts = BTreeMap<Verdict, u32>;

/// Of twenty comparisons, in every cell: a planted change found in at least 18, never a change where there is none nor to the wrong side, at most
/// four not comparable.
#[derive(Debug)]
pub(crate) struct Judged {
    comparisons: u32,
    cells: BTreeMap<(Truth, String, u32), Counts>,
}

impl Judged {
    pub(crate) fn new(comparisons: u32) -> Judged {
        Judged { comparisons, cells: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, truth: Truth, place: &Place, verdict: Verdict) {
        let cell = self.cells.entry((truth, place.subject.clone(), place.threads)).or_default();
        *cell.entry(verdict).or_default() += 1;
    }

    /// Whether nothing that may still come could make it as promised.
    pub(crate) fn is_broken(&self) -> bool {
        self.cells.iter().any(|((truth, ..), counts)| {
            let missed = of(counts, Verdict::Same);
            false_alarms(*truth, counts) > 0 || *truth == Truth::Slower && missed * 10 > self.comparisons
        })
    }

    /// The answer, of all comparisons or of those that there were before an interruption.
    pub(crate) fn answer(&self, whole: bool) -> Answer {
        let open =
            self.cells.values().any(|counts| of(counts, Verdict::NotComparable) * 5 > self.comparisons);
        let found = |((truth, ..), counts): (&(Truth, String, u32), &Counts)| {
            *truth == Truth::Equal || of(counts, Verdict::Slower) * 10 >= self.comparisons * 9
        };
        if self.is_broken() {
            Answer::NotAsPromised
        } else if !whole || open || self.cells.is_empty() {
            Answer::CannotBeTold
        } else if self.cells.iter().all(found) {
            Answer::AsPromised
        } else {
            Answer::NotAsPromised
        }
    }

    /// False alarms in how many cells where one could have been cried.
    fn alarms(&self) -> (u32, u32) {
        let equal = self.cells.iter().filter(|((truth, ..), _)| *truth == Truth::Equal);
        equal.fold((0, 0), |(alarms, all), ((truth, ..), counts)| {
            let told = counts.values().sum::<u32>() - of(counts, Verdict::NotComparable);
            (alarms + false_alarms(*truth, counts), all + told)
        })
    }
}

fn of(counts: &Counts, verdict: Verdict) -> u32 {
    counts.get(&verdict).copied().unwrap_or(0)
}

fn false_alarms(truth: Truth, counts: &Counts) -> u32 {
    let slower = if truth == Truth::Equal { of(counts, Verdict::Slower) } else { 0 };
    slower + of(counts, Verdict::Faster)
}

impl fmt::Display for Judged {
    /// A table, and what no false alarm in so many comparisons is worth.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdicts = [Verdict::Slower, Verdict::Faster, Verdict::Same, Verdict::NotComparable];
        writeln!(f, "| builds  | cell     | {} | all |", verdicts.map(Verdict::words).join(" | "))?;
        let rules = verdicts.map(|verdict| format!("{}:", "-".repeat(verdict.words().len() + 1)));
        writeln!(f, "|---------|----------|{}|----:|", rules.join("|"))?;
        for ((truth, subject, threads), counts) in &self.cells {
            let figures = verdicts.map(|v| format!("{:>1$}", of(counts, v), v.words().len())).join(" | ");
            let cell = format!("{subject} x{threads}");
            let all: u32 = counts.values().sum();
            writeln!(f, "| {:<7} | {cell:<8} | {figures} | {all:>3} |", truth.words())?;
        }
        let (alarms, all) = self.alarms();
        write!(f, "false alarms: {alarms} of {all} verdicts on equal builds")?;
        if alarms == 0 && all > 0 {
            // So rare that seeing none had a chance of 5 %.
            let bound = (1.0 - 0.05_f64.powf(1.0 / f64::from(all))) * 100.0;
            write!(
                f,
                "; none of so many says that there are fewer than {bound:.1} % (with a confidence of 95 %), and no more"
            )?;
        }
        writeln!(f)
    }
}
