//! The models as processes: built once, then started one at a time by the name of their test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use reports::Status;
use serde::Deserialize;

/// The package that holds the models.
const PACKAGE: &str = "contend-loom-tests";

/// The binaries with the tests, copied: the originals may be built anew while a long run is under way.
pub(crate) struct Binaries {
    folder: PathBuf,
    /// Where tests are started: a folder of the repository, from which sources are found.
    home: PathBuf,
    by_file: BTreeMap<String, PathBuf>,
}

/// A test, and the file that it is in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Test {
    pub(crate) file: String,
    pub(crate) name: String,
}

/// What a model's process wrote down.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Verdict {
    pub(crate) family: String,
    pub(crate) subject: String,
    pub(crate) law: String,
    pub(crate) status: Status,
    pub(crate) executions: u64,
    pub(crate) search: String,
    pub(crate) outcome: String,
    pub(crate) class: String,
    pub(crate) mutant: bool,
    #[serde(default = "yes")]
    pub(crate) promised: bool,
    #[serde(default)]
    pub(crate) weakened: bool,
}

impl Verdict {
    /// Whether it is of a model that must hold: neither of something that must fail, nor a row that says why something is not
    /// checked. A model that was killed is one, though it counted no execution.
    fn must_hold(&self) -> bool {
        !self.mutant && self.promised && self.status != Status::NotChecked
    }
}

fn yes() -> bool {
    true
}

/// A place that a model came by, as its process wrote it down.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Visit {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) operation: String,
    pub(crate) object: String,
    pub(crate) ordering: String,
}

/// Removed with everything in it when dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0); // best effort: the next run cleans up too
    }
}

impl Binaries {
    /// Builds the tests, and keeps copies in a folder until dropped.
    pub(crate) fn build(root: &Path, folder: PathBuf) -> Result<Binaries> {
        let _ = std::fs::remove_dir_all(&folder); // of a run that was interrupted
        std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .current_dir(root)
            .args(["test", "--package", PACKAGE, "--tests", "--no-run"])
            .arg("--message-format=json-render-diagnostics")
            .stderr(Stdio::inherit())
            .output()
            .context("cargo cannot be started")?;
        if !built.status.success() {
            bail!("the models do not build; what cargo said stands above");
        }
        let mut binaries = Binaries { folder, home: root.join("loom-tests"), by_file: BTreeMap::new() };
        for line in String::from_utf8_lossy(&built.stdout).lines() {
            let message: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
            let (Some(name), Some(executable)) =
                (message["target"]["name"].as_str(), message["executable"].as_str())
            else {
                continue;
            };
            let copy = binaries.folder.join(name);
            std::fs::copy(executable, &copy).with_context(|| format!("{executable} cannot be copied"))?;
            binaries.by_file.insert(name.to_owned(), copy);
        }
        Ok(binaries)
    }

    /// The files that hold tests.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.by_file.keys().map(String::as_str)
    }

    /// The tests of a file.
    pub(crate) fn tests(&self, file: &str) -> Result<Vec<Test>> {
        let listed = self.command(file).args(["--list", "--format=terse"]).output();
        let listed = listed.with_context(|| format!("the tests of {file} cannot be listed"))?;
        let names = String::from_utf8_lossy(&listed.stdout);
        let names = names.lines().filter_map(|line| line.strip_suffix(": test"));
        Ok(names.map(|name| Test { file: file.to_owned(), name: name.to_owned() }).collect())
    }

    /// Runs a test as it stands. None if it is of no model that must hold.
    pub(crate) fn record(&self, test: &Test) -> Result<Option<(Verdict, Vec<Visit>)>> {
        let folder = self.folder_of(test, "recorded");
        let sites = folder.0.join("sites");
        self.run(test, &folder.0, ("CONTEND_SITES", sites.as_os_str()))?;
        let Some(verdict) = rows::<Verdict>(&folder.0, test)?.pop() else { return Ok(None) };
        if !verdict.must_hold() {
            return Ok(None);
        }
        Ok(Some((verdict, rows(&sites, test)?)))
    }

    /// Runs a test with one ordering weakened.
    pub(crate) fn weaken(&self, test: &Test, asked: &str) -> Result<Verdict> {
        let folder = self.folder_of(test, &asked.replace(['/', ':', '='], "."));
        self.run(test, &folder.0, ("CONTEND_WEAKEN", asked.as_ref()))?;
        rows(&folder.0, test)?.pop().with_context(|| {
            format!("{}::{} ended without a verdict when {asked} was weakened", test.file, test.name)
        })
    }

    fn run(&self, test: &Test, folder: &Path, variable: (&str, &std::ffi::OsStr)) -> Result<()> {
        let mut command = self.command(&test.file);
        command.args(["--exact", &test.name, "--test-threads=1"]);
        command.env("CONTEND_VERDICTS", folder).env(variable.0, variable.1);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().with_context(|| format!("the tests of {} cannot be started", test.file))?;
        Ok(()) // its verdict says how it ended
    }

    fn command(&self, file: &str) -> Command {
        let mut command = Command::new(&self.by_file[file]);
        command.current_dir(&self.home).env("RUST_BACKTRACE", "0");
        crate::models::as_they_stand(&mut command);
        command
    }

    fn folder_of(&self, test: &Test, why: &str) -> Folder {
        Folder(self.folder.join(format!("{}.{}.{why}", test.file, test.name.replace("::", "."))))
    }
}

impl Drop for Binaries {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder); // best effort: the next run cleans up too
    }
}

/// What a test wrote to a folder; nothing if it wrote none.
fn rows<T: for<'a> Deserialize<'a>>(folder: &Path, test: &Test) -> Result<Vec<T>> {
    let path = folder.join(format!("{}.{}.jsonl", test.file, test.name.replace("::", ".")));
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let row =
        |line| serde_json::from_str(line).with_context(|| format!("{} is not understood", path.display()));
    text.lines().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::Verdict;

    fn must_hold(rest: &str) -> bool {
        let row = r#"{"family":"lock","subject":"tas","law":"fifo","executions":0,"search":"bounded:0","outcome":"inconclusive","class":"","#;
        serde_json::from_str::<Verdict>(&format!("{row}{rest}}}")).unwrap().must_hold()
    }

    #[test]
    fn a_model_that_was_killed_is_still_a_model() {
        assert!(must_hold(r#""status":"checked","mutant":false"#), "by a clock, say");
        assert!(must_hold(r#""status":"stand-in","mutant":false"#));
        assert!(!must_hold(r#""status":"not checked","mutant":false"#));
        assert!(!must_hold(r#""status":"checked","mutant":true"#));
        assert!(!must_hold(r#""status":"checked","mutant":false,"promised":false"#));
    }
}
