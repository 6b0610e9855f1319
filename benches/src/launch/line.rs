//! What a child prints: one JSON value a line.

use reports::Record;
use serde::{Deserialize, Serialize};

/// A line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    /// The session of this number begins. If nothing follows, it hangs or crashed.
    Begin(usize),
    /// A row of it.
    Row(Box<Record>),
    /// It is over.
    End(usize),
}
