//! A saved failure run again, at execution 1: `CONTEND_REPLAY=FILE cargo test ... NAME`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::end::{Class, End};
use crate::explore::ENGINE;
use crate::part::{Part, Place};
use crate::process::{self, Ended, Model};
use crate::saved::{self, Replay, Saved, Source};
use crate::sources;
use crate::steps::Step;

/// The file, as seen from the root of the repository.
pub const FILE: &str = "CONTEND_REPLAY";

/// A file that may be run again.
pub(crate) struct Again {
    saved: Saved,
    place: Place,
    /// Where the checker reads its path.
    path: Scratch,
}

/// What is asked for, if anything is. What may not be run again ends the process.
pub(crate) fn asked(model: &Model) -> Option<Again> {
    let file = PathBuf::from(std::env::var_os(FILE)?);
    let checked = Saved::read(&sources::root().join(&file)).and_then(|saved| {
        let replay = allowed(&saved, model, &file)?.clone();
        Ok((saved, replay))
    });
    let (saved, replay) = checked.unwrap_or_else(|why| refuse(&format!("{FILE}={}: {why}", file.display())));
    let path = Scratch::new(model, "path");
    std::fs::write(&path.0, replay.path).expect("the system's folder for such files can be written to");
    Some(Again { saved, place: replay.place, path })
}

/// Ends the process: what was asked for cannot be, and every other test of this run would say the same.
pub(crate) fn refuse(why: &str) -> ! {
    // Not by the macro, whose words the test runner keeps back. An error here could be told to nobody.
    let _ = writeln!(std::io::stderr(), "error: {why}");
    std::process::exit(2)
}

/// What to run; or in one line what differs, and what is allowed.
fn allowed<'a>(saved: &'a Saved, model: &Model, file: &Path) -> Result<&'a Replay, String> {
    if saved.engine != ENGINE {
        return Err(format!("it was found by {}; allowed is what {ENGINE} found", saved.engine));
    }
    if saved.test != model.test {
        let command = command(&saved.test, saved.weakened.as_deref(), FILE, file);
        return Err(format!("it is of the test {}, not of {}; run: {command}", saved.test, model.test));
    }
    let weakened = std::env::var("CONTEND_WEAKEN").ok();
    if saved.weakened != weakened {
        let words = |site: Option<&str>| site.map_or("unset".to_owned(), |site| format!("{site:?}"));
        return Err(format!(
            "CONTEND_WEAKEN was {} when it was found and is {}; set the same",
            words(saved.weakened.as_deref()),
            words(weakened.as_deref())
        ));
    }
    let Some(replay) = &saved.replay else {
        return Err("it holds no way to an execution; allowed is what loom found in one execution".to_owned());
    };
    if sources::hash(&replay.path) != replay.hash {
        return Err(format!(
            "it is damaged (replay.path is not what replay.hash says); make it anew with {}",
            saved::FOLDER
        ));
    }
    saved.sources.iter().try_for_each(same)?;
    Ok(replay)
}

/// A file must be what it was.
fn same(source: &Source) -> Result<(), String> {
    let then = sources::hash(&source.text);
    if then != source.hash {
        return Err(format!(
            "it is damaged (the text of {} is not what its hash says); make it anew with {}",
            source.path,
            saved::FOLDER
        ));
    }
    let now = sources::read(&source.path).map(|text| sources::hash(&text));
    if now.as_ref() != Some(&then) {
        return Err(format!(
            "{} has changed since (hash {then} then, {} now); allowed are the sources it was found in, or a file made anew with {}",
            source.path,
            now.unwrap_or("no such file".to_owned()),
            saved::FOLDER
        ));
    }
    Ok(())
}

/// The command line that runs one test with a variable set.
pub(crate) fn command(test: &str, weakened: Option<&str>, variable: &str, value: &Path) -> String {
    let (binary, name) = test.split_once("::").unwrap_or(("", test));
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or("contend-loom-tests".to_owned());
    let weakened = weakened.map_or(String::new(), |site| format!("CONTEND_WEAKEN={site} "));
    let value = value.strip_prefix(sources::root()).unwrap_or(value).display();
    format!(
        "{weakened}{variable}={value} cargo test -p {package} --test {binary} -- --exact {name} --nocapture"
    )
}

impl Again {
    /// That one execution, as a part of the search.
    pub(crate) fn part(&self) -> Part {
        Part::Only(self.place.clone(), self.path.0.clone())
    }

    /// Runs it.
    ///
    /// # Panics
    /// If it ends otherwise than it did, or on another way.
    pub(crate) fn run(&self, model: &Model) -> Ended {
        let folder = Scratch::new(model, "replayed");
        std::fs::create_dir_all(&folder.0).expect("the system's folder for such files can be written to");
        let folder_named = (saved::FOLDER, folder.0.to_str().expect("a path that is text").to_owned());
        let ended = process::run(model, vec![self.part().variable(), folder_named]);
        let otherwise = |what: String| -> ! {
            panic!("{}\nthe replay {what}; something has changed that no step names", ended.shown)
        };
        match &ended.end {
            End::Failed { class, .. } if class.name() == self.saved.class => {}
            end => otherwise(format!("{end}, and was saved as {}", self.saved.class)),
        }
        let steps = Saved::read(&saved::file(&folder.0, model)).map(|saved| saved.what.steps);
        let steps = steps.unwrap_or_else(|why| otherwise(format!("left no trace: {why}")));
        // How many steps are too many depends on how the checker's memory grew.
        let long = ended.class() == Some(Class::NoProgress);
        let (then, now) = (&self.saved.what.steps, &steps);
        let common = if long { then.len().min(now.len()) } else { then.len().max(now.len()) };
        if let Some(step) = (0..common).find(|&at| then.get(at).map(way) != now.get(at).map(way)) {
            otherwise(format!("went another way at step {}", step + 1));
        }
        Ended { replayed: true, ..ended }
    }
}

/// What must be the same when a step is taken again. Values may be addresses, which are not.
fn way(step: &Step) -> (usize, &str, u32, u32, &str, Option<usize>) {
    (step.thread, &step.file, step.line, step.column, &step.operation, step.object)
}

/// A file or folder that is gone afterwards.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    /// A name that no other test has, in the system's folder for such things.
    pub(crate) fn new(model: &Model, what: &str) -> Scratch {
        let name = format!("contend-{}-{}-{what}", std::process::id(), model.test.replace("::", "."));
        Scratch(std::env::temp_dir().join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // It may never have come into being, and what stays does no harm.
        let _ = std::fs::remove_file(&self.0).or_else(|_| std::fs::remove_dir_all(&self.0));
    }
}
