//! The libraries that a learner's file is compiled against: built once, by cargo, into a folder of their own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::exercise::World;

/// Where they are.
#[derive(Clone, Debug)]
pub(crate) struct Libraries {
    primitives: PathBuf,
    primitives_loom: PathBuf,
    harness: PathBuf,
    /// What they themselves stand on.
    dependencies: PathBuf,
}

/// What cargo says of one thing that it built.
#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Libraries {
    /// Builds what is not built yet; a moment if all is. Nothing is asked of a network.
    pub(crate) fn build(root: &Path, target: &Path) -> Result<Libraries> {
        let first = !target.join("learn").is_dir();
        if first {
            eprintln!("building the libraries, once: some minutes");
        }
        let built = Built::by_cargo(root, target, |cargo| {
            cargo.args(["--profile", "learn"]);
            if !first {
                cargo.arg("--quiet"); // the first time, cargo's own words show that something happens
            }
            cargo.args(["--package", "contend-primitives", "--package", "contend-loom-harness"]);
        })?;
        Ok(Libraries {
            primitives: built.library("primitives")?,
            primitives_loom: built.library("primitives_loom")?,
            harness: built.library("harness")?,
            dependencies: target.join("learn/deps"),
        })
    }

    /// How they are named to rustc in one world: there, `primitives` is the one that stands on the machine or on the checker.
    pub(crate) fn arguments(&self, world: World) -> Vec<String> {
        let named = |name: &str, file: &Path| ["--extern".to_owned(), format!("{name}={}", file.display())];
        let mut arguments = vec!["-L".to_owned(), format!("dependency={}", self.dependencies.display())];
        match world {
            World::Native => arguments.extend(named("primitives", &self.primitives)),
            World::Loom => {
                arguments.extend(named("primitives", &self.primitives_loom));
                arguments.extend(named("harness", &self.harness));
                arguments.extend(["--cfg".to_owned(), "loom".to_owned()]);
            }
        }
        arguments
    }
}

/// What cargo says that it has built, or found built.
pub(crate) struct Built(Vec<Message>);

impl Built {
    /// Builds packages of the workspace; `asked` says which, and how.
    pub(crate) fn by_cargo(root: &Path, target: &Path, asked: impl FnOnce(&mut Command)) -> Result<Built> {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--message-format", "json-render-diagnostics"]);
        asked(&mut cargo);
        let built = cargo
            .arg("--target-dir")
            .arg(target)
            .current_dir(root)
            .env_remove("RUSTFLAGS")
            .stderr(Stdio::inherit())
            .output()
            .context("cargo cannot be started")?;
        if !built.status.success() {
            bail!("the libraries do not build; what cargo said stands above");
        }
        let lines = String::from_utf8_lossy(&built.stdout);
        Ok(Built(lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()))
    }

    /// Where a library is.
    pub(crate) fn library(&self, name: &str) -> Result<PathBuf> {
        let of_name = |message: &&Message| {
            message.reason == "compiler-artifact"
                && message.target.as_ref().is_some_and(|target| target.name == name)
        };
        let files = self.0.iter().filter(of_name).flat_map(|message| &message.filenames);
        files
            .rev()
            .find(|file| file.extension().is_some_and(|extension| extension == "rlib"))
            .cloned()
            .with_context(|| format!("cargo built no library {name:?}"))
    }
}
