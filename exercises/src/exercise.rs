//! An exercise as it stands on disk: a folder with `exercise.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// `exercise.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exercise {
    /// The folder's name; what a learner types.
    pub(crate) id: String,
    /// A few words.
    pub(crate) title: String,
    /// What it is about: `measuring`, `counters`, `locks`, `queues`, `caches`.
    pub(crate) goal: String,
    /// Time to plan for.
    pub(crate) minutes: u32,
    /// 1 (a few lines) to 5 (an evening).
    pub(crate) difficulty: u8,
    /// Exercises to do before.
    #[serde(default)]
    pub(crate) requires: Vec<String>,
    /// Words that this exercise teaches; no earlier text may use them.
    #[serde(default)]
    pub(crate) terms: Vec<String>,
    /// Cheapest first.
    #[serde(rename = "check")]
    pub(crate) checks: Vec<Check>,
    /// What the starter does.
    pub(crate) starter: Starter,
    /// Wrong solutions, each of which a check must kill.
    #[serde(default, rename = "mutant")]
    pub(crate) mutants: Vec<Mutant>,
    /// Other right solutions, which must pass.
    #[serde(default, rename = "variant")]
    pub(crate) variants: Vec<Variant>,
    /// Where it stands; not in the file.
    #[serde(skip)]
    pub(crate) folder: PathBuf,
}

/// One rung of the ladder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Check {
    /// What it is called.
    pub(crate) name: String,
    /// In which world it is compiled.
    pub(crate) world: World,
    /// Its file, under `checks/`.
    pub(crate) file: String,
    /// It is stopped after so many seconds.
    #[serde(default = "default_seconds")]
    pub(crate) seconds: u64,
    /// Executions that all models together may need; of a model only.
    pub(crate) executions: Option<[u64; 2]>,
}

fn default_seconds() -> u64 {
    30
}

/// Which libraries a check stands on.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(crate) enum World {
    /// The machine.
    Native,
    /// The model checker.
    Loom,
}

/// How a wrong program must fail.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fails {
    /// By which check; `build` is the compiler.
    pub(crate) check: String,
    /// By which class.
    pub(crate) class: String,
}

/// The starter: what is red at the beginning, and nothing else.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Starter {
    /// The first red.
    pub(crate) fails: Fails,
    /// Checks behind it that are red as well.
    #[serde(default)]
    pub(crate) also: Vec<String>,
}

/// A wrong solution.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mutant {
    /// Its file, from the exercise's folder.
    pub(crate) file: String,
    /// Its type, if the checks know it by another name.
    #[serde(default)]
    pub(crate) names: BTreeMap<String, String>,
    /// What its author believed.
    pub(crate) believes: String,
    /// How it must fail.
    pub(crate) dies: Fails,
}

/// Another right solution.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    /// Its file, from the exercise's folder.
    pub(crate) file: String,
    /// Why it is right too.
    pub(crate) why: String,
}

impl Exercise {
    /// The learner's file.
    pub(crate) fn own_file(&self) -> PathBuf {
        self.folder.join("src/lib.rs")
    }

    /// What the learner's file was at first.
    pub(crate) fn starter_file(&self) -> PathBuf {
        self.folder.join("starter.rs")
    }

    /// The reference.
    pub(crate) fn solution_file(&self) -> PathBuf {
        self.folder.join("solution.rs")
    }

    /// A text that belongs to the exercise.
    pub(crate) fn text(&self, name: &str) -> Result<String> {
        let path = self.folder.join(name);
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
    }

    /// How many hints there are.
    pub(crate) fn hints(&self) -> usize {
        (1..).take_while(|level| self.folder.join(format!("hints/{level}.md")).is_file()).count()
    }
}

/// All exercises, each after those that it requires, and among equals in the order in which `order.txt` proposes them.
#[derive(Debug)]
pub(crate) struct Exercises(Vec<Exercise>);

impl Exercises {
    /// Reads every folder below `room` that has an `exercise.toml`.
    pub(crate) fn read(room: &Path) -> Result<Exercises> {
        let mut all = Vec::new();
        let entries = fs::read_dir(room).with_context(|| format!("{} cannot be read", room.display()))?;
        for entry in entries {
            let folder = entry?.path();
            let file = folder.join("exercise.toml");
            if file.is_file() {
                all.push(read_one(&file, folder)?);
            }
        }
        // Without the file, or for who is not in it: by name, at the end.
        let order = fs::read_to_string(room.join("order.txt")).unwrap_or_default();
        let proposed = |id: &str| order.lines().position(|line| line == id).unwrap_or(usize::MAX);
        all.sort_by(|a, b| (proposed(&a.id), &a.id).cmp(&(proposed(&b.id), &b.id)));
        Ok(Exercises(in_order(all)?))
    }

