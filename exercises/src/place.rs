//! Where things are.

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
