//! A learner's piece in the engine: a few lines around her file, compiled against `exercises/race`, where all that matters stands.
//! The engine is built as `cargo contend run` builds it, so who has done the one has done the other.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::libraries::Built;
use crate::prediction::{Measure, Subject, Threads, is_generic};
use crate::verdict::Told;

/// One race: an exercise, what is raced in it, and the file with the learner's type.
pub(crate) struct Raced<'a> {
    pub(crate) id: &'a str,
    pub(crate) measure: &'a Measure,
    pub(crate) file: PathBuf,
}

/// Where things are.
pub(crate) struct Places {
    /// The repository.
    pub(crate) root: PathBuf,
    /// What cargo builds for everybody.
    pub(crate) target: PathBuf,
    /// What is written and compiled for a race.
    pub(crate) work: PathBuf,
}

/// Races, and returns what was shown; the records are in `out`.
pub(crate) fn race(places: &Places, raced: &Raced<'_>, out: &Path) -> Result<Told> {
    let binary = build(places, raced.id, &[raced], true)?;
    let mut race = Command::new(binary);
    let ended = race.arg(out).stderr(Stdio::inherit()).output().context("the race cannot be started")?;
    let said = String::from_utf8_lossy(&ended.stdout);
    let last = said.lines().last().unwrap_or_default();
    match ended.status.code() {
        Some(0) => (),
        Some(2) => bail!("{last}"),
        _ => bail!("the race ended by itself ({}), and what it measured is lost", ended.status),
    }
    serde_json::from_str(last).with_context(|| format!("the race told nothing that is understood: {last:?}"))
}

