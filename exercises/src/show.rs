//! What a learner reads in the terminal.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::exercise::{Check, Exercise, World};
use crate::judge::{Green, Outcome, Red};
use crate::ladder::{REFUSED, Rung};
use crate::words;

/// Lines are broken here.
const WIDTH: usize = 100;

/// One line for a green rung, a page for a red one.
pub(crate) fn rung(exercise: &Exercise, rung: &Rung<'_>) -> String {
    match &rung.outcome {
        Outcome::Green(green) => self::green(rung.check, green),
        Outcome::Red(red) => self::red(exercise, rung.check, red),
    }
}

fn green(check: &Check, green: &Green) -> String {
    let explored = match check.world {
        // A check that judges by what must die explores, and nothing in it holds.
        World::Loom if !green.search.is_empty() => {
            format!(", {} executions, {}", green.executions, search(&green.search))
        }
        World::Native | World::Loom => String::new(),
    };
    let tests = if green.tests == 1 { "1 test".to_owned() } else { format!("{} tests", green.tests) };
    format!("  {:<10} green   {tests}{explored}, {:.1} s\n", check.name, green.seconds)
}

/// `complete`, or how far it went.
fn search(search: &str) -> String {
    match search.strip_prefix("bounded:") {
        Some(bound) => format!("complete up to {bound} pre-emptions"),
        None => search.to_owned(),
    }
}

fn red(exercise: &Exercise, check: &Check, red: &Red) -> String {
    let mut text = format!("  {:<10} RED     {}", check.name, red.class);
    if !red.test.is_empty() {
        write!(text, ", in `{}`", red.test).expect("a string takes it");
    }
    if red.more > 0 {
        write!(text, " and {} more", red.more).expect("a string takes it");
    }
    text.push_str("\n\n");
    text.push_str(&wrapped(words::meaning(&red.class, check.world), "  "));
    text.push('\n');
    text.push_str(&without_noise(&red.shown));
    let place = match check.world {
        _ if red.class == REFUSED => None,
        World::Native => panicked(exercise, &red.shown),
        World::Loom => last_step(exercise, red),
    };
    if let Some(place) = place {
        write!(text, "\n{place}").expect("a string takes it");
    }
    if let Some(caveat) = words::caveat(&red.class, red.shown.contains("STALE")) {
        write!(text, "\n{}", wrapped(caveat, "  ")).expect("a string takes it");
    }
    text
}

