//! What only the build knows: the compiler, the revision, and which versions of the peers were linked. Each may be
//! missing (no git, no lock file, a copy of the sources): then the rows say "unknown", and nothing fails.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

fn main() {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    println!("cargo::rustc-env=CONTEND_RUSTC={}", output(&rustc, &["--version"]).unwrap_or_default());
    println!("cargo::rustc-env=CONTEND_GIT={}", revision().unwrap_or_default());
    let versions = versions(&fs::read_to_string("../Cargo.lock").unwrap_or_default());
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&folder).join("versions.rs"), versions).expect("OUT_DIR can be written to");
    // `logs/HEAD` grows with every commit; the sources tell whether the tree differs from it.
    for path in ["../.git/logs/HEAD", "../Cargo.lock", "src", "../primitives/src", "build.rs"] {
        if Path::new(path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
}

/// The short revision, with `+changes` when the tree differs from it.
fn revision() -> Option<String> {
    let revision = output("git", &["rev-parse", "--short=12", "HEAD"])?;
    let changes = output("git", &["status", "--porcelain", "--untracked-files=no"])?;
    Some(if changes.is_empty() { revision } else { revision + "+changes" })
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The lock file's names and versions, as a Rust slice. Of a crate that is there twice, the later version.
fn versions(lock: &str) -> String {
    let mut slice = String::from("&[");
    let mut name = "";
    for line in lock.lines() {
        if let Some(value) = line.strip_prefix("name = ") {
            name = value;
        } else if let Some(version) = line.strip_prefix("version = ").filter(|_| !name.is_empty()) {
            write!(slice, "({name}, {version}),").expect("a string grows");
        }
    }
    slice.push(']');
    slice
}
