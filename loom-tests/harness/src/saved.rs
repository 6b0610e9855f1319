//! A failing model as a file, when a folder is named for them: what happened, the sources, and the way there. The format
//! is described in `loom-tests/TRACE.md`.

use std::panic::Location;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::end::Class;
use crate::explore::ENGINE;
use crate::part::Place;
use crate::process::Model;
use crate::sources;
use crate::steps::Execution;

/// The folder that failing models are written to, one file a test. It is seen from the root of the repository.
pub const FOLDER: &str = "CONTEND_TRACES";

/// What tells such a file from others.
pub const FORMAT: &str = "contend trace";

/// Raised when a field changes its meaning or goes; a new field does not raise it.
pub const VERSION: u32 = 1;

/// A failing model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The checker.
    pub engine: String,
    /// Family of the subject.
    pub family: String,
    /// Subject, or mutant.
    pub subject: String,
    /// The law that was explored.
    pub law: String,
    /// Full path of the test function, its crate first.
    pub test: String,
    /// Class of the failure.
    pub class: String,
    /// What the class means.
    pub meaning: String,
    /// The first panic's message.
    pub message: String,
    /// The line of ours that panicked, if one did.
    pub noticed: Option<Line>,
    /// The ordering that was weakened from outside, as `CONTEND_WEAKEN` names it.
    pub weakened: Option<String>,
    /// The execution that failed, counted over all searches of the model, from 1; none if none failed by itself.
    pub execution: Option<u64>,
    /// `as written` or `in reverse`: in which order that execution's jobs were spawned.
    pub order: Option<String>,
    /// The part of the search that it was found in, in words.
    pub search: Option<String>,
    /// Pre-emptions at most in that part; none for any number.
    pub bound: Option<usize>,
    /// What the threads did.
    #[serde(flatten)]
    pub what: Execution,
    /// The files of ours that steps, objects and `noticed` name.
    pub sources: Vec<Source>,
    /// What runs the execution again as the first; none where that cannot be.
    pub replay: Option<Replay>,
}

/// A line of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// As steps name it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// Where in it, from 1.
    pub column: u32,
}

/// One version of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// As steps name it: seen from the root of the repository.
    pub path: String,
    /// FNV-1a of the text, 64 bits, in hexadecimal.
    pub hash: String,
    /// All of it.
    pub text: String,
}

/// The way to an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The execution.
    #[serde(flatten)]
    pub place: Place,
    /// What the checker decided on the way, in its own form.
    pub path: String,
    /// FNV-1a of `path`.
    pub hash: String,
}

/// The folder, if one is named.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(|folder| sources::root().join(folder))
}

/// A model's file in the folder.
pub(crate) fn file(folder: &Path, model: &Model) -> PathBuf {
    folder.join(model.test.replace("::", ".") + ".json")
}

impl Saved {
    /// A model that failed, before anything is known of an execution.
    pub(crate) fn new(model: &Model, class: Class, message: &str) -> Saved {
        Saved {
            format: FORMAT.to_owned(),
            version: VERSION,
            engine: ENGINE.to_owned(),
            family: model.family.to_owned(),
            subject: model.subject.to_owned(),
            law: model.law.to_owned(),
            test: model.test.to_owned(),
            class: class.name().to_owned(),
            meaning: class.meaning().to_owned(),
            message: message.to_owned(),
            noticed: None,
            weakened: std::env::var("CONTEND_WEAKEN").ok(),
            execution: None,
            order: None,
            search: None,
            bound: None,
            what: Execution::default(),
            sources: Vec::new(),
            replay: None,
        }
    }

    /// The same with the line that noticed it, if that is ours.
    pub(crate) fn noticed(self, place: Option<&Location<'_>>) -> Saved {
        let line = |place: &Location<'_>| Line {
            file: sources::relative(place.file()),
            line: place.line(),
            column: place.column(),
        };
        Saved { noticed: place.map(line), ..self }
    }

    /// The same with the execution that failed, and the sources that are named.
    pub(crate) fn with_execution(
        self,
        execution: u64,
        place: &Place,
        search: &str,
        what: Execution,
    ) -> Saved {
        let order = if place.reversed { "in reverse" } else { "as written" };
        let steps = what.steps.iter().map(|step| &step.file);
        let objects = what.objects.iter().map(|object| &object.file);
        let noticed = self.noticed.iter().map(|line| &line.file);
        let mut files: Vec<_> = steps.chain(objects).chain(noticed).collect();
        files.sort();
        files.dedup();
        let sources = files.into_iter().filter(|file| sources::is_ours(file)).filter_map(|file| {
            let text = sources::read(file)?;
            Some(Source { path: file.clone(), hash: sources::hash(&text), text })
        });
        Saved {
            execution: Some(execution),
            order: Some(order.to_owned()),
            search: Some(search.to_owned()),
            bound: place.bound,
            sources: sources.collect(),
            what,
            ..self
        }
    }

    /// Writes the file whole or not at all.
    ///
    /// # Errors
    /// In one line, what could not be written.
    pub(crate) fn write(&self, file: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).expect("numbers and texts have a form in JSON") + "\n";
        let unfinished = file.with_extension("json.unfinished");
        std::fs::write(&unfinished, text)
            .and_then(|()| std::fs::rename(&unfinished, file))
            .map_err(|error| format!("{} cannot be written: {error}", file.display()))
    }

    /// Reads what was written.
    ///
    /// # Errors
    /// In one line, why that is no such file, or none that can be used here.
    pub fn read(file: &Path) -> Result<Saved, String> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("it cannot be read ({error}); name a file that {FOLDER} wrote"))?;
        let damaged = |error| format!("it is damaged ({error}); name a file as {FOLDER} wrote it");
        let value: serde_json::Value = serde_json::from_str(&text).map_err(damaged)?;
        if value["format"] != FORMAT {
            return Err(format!(
                "its format is {}; allowed is {FORMAT:?}, as {FOLDER} writes it",
                value["format"]
            ));
        }
        if value["version"] != VERSION {
            return Err(format!("its version is {}; allowed is {VERSION}", value["version"]));
        }
        serde_json::from_value(value).map_err(damaged)
    }
}
