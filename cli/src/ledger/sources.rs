//! The sources that models are built from: what a result depends on, and where a line of it stands today.
//!
//! A result holds for the code it was found with. Comments are no code: a reason may be written or mended, and lines may
//! move by it, without a single model to run again. So sources are compared, and lines counted, without comments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use regex::Regex;

use super::reasons;

/// Where the algorithms are.
pub(crate) const PRIMITIVES: &str = "primitives/src/";
/// Where the tests of models are.
const TESTS: &str = "loom-tests/tests/";
/// Code that is compiled into every model.
const HARNESS: &str = "loom-tests/harness/src/";
/// Wrong programs, of which `verify` has rows too.
const MUTANTS: &str = "loom-tests/mutants/";
/// What the other checker is compiled from, beside the same files.
const SHUTTLE: &str = "loom-tests/shuttle/";
/// Code that only the machine's world has.
const NATIVE: [&str; 2] = ["primitives/src/sync/native/", "primitives/src/wait/native.rs"];

/// One file.
pub(crate) struct Source {
    /// As it stands.
    pub(crate) lines: Vec<String>,
    /// Lines that hold code, without comments, and where they stand (from 1).
    code: Vec<(u32, String)>,
}

impl Source {
    pub(crate) fn new(text: &str) -> Source {
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        let code = lines.iter().zip(1..).map(|(line, number)| (number, reasons::split(line).0.trim_end()));
        let code = code.filter(|(_, code)| !code.is_empty());
        let code = code.map(|(number, code)| (number, code.to_owned())).collect();
        Source { lines, code }
    }

    /// The how-manieth line of code stands on this line.
    pub(crate) fn code_line(&self, line: u32) -> Option<u32> {
        let index = self.code.binary_search_by_key(&line, |(number, _)| *number).ok()?;
        u32::try_from(index).ok()
    }

    /// The line on which this line of code stands.
    pub(crate) fn line(&self, code_line: u32) -> Option<u32> {
        self.code.get(code_line as usize).map(|(number, _)| *number)
    }

    /// The code, line by line.
    pub(crate) fn code(&self) -> impl Iterator<Item = (u32, &str)> {
        self.code.iter().map(|(number, code)| (*number, code.as_str()))
    }
}

/// All files, by their path from the root of the repository.
pub(crate) struct Sources {
    files: BTreeMap<String, Source>,
    /// What the checker is, and how it is compiled.
    settings: String,
}

impl Sources {
    pub(crate) fn read(root: &Path) -> Result<Sources> {
        let mut files = BTreeMap::new();
        for folder in [PRIMITIVES, TESTS, HARNESS, MUTANTS, SHUTTLE] {
            read_folder(root, folder.trim_end_matches('/'), &mut files)?;
        }
        let read = |name: &str| {
            let path = root.join(name);
            std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
        };
        let (lock, workspace) = (read("Cargo.lock")?, read("Cargo.toml")?);
        // Of all dependencies the checker alone decides what a model shows.
        let is_checker = |package: &&str| {
            ["loom", "shuttle"].iter().any(|name| package.contains(&format!("name = \"{name}\"")))
        };
        let checker = lock.split("\n\n").filter(is_checker);
        let profiles = workspace.find("[profile").map_or("", |start| &workspace[start..]);
        let settings = [
            checker.collect(),
            profiles.to_owned(),
            read("primitives/Cargo.toml")?,
            read("loom-tests/Cargo.toml")?,
            read("loom-tests/build.rs")?,
            read("loom-tests/harness/Cargo.toml")?,
            compiler(),
        ];
        Ok(Sources { files, settings: settings.concat() })
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Sources {
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), Source::new(text)));
        Sources { files: files.collect(), settings: String::new() }
    }

    /// A file of the primitives, by its path in them: `lock/tas.rs`.
    pub(crate) fn primitive(&self, file: &str) -> Option<&Source> {
        self.files.get(&format!("{PRIMITIVES}{file}"))
    }

    /// Files of the primitives, by their path in them.
    pub(crate) fn primitives(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.files.iter().filter_map(|(name, source)| Some((name.strip_prefix(PRIMITIVES)?, source)))
    }

    /// What the tests of a file can come by.
    pub(crate) fn reach(&self, test_file: &str) -> Result<Reach> {
        let own = format!("{TESTS}{test_file}.rs");
        if !self.files.contains_key(&own) {
            bail!("{own} is not there, so it cannot be told what its models depend on");
        }
        let rooms = self.rooms(&own);
        let mut hash = fnv(OFFSET, self.settings.as_bytes());
        for (name, source) in &self.files {
            let is_part = *name == own
                || name.starts_with(HARNESS)
                || room(name).is_some_and(|room| rooms.contains(room));
            for (_, code) in source.code.iter().filter(|_| is_part) {
                hash = fnv(fnv(hash, code.as_bytes()), name.as_bytes());
            }
        }
        let rooms = rooms.into_iter().map(str::to_owned).collect();
        Ok(Reach { key: format!("{hash:016x}"), rooms })
    }

    /// Stands for all code that any model depends on.
    pub(crate) fn key(&self) -> String {
        let lines = self
            .files
            .iter()
            .flat_map(|(name, source)| source.code.iter().map(move |(_, code)| (name, code)));
        let start = fnv(OFFSET, self.settings.as_bytes());
        let hash = lines.fold(start, |hash, (name, code)| fnv(fnv(hash, code.as_bytes()), name.as_bytes()));
        format!("{hash:016x}")
    }

    /// Whether every line is the same.
    pub(crate) fn is_same_as(&self, other: &Sources) -> bool {
        let lines = |sources: &Sources| -> Vec<_> {
            sources.files.iter().map(|(name, source)| (name.clone(), source.lines.clone())).collect()
        };
        self.settings == other.settings && lines(self) == lines(other)
    }

    /// The folders and single files of the primitives that a test can come by: `lock`, `world`, ...
    fn rooms(&self, test: &str) -> BTreeSet<&str> {
        let all: BTreeSet<_> = self.files.keys().filter_map(|name| room(name)).collect();
        let all: Vec<_> = all.into_iter().map(|room| (room, names(room))).collect();
        let mut reached = BTreeSet::from(["sync"]);
        loop {
            let before = reached.len();
            for (name, source) in &self.files {
                if name == test
                    || name.starts_with(HARNESS)
                    || room(name).is_some_and(|room| reached.contains(room))
                {
                    let named = |pattern: &Regex| source.code.iter().any(|(_, code)| pattern.is_match(code));
                    let new = all.iter().filter(|(room, _)| !reached.contains(room));
                    let new: Vec<_> =
                        new.filter(|(_, pattern)| named(pattern)).map(|(room, _)| *room).collect();
                    reached.extend(new);
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }
}

/// What the tests of a file can come by: the file itself, the harness, and those parts of the primitives that these name,
/// or that those name in turn. More than they do come by, and never less.
pub(crate) struct Reach {
    /// Stands for all of its code.
    pub(crate) key: String,
    rooms: BTreeSet<String>,
}

impl Reach {
    /// Whether it holds a file of the primitives.
    pub(crate) fn holds(&self, file: &str) -> bool {
        room(&format!("{PRIMITIVES}{file}")).is_some_and(|room| self.rooms.contains(room))
    }
}

/// The part of the primitives that a file belongs to; none for the list of parts, `lib.rs`.
fn room(name: &str) -> Option<&str> {
    let first = name.strip_prefix(PRIMITIVES)?.split('/').next()?;
    Some(first.strip_suffix(".rs").unwrap_or(first)).filter(|room| *room != "lib")
}

/// What a line has that names a part: a path through it, an import of it, another name for it.
fn names(room: &str) -> Regex {
    let pattern =
        format!(r"\b{room}\s*::|::\s*{room}\b|\b{room}\s+as\b|[{{,]\s*{room}\s*(,|}}|$)|^\s*{room}\s*,");
    Regex::new(&pattern).expect("a room's name is an identifier")
}

fn read_folder(root: &Path, folder: &str, files: &mut BTreeMap<String, Source>) -> Result<()> {
    let path = root.join(folder);
    let entries = std::fs::read_dir(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_folder(root, &name, files)?;
        } else if name.ends_with(".rs") && !NATIVE.iter().any(|native| name.starts_with(native)) {
            let text = std::fs::read_to_string(entry.path())
                .with_context(|| format!("{} cannot be read", entry.path().display()))?;
            files.insert(name, Source::new(&text));
        }
    }
    Ok(())
}

/// What compiles the models; nothing where it does not say.
fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = std::process::Command::new(rustc).arg("--version").output();
    said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default()
}

