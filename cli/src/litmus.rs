//! `contend litmus`: what the language allows, and what each checker and this machine show of it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use benches::litmus::{ON_X86, Test, race};
use indicatif::{ProgressBar, ProgressStyle};
use reports::Verdict;
use serde::Serialize;

use crate::place;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How often each program is run by real threads
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    runs: u64,
    /// File to write [default: target/contend/litmus.jsonl]
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Checkers: name, folder of the package, and which of its tests are asked. One that is not there is said to be not asked.
const CHECKERS: [(&str, &str, [&str; 4]); 2] = [
    ("loom", "loom-tests", ["--package", "contend-loom-tests", "--test", "litmus"]),
    ("shuttle", "loom-tests/shuttle", ["--package", "contend-shuttle-tests", "--tests", "litmus::"]),
];

/// The family that such tests give as theirs.
const FAMILY: &str = "litmus";

/// A program under one kind of orderings.
#[derive(Serialize)]
struct Row {
    test: &'static str,
    title: &'static str,
    program: &'static [&'static str],
    orderings: &'static str,
    /// The outcome that no interleaving explains.
    weak: &'static str,
    /// Whether C++20 allows it, and why, or why not.
    allowed: bool,
    why: &'static str,
    /// What checkers show.
    checkers: Vec<Shown>,
    machine: Machine,
}

/// What a checker shows.
#[derive(Serialize)]
struct Shown {
    checker: &'static str,
    /// Whether the weak outcome is among them; none if the checker was not asked.
    weak: Option<bool>,
    outcomes: Vec<String>,
    executions: u64,
    search: String,
}

