//! The ledger's rows, as a file and as a table.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use reports::Weakening;

use super::sources::PRIMITIVES;
use super::trials::Answer;

/// A class that a clock decides.
pub(crate) const TIME_OUT: &str = "time-out";
/// A class that a weakened ordering can have for a reason of the checker's: it lets a relaxed load find an old value for ever,
/// which no machine does.
const NO_PROGRESS: &str = "no progress";

/// An ordering stronger than `Relaxed`, and what it is for.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// File within `primitives/src`.
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
    /// What is called; `compare_exchange fails` is the other ordering of a `compare_exchange`.
    pub(crate) operation: String,
    /// What the object is called; nothing for a fence.
    pub(crate) object: String,
    pub(crate) ordering: String,
    /// The written reason, if there is one.
    pub(crate) reason: Option<String>,
    /// Why it stays though no model shows that it is needed, if the reason says so.
    pub(crate) declared: Option<String>,
    pub(crate) weakenings: Vec<Weakened>,
}

/// What became of a weaker ordering.
#[derive(Clone, Debug)]
pub(crate) struct Weakened {
    /// The ordering tried.
    pub(crate) to: String,
    pub(crate) outcome: Outcome,
    /// The model that failed; nothing if none did.
    pub(crate) subject: String,
    pub(crate) law: String,
    pub(crate) class: String,
    /// Models that come by, and those that were run.
    pub(crate) models: usize,
    pub(crate) tried: usize,
    /// Of those, models that stood still, searches that were not complete, and models that came to no verdict.
    pub(crate) still: usize,
    pub(crate) bounded: usize,
    pub(crate) inconclusive: usize,
}

/// Whether a model failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// A law, a race, a deadlock or a leak shows what the ordering is for.
    Killed,
    /// A model no longer got on, and nothing else showed.
    StoodStill,
    Survived,
}

impl Outcome {
    /// As the file has it.
    fn name(self) -> &'static str {
        match self {
            Outcome::Killed => "killed",
            Outcome::StoodStill => "stands still",
            Outcome::Survived => "survives",
        }
    }
}

impl Weakened {
    pub(crate) fn untried(to: &str, models: usize) -> Weakened {
        Weakened {
            to: to.to_owned(),
            outcome: Outcome::Survived,
            subject: String::new(),
            law: String::new(),
            class: String::new(),
            models,
            tried: 0,
            still: 0,
            bounded: 0,
            inconclusive: 0,
        }
    }

    /// Takes in how one more model ended.
    pub(crate) fn add(&mut self, answer: &Answer) {
        self.tried += 1;
        self.still += usize::from(answer.outcome == "fails" && answer.class == NO_PROGRESS);
        match answer.outcome.as_str() {
            "fails" if self.outcome == Outcome::Survived || answer.class != NO_PROGRESS => {
                self.outcome =
                    if answer.class == NO_PROGRESS { Outcome::StoodStill } else { Outcome::Killed };
                self.subject = answer.subject.clone();
                self.law = answer.law.clone();
                self.class = answer.class.clone();
            }
            "holds" if answer.search != "complete" => self.bounded += 1,
            "inconclusive" => self.inconclusive += 1,
            _ => {}
        }
    }

    /// Whether no other model need be asked. One that merely stands still is not enough: others may say more.
    pub(crate) fn is_settled(&self) -> bool {
        self.outcome == Outcome::Killed
    }

    fn line(&self) -> String {
        let Weakened { subject, law, class, models, tried, .. } = self;
        match self.outcome {
            Outcome::Killed => return format!("{}: killed by {subject} {law} ({class})", self.to),
            Outcome::StoodStill | Outcome::Survived => (),
        }
        let mut line = match self.outcome {
            Outcome::StoodStill => {
                format!(
                    "{}: STANDS STILL in {} of {tried} models, first in {subject} {law}",
                    self.to, self.still
                )
            }
            _ => format!("{}: SURVIVED {tried} of {models} models", self.to),
        };
        for (count, what) in
            [(self.bounded, "searched within bounds"), (self.inconclusive, "without a verdict")]
        {
            if count > 0 {
                write!(line, ", {count} {what}").expect("a string takes it");
            }
        }
        line
    }
}

impl Row {
    pub(crate) fn survives(&self) -> bool {
        self.weakenings.iter().any(|weakened| weakened.outcome == Outcome::Survived)
    }

    fn only_stands_still(&self) -> bool {
        !self.survives() && self.weakenings.iter().any(|weakened| weakened.outcome == Outcome::StoodStill)
    }

