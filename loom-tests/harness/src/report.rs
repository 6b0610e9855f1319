//! What a model's process tells the one that started it: one line, however it ends.

use serde::{Deserialize, Serialize};

use crate::part::Place;

/// Begins what is told; before it, on the same line, may stand what the test runner printed last.
const MARK: &str = "@model ";

/// What was explored by the time the process ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Executions begun.
    pub(crate) executions: u64,
    /// Those of them in which jobs were spawned last first.
    #[serde(default)]
    pub(crate) reversed: u64,
    /// `complete`, or `bounded:N`.
    pub(crate) search: String,
    /// Outcomes seen.
    pub(crate) reached: Vec<String>,
    /// An ordering was weakened from outside, and the model went through that site.
    pub(crate) weakened: bool,
    /// The first panic's message, if there was one.
    pub(crate) failure: Option<String>,
    /// The execution that failed, if it was one of them.
    pub(crate) found: Option<Place>,
}

impl Report {
    /// The line.
    pub(crate) fn to_line(&self) -> String {
        format!("{MARK}{}", serde_json::to_string(self).expect("numbers and texts have a form in JSON"))
    }

    /// Reads a line; none if it is of another kind.
    pub(crate) fn from_line(line: &str) -> Option<Report> {
        serde_json::from_str(line.split_once(MARK)?.1).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Report};

    #[test]
    fn what_is_told_is_understood() {
        let held = Report {
            executions: 30,
            reversed: 12,
            search: "complete".into(),
            reached: vec!["moved".into(), "stood still".into()],
            weakened: true,
            ..Report::default()
        };
        assert_eq!(Report::from_line(&held.to_line()).as_ref(), Some(&held));
        assert_eq!(Report::from_line(&format!("test mutex ... {}", held.to_line())), Some(held));
        let found = Some(Place { reversed: true, bound: None, number: 7 });
        let failed = Report { failure: Some("law[x]: \"a\"\nb".into()), found, ..Report::default() };
        assert_eq!(failed.to_line().lines().count(), 1);
        assert_eq!(Report::from_line(&failed.to_line()), Some(failed));
        assert_eq!(Report::from_line("test atomic ... ok"), None);
    }
}
