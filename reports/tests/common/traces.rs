//! Two failing models as real runs left them, their sources cut down to the wrong program.

use std::path::{Path, PathBuf};

use reports::reading::read_trace;
use reports::trace::Trace;

pub(crate) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence/traces").join(name)
}

pub(crate) fn lost_update() -> Trace {
    read_trace(&file("load_then_store.json")).unwrap()
}

pub(crate) fn deadlock() -> Trace {
    read_trace(&file("one_condvar_for_both.json")).unwrap()
}