    /// As the file has it, and the report reads it: one for each weaker ordering.
    fn records(&self) -> impl Iterator<Item = Weakening> {
        self.weakenings.iter().map(|end| Weakening {
            file: format!("{PRIMITIVES}{}", self.file),
            line: self.line,
            column: self.column,
            operation: self.operation.clone(),
            object: self.object.clone(),
            ordering: self.ordering.clone(),
            weaker: end.to.clone(),
            reason: self.reason.clone().unwrap_or_default(),
            result: end.outcome.name().to_owned(),
            subject: end.subject.clone(),
            law: end.law.clone(),
            class: end.class.clone(),
            sources: String::new(), // they are of all rows
            models: end.tried as u64,
            bounded: end.bounded as u64,
            inconclusive: end.inconclusive as u64,
            reaching: end.models as u64,
        })
    }

    /// One line for the place, one for the reason, one for each weaker ordering.
    fn lines(&self, text: &mut String) {
        let place = format!("{}:{}:{}", self.file, self.line, self.column);
        let object = if self.object.is_empty() { String::new() } else { format!("{} ", self.object) };
        let reason = self.reason.as_deref().unwrap_or("no reason written");
        writeln!(text, "{place}  {object}{} {}", self.operation, self.ordering).expect("a string takes it");
        writeln!(text, "    {reason}").expect("a string takes it");
        for weakened in &self.weakenings {
            writeln!(text, "    {}", weakened.line()).expect("a string takes it");
        }
    }
}

/// Writes the rows, beside and then renamed. If not everything was asked for, earlier rows of other places stay, as far as they
/// were found with the same sources.
pub(crate) fn write(out: &Path, rows: &[Row], sources: &str, everything: bool) -> Result<()> {
    let told = |row: Weakening| Weakening { sources: sources.to_owned(), ..row };
    let mut all: Vec<_> = rows.iter().flat_map(Row::records).map(told).collect();
    if !everything && out.is_file() {
        let text =
            std::fs::read_to_string(out).with_context(|| format!("{} cannot be read", out.display()))?;
        // What is not understood is of another version of this command, and so of other sources.
        let before = text.lines().filter_map(|line| serde_json::from_str::<Weakening>(line).ok());
        let place = |row: &Weakening| (row.file.clone(), row.line, row.column);
        let kept =
            before.filter(|row| row.sources == sources && !all.iter().any(|new| place(new) == place(row)));
        all.extend(kept.collect::<Vec<_>>());
        all.sort_by_key(place); // and otherwise as they came
    }
    let mut text = String::new();
    for row in &all {
        writeln!(text, "{}", serde_json::to_string(row)?)?;
    }
    let partial = out.with_extension(format!("jsonl.partial-{}", std::process::id()));
    let written = std::fs::write(&partial, text).and_then(|()| std::fs::rename(&partial, out));
    if written.is_err() {
        let _ = std::fs::remove_file(&partial); // best effort: the error below is what matters
    }
    written.with_context(|| format!("{} cannot be written", out.display()))
}

/// Every row; those that survive come last; then the sums.
pub(crate) fn table(rows: &[Row], unvisited: &[String]) -> String {
    let mut text = String::new();
    let mut part = |title: &str, rows: &mut dyn Iterator<Item = &Row>| {
        let mut rows = rows.peekable();
        if rows.peek().is_some() {
            writeln!(text, "\n{title}\n").expect("a string takes it");
            rows.for_each(|row| row.lines(&mut text));
        }
    };
    let survivors = || rows.iter().filter(|row| row.survives());
    part(
        "NEEDED: a model fails without",
        &mut rows.iter().filter(|row| !row.survives() && !row.only_stands_still()),
    );
    part(
        "STANDS STILL: of one weaker ordering the checker says alone that whoever waits may never see a value",
        &mut rows.iter().filter(|row| row.only_stands_still()),
    );
    part(
        "SURVIVORS, with the reason why no model shows them",
        &mut survivors().filter(|row| row.declared.is_some()),
    );
    part("SURVIVORS: not needed, or no model looks", &mut survivors().filter(|row| row.declared.is_none()));
    if !unvisited.is_empty() {
        writeln!(text, "\nNO MODEL COMES BY\n\n    {}", unvisited.join("\n    ")).expect("a string takes it");
    }
    let unreasoned = rows.iter().filter(|row| row.reason.is_none()).count();
    let weakenings = || rows.iter().flat_map(|row| row.weakenings.iter().map(move |end| (row, end)));
    let count = |outcome| weakenings().filter(|(_, end)| end.outcome == outcome).count();
    let (killed, still) = (count(Outcome::Killed), count(Outcome::StoodStill));
    let declared =
        weakenings().filter(|(row, end)| end.outcome == Outcome::Survived && row.declared.is_some()).count();
    writeln!(
        text,
        "\n{} orderings stronger than Relaxed, {unreasoned} without a written reason; {} weakened: {killed} killed, {still} stand still, {declared} survive as declared, {} survive",
        rows.len(),
        weakenings().count(),
        count(Outcome::Survived) - declared
    )
    .expect("a string takes it");
    text
}

