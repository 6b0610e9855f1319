//! A row of `verdicts.jsonl` for each model, when a folder is named for them.

use std::fmt::Write as _;
use std::path::Path;

use crate::explore::ENGINE;

/// The folder that verdicts are written to, one file a model, so that models that run at the same time do not meet.
pub const FOLDER: &str = "CONTEND_VERDICTS";

/// Models that examine the harness, not a subject: nobody's verdict.
const ABOUT_THE_HARNESS: &str = "harness";

/// One row. The fields are those that `reports` reads.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Family of the subject.
    pub family: &'a str,
    /// Subject, or mutant.
    pub subject: &'a str,
    /// Law.
    pub law: &'a str,
    /// `checked`, `stand-in` or `not checked`.
    pub status: &'a str,
    /// Executions explored.
    pub executions: u64,
    /// `complete`, `bounded:N` or `random:N`.
    pub search: &'a str,
    /// `holds`, `fails` or `inconclusive`.
    pub outcome: &'a str,
    /// Failure class, or the reason why it was not checked.
    pub class: &'a str,
    /// Outcomes reached.
    pub reached: &'a [String],
    /// Whether the subject is a wrong program.
    pub mutant: bool,
    /// Whether an ordering was weakened from outside, and the model went through that site.
    pub weakened: bool,
    /// Whether the subject promises the law. If not, its failure is an exhibit, and the row says so.
    pub promised: bool,
    /// Of an exhibit: the history that shows it, a line a call.
    pub history: &'a [&'a str],
    /// Wall time.
    pub seconds: f64,
}

impl Row<'_> {
    /// The row as one line.
    pub fn to_json(&self) -> String {
        let mut line = String::from("{");
        for (name, value) in [
            ("family", self.family),
            ("subject", self.subject),
            ("law", self.law),
            ("engine", ENGINE),
            ("status", self.status),
        ] {
            write!(line, "{}:{},", quoted(name), quoted(value)).expect("a string takes it");
        }
        let reached: Vec<_> = self.reached.iter().map(|outcome| quoted(outcome)).collect();
        let history: Vec<_> = self.history.iter().map(|call| quoted(call)).collect();
        let history = match history.as_slice() {
            [] => String::new(),
            calls => format!(r#""history":[{}],"#, calls.join(",")),
        };
        write!(
            line,
            r#""executions":{},"search":{},"outcome":{},"class":{},"reached":[{}],"mutant":{},{}{}{history}"seconds":{:.3}}}"#,
            self.executions,
            quoted(self.search),
            quoted(self.outcome),
            quoted(self.class),
            reached.join(","),
            self.mutant,
            if self.weakened { r#""weakened":true,"# } else { "" },
            if self.promised { "" } else { r#""promised":false,"# },
            self.seconds
        )
        .expect("a string takes it");
        line
    }

    /// Writes the row to the folder, if one is named. `test`, the full path of a test function, names the file: the
    /// same subject and law may be explored in several ways.
    ///
    /// # Panics
    /// If the folder cannot be written to: a verdict that is lost must not look like one that was never asked for.
    pub fn publish(&self, test: &str) {
        let Some(folder) = std::env::var_os(FOLDER) else { return };
        if self.family == ABOUT_THE_HARNESS {
            return;
        }
        write_beside(FOLDER, Path::new(&folder), test, &(self.to_json() + "\n"));
    }
}

/// Writes a test's file to the folder that a variable names, whole or not at all.
pub(crate) fn write_beside(variable: &str, folder: &Path, test: &str, text: &str) {
    let name = test.replace("::", ".") + ".jsonl";
    let unfinished = folder.join(format!("{name}.unfinished"));
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&unfinished, text))
        .and_then(|()| std::fs::rename(&unfinished, folder.join(&name)));
    if let Err(error) = written {
        panic!("{variable} names {}, which cannot be written to: {error}", folder.display());
    }
}

/// A string as JSON has it.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            control if control.is_control() => {
                write!(quoted, "\\u{:04x}", control as u32).expect("a string takes it");
            }
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::{ENGINE, Row};

    #[test]
    fn a_row_is_one_line_of_json() {
        let row = Row {
            family: "counter",
            subject: "cas_loop",
            law: "no_lost_update",
            status: "checked",
            executions: 30,
            search: "complete",
            outcome: "fails",
            class: "said \"no\"\n\u{1}",
            reached: &["one".to_owned(), "two".to_owned()],
            mutant: false,
            weakened: false,
            promised: true,
            history: &[],
            seconds: 0.25,
        };
        let expected = concat!(
            r#"{"family":"counter","subject":"cas_loop","law":"no_lost_update","engine":"ENGINE","status":"checked","#,
            r#""executions":30,"search":"complete","outcome":"fails","class":"said \"no\"\n\u0001","#,
            r#""reached":["one","two"],"mutant":false,"seconds":0.250}"#
        );
        let expected = expected.replace("ENGINE", ENGINE);
        assert_eq!(row.to_json(), expected);
        let weakened = Row { weakened: true, ..row.clone() };
        assert!(weakened.to_json().ends_with(r#""mutant":false,"weakened":true,"seconds":0.250}"#));
        let exhibit = Row { promised: false, history: &["0..1 add(1)", "2..3 get() = \"0\""], ..row };
        assert!(exhibit.to_json().ends_with(r#""mutant":false,"promised":false,"history":["0..1 add(1)","2..3 get() = \"0\""],"seconds":0.250}"#));
    }
}
