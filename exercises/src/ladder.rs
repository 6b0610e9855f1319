//! The ladder of checks: cheapest first, and it stops at the first red.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::exercise::Check;
use crate::judge::{self, Outcome, Red};
use crate::libraries::Libraries;
use crate::place;
use crate::stub::{self, Built, Program};

/// What the ladder stands on.
#[derive(Debug)]
pub(crate) struct Workbench {
    libraries: Libraries,
    /// Where things are compiled; nothing in it is needed again.
    work: PathBuf,
}

/// A rung, and how it went.
pub(crate) struct Rung<'a> {
    pub(crate) check: &'a Check,
    pub(crate) outcome: Outcome,
}

/// The class of a file that the compiler refuses; its check is the one it was compiled with.
pub(crate) const REFUSED: &str = "does not compile";

impl Workbench {
    /// Builds the libraries, if they are not built.
    pub(crate) fn new(root: &Path) -> Result<Workbench> {
        let target = place::target(root)?;
        Ok(Workbench { libraries: Libraries::build(root, &target)?, work: target.join("work") })
    }

    /// Climbs, and tells of each rung as soon as it is known. The last one told of is red, or all are green.
    pub(crate) fn climb<'a>(
        &self,
        program: &Program<'a>,
        mut tell: impl FnMut(&Rung<'a>),
    ) -> Result<Option<Rung<'a>>> {
        for check in &program.exercise.checks {
            let rung = Rung { check, outcome: self.step(program, check)? };
            tell(&rung);
            if matches!(rung.outcome, Outcome::Red(_)) {
                return Ok(Some(rung));
            }
        }
        Ok(None)
    }

    /// Whether the compiler takes the program, together with its first check.
    pub(crate) fn compiles(&self, program: &Program<'_>) -> Result<bool> {
        let Some(check) = program.exercise.checks.first() else { return Ok(true) };
        Ok(matches!(stub::compile(program, check, &self.libraries, &self.work)?, Built::Binary(_)))
    }

    /// Forgets what was compiled of a program: some 10 MB for each check.
    pub(crate) fn clear(&self, program: &Program<'_>) -> Result<()> {
        for check in &program.exercise.checks {
            let folder = program.folder(check, &self.work);
            if folder.exists() {
                fs::remove_dir_all(&folder)
                    .with_context(|| format!("{} cannot be removed", folder.display()))?;
            }
        }
        Ok(())
    }

    /// One check.
    pub(crate) fn step(&self, program: &Program<'_>, check: &Check) -> Result<Outcome> {
        let binary = match stub::compile(program, check, &self.libraries, &self.work)? {
            Built::Binary(binary) => binary,
            Built::Refused(shown) => {
                return Ok(Outcome::Red(Red {
                    class: REFUSED.to_owned(),
                    test: String::new(),
                    more: 0,
                    shown,
                }));
            }
        };
        let folder = binary.parent().expect("a binary stands in its folder");
        let (verdicts, traces) = (folder.join("verdicts"), folder.join("traces"));
        for of_before in [&verdicts, &traces] {
            if of_before.exists() {
                fs::remove_dir_all(of_before)
                    .with_context(|| format!("{} cannot be removed", of_before.display()))?;
            }
        }
        let ended = stub::run(&binary, check, &verdicts, &traces)?;
        judge::judge(check, &ended, &verdicts)
    }
}
