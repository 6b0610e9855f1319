//! What was run, on what, and how far it can be trusted.

use std::collections::{BTreeMap, BTreeSet};

use super::known::is_pinned;
use super::model::{FEW_LAUNCHES, Family, Noise, RANKED_LAUNCHES, WrongAnswer};
use super::{gather, known};
use crate::numbers::{count, listed, noise, percent, three};
use crate::record::{Host, Purpose, Record};
use crate::stats::Footing;

/// The short answer to "can I trust it?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Nothing that was looked at speaks against it.
    Well,
    /// Something does; differences should be large before they are believed.
    WithCare,
    /// Much does.
    NotVery,
    /// Nothing was measured.
    Nothing,
}

/// Something that weakens the figures, and what would help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caution {
    /// How much it weakens them.
    pub grade: Grade,
    /// Cause, as part of a sentence.
    pub cause: String,
    /// What to do about it.
    pub remedy: String,
}

/// The opening of the report.
#[derive(Clone, Debug)]
pub struct Trust {
    /// The short answer.
    pub grade: Grade,
    /// The answer as a sentence.
    pub sentence: String,
    /// The reasons, worst first.
    pub cautions: Vec<Caution>,
    /// The machine and build of the first row that was used.
    pub host: Option<Host>,
    /// Command lines that made the rows.
    pub commands: Vec<String>,
    /// Names of the runs.
    pub runs: Vec<String>,
    /// Rows used.
    pub rows: usize,
    /// Processes.
    pub launches: usize,
    /// Lowest and highest load average when a run began.
    pub load: Option<(f64, f64)>,
    /// Clean windows and all windows, of those with a core for each thread.
    pub clean: (u64, u64),
    /// Windows whose threads could not be kept on their cores.
    pub unpinned: usize,
    /// Smallest and largest A/A noise by thread count; oversubscribed thread counts are marked.
    pub noise: Vec<(u32, bool, Noise, Noise)>,
    /// Where no curve has enough points for a law of scaling: how many the longest has.
    pub unfitted: Option<usize>,
    /// Versions of the subjects, as `name version`, peers only.
    pub peers: Vec<String>,
    /// What else a reader should know, a sentence each.
    pub notes: Vec<String>,
}