/// What is for those who write models: how to see a backtrace, how to replay, that the test runner's own thread panicked as well.
fn without_noise(shown: &str) -> String {
    let noise = |line: &str| {
        line.starts_with("note: run with `RUST_BACKTRACE")
            || line.starts_with("stack backtrace")
            || (line.starts_with("thread '") && line.contains("panicked at"))
            || line.contains("; reached: ")
            || line.starts_with("saved as ")
            || line.starts_with("to replay it")
            || line.starts_with("found  deadlock; threads = ")
            || line.starts_with("while it was torn down: called `Option::unwrap()`")
            || line.starts_with("while it was torn down: panic in a destructor during cleanup")
            || line.starts_with("thread caused non-unwinding panic")
            || line.trim_start().starts_with("CONTEND_REPLAY=")
    };
    let mut text = String::new();
    let mut empty = true;
    for line in shown.lines().filter(|line| !noise(line)) {
        if line.trim().is_empty() && empty {
            continue;
        }
        empty = line.trim().is_empty();
        writeln!(text, "{line}").expect("a string takes it");
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

/// Where a test on the machine panicked: in the learner's file, or in the check that asks.
fn panicked(exercise: &Exercise, shown: &str) -> Option<String> {
    let place = shown.lines().find_map(|line| line.split_once(" panicked at ")?.1.strip_suffix(':'))?;
    let mut parts = place.rsplitn(3, ':').skip(1); // without the column
    let (number, file) = (parts.next()?.parse().ok()?, Path::new(parts.next()?));
    if file == exercise.own_file() {
        return Some(format!("  It panicked in your file:\n{}", own_line(exercise, number)?));
    }
    let check = file.strip_prefix(&exercise.folder).ok()?.display();
    Some(format!("  What was asked: exercises/{}/{check}:{number}\n", exercise.id))
}

/// The line of the learner's file that the last row of the table with one names. Where something wrong was left behind, whoever
/// only looked at it later is not meant.
fn last_step(exercise: &Exercise, red: &Red) -> Option<String> {
    let name = exercise.own_file().file_name()?.to_string_lossy().into_owned() + ":";
    let number = |row: &str| {
        let (_, after) =
            row.split_once(&name).filter(|(before, _)| before.trim().chars().all(|c| c.is_ascii_digit()))?;
        after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    let wrote = |row: &&str| red.class == "assertion" && (row.contains(" := ") || row.contains(" -> "));
    let (said, number) = match red.shown.lines().rev().filter(wrote).find_map(number) {
        Some(number) => ("The last of these steps that wrote, in your file:", number),
        None => ("The last of these steps in your file:", red.shown.lines().rev().find_map(number)?),
    };
    own_line(exercise, number).map(|line| format!("  {said}\n{line}"))
}

fn own_line(exercise: &Exercise, number: usize) -> Option<String> {
    let text = fs::read_to_string(exercise.own_file()).ok()?;
    let line = text.lines().nth(number.checked_sub(1)?)?.trim();
    Some(format!("  src/lib.rs:{number}: {line}\n"))
}

/// A text for learners: its paragraphs and the points of its lists broken anew, for no terminal is as wide as an editor; what is
/// code, or a heading, stays as it is.
pub(crate) fn text(markdown: &str) -> String {
    let (mut text, mut paragraph) = (String::new(), String::new());
    for line in markdown.trim_end().lines().chain([""]) {
        let as_it_is = line.trim().is_empty()
            || line.starts_with(['#', '|'])
            || (paragraph.is_empty() && line.starts_with("    "));
        if as_it_is || point(line).is_some() {
            text.push_str(&broken(&paragraph));
            paragraph.clear();
        }
        if as_it_is {
            text.push_str(line.trim_end());
            text.push('\n');
        } else {
            paragraph.push_str(line);
            paragraph.push(' ');
        }
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

/// A paragraph, what follows the first line of a point standing below its words.
fn broken(paragraph: &str) -> String {
    let Some(mark) = point(paragraph) else {
        return if paragraph.is_empty() { String::new() } else { wrapped(paragraph, "") };
    };
    let indent = " ".repeat(mark.len());
    format!("{mark}{}", wrapped(&paragraph[mark.len()..], &indent).trim_start())
}

/// What a point of a list begins with: `- `, or a number.
fn point(line: &str) -> Option<&str> {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let mark = if digits > 0 { line[digits..].strip_prefix(". ")? } else { line.strip_prefix("- ")? };
    Some(&line[..line.len() - mark.len()])
}

/// A paragraph, broken into lines.
pub(crate) fn wrapped(paragraph: &str, indent: &str) -> String {
    let mut text = String::new();
    let mut line = indent.to_owned();
    for word in paragraph.split_whitespace() {
        if line.len() > indent.len() && line.chars().count() + word.chars().count() >= WIDTH {
            text.push_str(line.trim_end());
            text.push('\n');
            line = indent.to_owned();
        }
        line.push_str(word);
        line.push(' ');
    }
    text.push_str(line.trim_end());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{search, text, without_noise, wrapped};

    #[test]
    fn a_bound_is_said_in_words() {
        assert_eq!(search("complete"), "complete");
        assert_eq!(search("bounded:2"), "complete up to 2 pre-emptions");
    }

    #[test]
    fn noise_is_left_out() {
        let shown = "law[x]: no\n\n\nthread 'check::a' (7) panicked at x.rs:1:1:\nnote: run with `RUST_BACKTRACE=1`\nstep\n";
        assert_eq!(without_noise(shown), "law[x]: no\n\nstep\n");
    }

    #[test]
    fn of_a_text_only_prose_is_broken() {
        let prose = "word ".repeat(30);
        let code = format!("    {}", "code".repeat(40));
        let shown = text(&format!("# Head\n\n{prose}\nmore\n- a point\n  goes on\n2. {prose}\n\n{code}\n"));
        let lines: Vec<_> = shown.lines().collect();
        assert!(lines.iter().all(|line| line.len() <= 100 || **line == code), "{shown}");
        assert!(lines.starts_with(&["# Head", ""]) && lines.contains(&"- a point goes on"), "{shown}");
        assert!(lines.contains(&code.as_str()) && shown.contains("\n2. word"), "{shown}");
        assert!(shown.contains("\n   word") && !shown.contains("\n2. \n"), "{shown}");
    }

    #[test]
    fn lines_are_broken_between_words() {
        let long = "word ".repeat(60);
        let text = wrapped(&long, "  ");
        assert!(text.lines().all(|line| line.len() <= 100 && line.starts_with("  word")), "{text}");
        assert_eq!(text.split_whitespace().count(), 60);
    }
}
