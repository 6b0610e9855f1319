//! Machines side by side: phrases that page, pictures and Markdown share.

use crate::analysis::model::{Beside, Bound, Machine, Machines, There};
use crate::analysis::sentences::ratio_words;
use crate::numbers::{count, factor, points, whole};

/// Heading of the section.
pub(crate) const HEADING: &str = "The same on several machines";

/// Said where no family was measured on two of them.
pub(crate) const NOTHING: &str = "No family was measured on two of them with its baseline, at the same workload and number of threads: there is nothing to compare.";

/// Cores, architecture and virtual machine: what tells machines of one processor apart.
pub(crate) fn traits(m: &Machine) -> String {
    let mut said = match m.cores {
        0 => "cores unknown".to_owned(),
        n => count(n.into(), "core", "cores"),
    };
    for part in [&m.arch, &m.vm].into_iter().filter(|part| !matches!(part.as_str(), "" | "none" | "unknown"))
    {
        said += &format!(", {part}");
    }
    said
}

/// The processor behind a machine's letter.
pub(crate) fn name(m: &Machine) -> String {
    let cpu = if m.cpu.is_empty() { "unknown processor" } else { &m.cpu };
    format!("{} · {cpu}", m.letter)
}

/// What the section is.
pub(crate) fn lead(m: &Machines) -> String {
    format!(
        "The records come from {}. All other sections show {} alone, which gave most rows. Here each subject’s time is taken \
         relative to its family’s baseline in the same launch on the same machine: nanoseconds of two machines say nothing about each other.",
        count(m.machines.len() as u64, "machine", "machines"),
        m.machines.first().map_or("–", |m| m.letter.as_str())
    )
}

/// What one machine gave.
pub(crate) fn gave(m: &Machine) -> String {
    format!(
        "{} ({}): {} rows from {}",
        name(m),
        traits(m),
        whole(m.rows as u64),
        count(m.launches as u64, "launch", "launches")
    )
}

/// Workload and threads of a comparison.
pub(crate) fn place(b: &Beside) -> String {
    format!("{}, {}", b.workload, count(b.threads.into(), "thread", "threads"))
}

/// On which machines threads outnumber cores, and what is not shown.
pub(crate) fn remarks(b: &Beside, machines: &[Machine]) -> Vec<String> {
    let crowded = machines.iter().zip(&b.oversubscribed).filter(|(_, over)| **over);
    let mut said: Vec<String> =
        crowded.map(|(m, _)| format!("On {} that is more threads than cores.", m.letter)).collect();
    if b.left_out > 0 {
        let others = count(b.left_out as u64, "other subject is", "other subjects are");
        said.push(format!("Those that do best on any machine, and the baseline; {others} not shown here."));
    }
    said
}

/// A subject's time on a machine as a table shows it, and its interval where it has one; of a cache, its hits beside the baseline's.
pub(crate) fn there(there: &There, more_hits: Option<f64>) -> (String, Option<String>) {
    match there {
        There::NotRun => ("not run".into(), None),
        There::NotMeasurable => ("not measurable there".into(), None),
        There::Baseline => ("baseline".into(), None),
        There::Measured(r) => {
            let ends = format!("{} – {}", factor(r.value.low), factor(r.value.high));
            let hits = more_hits.map_or_else(String::new, |more| format!(", hits {} points", points(more)));
            (ratio_words(r) + &hits, Some(ends).filter(|_| r.bound != Bound::Nothing && r.launches > 1))
        }
    }
}