    /// Each, in an order in which they can be done.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Exercise> {
        self.0.iter()
    }

    /// The one that is meant: its id, or the beginning of one id alone.
    pub(crate) fn find(&self, name: &str) -> Result<&Exercise> {
        if let Some(exercise) = self.iter().find(|exercise| exercise.id == name) {
            return Ok(exercise);
        }
        let begin: Vec<_> = self.iter().filter(|exercise| exercise.id.starts_with(name)).collect();
        if let [exercise] = begin.as_slice() {
            return Ok(exercise);
        }
        let ids = |exercises: &[&Exercise]| {
            exercises.iter().map(|exercise| exercise.id.as_str()).collect::<Vec<_>>().join(", ")
        };
        if !begin.is_empty() {
            bail!("{name:?} may be any of {}", ids(&begin));
        }
        // Names are long, and are written short.
        let from = |exercise: &Exercise| {
            let short = exercise.id.split('-').next().unwrap_or_default();
            (!exercise.id.contains(name), distance(name, &exercise.id).min(distance(name, short)))
        };
        let mut near: Vec<_> = self.iter().collect();
        near.sort_by_key(|exercise| (from(exercise), exercise.id.as_str()));
        bail!("there is no exercise {name:?}; the nearest names are {}", ids(&near[..near.len().min(3)]))
    }
}

fn read_one(file: &Path, folder: PathBuf) -> Result<Exercise> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut exercise: Exercise =
        toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}: {}", file.display(), one_line(&error)))?;
    exercise.folder = folder;
    let name = exercise.folder.file_name().unwrap_or_default().to_string_lossy();
    if exercise.id != name {
        bail!(
            "{}: the id is {:?} and the folder {name:?}; they must be the same",
            file.display(),
            exercise.id
        );
    }
    Ok(exercise)
}

/// What a parser says, in a line.
pub(crate) fn one_line(error: &toml::de::Error) -> String {
    error.message().replace('\n', " ")
}

/// Whoever is required stands before whoever requires it.
fn in_order(all: Vec<Exercise>) -> Result<Vec<Exercise>> {
    let ids: BTreeSet<String> = all.iter().map(|exercise| exercise.id.clone()).collect();
    for exercise in &all {
        if let Some(unknown) = exercise.requires.iter().find(|id| !ids.contains(*id)) {
            bail!("{} requires {unknown:?}, which there is not", exercise.id);
        }
    }
    let (mut left, mut ordered) = (all, Vec::new());
    while !left.is_empty() {
        let done: BTreeSet<&str> = ordered.iter().map(|exercise: &Exercise| exercise.id.as_str()).collect();
        let ready =
            left.iter().position(|exercise| exercise.requires.iter().all(|id| done.contains(id.as_str())));
        let Some(ready) = ready else {
            let circle: Vec<_> = left.iter().map(|exercise| exercise.id.as_str()).collect();
            bail!("these exercises require each other in a circle: {}", circle.join(", "));
        };
        ordered.push(left.remove(ready));
    }
    Ok(ordered)
}

/// Levenshtein's distance: how many letters must change.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{Exercise, distance, in_order};

    fn exercise(id: &str, requires: &[&str]) -> Exercise {
        let requires = requires.iter().map(|id| format!("{id:?}")).collect::<Vec<_>>().join(",");
        let text = format!(
            "id={id:?}\ntitle='t'\ngoal='locks'\nminutes=1\ndifficulty=1\nrequires=[{requires}]\n\
             [[check]]\nname='unit'\nworld='native'\nfile='unit.rs'\n[starter]\nfails={{check='unit',class='assertion'}}\n"
        );
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn what_is_required_comes_before() {
        let all = vec![exercise("a", &["c"]), exercise("b", &[]), exercise("c", &["b"])];
        let ids: Vec<_> = in_order(all).unwrap().into_iter().map(|exercise| exercise.id).collect();
        assert_eq!(ids, ["b", "c", "a"]);
        let circle = in_order(vec![exercise("a", &["b"]), exercise("b", &["a"])]).unwrap_err().to_string();
        assert!(circle.contains("circle: a, b"), "{circle}");
        let unknown = in_order(vec![exercise("a", &["x"])]).unwrap_err().to_string();
        assert!(unknown.contains("\"x\""), "{unknown}");
    }

    #[test]
    fn letters_that_must_change_are_counted() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("l1-spin-lock", "l1-spin-lock"), 0);
    }
}
