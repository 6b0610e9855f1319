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
    if let Some(place) =
        last_own_line(exercise, &red.shown).filter(|_| red.class != REFUSED && check.world == World::Loom)
    {
        write!(text, "\n  The last of these steps in your file:\n{place}").expect("a string takes it");
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
    text
}

/// The line of the learner's file that the last row of the table with one names.
fn last_own_line(exercise: &Exercise, shown: &str) -> Option<String> {
    let own = exercise.own_file();
    let name = format!("{}:", own.file_name()?.to_string_lossy());
    let number = shown.lines().rev().find_map(|row| {
        let (_, after) =
            row.split_once(&name).filter(|(before, _)| before.trim().chars().all(|c| c.is_ascii_digit()))?;
        after.split(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok()
    })?;
    line_of(&own, number).map(|line| format!("  src/lib.rs:{number}: {}\n", line.trim()))
}

fn line_of(file: &Path, number: usize) -> Option<String> {
    fs::read_to_string(file).ok()?.lines().nth(number.checked_sub(1)?).map(str::to_owned)
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
    use super::{search, without_noise, wrapped};

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
    fn lines_are_broken_between_words() {
        let long = "word ".repeat(60);
        let text = wrapped(&long, "  ");
        assert!(text.lines().all(|line| line.len() <= 100 && line.starts_with("  word")), "{text}");
        assert_eq!(text.split_whitespace().count(), 60);
    }
}