/// What is wrong with the names in these races, a line each.
pub(crate) fn check(places: &Places, all: &[&Raced<'_>]) -> Result<Vec<String>> {
    let binary = build(places, "check", all, false)?;
    let ended = Command::new(binary).arg("--check").stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8_lossy(&ended.stdout);
    match (ended.status.code(), said.lines().map(str::to_owned).collect::<Vec<_>>()) {
        (Some(0), faults) if faults.is_empty() => Ok(faults),
        (Some(1), faults) if !faults.is_empty() => Ok(faults),
        _ => bail!("the names could not be looked at; the reason stands above"),
    }
}

/// Writes the program and compiles it: `to_measure`, or to look at names alone.
fn build(places: &Places, name: &str, all: &[&Raced<'_>], to_measure: bool) -> Result<PathBuf> {
    let Places { root, target, work } = places;
    if to_measure && !target.join("release").is_dir() {
        eprintln!("building the engine and all that it races, once: some minutes");
    }
    let built = Built::by_cargo(root, target, |cargo| {
        cargo.args(["--package", "contend-race"]);
        cargo.args(if to_measure { ["--release"] } else { ["--quiet"] });
    })?;
    let (race, primitives) = (built.library("race")?, built.library("primitives")?);
    let folder = work.join(name);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let source = folder.join("race.rs");
    let binary = folder.join(format!("race{}", std::env::consts::EXE_SUFFIX));
    fs::write(&source, program(all)?).with_context(|| format!("{} cannot be written", source.display()))?;
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition", "2024", "--crate-name", "race_of_yours"]);
    if to_measure {
        // As the release profile of the workspace.
        rustc.args(["-C", "opt-level=3", "-C", "debuginfo=line-tables-only"]);
    }
    let dependencies = primitives.parent().context("a library stands in a folder")?;
    rustc.arg("-L").arg(format!("dependency={}", dependencies.display()));
    rustc.arg("--extern").arg(format!("race={}", race.display()));
    rustc.arg("--extern").arg(format!("primitives={}", primitives.display()));
    rustc.arg("-o").args([&binary, &source]);
    if !rustc.status().context("rustc cannot be started")?.success() {
        bail!("it cannot be made a subject of the engine; what the compiler said stands above");
    }
    Ok(binary)
}

/// The program: a module for each race.
fn program(all: &[&Raced<'_>]) -> Result<String> {
    let mut text = String::from(
        "//! Written by `cargo learn measure`, each time anew.\n#![allow(dead_code, unused_imports, missing_docs)]\n\n",
    );
    let mut calls = Vec::new();
    for (number, raced) in all.iter().enumerate() {
        text.push_str(&module(number, raced)?);
        calls.push(format!("raced_{number}::told()"));
    }
    writeln!(text, "fn main() -> std::process::ExitCode {{\n    race::main(vec![{}])\n}}", calls.join(", "))?;
    Ok(text)
}

fn module(number: usize, raced: &Raced<'_>) -> Result<String> {
    let Raced { id, measure, file } = raced;
    let threads = match measure.threads {
        Threads::Exactly(threads) => format!("Exactly({threads})"),
        Threads::PerCore(times) => format!("PerCore({times})"),
    };
    let (mut theirs, mut yours) = (String::new(), "None".to_owned());
    if let (Some(subject), Some(name)) = (measure.subject, &measure.yours) {
        let source =
            fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        theirs = format!(
            "    #[path = {:?}]\n    mod exercise;\n    use exercise::*;\n",
            file.display().to_string()
        );
        let entry = format!("race::yours({:?})", format!("exercises/{id}/src/lib.rs"));
        yours = format!("Some({})", constructed(subject, name, &source, &entry));
    }
    Ok(format!(
        "mod raced_{number} {{\n{theirs}    use primitives::{{channel, queue, read_mostly}};\n    use read_mostly::RwLocked;\n    \
         use race::benches::workloads;\n    use workloads::read_mostly::Value;\n\n    pub fn told() -> race::Race {{\n        race::Race {{\n            \
         exercise: {id:?},\n            family: {:?},\n            workload: {:?},\n            threads: race::Threads::{threads},\n            \
         beside: &{:?},\n            over: {:?},\n            under: {:?},\n            yours: {yours},\n        }}\n    }}\n}}\n\n",
        measure.family, measure.workload, measure.beside, measure.over, measure.under
    ))
}

/// The call that makes a subject of a type. A plain name is completed by what its family's subjects hold: `Value`s in what is read
/// mostly, numbers in caches, and queues with a limit. A name with more to it is taken as it stands.
fn constructed(subject: Subject, yours: &str, source: &str, entry: &str) -> String {
    let plain = yours.chars().all(|c| c.is_alphanumeric() || c == '_');
    let filled = |with: &str| match plain && is_generic(source, yours) {
        true => format!("{yours}<{with}>"),
        false => yours.to_owned(),
    };
    let bounded = || if plain { format!("queue::Bounded<{yours}>") } else { yours.to_owned() };
    match subject {
        Subject::Counter => format!("workloads::counter::counter_subject({entry}, <{yours}>::new)"),
        Subject::Lock => format!("workloads::lock::lock_subject::<{yours}>({entry})"),
        Subject::ReadMostly => {
            format!("workloads::read_mostly::read_mostly_subject::<{}>({entry})", filled("Value"))
        }
        Subject::QueueSpsc => format!("workloads::queue::spsc_subject::<{}>({entry})", bounded()),
        Subject::QueueMpmc => format!("workloads::queue::mpmc_subject::<{}>({entry})", bounded()),
        Subject::ChannelMpsc => format!("workloads::channel::mpsc_subject::<{yours}>({entry})"),
        Subject::ChannelMpmc => format!("workloads::channel::mpmc_subject::<{yours}>({entry})"),
        Subject::Cache => {
            format!("workloads::cache::cache_subject::<{}>({entry}).subject()", filled("u64, u64"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::constructed;
    use crate::prediction::Subject;

    #[test]
    fn a_plain_name_is_completed() {
        let of = |subject, yours: &str| {
            constructed(subject, yours, "pub struct Lru<K, V> {}\npub struct Seq {}", "E")
        };
        assert_eq!(of(Subject::Lock, "SpinLock"), "workloads::lock::lock_subject::<SpinLock>(E)");
        assert!(of(Subject::Cache, "Lru").contains("cache_subject::<Lru<u64, u64>>(E).subject()"));
        assert!(of(Subject::ReadMostly, "Seq").contains("::<Seq>(E)"));
        assert!(of(Subject::ReadMostly, "RwLocked<Seq, Value>").contains("::<RwLocked<Seq, Value>>(E)"));
        assert!(of(Subject::QueueSpsc, "Ring").contains("::<queue::Bounded<Ring>>(E)"));
        assert!(of(Subject::QueueMpmc, "queue::Endless<List>").contains("::<queue::Endless<List>>(E)"));
    }
}
