//! What the learner has done: a plain text file that she may read and edit, one line an exercise.
//!
//! `l1-spin-lock passed hints=2`. It stands beside the exercises, not under `target/`, so that it survives a clean build.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// How far one exercise is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// All checks were green once.
    pub(crate) passed: bool,
    /// When they were green last, seen from other exercises; 0 if that is not known.
    pub(crate) turn: u32,
    /// Put aside.
    pub(crate) skipped: bool,
    /// Hints read.
    pub(crate) hints: usize,
    /// The answer given before measuring.
    pub(crate) predicted: Option<String>,
}

/// All of them, and where they are kept.
#[derive(Debug)]
pub(crate) struct Progress {
    file: PathBuf,
    entries: BTreeMap<String, Entry>,
}

const HEAD: &str =
    "# What you have done; `cargo learn` keeps it. A line an exercise: its name, then what is true of it.\n";

impl Progress {
    /// Reads the file. One that cannot be understood is kept aside, and a new one begun; the sentence says so.
    pub(crate) fn read(file: &Path) -> Result<(Progress, Option<String>)> {
        let text = match fs::read(file) {
            Ok(bytes) => String::from_utf8(bytes).ok(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Some(String::new()),
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", file.display())),
        };
        if let Some(entries) = text.as_deref().and_then(parse) {
            return Ok((Progress { file: file.to_owned(), entries }, None));
        }
        let aside = free_name(file);
        fs::rename(file, &aside).with_context(|| format!("{} cannot be kept aside", file.display()))?;
        let said = format!(
            "{} could not be understood: it is kept as {}, and a new one begun",
            file.display(),
            aside.display()
        );
        Ok((Progress { file: file.to_owned(), entries: BTreeMap::new() }, Some(said)))
    }

    /// How far an exercise is.
    pub(crate) fn of(&self, id: &str) -> Entry {
        self.entries.get(id).cloned().unwrap_or_default()
    }

    /// All checks of an exercise are green.
    pub(crate) fn pass(&mut self, id: &str) -> Result<()> {
        let turn = 1 + self.entries.values().map(|entry| entry.turn).max().unwrap_or(0);
        self.change(id, |entry| (entry.passed, entry.skipped, entry.turn) = (true, false, turn))
    }

    /// The exercise that was green last.
    pub(crate) fn last_passed(&self) -> Option<&str> {
        let passed = self.entries.iter().filter(|(_, entry)| entry.passed);
        passed.max_by_key(|(_, entry)| entry.turn).map(|(id, _)| id.as_str())
    }

    /// Changes what is known of an exercise, and writes the file: beside, then renamed.
    pub(crate) fn change(&mut self, id: &str, change: impl FnOnce(&mut Entry)) -> Result<()> {
        change(self.entries.entry(id.to_owned()).or_default());
        let mut text = HEAD.to_owned();
        for (id, entry) in &self.entries {
            writeln!(text, "{id}{}", words(entry))?;
        }
        let beside = self.file.with_extension(format!("txt.partial-{}", std::process::id()));
        fs::write(&beside, text)
            .and_then(|()| fs::rename(&beside, &self.file))
            .with_context(|| format!("{} cannot be written", self.file.display()))
    }
}

fn words(entry: &Entry) -> String {
    let mut text = String::new();
    if entry.passed {
        text.push_str(" passed");
        if entry.turn > 0 {
            write!(text, "={}", entry.turn).expect("a string takes it");
        }
    }
    if entry.skipped {
        text.push_str(" skipped");
    }
    if entry.hints > 0 {
        write!(text, " hints={}", entry.hints).expect("a string takes it");
    }
    if let Some(answer) = &entry.predicted {
        write!(text, " predicted={answer}").expect("a string takes it");
    }
    text
}

fn parse(text: &str) -> Option<BTreeMap<String, Entry>> {
    let mut entries = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let id = words.next()?;
        let mut entry = Entry::default();
        for word in words {
            match word.split_once('=') {
                None if word == "passed" => entry.passed = true,
                None if word == "skipped" => entry.skipped = true,
                Some(("passed", turn)) => (entry.passed, entry.turn) = (true, turn.parse().ok()?),
                Some(("hints", number)) => entry.hints = number.parse().ok()?,
                Some(("predicted", answer)) => entry.predicted = Some(answer.to_owned()),
                _ => return None,
            }
        }
        entries.insert(id.to_owned(), entry);
    }
    Some(entries)
}

/// `progress.txt.damaged`, or with a number behind it.
fn free_name(file: &Path) -> PathBuf {
    let name = |number: u32| {
        let number = if number == 0 { String::new() } else { format!("-{number}") };
        file.with_extension(format!("txt.damaged{number}"))
    };
    (0..).map(name).find(|path| !path.exists()).expect("some number is free")
}

#[cfg(test)]
mod tests {
    use super::Progress;
    use std::fs;

    #[test]
    fn what_was_done_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("progress.txt");
        let (mut progress, said) = Progress::read(&file).unwrap();
        assert!(said.is_none());
        progress.change("c1", |entry| (entry.passed, entry.hints) = (true, 2)).unwrap();
        progress.change("l1", |entry| entry.predicted = Some("b".into())).unwrap();
        let (read, said) = Progress::read(&file).unwrap();
        assert!(said.is_none());
        assert_eq!((read.of("c1"), read.of("l1")), (progress.of("c1"), progress.of("l1")));
        assert_eq!(read.of("x"), super::Entry::default());
    }

    #[test]
    fn what_was_green_last_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("progress.txt");
        fs::write(&file, "k1 passed\n").unwrap(); // as somebody may write it by hand
        let (mut progress, _) = Progress::read(&file).unwrap();
        assert_eq!(progress.last_passed(), Some("k1"));
        for id in ["l1", "c1", "l1"] {
            progress.pass(id).unwrap();
            assert_eq!(Progress::read(&file).unwrap().0.last_passed(), Some(id));
        }
    }

    #[test]
    fn a_damaged_file_is_kept_aside() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("progress.txt");
        for (bytes, aside) in
            [(&b"c1 passed hints=x"[..], "progress.txt.damaged"), (b"\xff\xfe", "progress.txt.damaged-1")]
        {
            fs::write(&file, bytes).unwrap();
            let (mut progress, said) = Progress::read(&file).unwrap();
            assert!(said.unwrap().contains(aside));
            assert_eq!(fs::read(folder.path().join(aside)).unwrap(), bytes);
            progress.change("c1", |entry| entry.skipped = true).unwrap();
            assert!(fs::read_to_string(&file).unwrap().contains("c1 skipped"));
        }
    }
}
