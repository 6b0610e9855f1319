//! Where things are.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The root of the repository: the nearest folder, from here upwards, that holds the rooms.
pub(crate) fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("the current folder cannot be told")?;
    let is_root =
        |folder: &&Path| folder.join("exercises/Cargo.toml").is_file() && folder.join("primitives").is_dir();
    let root = here.ancestors().find(is_root);
    root.map(Path::to_owned)
        .with_context(|| format!("{} is not inside a checkout of Contend", here.display()))
}

/// The folder of exercises and of the learner's progress: that of the checkout, unless `CONTEND_EXERCISES` names another.
pub(crate) fn room(root: &Path) -> PathBuf {
    let named = std::env::var_os("CONTEND_EXERCISES").filter(|named: &OsString| !named.is_empty());
    named.map_or_else(|| root.join("exercises"), |named| std::path::absolute(&named).unwrap_or(named.into()))
}

/// Where `learn` builds and runs what is not needed again.
pub(crate) fn target(root: &Path) -> Result<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(std::path::absolute(target.join("learn"))?)
}
