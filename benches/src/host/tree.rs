//! A folder that stands for a system's files in tests.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::files::Files;

/// Gone when dropped.
pub(super) struct Tree(PathBuf);

impl Tree {
    pub(super) fn new(name: &str) -> Tree {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed); // Relaxed: numbers need only differ
        let folder = format!("contend-host-{name}-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder).expect("a folder for files of this test");
        Tree(folder)
    }

    pub(super) fn with(self, path: &str, text: &str) -> Tree {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    pub(super) fn files(&self) -> Files {
        Files::below(&self.0)
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
