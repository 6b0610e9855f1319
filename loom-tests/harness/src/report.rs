//! What a model's process tells the one that started it: one line, however it ends.

/// Begins what is told; before it, on the same line, may stand what the test runner printed last.
const MARK: &str = "@model\t";

/// What was explored by the time the process ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// Executions begun.
    pub(crate) executions: u64,
    /// `complete`, or `bounded:N`.
    pub(crate) search: String,
    /// Outcomes seen.
    pub(crate) reached: Vec<String>,
    /// An ordering was weakened from outside, and the model went through that site.
    pub(crate) weakened: bool,
    /// The first panic's message, if there was one.
    pub(crate) failure: Option<String>,
}

impl Report {
    /// The line.
    pub(crate) fn to_line(&self) -> String {
        let failure = self.failure.as_ref().map_or(String::new(), |text| format!("!{}", text.escape_debug()));
        let (reached, weakened) = (self.reached.join("|"), self.weakened);
        format!("{MARK}{}\t{}\t{reached}\t{weakened}\t{failure}", self.executions, self.search)
    }

    /// Reads a line; none if it is of another kind.
    pub(crate) fn from_line(line: &str) -> Option<Report> {
        let mut fields = line.split_once(MARK)?.1.split('\t');
        Some(Report {
            executions: fields.next()?.parse().ok()?,
            search: fields.next()?.to_owned(),
            reached: fields.next()?.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            weakened: fields.next()?.parse().ok()?,
            failure: fields.next()?.strip_prefix('!').map(unescape),
        })
    }
}

/// Undoes `escape_debug`, as far as messages of one screen need it.
fn unescape(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\"").replace("\\'", "'")
}

#[cfg(test)]
mod tests {
    use super::Report;

    #[test]
    fn what_is_told_is_understood() {
        let held = Report {
            executions: 30,
            search: "complete".into(),
            reached: vec!["moved".into(), "stood still".into()],
            weakened: true,
            failure: None,
        };
        assert_eq!(Report::from_line(&held.to_line()).as_ref(), Some(&held));
        assert_eq!(Report::from_line(&format!("test mutex ... {}", held.to_line())), Some(held));
        let failed = Report { failure: Some("law[x]: \"a\"\nb".into()), ..Report::default() };
        assert_eq!(Report::from_line(&failed.to_line()), Some(failed));
        assert_eq!(Report::from_line("test atomic ... ok"), None);
    }
}
