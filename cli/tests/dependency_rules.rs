//! Who may depend on whom: the rooms keep apart what is built, what is true, what is fast and what was seen.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// What each package of ours may use of ours; anything else is a fault.
const ALLOWED: &[(&str, &[&str])] = &[
    ("contend-primitives", &[]),
    ("contend-reports", &[]),
    ("contend-loom-tests", &[]), // the sources of primitives, by path
    ("contend-loom-harness", &["contend-loom-tests"]),
    ("contend-shuttle-tests", &[]), // likewise
    ("contend-shuttle-harness", &["contend-shuttle-tests"]),
    ("contend-native-tests", &[]),
    ("contend-native-harness", &["contend-primitives"]),
    ("contend-benches", &["contend-primitives", "contend-reports"]),
    ("contend-cli", &["contend-benches", "contend-reports", "contend-exercises"]),
    ("contend-exercises", &[]), // whoever learns waits for its build
    ("contend-race", &["contend-primitives", "contend-benches", "contend-reports"]),
];

/// What tests of a package may use beyond that.
const ALLOWED_IN_TESTS: &[(&str, &[&str])] = &[
    ("contend-loom-tests", &["contend-loom-harness"]),
    ("contend-shuttle-tests", &["contend-shuttle-harness"]),
    ("contend-native-tests", &["contend-native-harness", "contend-primitives"]),
];

/// All that `primitives` may stand on natively: it stays lean.
const PRIMITIVES_STAND_ON: &[&str] = &["crossbeam", "libc", "parking_lot", "rayon", "atomic-wait"];

fn metadata() -> Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo metadata of this workspace")
}

#[test]
fn packages_use_only_what_their_room_may() {
    let metadata = metadata();
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let in_tests: BTreeMap<_, _> = ALLOWED_IN_TESTS.iter().copied().collect();
    let ours: BTreeSet<_> = metadata.packages.iter().map(|package| package.name.to_string()).collect();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let may = allowed.get(name).unwrap_or_else(|| panic!("{name} has no rule: add one"));
        for dependency in package.dependencies.iter().filter(|dependency| ours.contains(&dependency.name)) {
            let test_only = dependency.kind == DependencyKind::Development;
            let fine = may.contains(&dependency.name.as_str())
                || test_only && in_tests.get(name).is_some_and(|may| may.contains(&dependency.name.as_str()));
            assert!(fine, "{name} must not use {}: it may use {may:?}", dependency.name);
        }
    }
}

#[test]
fn primitives_stay_lean() {
    let metadata = metadata();
    let primitives =
        metadata.packages.iter().find(|package| package.name.as_str() == "contend-primitives").unwrap();
    let natively =
        primitives.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    for dependency in natively {
        assert!(
            PRIMITIVES_STAND_ON.contains(&dependency.name.as_str()),
            "primitives must not use {}",
            dependency.name
        );
    }
}

#[test]
fn no_library_or_binary_is_a_bench_target_of_libtest() {
    // `cargo bench -- --save-baseline x` hands the option to every bench target, and libtest's harness dies on it.
    for package in metadata().packages {
        for target in package.targets.iter().filter(|target| target.is_lib() || target.is_bin()) {
            let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
            assert!(
                manifest.contains("bench = false"),
                "{}: target {} needs `bench = false`",
                package.name,
                target.name
            );
        }
    }
}

#[test]
fn only_the_facade_names_what_stands_behind_it() {
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../primitives/src");
    let names =
        ["std::sync", "std::thread", "parking_lot::", "crossbeam::", "loom::", "cfg(loom)", "cfg(not(loom))"];
    let mut files = vec![sources.clone()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let inside = path.strip_prefix(&sources).unwrap();
        if inside.starts_with("sync") || inside.starts_with("wait") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in
            text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            for name in names {
                let named = line.contains(name)
                    && !line.contains(&format!("_{name}"))
                    && !from_the_facade(&text, name);
                assert!(!named, "{}:{}: {name} must be reached through `sync`", inside.display(), number + 1);
            }
        }
    }
}

/// Whether a file takes a name from the facade: `use crate::sync::{self, parking_lot};` makes `parking_lot::Mutex` the facade's.
fn from_the_facade(text: &str, name: &str) -> bool {
    let name = name.trim_end_matches("::");
    let uses = text.split("use crate::sync").skip(1).filter_map(|rest| rest.split(';').next());
    uses.into_iter()
        .any(|names| names.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name))
}

#[test]
fn seqcst_stands_only_in_fences() {
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../primitives/src");
    let mut files = vec![sources];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if !path.ends_with("counter/atomic_seqcst.rs") && !path.parent().unwrap().ends_with("litmus") {
            let text = std::fs::read_to_string(&path).unwrap();
            for line in
                text.lines().filter(|line| !line.trim_start().starts_with("//") && line.contains("SeqCst"))
            {
                assert!(
                    line.contains("fence("),
                    "{}: SeqCst outside a fence: {}",
                    path.display(),
                    line.trim()
                );
            }
        }
    }
}
