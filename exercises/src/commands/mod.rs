//! One command, one file.

pub(crate) mod check;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod hint;
pub(crate) mod list;
pub(crate) mod measure;
pub(crate) mod plan;
pub(crate) mod predict;
pub(crate) mod skip;
pub(crate) mod solution;
pub(crate) mod transcript;
pub(crate) mod verify;
pub(crate) mod watch;