/// What real threads showed.
#[derive(Serialize)]
struct Machine {
    arch: &'static str,
    /// Whether it may show the weak outcome, where its rules are known.
    allowed: Option<bool>,
    runs: u64,
    /// How often the weak outcome was seen.
    weak: u64,
    outcomes: Vec<(&'static str, u64)>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let root = place::root()?;
    let out = arguments.out.clone().unwrap_or_else(|| place::results().join("litmus.jsonl"));
    if let Some(folder) = out.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let mut asked = Vec::new();
    for (checker, folder, tests) in CHECKERS {
        let is_there = root.join(folder).join("Cargo.toml").is_file();
        asked.push((checker, if is_there { explore(&root, checker, tests, &out)? } else { Vec::new() }));
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} programs raced, {eta} left")
        .expect("a valid template");
    let bar = ProgressBar::new(Test::all().count() as u64).with_style(style);
    let mut rows = Vec::new();
    for test in Test::all() {
        rows.push(row(test, &asked, arguments.runs));
        bar.inc(1);
    }
    bar.finish_and_clear();
    write(&out, &rows)?;
    print!("{}", table(&rows));
    println!("-> {}", out.display());
    let wrong = rows.iter().any(|row| row.machine.weak > 0 && !row.allowed);
    Ok(if wrong { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Runs a checker's litmus tests, and returns the verdicts that they wrote.
fn explore(root: &Path, checker: &str, tests: [&str; 4], out: &Path) -> Result<Vec<Verdict>> {
    eprintln!("building and running the litmus tests over {checker}");
    let folder = std::path::absolute(out.with_extension(format!("partial-{}", std::process::id())))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = Command::new(cargo)
        .current_dir(root)
        .args(["test", "--quiet"])
        .args(tests)
        .env("CONTEND_VERDICTS", &folder)
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    let verdicts = verdicts_in(&folder);
    let _ = std::fs::remove_dir_all(&folder); // its rows are read
    if !run.status.success() {
        bail!("the litmus tests over {checker} fail:\n{}", String::from_utf8_lossy(&run.stdout));
    }
    verdicts
}

fn verdicts_in(folder: &Path) -> Result<Vec<Verdict>> {
    let mut verdicts = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder)? {
            verdicts.extend(reports::reading::read_verdicts(&entry?.path())?);
        }
    }
    verdicts.retain(|verdict: &Verdict| verdict.family == FAMILY);
    Ok(verdicts)
}

/// Races a program, and puts what checkers showed beside it.
fn row(test: Test, asked: &[(&'static str, Vec<Verdict>)], runs: u64) -> Row {
    let (shape, orderings) = (test.shape, test.orderings.name());
    let weak = shape.outcomes[shape.weak];
    let counts = race(test, runs);
    let shown = |(checker, verdicts): &(&'static str, Vec<Verdict>)| {
        let verdict = verdicts.iter().find(|row| row.subject == shape.name && row.law == orderings);
        Shown {
            checker,
            weak: verdict.map(|verdict| verdict.reached.iter().any(|outcome| outcome == weak)),
            outcomes: verdict.map_or(Vec::new(), |verdict| verdict.reached.clone()),
            executions: verdict.map_or(0, |verdict| verdict.executions),
            search: verdict.map_or(String::new(), |verdict| verdict.search.clone()),
        }
    };
    Row {
        test: shape.name,
        title: shape.title,
        program: shape.program,
        orderings,
        weak,
        allowed: test.allows_weak(),
        why: test.why(),
        checkers: asked.iter().map(shown).collect(),
        machine: Machine {
            arch: std::env::consts::ARCH,
            allowed: ON_X86.then(|| test.x86_allows_weak()),
            runs: counts.iter().sum(),
            weak: counts[shape.weak],
            outcomes: shape.outcomes.iter().copied().zip(counts).collect(),
        },
    }
}

fn write(out: &Path, rows: &[Row]) -> Result<()> {
    let mut text = String::new();
    for row in rows {
        writeln!(text, "{}", serde_json::to_string(row)?)?;
    }
    let partial = out.with_extension(format!("jsonl.partial-{}", std::process::id()));
    let written = std::fs::write(&partial, text).and_then(|()| std::fs::rename(&partial, out));
    if written.is_err() {
        let _ = std::fs::remove_file(&partial); // best effort: the error below is what matters
    }
    written.with_context(|| format!("{} cannot be written", out.display()))
}

/// The programs, a line for each kind of orderings, and what disagrees.
fn table(rows: &[Row]) -> String {
    let mut text = String::new();
    let mut line = |words: String| writeln!(text, "{words}").expect("a string takes it");
    let mut test = "";
    let heads: Vec<_> =
        rows.iter().take(1).flat_map(|row| row.checkers.iter().map(|shown| shown.checker)).collect();
    let heads: String = heads.iter().map(|head| format!("{head:10}")).collect();
    for row in rows {
        if row.test != test {
            test = row.test;
            line(format!("\n{test}, {}:  {}   weak: {}", row.title, row.program.join("  |  "), row.weak));
            line(format!("  {:16} {:10} {heads} this CPU ({})", "", "C++20", row.machine.arch));
        }
        let shown = row.checkers.iter().map(|shown| match shown.weak {
            Some(true) => "shown     ",
            Some(false) => "not shown ",
            None => "not asked ",
        });
        let allowed = if row.allowed { "allowed" } else { "forbidden" };
        let (weak, runs) = (row.machine.weak, row.machine.runs);
        let shown: String = shown.collect();
        line(format!("  {:16} {allowed:10} {shown} {weak} of {runs}", row.orderings));
    }
    line("\nWhere they disagree\n".to_owned());
    for words in disagreements(rows) {
        line(format!("- {words}"));
    }
    text
}

/// Why a checker or this machine shows another answer than the language's, each with the programs that it is true of.
fn disagreements(rows: &[Row]) -> Vec<String> {
    let names = |is_one: &dyn Fn(&Row) -> bool| {
        let names: Vec<_> = rows
            .iter()
            .filter(|row| is_one(row))
            .map(|row| format!("{} {}", row.test, row.orderings))
            .collect();
        names.join(", ")
    };
    let shows = |row: &Row, checker: &str, weak: bool| {
        row.checkers.iter().any(|shown| shown.checker == checker && shown.weak == Some(weak))
    };
    let all = [
        (
            names(&|row| !row.allowed && shows(row, "loom", true)),
            "loom shows what cannot happen: it treats sequentially consistent accesses as acquire and release. A false alarm; fences it gets right, and our algorithms use those",
        ),
        (
            names(&|row| row.allowed && shows(row, "loom", false)),
            "loom does not show what is allowed: a load finds only stores that have run already. A mistake that needs a load to see the future passes",
        ),
        (
            names(&|row| row.allowed && shows(row, "shuttle", false)),
            "shuttle does not show what is allowed: it explores interleavings, and a load finds the newest store, whatever its ordering",
        ),
        (
            names(&|row| row.allowed && row.machine.allowed == Some(false)),
            "x86 never does what is allowed: a load may overtake an earlier store of its own thread, and nothing else is out of order. Another machine does, and so may a compiler",
        ),
        (
            names(&|row| row.machine.allowed != Some(false) && row.allowed && row.machine.weak == 0),
            "not seen in these runs, though this machine may: that nothing was seen proves nothing",
        ),
        (
            names(&|row| !row.allowed && row.machine.weak > 0),
            "SEEN THOUGH FORBIDDEN: the compiler, this machine or this table is wrong",
        ),
    ];
    let with_names = all.into_iter().filter(|(names, _)| !names.is_empty());
    with_names.map(|(names, words)| format!("{names}: {words}.")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Machine, Row, Shown, table};

    fn row(
        orderings: &'static str,
        allowed: bool,
        loom: Option<bool>,
        weak: u64,
        machine: Option<bool>,
    ) -> Row {
        let shown =
            Shown { checker: "loom", weak: loom, outcomes: Vec::new(), executions: 1, search: String::new() };
        Row {
            test: "SB",
            title: "store buffering",
            program: &["x = 1; r0 = y", "y = 1; r1 = x"],
            orderings,
            weak: "r0=0 r1=0",
            allowed,
            why: "",
            checkers: vec![shown],
            machine: Machine { arch: "x86_64", allowed: machine, runs: 100, weak, outcomes: Vec::new() },
        }
    }

    #[test]
    fn each_disagreement_is_explained_and_agreement_is_not() {
        let agreed = table(&[row("relaxed", true, Some(true), 5, Some(true))]);
        assert!(agreed.contains("relaxed          allowed    shown      5 of 100"), "{agreed}");
        assert!(agreed.ends_with("Where they disagree\n\n"), "{agreed}");
        for (row, words) in [
            (row("seqcst", false, Some(true), 0, Some(false)), "SB seqcst: loom shows what cannot happen"),
            (
                row("relaxed", true, Some(false), 5, Some(true)),
                "SB relaxed: loom does not show what is allowed",
            ),
            (row("relaxed", true, None, 0, Some(false)), "SB relaxed: x86 never does what is allowed"),
            (row("relaxed", true, None, 0, Some(true)), "SB relaxed: not seen in these runs"),
            (row("seqcst", false, None, 3, None), "SB seqcst: SEEN THOUGH FORBIDDEN"),
        ] {
            let text = table(&[row]);
            assert_eq!(text.matches("\n- ").count(), 1, "{text}");
            assert!(text.contains(words), "{text}");
        }
    }
}