/// FNV-1a: the same on every machine and with every compiler, which the standard library's hashers do not promise.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    // The end of a piece counts too, or two pieces could trade their borders.
    bytes.iter().chain([&0xff]).fold(hash, step)
}

#[cfg(test)]
mod tests {
    use super::{Source, Sources};

    const TAS: &str = "use crate::sync::x;\n// Release: a reason\nstore(Release); // more\n";
    const TESTS_OF_LOCKS: &str = "use primitives::lock;\n";

    fn sources(tas: &str, treiber: &str) -> Sources {
        Sources::of(&[
            ("primitives/src/lib.rs", "pub mod lock;"),
            ("primitives/src/lock/tas.rs", tas),
            ("primitives/src/queue/treiber.rs", treiber),
            ("primitives/src/sync/mod.rs", "pub use x;"),
            ("loom-tests/tests/locks.rs", TESTS_OF_LOCKS),
            ("loom-tests/tests/queues.rs", "use primitives::{lock, queue};"),
        ])
    }

    fn key(sources: &Sources, test_file: &str) -> String {
        sources.reach(test_file).unwrap().key
    }

    #[test]
    fn a_comment_makes_nothing_stale_and_code_does() {
        let before = sources(TAS, "");
        let mended = sources("//! A header.\nuse crate::sync::x;\n\nstore(Release); // another reason\n", "");
        let changed = sources(&TAS.replace("store(Release)", "store(Relaxed)"), "");
        for file in ["locks", "queues"] {
            assert_eq!(key(&before, file), key(&mended, file), "{file}");
            assert_ne!(key(&before, file), key(&changed, file), "{file}");
        }
        assert_eq!(before.key(), mended.key());
        assert_ne!(before.key(), changed.key());
    }

    #[test]
    fn a_test_depends_on_what_it_names_and_on_nothing_else() {
        let (before, after) = (sources(TAS, "one()"), sources(TAS, "two()"));
        assert_eq!(key(&before, "locks"), key(&after, "locks"));
        assert_ne!(key(&before, "queues"), key(&after, "queues"));
        assert!(before.reach("queues").unwrap().holds("lock/tas.rs"));
        assert!(!before.reach("locks").unwrap().holds("queue/treiber.rs"));
        assert!(before.reach("channels").is_err(), "a file that is not there reaches nothing");
    }

    #[test]
    fn a_line_is_found_again_where_comments_moved_it() {
        let source = Source::new(TAS);
        assert_eq!((source.code_line(3), source.code_line(2)), (Some(1), None));
        assert_eq!(Source::new("// new\n\nuse y;\nstore();\n").line(1), Some(4));
    }
}