#[cfg(test)]
mod tests {
    use super::{Answer, Outcome, Row, Weakened, table, write};

    fn ended(outcome: &str, class: &str, search: &str) -> Answer {
        Answer {
            family: "lock".into(),
            subject: "tas".into(),
            law: class.replace(' ', "_"),
            outcome: outcome.into(),
            class: class.into(),
            search: search.into(),
            executions: 7,
            visits: Vec::new(),
        }
    }

    fn row(file: &str, declared: Option<&str>, answers: &[Answer]) -> Row {
        let mut end = Weakened::untried("Relaxed", answers.len());
        answers.iter().for_each(|answer| end.add(answer));
        Row {
            file: file.into(),
            line: 3,
            column: 5,
            operation: "store".into(),
            object: "flag".into(),
            ordering: "Release".into(),
            reason: None,
            declared: declared.map(str::to_owned),
            weakenings: vec![end],
        }
    }

    #[test]
    fn the_first_model_that_fails_settles_it_unless_it_only_stood_still() {
        let mut end = Weakened::untried("Relaxed", 4);
        end.add(&ended("holds", "", "bounded:2"));
        end.add(&ended("fails", "no progress", "bounded:0"));
        assert!(!end.is_settled(), "others may say more");
        assert_eq!(end.outcome, Outcome::StoodStill);
        end.add(&ended("fails", "data race", "bounded:0"));
        assert!(end.is_settled());
        assert_eq!((end.class.as_str(), end.tried, end.bounded), ("data race", 3, 1));
        end.add(&ended("fails", "no progress", "bounded:0"));
        assert_eq!(end.class, "data race");
    }

    #[test]
    fn survivors_stand_last_with_what_was_tried() {
        let killed = row("a.rs", None, &[ended("fails", "data race", "bounded:0")]);
        let open = row(
            "b.rs",
            None,
            &[ended("holds", "", "complete"), ended("inconclusive", "time-out", "bounded:0")],
        );
        let declared = row("c.rs", Some("too long"), &[ended("holds", "", "bounded:2")]);
        let still =
            row("e.rs", None, &[ended("fails", "no progress", "bounded:0"), ended("holds", "", "complete")]);
        let text = table(&[declared, open, still, killed], &["d.rs:7".into()]);
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words:?} is missing in\n{text}"));
        assert!(at("a.rs:3:5  flag store Release") < at("c.rs:3:5") && at("c.rs:3:5") < at("b.rs:3:5"));
        at("Relaxed: killed by tas data_race (data race)");
        assert!(at("a.rs:3:5") < at("e.rs:3:5") && at("e.rs:3:5") < at("c.rs:3:5"));
        at("Relaxed: STANDS STILL in 1 of 2 models, first in tas no_progress");
        at("Relaxed: SURVIVED 2 of 2 models, 1 without a verdict");
        at("Relaxed: SURVIVED 1 of 1 models, 1 searched within bounds");
        at("d.rs:7");
        at(
            "4 orderings stronger than Relaxed, 4 without a written reason; 4 weakened: 1 killed, 1 stand still, 1 survive as declared, 1 survive\n",
        );
    }

    #[test]
    fn rows_of_other_places_stay_and_those_of_the_same_are_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("ledger.jsonl");
        let read = || {
            let rows = reports::reading::read_evidence(&folder.path().join("verdicts.jsonl")).unwrap().ledger;
            rows.into_iter().map(|row| (row.file, row.line, row.result)).collect::<Vec<_>>()
        };
        let killed = row("a.rs", None, &[ended("fails", "data race", "bounded:0")]);
        let other = row("b.rs", None, &[ended("holds", "", "complete")]);
        write(&out, &[killed.clone(), other], "today", true).unwrap();
        let moved = Row { line: 9, ..killed.clone() };
        write(&out, std::slice::from_ref(&moved), "today", false).unwrap();
        let a = |line| ("primitives/src/a.rs".to_owned(), line, "killed".to_owned());
        let b = ("primitives/src/b.rs".to_owned(), 3, "survives".to_owned());
        assert_eq!(read(), [a(3), a(9), b]);
        write(&out, std::slice::from_ref(&killed), "tomorrow", false).unwrap();
        assert_eq!(read(), [a(3)], "what was found with other sources is of another program");
        write(&out, &[moved], "tomorrow", true).unwrap();
        assert_eq!(read(), [a(9)]);
    }
}
