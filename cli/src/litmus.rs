//! `contend litmus`: what the language allows, and what each checker and this machine show of it.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use benches::litmus::{ON_X86, Test, race};
use indicatif::{ProgressBar, ProgressStyle};
use reports::{Litmus, LitmusOutcome, Verdict};

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

/// A program under one kind of orderings, and who shows what of it.
struct Row {
    test: Test,
    /// By each of the checkers: the outcomes shown; none if it was not asked.
    shown: Vec<Option<Vec<String>>>,
    /// How often real threads showed each outcome.
    seen: Vec<u64>,
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
        asked.push(if is_there { explore(&root, checker, tests, &out)? } else { Vec::new() });
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} programs raced, {eta} left")
        .expect("a valid template");
    let bar = ProgressBar::new(Test::all().count() as u64).with_style(style);
    let mut rows = Vec::new();
    for test in Test::all() {
        let of_test = |row: &&Verdict| row.subject == test.shape.name && row.law == test.orderings.name();
        let shown = |rows: &Vec<Verdict>| rows.iter().find(of_test).map(|row| row.reached.clone());
        rows.push(Row { test, shown: asked.iter().map(shown).collect(), seen: race(test, arguments.runs) });
        bar.inc(1);
    }
    bar.finish_and_clear();
    write(&out, &rows)?;
    writeln!(io::stdout(), "{}-> {}", table(&rows), out.display())?;
    let wrong = rows.iter().any(|row| row.seen_weak() > 0 && !row.test.allows_weak());
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

impl Row {
    fn weak(&self) -> &'static str {
        self.test.shape.outcomes[self.test.shape.weak]
    }

    fn seen_weak(&self) -> u64 {
        self.seen[self.test.shape.weak]
    }

    /// Whether a checker shows the weak outcome; none if it was not asked.
    fn shows_weak(&self, checker: &str) -> Option<bool> {
        self.shows(checker, self.weak())
    }

    fn shows(&self, checker: &str, outcome: &str) -> Option<bool> {
        let number = CHECKERS.iter().position(|(name, ..)| *name == checker)?;
        self.shown[number].as_ref().map(|shown| shown.iter().any(|known| known == outcome))
    }

    /// Why a checker or this machine shows another answer than the language's.
    fn disagreements(&self) -> Vec<&'static str> {
        let (test, seen) = (self.test, self.seen_weak() > 0);
        let on_x86 = ON_X86 && !test.x86_allows_weak();
        let (loom, shuttle) = (self.shows_weak("loom"), self.shows_weak("shuttle"));
        let all = [
            (!test.allows_weak() && loom == Some(true), LOOM_SHOWS_MORE),
            (test.allows_weak() && loom == Some(false), LOOM_SHOWS_LESS),
            (test.allows_weak() && shuttle == Some(false), SHUTTLE_SHOWS_LESS),
            (test.allows_weak() && on_x86 && !seen, X86_DOES_LESS),
            (test.allows_weak() && !on_x86 && !seen, NOT_SEEN),
            (!test.allows_weak() && seen, SEEN_THOUGH_FORBIDDEN),
        ];
        all.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words).collect()
    }

    /// As the file has it, and the report reads it.
    fn record(&self, cpu: &str) -> Litmus {
        let shape = self.test.shape;
        let outcomes = shape.outcomes.iter().zip(&self.seen).enumerate();
        let outcomes = outcomes.map(|(number, (outcome, seen))| LitmusOutcome {
            outcome: (*outcome).to_owned(),
            allowed: number != shape.weak || self.test.allows_weak(),
            loom: self.shows("loom", outcome),
            shuttle: self.shows("shuttle", outcome),
            native: Some(*seen),
        });
        Litmus {
            test: shape.name.to_owned(),
            orderings: self.test.orderings.name().to_owned(),
            program: shape.program.iter().map(|line| (*line).to_owned()).collect(),
            outcomes: outcomes.collect(),
            runs: self.seen.iter().sum(),
            cpu: cpu.to_owned(),
            explanation: self.disagreements().join(" "),
        }
    }
}

const LOOM_SHOWS_MORE: &str = "loom shows what cannot happen: it treats sequentially consistent accesses as acquire and release. A false alarm; fences it gets right, and our algorithms use those.";
const LOOM_SHOWS_LESS: &str = "loom does not show what is allowed: a load finds only stores that have run already. A mistake that needs a load to see the future passes.";
const SHUTTLE_SHOWS_LESS: &str = "shuttle does not show what is allowed: it explores interleavings, and a load finds the newest store, whatever its ordering.";
const X86_DOES_LESS: &str = "x86 never does what is allowed: a load may overtake an earlier store of its own thread, and nothing else is out of order. Another machine does, and so may a compiler.";
const NOT_SEEN: &str =
    "Not seen in these runs, though this machine may show it: what was not seen proves nothing.";
