//! The executions that a model is declared to have: another number fails, and so does one that nobody declared.

extern crate primitives_loom as primitives;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use harness::{Class, Setup};
use primitives::sync::atomic::{AtomicU64, Ordering};
use primitives::world::{Law, Witness, World, job};

const LAW: Law = Law { name: "example", outcomes: &[] };

harness::every_declared_model_exists!();

macro_rules! holding {
    ($($name:ident),*) => {$(
        #[test]
        fn $name() {
            let model = harness::model!("harness", stringify!($name), "example", $name);
            harness::holds(&model, Setup::CHECKED, |world| world.explore(LAW, two_additions));
        }
    )*};
}
holding!(one, two, three, four, five, six);

#[test]
fn wrong() {
    let model = harness::model!("harness", "wrong", "example", wrong);
    harness::dies(&model, Setup::CHECKED, Class::Assertion, |world| {
        world.explore(LAW, |witness| witness.check(false, || "always".to_owned()));
    });
}

fn two_additions(witness: &Witness) {
    let number = Arc::new(AtomicU64::new(0));
    let jobs = (0..2).map(|_| {
        let number = Arc::clone(&number);
        job(move || {
            number.fetch_add(1, Ordering::Relaxed);
        })
    });
    witness.par(jobs.collect());
}

/// A package's folder in which so much is declared of this binary.
fn package(name: &str, declared: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bands").join(name);
    std::fs::create_dir_all(folder.join("executions")).expect("the folder of tests can be written to");
    std::fs::write(file(&folder), declared).expect("the folder of tests can be written to");
    folder
}

fn file(package: &Path) -> PathBuf {
    package.join("executions/bands.txt")
}

/// Runs these tests of this binary as if it were the package's.
fn run(package: &Path, tests: &[&str], declare: bool) -> Output {
    let mut binary = Command::new(std::env::current_exe().expect("a test binary knows where it is"));
    let binary = binary.arg("--exact").args(tests).current_dir(package);
    let binary =
        binary.env_remove("CONTEND_DECLARE").env_remove("CONTEND_WEAKEN").env_remove("CONTEND_REPLAY");
    let binary = if declare { binary.env("CONTEND_DECLARE", "1") } else { binary };
    binary.output().expect("a test binary can be started once more")
}

/// What a run says that must fail.
fn fails(package: &Path, test: &str) -> String {
    let output = run(package, &[test], false);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success(), "{said}");
    said
}

fn declared(package: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file(package)).expect("it is declared");
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn a_model_outside_its_band_fails() {
    for name in ["one", "wrong"] {
        let package = package(&format!("outside-{name}"), &format!("{name}  1000  complete\n"));
        let said = fails(&package, name);
        for words in [
            "declared are 1000 executions (750 to 1250 pass), complete; found are ",
            "executions/bands.txt",
            "CONTEND_DECLARE=1 cargo test -p ",
            &format!(" --test bands {name}"),
        ] {
            assert!(said.contains(words), "{words:?} is not in:\n{said}");
        }
    }
}

#[test]
fn a_model_within_its_band_passes_and_another_end_of_its_search_does_not() {
    let package = package("within", "");
    assert!(run(&package, &["one", "wrong"], true).status.success());
    let lines = declared(&package);
    assert!(run(&package, &["one", "wrong"], false).status.success(), "{lines:?}");
    // One more or one less lies within any band.
    let (name, rest) = lines[0].split_once("  ").unwrap();
    let (executions, search) = rest.split_once("  ").unwrap();
    assert_eq!((name, search), ("one", "complete"));
    let (as_written, reversed) = executions.split_once('+').expect("it is explored in both orders");
    let more = as_written.parse::<u64>().unwrap() + 1;
    std::fs::write(file(&package), format!("one  {more}+{reversed}  complete\n")).unwrap();
    assert!(run(&package, &["one"], false).status.success());
    // What one order lacks, the other does not make up for.
    let sum = as_written.parse::<u64>().unwrap() + reversed.parse::<u64>().unwrap();
    std::fs::write(file(&package), format!("one  {sum}  complete\n")).unwrap();
    assert!(fails(&package, "one").contains(&format!("; found are {executions}, complete")));
    std::fs::write(file(&package), format!("one  {executions}  bounded:2\n")).unwrap();
    assert!(fails(&package, "one").contains("bounded:2; found are "));
}

#[test]
fn a_model_that_is_not_declared_fails() {
    let package = package("undeclared", "two  4  complete\n");
    assert!(fails(&package, "one").contains("bands::one: its executions are not declared; found are "));
}

#[test]
fn a_line_without_a_model_fails_until_declared_anew() {
    let package = package("gone", "no_longer  4  complete\n");
    let said = fails(&package, "every_declared_model_exists");
    assert!(said.contains("models that no longer exist: no_longer"), "{said}");
    assert!(run(&package, &["every_declared_model_exists"], true).status.success());
    assert!(declared(&package).is_empty());
}

#[test]
fn a_line_that_is_none_is_named() {
    let package = package("damaged", "one four complete\n");
    assert!(fails(&package, "one").contains("\"one four complete\" is not a model's name"));
}

#[test]
fn a_package_without_the_folder_declares_nothing() {
    let package = package("none", "");
    std::fs::remove_dir_all(package.join("executions")).unwrap();
    assert!(run(&package, &["one"], false).status.success());
    assert!(!package.join("executions").exists());
}

#[test]
fn who_declares_at_the_same_time_loses_nothing() {
    let names = ["five", "four", "one", "six", "three", "two", "wrong"];
    let package = package("together", "");
    // Three processes at once, each with its tests on threads of its own.
    std::thread::scope(|scope| {
        for names in [&names[..3], &names[3..5], &names[5..]] {
            scope.spawn(|| assert!(run(&package, names, true).status.success()));
        }
    });
    let lines = declared(&package);
    let found: Vec<_> = lines.iter().map(|line| line.split_once(' ').unwrap().0).collect();
    assert_eq!(found, names, "each of them, sorted");
}

/// Where a binary declares, it must also ask whether what is declared is there.
#[test]
fn each_binary_that_declares_compares() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(here.join("executions")).expect("this package declares");
    let files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    let files: Vec<_> =
        files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "txt")).collect();
    assert!(!files.is_empty());
    for declared in files {
        let tests = here.join("tests").join(declared.with_extension("rs").file_name().unwrap());
        let text = std::fs::read_to_string(&tests);
        let compares = text.is_ok_and(|text| text.contains("harness::every_declared_model_exists!();"));
        assert!(compares, "{} is declared, and {} does not compare it", declared.display(), tests.display());
    }
}