/// Judges the rows that were used.
pub(super) fn trust(
    rows: &[&Record],
    others: usize,
    families: &[Family],
    wrong: &[WrongAnswer],
    notes: &[String],
) -> Trust {
    let set = |of: fn(&Record) -> &str| -> Vec<String> {
        rows.iter()
            .map(|r| of(r))
            .filter(|s| !s.is_empty())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    // Of the first launches: what the later ones find is the run itself.
    let first = rows.iter().map(|r| r.launch).min();
    let begun = rows.iter().filter(|r| Some(r.launch) == first);
    let loads: Vec<f64> = begun.map(|r| r.host.load).filter(|l| *l >= 0.0).collect();
    let low = loads.iter().copied().min_by(f64::total_cmp);
    let load = low.zip(loads.iter().copied().max_by(f64::total_cmp));
    let mut trust = Trust {
        grade: Grade::Nothing,
        sentence: "Nothing was measured: there is no record to report on.".into(),
        cautions: Vec::new(),
        host: rows.first().map(|r| Host::clone(&r.host)),
        commands: set(|r| &r.host.command),
        runs: set(|r| &r.run),
        rows: rows.len(),
        launches: gather::launches(rows).len(),
        load,
        clean: clean(rows),
        unpinned: rows.iter().filter(|r| !is_pinned(r)).count(),
        noise: noise_by_threads(families),
        unfitted: None,
        peers: peers(rows),
        notes: notes.to_vec(),
    };
    if others > 0 {
        let rows = count(others as u64, "row", "rows");
        trust.notes.push(format!(
            "{rows} of another machine left out: times of different machines are never mixed."
        ));
    }
    for (what, values) in [
        ("compiler", set(|r| &r.host.rustc)),
        ("revision", set(|r| &r.host.git)),
        ("build profile", set(|r| &r.host.profile)),
    ] {
        if values.len() > 1 {
            trust.notes.push(format!("The rows come from more than one {what}: {}.", listed(&values)));
        }
    }
    trust.notes.extend(seating(rows));
    if !rows.is_empty() {
        judge(&mut trust, wrong);
    }
    if wrong.is_empty() && !rows.is_empty() && rows.iter().all(|r| r.purpose == Purpose::Hits) {
        // What load, noise and launches speak against is time, and none was taken.
        trust.cautions.clear();
        (trust.grade, trust.sentence) =
            (Grade::Well, "Yes: traces were replayed and hits counted, and nothing was timed.".into());
    }
    trust
}

/// Where workers in their usual places were not seated alike, a sentence each: their figures stand in one cell all the same.
fn seating(rows: &[&Record]) -> Vec<String> {
    let mut by_threads: BTreeMap<u32, BTreeSet<Option<Footing>>> = BTreeMap::new();
    let usual = rows.iter().filter(|r| r.purpose != Purpose::Hits && r.verified && is_pinned(r));
    for r in usual.filter(|r| known::placed(r).is_none()) {
        let footing = r.seats.as_ref().map(|seats| Footing::of(seats, r.threads));
        by_threads.entry(r.threads).or_default().insert(footing);
    }
    let at = |what: fn(usize, bool) -> bool| {
        let odd =
            by_threads.iter().filter(|(_, all)| what(all.iter().flatten().count(), all.contains(&None)));
        let counts: Vec<String> = odd.map(|(threads, _)| threads.to_string()).collect();
        let one = counts == ["1"];
        (!counts.is_empty())
            .then(|| format!("{} {}", listed(&counts), if one { "thread" } else { "threads" }))
    };
    let differ = at(|ways, _| ways > 1).map(|at| {
        format!(
            "At {at}, workers of some rows had cores that share more or less than those of others: such figures are mixed, and no law \
             of scalability rests on them."
        )
    });
    let untold = at(|ways, untold| ways > 0 && untold).map(|at| {
        format!("At {at}, some rows tell where their workers sat and others do not: whether they sat alike is not known.")
    });
    differ.into_iter().chain(untold).collect()
}

fn clean(rows: &[&Record]) -> (u64, u64) {
    let own_core = |r: &&&Record| {
        let known = r.host.cores > 0 && r.threads > r.host.cores;
        r.purpose == Purpose::Throughput && !known && !r.flags.iter().any(|f| f == "oversubscribed")
    };
    let clean = rows.iter().filter(own_core).filter(|r| r.is_clean()).count();
    (clean as u64, rows.iter().filter(own_core).count() as u64)
}

fn noise_by_threads(families: &[Family]) -> Vec<(u32, bool, Noise, Noise)> {
    let mut by_threads: BTreeMap<(u32, bool), Vec<Noise>> = BTreeMap::new();
    for g in families.iter().flat_map(|f| &f.workloads).flat_map(|w| &w.groups) {
        let own = g.noise.filter(|n| !n.borrowed);
        by_threads.entry((g.threads, g.oversubscribed)).or_default().extend(own);
    }
    let ends = by_threads.into_iter().filter_map(|((threads, over), mut all)| {
        all.sort_by(|a, b| a.factor.total_cmp(&b.factor));
        Some((threads, over, *all.first()?, *all.last()?))
    });
    ends.collect()
}

fn peers(rows: &[&Record]) -> Vec<String> {
    let peers = rows.iter().filter(|r| r.kind == crate::Kind::Peer);
    let named: BTreeSet<String> = peers.map(|r| format!("{} {}", r.subject, r.version)).collect();
    named.into_iter().collect()
}

fn judge(trust: &mut Trust, wrong: &[WrongAnswer]) {
    let mut cautions = Vec::new();
    let mut add = |grade, cause: String, remedy: &str| {
        cautions.push(Caution { grade, cause, remedy: remedy.into() });
    };
    let (clean, all) = trust.clean;
    if all > 0 && clean * 2 < all {
        let grade = if clean * 5 < all { Grade::NotVery } else { Grade::WithCare };
        let share = percent(clean as f64 / all as f64);
        add(
            grade,
            format!("only {share} of the windows were clean"),
            "close other programs, or give it a longer budget",
        );
    }
    let launches = trust.launches;
    if launches < FEW_LAUNCHES {
        let grade = if launches < RANKED_LAUNCHES { Grade::NotVery } else { Grade::WithCare };
        let said = count(launches as u64, "launch was", "launches were");
        add(
            grade,
            format!("{said} made"),
            "use a longer profile: five launches and more say how far the next one may differ",
        );
    }
    judge_noise(trust, &mut add);
    if let Some(host) = trust.host.clone() {
        judge_host(&host, trust.load, &mut add);
    }
    if trust.unpinned > 0 {
        let windows = count(trust.unpinned as u64, "window", "windows");
        add(
            Grade::WithCare,
            format!("threads could not be pinned in {windows}"),
            "allow the program to set its affinity",
        );
    }
    if !wrong.is_empty() {
        let subjects = wrong.iter().map(|w| (&w.family, &w.subject)).collect::<BTreeSet<_>>().len();
        let gave = count(subjects as u64, "subject gave a wrong answer", "subjects gave wrong answers");
        add(Grade::WithCare, gave, "see Wrong answers; their windows stand in no statistic");
    }
    cautions.sort_by_key(|c| std::cmp::Reverse(c.grade));
    trust.grade = cautions.first().map_or(Grade::Well, |c| c.grade);
    trust.sentence = sentence(trust.grade, &cautions);
    trust.cautions = cautions;
}

fn judge_noise(trust: &Trust, add: &mut impl FnMut(Grade, String, &str)) {
    let real = trust.noise.iter().filter(|(_, over, ..)| !over);
    let worst = real.map(|(_, _, _, worst)| worst.factor).max_by(f64::total_cmp);
    match worst {
        None => add(
            Grade::WithCare,
            "nothing was raced against itself, so the noise is unknown".into(),
            "run with the null control (A/A)",
        ),
        Some(worst) if worst > 1.1 => {
            let grade = if worst > 1.5 { Grade::NotVery } else { Grade::WithCare };
            let said = format!("the same subject raced against itself differed by up to {}", noise(worst));
            add(grade, said, "believe larger differences only, or measure on a quieter machine");
        }
        Some(_) => {}
    }
}

fn judge_host(host: &Host, load: Option<(f64, f64)>, add: &mut impl FnMut(Grade, String, &str)) {
    if host.profile == "debug" {
        add(Grade::NotVery, "it is a debug build".into(), "measure a release build");
    }
    if let Some((_, high)) = load.filter(|(_, high)| *high > 0.5 * f64::from(host.cores.max(1))) {
        let cores = count(host.cores.into(), "core", "cores");
        let said = format!("the load average was {} on {cores}", three(high));
        add(Grade::WithCare, said, "wait until the machine is idle");
    }
    if !matches!(host.vm.as_str(), "" | "none" | "unknown") {
        let said = format!("it is a virtual machine ({})", host.vm);
        add(Grade::WithCare, said, "measure on bare metal where absolute times matter");
    }
    if !matches!(host.governor.as_str(), "" | "performance" | "unknown") {
        let said = format!("the frequency governor is {}", host.governor);
        add(Grade::WithCare, said, "set the governor to performance");
    }
}

fn sentence(grade: Grade, cautions: &[Caution]) -> String {
    let causes: Vec<String> = cautions.iter().map(|c| c.cause.clone()).collect();
    match grade {
        Grade::NotVery => format!("Not very: {}.", listed(&causes)),
        Grade::WithCare => format!("With care: {}.", listed(&causes)),
        _ => {
            "Yes, as far as one machine goes: nothing that was looked at speaks against these figures.".into()
        }
    }
}
