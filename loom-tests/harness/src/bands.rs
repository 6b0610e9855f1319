//! How many executions each model has: declared in `executions/BINARY.txt`, beside the tests, and compared.
//!
//! A search is deterministic, so a number that changes is news: a model that suddenly has a tenth of its executions may
//! pass because it no longer looks. A package without a folder `executions` declares nothing, and nothing is compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter, Write as _};
use std::fs::File;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use crate::explore::ENGINE;
use crate::process::{Ended, Model};
use crate::sources;

/// Declares what is found, in place of comparing it.
pub const DECLARE: &str = "CONTEND_DECLARE";

/// What a model explored.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Explored {
    executions: Executions,
    search: String,
}

/// With jobs spawned as written, and in reverse: `14+14`, or `14` where only the first is explored. Each for itself, since a
/// checker that sees nothing in one order would hide in the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Executions([u64; 2]);

impl Executions {
    /// Whether as many pass where these are declared.
    fn admits(self, found: Executions) -> bool {
        self.0.into_iter().zip(found.0).all(|(declared, found)| {
            let (least, most) = band(declared);
            (least..=most).contains(&found)
        })
    }
}

/// The least and the most that pass: small edits of a subject or a law move the number, a blind model divides it.
fn band(declared: u64) -> (u64, u64) {
    let margin = (declared / 4).max(2);
    match declared {
        0 => (0, 0), // an order that is not explored
        _ => (declared.saturating_sub(margin).max(1), declared + margin),
    }
}

impl Display for Executions {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let [as_written, reversed] = self.0;
        write!(f, "{as_written}")?;
        if reversed > 0 { write!(f, "+{reversed}") } else { Ok(()) }
    }
}

impl FromStr for Executions {
    type Err = ParseIntError;
    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let (as_written, reversed) = text.split_once('+').unwrap_or((text, "0"));
        Ok(Executions([as_written.parse()?, reversed.parse()?]))
    }
}

/// The models of one binary, by name.
type Declared = BTreeMap<String, Explored>;

/// Compares, or declares anew.
///
/// # Panics
/// If the model is outside its band, or ended another way, or is not declared.
pub(crate) fn check(model: &Model, ended: &Ended) {
    // A weakened ordering may end a search at any point, a replay is one execution, and other checkers' counts are set.
    if ended.replayed || std::env::var_os("CONTEND_WEAKEN").is_some() || ENGINE != "loom" {
        return;
    }
    let (binary, name) = model.test.split_once("::").expect("a test's path begins with its crate");
    let executions = Executions([ended.executions - ended.reversed, ended.reversed]);
    let found = Explored { executions, search: ended.search.clone() };
    let file = file(binary);
    if std::env::var_os(DECLARE).is_some() {
        edit(binary, &file, |declared| {
            declared.insert(name.to_owned(), found);
        });
    } else if file.parent().is_some_and(Path::is_dir) {
        let declared = read(&file);
        if let Some(complaint) = complaint(declared.get(name), &found) {
            panic!(
                "{model}: {complaint}",
                model = model.test,
                complaint = complaint + &what_to_do(binary, name, &file)
            );
        }
    }
}

/// What is wrong, if anything is.
fn complaint(declared: Option<&Explored>, found: &Explored) -> Option<String> {
    let Explored { executions, search } = found;
    let Some(declared) = declared else {
        return Some(format!("its executions are not declared; found are {executions}, {search}"));
    };
    let [as_written, reversed] = declared.executions.0.map(|number| {
        let (least, most) = band(number);
        format!("{least} to {most}")
    });
    let pass =
        if declared.executions.0[1] == 0 { as_written } else { format!("{as_written}, and {reversed}") };
    let said = format!("declared are {} executions ({pass} pass), {}", declared.executions, declared.search);
    let fine = declared.executions.admits(*executions) && *search == declared.search;
    (!fine).then(|| format!("{said}; found are {executions}, {search}"))
}

fn what_to_do(binary: &str, name: &str, file: &Path) -> String {
    format!(
        " (in {}).\nIf the change was meant, declare it: {}",
        sources::relative(&file.to_string_lossy()),
        declare(binary, name)
    )
}

fn declare(binary: &str, name: &str) -> String {
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or("contend-loom-tests".to_owned());
    format!("{DECLARE}=1 cargo test -p {package} --test {binary} {name}").trim_end().to_owned()
}

/// What [`every_declared_model_exists!`](crate::every_declared_model_exists) calls, with a path in the test's crate.
///
/// # Panics
/// If a model is declared that the binary does not have. (With `CONTEND_DECLARE` it is taken out.)
pub fn every_declared_model_exists(path: &str) {
    let binary = path.split("::").next().expect("a split has a first part");
    let file = file(binary);
    if ENGINE != "loom" {
        assert!(!file.exists(), "{} declares what only loom counts", file.display());
        return;
    }
    let tests = tests_of_this_binary();
    if std::env::var_os(DECLARE).is_some() {
        return edit(binary, &file, |declared| declared.retain(|name, _| tests.contains(name)));
    }
    let gone: Vec<_> = read(&file).into_keys().filter(|name| !tests.contains(name)).collect();
    assert!(
        gone.is_empty(),
        "{} declares models that no longer exist: {}.\nTake their lines out, or declare anew: {}",
        sources::relative(&file.to_string_lossy()),
        gone.join(", "),
        declare(binary, "")
    );
}

fn tests_of_this_binary() -> BTreeSet<String> {
    let binary = std::env::current_exe().expect("a test binary knows where it is");
    let list = Command::new(binary).args(["--list", "--format=terse"]).output();
    let list = list.expect("a test binary can be started once more").stdout;
    let list = String::from_utf8_lossy(&list);
    list.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect()
}

