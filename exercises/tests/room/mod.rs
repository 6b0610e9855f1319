//! A folder with one exercise, and progress of its own: nothing that a learner has is touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// It goes with the test.
pub(crate) struct Room {
    folder: tempfile::TempDir,
    id: &'static str,
    target: Option<PathBuf>,
}

impl Room {
    /// The spin lock under another name.
    pub(crate) fn new(id: &'static str) -> Room {
        Room::of("l1-spin-lock", id)
    }

    /// An exercise under another name, so that what is built for it meets nothing of the learner's. `id` is each test's own.
    pub(crate) fn of(exercise: &str, id: &'static str) -> Room {
        let room = Room { folder: tempfile::tempdir().expect("a folder"), id, target: None };
        copy(&exercises().join(exercise), &room.folder.path().join(id));
        let text = room.read("exercise.toml").replace(&format!("{exercise:?}"), &format!("{id:?}"));
        let needs_nothing =
            |line: &str| if line.starts_with("requires = ") { "requires = []" } else { line }.to_owned();
        room.write("exercise.toml", &text.lines().map(needs_nothing).collect::<Vec<_>>().join("\n"));
        room.write("src/lib.rs", &room.read("starter.rs"));
        fs::write(room.folder.path().join("checks.sums"), "").expect("it can be written");
        room
    }

    /// The same without anything built.
    #[allow(dead_code, reason = "not every binary of tests has use for it")]
    pub(crate) fn bare(id: &'static str) -> Room {
        let room = Room::new(id);
        Room { target: Some(room.folder.path().join("target")), ..room }
    }

    /// A file of the exercise.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).expect("it can be read")
    }

    /// Writes a file of the exercise.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).expect("it can be written");
    }

    /// Where a file of the exercise is.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(self.id).join(name)
    }

    /// Where a file beside the exercise is.
    #[allow(dead_code, reason = "not every binary of tests has use for it")]
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `learn` in it, with nobody at the terminal.
    pub(crate) fn learn(&self, arguments: &[&str]) -> Output {
        let mut learn = Command::new(env!("CARGO_BIN_EXE_learn"));
        learn.args(arguments).env("CONTEND_EXERCISES", self.folder.path()).stdin(std::process::Stdio::null());
        if let Some(target) = &self.target {
            learn.env("CARGO_TARGET_DIR", target);
        }
        learn.output().expect("it can be started")
    }
}

fn exercises() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it can be made");
    for entry in fs::read_dir(from).expect("it can be read") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("it can be copied");
        }
    }
}
