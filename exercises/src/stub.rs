//! Compiles a learner's file with one of its checks: a stub of a few lines, given to rustc as it is. No package is made of an
//! exercise, so a file that does not compile breaks nothing else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::exercise::{Check, Exercise, World};
use crate::libraries::Libraries;
use crate::process::{self, Ended, Stop};

/// rustc is given so long.
const COMPILER: Duration = Duration::from_secs(300);

/// A program to judge: the file, and what the checks' names are called in it.
#[derive(Clone, Debug)]
pub(crate) struct Program<'a> {
    pub(crate) exercise: &'a Exercise,
    pub(crate) file: PathBuf,
    pub(crate) names: BTreeMap<String, String>,
}

impl<'a> Program<'a> {
    /// A file in the words of the exercise.
    pub(crate) fn new(exercise: &'a Exercise, file: PathBuf) -> Program<'a> {
        Program { exercise, file, names: BTreeMap::new() }
    }

    /// Tells it from other programs of the same exercise.
    fn key(&self) -> String {
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy();
        format!("{}-{stem}", self.exercise.id).replace(|c: char| !c.is_ascii_alphanumeric(), "_")
    }

    /// What it is called together with a check, as a crate and as a folder.
    fn name(&self, check: &Check) -> String {
        format!("{}_{}", self.key(), check.name).replace(|c: char| !c.is_ascii_alphanumeric(), "_")
    }

    /// Where it is compiled with a check, and leaves what it finds.
    pub(crate) fn folder(&self, check: &Check, work: &Path) -> PathBuf {
        work.join(self.name(check))
    }

    fn text(&self, check: &Check) -> String {
        let mut text = String::from("#![allow(dead_code, unused_imports)]\n");
        let file = self.file.display().to_string();
        if self.names.is_empty() {
            writeln!(text, "#[path = {file:?}]\npub mod exercise;").expect("a string takes it");
        } else {
            writeln!(text, "pub mod exercise {{\n#[path = {file:?}]\nmod theirs;\npub use theirs::*;")
                .expect("a string takes it");
            for (name, theirs) in &self.names {
                writeln!(text, "pub use theirs::{theirs} as {name};").expect("a string takes it");
            }
            text.push_str("}\n");
        }
        let check = self.exercise.folder.join("checks").join(&check.file).display().to_string();
        writeln!(text, "#[path = {check:?}]\nmod check;").expect("a string takes it");
        text
    }
}

/// What the compiler made of it.
pub(crate) enum Built {
    /// A test binary.
    Binary(PathBuf),
    /// Errors, as the compiler printed them.
    Refused(String),
}

/// Compiles the program with a check. Nothing is remembered of an earlier time but what rustc itself knows to be unchanged.
pub(crate) fn compile(
    program: &Program<'_>,
    check: &Check,
    libraries: &Libraries,
    work: &Path,
) -> Result<Built> {
    let (name, folder) = (program.name(check), program.folder(check, work));
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let (stub, binary) =
        (folder.join("stub.rs"), folder.join(format!("check{}", std::env::consts::EXE_SUFFIX)));
    fs::write(&stub, program.text(check)).with_context(|| format!("{} cannot be written", stub.display()))?;
    // What is there from before must not be taken for what is compiled now.
    match fs::remove_file(&binary) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("{} cannot be removed", binary.display()));
        }
        _ => (),
    }
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc
        .args(["--edition", "2024", "--test", "--crate-name", &name, "-C", "debuginfo=0"])
        .args(["--check-cfg", "cfg(loom)", "--check-cfg", "cfg(test)"])
        .arg("-C")
        .arg(format!("incremental={}", folder.join("incremental").display()))
        .args(libraries.arguments(check.world))
        .arg("-o")
        .args([&binary, &stub])
        // What cargo would tell a test of its package.
        .env("CARGO_MANIFEST_DIR", &program.exercise.folder)
        .env("CARGO_PKG_NAME", &program.exercise.id)
        .current_dir(&program.exercise.folder);
    if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        rustc.args(["--color", "always"]);
    }
    let ended = process::run(&mut rustc, COMPILER)?;
    Ok(match ended.stop {
        Stop::Ended(status) if status.success() => Built::Binary(binary),
        Stop::Ended(_) => Built::Refused(ended.errors),
        Stop::OutOfTime => {
            Built::Refused(format!("the compiler did not end within {} s", COMPILER.as_secs()))
        }
        Stop::TooMuchOutput => Built::Refused(ended.errors),
    })
}

/// Runs a check; a model writes its verdicts to `verdicts` and its failing executions to `traces`.
pub(crate) fn run(binary: &Path, check: &Check, verdicts: &Path, traces: &Path) -> Result<Ended> {
    let mut tests = Command::new(binary);
    tests.args(["--color", "never"]).env("RUST_BACKTRACE", "0");
    if check.world == World::Loom {
        tests.env("CONTEND_VERDICTS", verdicts).env("CONTEND_TRACES", traces);
    }
    process::run(&mut tests, Duration::from_secs(check.seconds))
}
