//! The places with an ordering that a model came by, when a folder is named for them.

use std::fmt::Write as _;
use std::path::Path;

use primitives::sync::trace::{self, Visit};

use crate::names;
use crate::process::Model;
use crate::verdict::{quoted, write_beside};

/// The folder, one file a model. The facade keeps no note of places unless this is set.
pub const FOLDER: &str = "CONTEND_SITES";

/// Models that examine the checker and the harness: what they come by is no algorithm's.
const ABOUT_THE_CHECKER: [&str; 2] = ["harness", "litmus"];

/// Writes the places that the model came by, if a folder is named; to be called in the model's own process, once every
/// execution has kept the law.
///
/// # Panics
/// If the folder cannot be written to.
pub(crate) fn publish(model: &Model) {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    if ABOUT_THE_CHECKER.contains(&model.family) {
        return;
    }
    let lines: Vec<_> = trace::visits().iter().map(|visit| to_json(visit) + "\n").collect();
    write_beside(FOLDER, Path::new(&folder), model.test, &lines.concat());
}

fn to_json(visit: &Visit) -> String {
    let mut line = String::new();
    write!(
        line,
        r#"{{"file":{},"line":{},"column":{},"operation":{},"object":{},"ordering":"{:?}"}}"#,
        quoted(visit.site.file()),
        visit.site.line(),
        visit.site.column(),
        quoted(visit.operation),
        quoted(&visit.object.map_or_else(String::new, names::name)),
        visit.ordering
    )
    .expect("a string takes it");
    line
}