const SEEN_THOUGH_FORBIDDEN: &str =
    "SEEN THOUGH FORBIDDEN: the compiler, this machine or this table is wrong.";

fn write(out: &Path, rows: &[Row]) -> Result<()> {
    let cpu = benches::host::look("litmus").cpu;
    let mut text = String::new();
    for row in rows {
        writeln!(text, "{}", serde_json::to_string(&row.record(&cpu))?)?;
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
    let mut known = "";
    for row in rows {
        let shape = row.test.shape;
        if shape.name != known {
            known = shape.name;
            line(format!("\n{known}, {}: {}", shape.title, shape.program.join(" || ")));
            let checkers: String = CHECKERS.iter().map(|(name, ..)| format!("{name:10}")).collect();
            line(format!("  {:24} {:10} {checkers}this CPU", row.weak(), "C++20"));
        }
        let checkers = CHECKERS.iter().map(|(name, ..)| match row.shows_weak(name) {
            Some(true) => "shown     ",
            Some(false) => "never     ",
            None => "not asked ",
        });
        let checkers: String = checkers.collect();
        let allowed = if row.test.allows_weak() { "allowed" } else { "forbidden" };
        let runs: u64 = row.seen.iter().sum();
        line(format!(
            "    {:22} {allowed:10} {checkers}{} of {runs}",
            row.test.orderings.name(),
            row.seen_weak()
        ));
    }
    let mut disagreements: Vec<(&str, Vec<String>)> = Vec::new();
    for row in rows {
        let name = format!("{} {}", row.test.shape.name, row.test.orderings.name());
        for words in row.disagreements() {
            match disagreements.iter_mut().find(|(known, _)| *known == words) {
                Some((_, names)) => names.push(name.clone()),
                None => disagreements.push((words, vec![name.clone()])),
            }
        }
    }
    line("\nWhere they disagree\n".to_owned());
    for (words, names) in disagreements {
        line(format!("- {}: {words}", names.join(", ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use benches::litmus::{ON_X86, Orderings, Test};

    use super::*;

    /// Store buffering, of which the checkers and the machine showed the weak outcome or did not.
    fn sb(orderings: Orderings, loom: Option<bool>, shuttle: Option<bool>, seen: u64) -> Row {
        let test = Test::named("SB", orderings).unwrap();
        let all = |weak: bool| {
            test.shape.outcomes.iter().skip(usize::from(!weak)).map(|text| text.to_string()).collect()
        };
        assert_eq!(test.shape.weak, 0, "the first is left out where it is not shown");
        Row { test, shown: vec![loom.map(all), shuttle.map(all)], seen: vec![seen, 10, 10, 10] }
    }

    #[test]
    fn each_disagreement_is_explained_and_agreement_is_not() {
        use Orderings::{Fences, Relaxed, SeqCst};
        for (row, expected) in [
            (sb(Relaxed, Some(true), Some(true), 5), &[][..]),
            (sb(Fences, Some(false), Some(false), 0), &[]),
            (sb(SeqCst, Some(true), Some(false), 0), &[LOOM_SHOWS_MORE]),
            (sb(Relaxed, Some(false), Some(false), 5), &[LOOM_SHOWS_LESS, SHUTTLE_SHOWS_LESS]),
            (sb(Relaxed, None, None, 0), &[NOT_SEEN]),
            (sb(SeqCst, None, None, 3), &[SEEN_THOUGH_FORBIDDEN]),
        ] {
            assert_eq!(row.disagreements(), expected, "{}", table(&[row]));
        }
        let lb = Test::named("LB", Relaxed).unwrap();
        let lb = Row { test: lb, shown: vec![None, None], seen: vec![10, 10, 10, 0] };
        assert_eq!(lb.disagreements(), if ON_X86 { [X86_DOES_LESS] } else { [NOT_SEEN] });
    }

    #[test]
    fn a_row_says_who_shows_what() {
        let row = sb(Orderings::SeqCst, Some(true), None, 0);
        let record = row.record("a processor");
        assert_eq!((record.test.as_str(), record.orderings.as_str(), record.runs), ("SB", "seqcst", 30));
        let weak = &record.outcomes[0];
        assert_eq!((weak.outcome.as_str(), weak.allowed), ("r0=0 r1=0", false));
        assert_eq!((weak.loom, weak.shuttle, weak.native), (Some(true), None, Some(0)));
        assert!(record.outcomes[1].allowed);
        let text = table(&[row]);
        assert!(
            text.contains("    seqcst                 forbidden  shown     not asked 0 of 30\n"),
            "{text}"
        );
        assert!(text.contains(&format!("- SB seqcst: {LOOM_SHOWS_MORE}")), "{text}");
    }
}
