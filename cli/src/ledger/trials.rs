//! What was tried before: each run of a model, as it stands or with one ordering weakened, under the key of the sources
//! that it was found with. A search is deterministic, so what was found stays true as long as those stay what they are.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// A place with an ordering: in a file of the primitives, by its line among those that hold code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) code_line: u32,
    pub(crate) column: u32,
    /// `compare_exchange fails` is the other ordering of a `compare_exchange`.
    pub(crate) operation: String,
    /// As written.
    pub(crate) ordering: String,
}

/// What was run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Question {
    /// File of the test, and its name in it.
    pub(crate) test: (String, String),
    /// Place that was weakened, and to what; none for the model as it stands.
    pub(crate) weakened: Option<(Place, String)>,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) family: String,
    pub(crate) subject: String,
    pub(crate) law: String,
    /// `holds`, `fails` or `inconclusive`.
    pub(crate) outcome: String,
    pub(crate) class: String,
    pub(crate) search: String,
    pub(crate) executions: u64,
    /// Places that the model came by, and the object there; of a model as it stands.
    pub(crate) visits: Vec<(Place, String)>,
}

/// One line of the file. No answer means that the test is of no model.
#[derive(Serialize, Deserialize)]
struct Line {
    key: String,
    question: Question,
    answer: Option<Answer>,
}

/// The file, and what of it still holds.
pub(crate) struct Trials {
    path: PathBuf,
    file: Mutex<File>,
    known: BTreeMap<Question, Option<Answer>>,
    /// Lines that are of other sources, or were cut off: to be tried again.
    pub(crate) refused: usize,
}

impl Trials {
    /// Reads what was tried, as far as it was tried with the sources of today; `key` is that of a test's file, if there is
    /// such a file. What is of other sources is removed from the file.
    pub(crate) fn open(path: &Path, key: impl Fn(&str) -> Option<String>) -> Result<Trials> {
        let text = if path.is_file() {
            std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?
        } else {
            String::new()
        };
        let (mut kept, mut known, mut refused) = (String::new(), BTreeMap::new(), 0);
        let mut keys: BTreeMap<String, Option<String>> = BTreeMap::new();
        for text in text.lines() {
            match serde_json::from_str::<Line>(text) {
                Ok(line)
                    if keys
                        .entry(line.question.test.0.clone())
                        .or_insert_with_key(|file| key(file))
                        .as_ref()
                        == Some(&line.key) =>
                {
                    kept += text;
                    kept.push('\n');
                    known.insert(line.question, line.answer);
                }
                _ => refused += 1,
            }
        }
        if refused > 0 {
            let beside = path.with_extension(format!("partial-{}", std::process::id()));
            std::fs::write(&beside, kept)
                .and_then(|()| std::fs::rename(&beside, path))
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(Trials { path: path.to_owned(), file: Mutex::new(file), known, refused })
    }

    /// What was answered before: `Some(None)` if the test is of no model.
    pub(crate) fn known(&self, question: &Question) -> Option<&Option<Answer>> {
        self.known.get(question)
    }

    /// Keeps an answer, in the file at once: whoever interrupts a run loses what is under way, and no more.
    pub(crate) fn keep(&self, key: &str, question: &Question, answer: Option<&Answer>) -> Result<()> {
        let line = Line { key: key.to_owned(), question: question.clone(), answer: answer.cloned() };
        let text = serde_json::to_string(&line)? + "\n";
        let mut file = self.file.lock().expect("nobody panics while writing");
        file.write_all(text.as_bytes()).with_context(|| format!("{} cannot be written", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Question, Trials};

    fn question(name: &str) -> Question {
        Question { test: ("locks".into(), name.into()), weakened: None }
    }

    fn answer() -> Answer {
        Answer {
            family: "lock".into(),
            subject: "tas".into(),
            law: "mutual_exclusion".into(),
            outcome: "holds".into(),
            class: String::new(),
            search: "complete".into(),
            executions: 10,
            visits: Vec::new(),
        }
    }

    #[test]
    fn what_was_found_with_other_sources_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trials.jsonl");
        let trials = Trials::open(&path, |_| Some("old".into())).unwrap();
        trials.keep("old", &question("a"), Some(&answer())).unwrap();
        trials.keep("old", &question("no_model"), None).unwrap();

        let same = Trials::open(&path, |_| Some("old".into())).unwrap();
        assert_eq!((same.known(&question("a")), same.refused), (Some(&Some(answer())), 0));
        assert_eq!(same.known(&question("no_model")), Some(&None));

        let changed = Trials::open(&path, |_| Some("new".into())).unwrap();
        assert_eq!((changed.known(&question("a")), changed.refused), (None, 2));
        changed.keep("new", &question("a"), Some(&answer())).unwrap();
        let after = Trials::open(&path, |_| Some("new".into())).unwrap();
        assert_eq!((after.known(&question("a")).is_some(), after.refused), (true, 0));
    }

    #[test]
    fn a_line_that_was_cut_off_is_refused_and_the_others_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trials.jsonl");
        let trials = Trials::open(&path, |_| Some("key".into())).unwrap();
        trials.keep("key", &question("a"), Some(&answer())).unwrap();
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{whole}{}", &whole[..20])).unwrap();
        let after = Trials::open(&path, |_| Some("key".into())).unwrap();
        assert_eq!((after.known(&question("a")).is_some(), after.refused), (true, 1));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), whole);
    }
}