/// A test runs in the folder of its package.
fn file(binary: &str) -> PathBuf {
    let here = std::env::current_dir().expect("a test runs in a folder");
    here.join("executions").join(binary).with_extension("txt")
}

fn read(file: &Path) -> Declared {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => panic!("{} cannot be read: {error}", file.display()),
    };
    parse(&text).unwrap_or_else(|line| {
        panic!("{}: {line:?} is not a model's name, its executions and its search", file.display())
    })
}

/// The models, or the line that is none.
fn parse(text: &str) -> Result<Declared, String> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let model = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, executions, search) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
        words.next().is_none().then(|| (name.to_owned(), Explored { executions, search: search.to_owned() }))
    };
    lines.map(|line| model(line).ok_or_else(|| line.to_owned())).collect()
}

fn write(binary: &str, declared: &Declared) -> String {
    let mut text = format!(
        "# Executions of each model of tests/{binary}.rs, with jobs spawned as written + in reverse, and how far its search came;\n\
         # of a mutant, up to the one that failed. A test fails if a number is more than a quarter away from this one (two, if\n\
         # that is more), or if its search ended otherwise. After a change that was meant: {}\n",
        declare(binary, "")
    );
    for (name, Explored { executions, search }) in declared {
        writeln!(text, "{name}  {executions}  {search}").expect("a string takes it");
    }
    text
}

/// Changes the file. Tests of one binary run at the same time, as threads or as processes: one at a time may do this.
fn edit(binary: &str, file: &Path, change: impl FnOnce(&mut Declared)) {
    let exe = std::env::current_exe().expect("a test binary knows where it is");
    // Beside the binary, where things that nobody keeps stand already.
    let lock =
        File::create(exe.with_extension("executions.lock")).expect("beside the binary a file can be made");
    lock.lock().expect("a file can be locked");
    let mut declared = read(file);
    change(&mut declared);
    let unfinished = file.with_extension("txt.unfinished");
    std::fs::create_dir_all(file.parent().expect("it stands in a folder"))
        .and_then(|()| std::fs::write(&unfinished, write(binary, &declared)))
        .and_then(|()| std::fs::rename(&unfinished, file))
        .unwrap_or_else(|error| panic!("{} cannot be written: {error}", file.display()));
}

#[cfg(test)]
mod tests {
    use super::{Declared, Executions, Explored, complaint, parse, write};

    fn explored(as_written: u64, search: &str) -> Explored {
        Explored { executions: Executions([as_written, 0]), search: search.into() }
    }

    fn both(as_written: u64, reversed: u64) -> Explored {
        Explored { executions: Executions([as_written, reversed]), search: "complete".into() }
    }

    #[test]
    fn what_is_written_is_read() {
        let models = [("a::fifo", both(30, 28)), ("b::fifo", explored(1, "bounded:0"))];
        let declared: Declared = models.map(|(name, explored)| (name.to_owned(), explored)).into();
        let text = write("queues", &declared);
        assert_eq!(parse(&text), Ok(declared));
        let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(lines, ["a::fifo  30+28  complete", "b::fifo  1  bounded:0"]);
        assert!(text.contains("CONTEND_DECLARE=1 cargo test"), "{text}");
        for line in [
            "a::fifo",
            "a::fifo 30",
            "a::fifo thirty complete",
            "a::fifo 3+x complete",
            "a::fifo 30 complete indeed",
        ] {
            assert_eq!(parse(line), Err(line.to_owned()));
        }
    }

    #[test]
    fn a_band_has_two_ends_and_they_belong_to_it() {
        let declared = explored(100, "complete");
        let fine = |executions| complaint(Some(&declared), &explored(executions, "complete")).is_none();
        let ends: Vec<_> = [74, 75, 100, 125, 126].into_iter().map(fine).collect();
        assert_eq!(ends, [false, true, true, true, false]);
        let few = explored(1, "bounded:0");
        let fine = |executions| complaint(Some(&few), &explored(executions, "bounded:0")).is_none();
        assert_eq!([0, 1, 3, 4].map(fine), [false, true, true, false]);
    }

    #[test]
    fn an_order_that_shows_little_is_not_made_up_for_by_the_other() {
        let fine =
            |as_written, reversed| complaint(Some(&both(100, 80)), &both(as_written, reversed)).is_none();
        assert!(fine(100, 80) && fine(120, 61));
        assert!(!fine(120, 59) && !fine(120, 0) && !fine(70, 100));
        let few = |reversed| complaint(Some(&both(14, reversed)), &both(14, 2 - reversed)).is_none();
        assert!(few(1) && !few(2) && !few(0), "an order with executions is not one without");
    }

    #[test]
    fn a_complaint_names_both_numbers() {
        let declared = explored(100, "complete");
        let words = complaint(Some(&declared), &explored(10, "complete")).unwrap();
        assert_eq!(words, "declared are 100 executions (75 to 125 pass), complete; found are 10, complete");
        let words = complaint(Some(&both(100, 40)), &both(100, 2)).unwrap();
        assert_eq!(
            words,
            "declared are 100+40 executions (75 to 125, and 30 to 50 pass), complete; found are 100+2, complete"
        );
        let words = complaint(Some(&declared), &explored(100, "bounded:2")).unwrap();
        assert!(words.ends_with("found are 100, bounded:2"), "{words}");
        let words = complaint(None, &explored(10, "complete")).unwrap();
        assert!(words.contains("not declared"), "{words}");
    }
}
