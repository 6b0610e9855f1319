//! The wrong programs as files: `loom-tests/mutants/FAMILY/NAME.rs`.

use std::path::Path;

use anyhow::{Context, Result};

/// One wrong program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mutant {
    pub(super) family: String,
    pub(super) name: String,
    /// What its author believed: the first line of its header.
    pub(super) misconception: String,
    /// Its file, from the root of the repository.
    pub(super) source: String,
}

/// All of them, in the order of their names.
pub(super) fn mutants(root: &Path) -> Result<Vec<Mutant>> {
    let folder = root.join("loom-tests/mutants");
    let mut mutants = Vec::new();
    for family in entries(&folder)?.filter(|family| folder.join(family).is_dir()) {
        let programs = entries(&folder.join(&family))?;
        for name in programs.filter_map(|file| file.strip_suffix(".rs").map(str::to_owned)) {
            if name != "mod" {
                mutants.push(read(root, &family, name)?);
            }
        }
    }
    mutants.sort();
    Ok(mutants)
}

fn entries(folder: &Path) -> Result<impl Iterator<Item = String> + use<>> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()))
}

fn read(root: &Path, family: &str, name: String) -> Result<Mutant> {
    let source = format!("loom-tests/mutants/{family}/{name}.rs");
    let text =
        std::fs::read_to_string(root.join(&source)).with_context(|| format!("{source} cannot be read"))?;
    let misconception = misconception(&text)
        .with_context(|| format!("{source} does not begin with //! **ITS MISCONCEPTION.**"))?;
    Ok(Mutant { family: family.to_owned(), misconception: misconception.to_owned(), name, source })
}

/// `//! **Look, then set.**` at the top.
fn misconception(text: &str) -> Option<&str> {
    let words = text.lines().next()?.strip_prefix("//! **")?.strip_suffix("**")?;
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{misconception, mutants};

    #[test]
    fn the_first_line_says_what_was_believed() {
        assert_eq!(misconception("//! **Look, then set.**\n//!\n//! Two"), Some("Look, then set."));
        assert_eq!(misconception("//! Look, then set.\n"), None);
        assert_eq!(misconception("use a;\n//! **Look.**"), None);
    }

    #[test]
    fn every_file_has_its_test_and_says_what_was_believed() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let mutants = mutants(root).expect("each has a header");
        assert!(mutants.len() > 18, "{} are few", mutants.len());
        let tests: String = std::fs::read_dir(root.join("loom-tests/tests"))
            .expect("the folder of the tests")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.to_string_lossy().ends_with("mutants.rs"))
            .map(|path| std::fs::read_to_string(path).expect("a test is text"))
            .collect();
        let squeezed: String = tests.split_whitespace().collect();
        let unregistered: Vec<_> =
            mutants.iter().filter(|mutant| !squeezed.contains(&format!("!({},", mutant.name))).collect();
        assert!(unregistered.is_empty(), "no mutants test names {unregistered:?}");
    }
}
