//! Where the sources stand, and how one version of a file is told from another.

use std::path::{Component, Path, PathBuf};

/// The root of the repository that this library was built in.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|folder| folder.join("primitives/src/lib.rs").is_file()).unwrap_or(here)
}

/// A path as the compiler noted it, as seen from the root: without the detours, and with `/` on every system.
pub(crate) fn relative(file: &str) -> String {
    let mut plain = PathBuf::new();
    for part in Path::new(file).components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    let plain = plain.strip_prefix(root()).unwrap_or(&plain);
    plain.to_string_lossy().replace('\\', "/")
}

/// A file's text. The compiler noted paths as seen from the root of a workspace; a test runs in a folder below it.
pub(crate) fn read(file: &str) -> Option<String> {
    let file = relative(file);
    let here = std::env::current_dir().unwrap_or_default();
    let mut folders = std::iter::once(root()).chain(here.ancestors());
    folders.find_map(|folder| std::fs::read_to_string(folder.join(&file)).ok())
}

/// Whether a path is neither the compiler's nor that of a package from elsewhere.
pub(crate) fn is_ours(file: &str) -> bool {
    !["/registry/src/", "/rustc/", "/rustlib/"].iter().any(|elsewhere| file.contains(elsewhere))
}

/// Tells texts apart: FNV-1a with 64 bits, in hexadecimal. It is no protection against ill will.
pub(crate) fn hash(text: &str) -> String {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, mix))
}

#[cfg(test)]
mod tests {
    use super::{hash, is_ours, read, relative, root};

    #[test]
    fn a_detour_is_no_part_of_a_path() {
        assert_eq!(relative("loom-tests/../primitives/src/world.rs"), "primitives/src/world.rs");
        let absolute = root().join("loom-tests/../primitives/src/./world.rs");
        assert_eq!(relative(&absolute.to_string_lossy()), "primitives/src/world.rs");
        assert_eq!(relative("/rustc/0/library/core/src/ops.rs"), "/rustc/0/library/core/src/ops.rs");
    }

    #[test]
    fn a_source_is_found_from_the_root() {
        let text = read("loom-tests/../primitives/src/world.rs").expect("it stands there");
        assert!(text.contains("trait World"));
        assert_eq!(read("primitives/src/no_such_file.rs"), None);
    }

    #[test]
    fn what_is_not_ours_is_known() {
        assert!(is_ours("primitives/src/world.rs"));
        assert!(!is_ours("/rustc/0/library/core/src/ops.rs"));
        assert!(!is_ours("/home/x/.cargo/registry/src/y/loom-0.7.2/src/model.rs"));
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hash(""), "cbf29ce484222325");
        assert_eq!(hash("a"), "af63dc4c8601ec8c");
        assert_eq!(hash("foobar"), "85944171f73967e8");
    }
}
