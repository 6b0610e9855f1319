//! The timetables of the handbook: tables in a text, whose rows must add up.
//!
//! A row reads `| 1:10 | what | 20 | why |`; the last one has no minutes. What is done is an exercise if it begins with a link
//! to its folder, and a break or the like if not.

use std::collections::BTreeSet;

use crate::exercise::{Exercise, Exercises};

/// One row.
#[derive(Debug, PartialEq, Eq)]
struct Row<'a> {
    at: u32,
    what: &'a str,
    minutes: Option<u32>,
}

/// What is wrong with the timetables of a text; each begins where a row begins at 0:00.
pub(crate) fn faults(text: &str, all: &Exercises) -> Vec<String> {
    let rows: Vec<Row<'_>> = text.lines().filter_map(row).collect();
    let begins: Vec<usize> = (0..rows.len()).filter(|&index| rows[index].at == 0).collect();
    let mut faults = Vec::new();
    if begins.is_empty() {
        faults.push("there is no timetable that begins at 0:00".to_owned());
    }
    for (number, &begin) in begins.iter().enumerate() {
        let end = begins.get(number + 1).copied().unwrap_or(rows.len());
        faults.extend(faults_of_one(&rows[begin..end], all));
    }
    faults
}

fn faults_of_one(rows: &[Row<'_>], all: &Exercises) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut at, mut done) = (0, BTreeSet::new());
    for (index, row) in rows.iter().enumerate() {
        if row.at != at {
            faults.push(format!("{:?} stands at {}, and begins at {}", row.what, clock(row.at), clock(at)));
        }
        let last = index + 1 == rows.len();
        match row.minutes {
            Some(minutes) if !last => at = row.at + minutes,
            None if last => (),
            Some(_) => faults.push(format!("the last row, {:?}, must be the end and take no time", row.what)),
            None => faults.push(format!("{:?} takes no time", row.what)),
        }
        if let Some(id) = linked(row.what) {
            match all.iter().find(|exercise| exercise.id == id) {
                Some(exercise) => {
                    faults.extend(faults_of(exercise, row, &done));
                    done.insert(id);
                }
                None => faults.push(format!("there is no exercise {id:?}")),
            }
        }
    }
    faults
}

fn faults_of(exercise: &Exercise, row: &Row<'_>, done: &BTreeSet<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    if row.minutes != Some(exercise.minutes) {
        let planned = row.minutes.unwrap_or(0);
        faults.push(format!("{} takes {} minutes, and {planned} are planned", exercise.id, exercise.minutes));
    }
    for required in exercise.requires.iter().filter(|required| !done.contains(required.as_str())) {
        faults.push(format!(
            "{} at {} requires {required}, which does not come before",
            exercise.id,
            clock(row.at)
        ));
    }
    faults
}

/// The exercise to whose folder a cell links: ``[`id`](../id/README.md)``.
fn linked(what: &str) -> Option<&str> {
    what.strip_prefix("[`")?.split_once('`').map(|(id, _)| id)
}

fn row(line: &str) -> Option<Row<'_>> {
    let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
    let (hours, minutes) = cells.next()?.split_once(':')?;
    let at = hours.parse::<u32>().ok()? * 60 + minutes.parse::<u32>().ok()?;
    Some(Row { at, what: cells.next()?, minutes: cells.next()?.parse().ok() })
}

fn clock(at: u32) -> String {
    format!("{}:{:02}", at / 60, at % 60)
}

#[cfg(test)]
mod tests {
    use super::faults;
    use crate::exercise::Exercises;

    fn exercises() -> Exercises {
        let room = tempfile::tempdir().unwrap();
        for (id, minutes, requires) in [("a", 10, "[]"), ("b", 20, "['a']")] {
            let folder = room.path().join(id);
            std::fs::create_dir(&folder).unwrap();
            let text = format!(
                "id={id:?}\ntitle='t'\ngoal='locks'\nminutes={minutes}\ndifficulty=1\nrequires={requires}\n\
                 [[check]]\nname='unit'\nworld='native'\nfile='unit.rs'\n[starter]\nfails={{check='unit',class='assertion'}}\n"
            );
            std::fs::write(folder.join("exercise.toml"), text).unwrap();
        }
        Exercises::read(room.path()).unwrap()
    }

    fn said(rows: &[&str]) -> String {
        faults(&rows.join("\n"), &exercises()).join("; ")
    }

    #[test]
    fn a_timetable_adds_up() {
        let (head, a, b) =
            ("| at | what | min |", "| 0:05 | [`a`](x) | 10 | |", "| 0:15 | [`b`](x) | 20 | |");
        let (start, end) = ("| 0:00 | set-up | 5 | |", "| 0:35 | end | | |");
        assert_eq!(said(&[head, start, a, b, end]), "");
        assert_eq!(
            said(&[start, a, b, end, "## Another", start, a, "| 0:15 | end | | |"]),
            "",
            "two in one text"
        );
        assert!(said(&[head]).contains("no timetable"));
        assert!(said(&[start, "| 0:05 | [`b`](x) | 20 | |", "| 0:25 | end | | |"]).contains("requires a"));
        assert!(said(&[start, a, "| 0:16 | end | | |"]).contains("stands at 0:16, and begins at 0:15"));
        assert!(
            said(&[start, "| 0:05 | [`a`](x) | 15 | |", "| 0:20 | end | | |"]).contains("takes 10 minutes")
        );
        assert!(
            said(&[start, "| 0:05 | [`z`](x) | 15 | |", "| 0:20 | end | | |"]).contains("no exercise \"z\"")
        );
        assert!(said(&[start, a]).contains("must be the end"));
    }
}
