//! `contend ledger`: what is each ordering for? Weakens one after the other, and lets the models look for the difference.
//!
//! First every model is run as it stands, and writes down the places it comes by. Then, for each place and each weaker
//! ordering, the models that come by there are run with it, those of the place's own file first and then the cheapest,
//! until one fails. What survives all of them is either not needed, or needed for something that no model looks at.

mod models;
mod reasons;
mod rows;
pub(crate) mod sources;
mod trials;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use regex::Regex;

use crate::models::pattern;
use crate::place;
use models::{Binaries, Test};
use rows::{Row, Weakened};
use sources::{Reach, Sources};
use trials::{Answer, Place, Question, Trials};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only orderings that models of subjects which match this regular expression come by
    #[arg(long)]
    subject: Option<String>,
    /// Only orderings in files of primitives/src that match this regular expression, as `^lock/`
    #[arg(long)]
    file: Option<String>,
    /// Ask only models whose test, as `mcs::fifo`, matches this regular expression: for a quick look, which is not kept
    /// unless --out says where
    #[arg(long)]
    models: Option<String>,
    /// File to write; what was tried is kept beside it [default: target/contend/ledger.jsonl]
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Models that run at the same time. Each of them is two processes, of which one waits.
const AT_ONCE: usize = 2;

/// Places, each with what is made there and which models come by.
type Places<'a> = BTreeMap<Place, (String, Vec<&'a (Test, Answer)>)>;

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let root = place::root()?;
    let (subject, file) =
        (pattern("--subject", arguments.subject.as_deref())?, pattern("--file", arguments.file.as_deref())?);
    let asked = pattern("--models", arguments.models.as_deref())?;
    let out = arguments.out.clone().unwrap_or_else(|| place::results().join("ledger.jsonl"));
    if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let sources = Sources::read(&root)?;
    if !sources.primitives().any(|(name, _)| file.is_match(name)) {
        bail!(
            "no file of primitives/src matches --file {:?}, which is compared with paths such as lock/tas.rs",
            file.as_str()
        );
    }
    eprintln!("building the models");
    let binaries = Binaries::build(&root, out.with_extension("models"))?;
    if !sources.is_same_as(&Sources::read(&root)?) {
        bail!("the sources changed while they were built; ask again");
    }
    let mut reaches = BTreeMap::new();
    for file in binaries.files() {
        reaches.insert(file.to_owned(), sources.reach(file)?);
    }
    let key = |file: &str| reaches.get(file).map(|reach| reach.key.clone());
    let trials = Trials::open(&out.with_extension("trials.jsonl"), key)?;
    if trials.refused > 0 {
        eprintln!(
            "{} earlier results are of other sources: refused, and tried again as far as they are asked for",
            trials.refused
        );
    }
    let work = Work { sources, reaches, binaries, trials };
    let models = work.record(&file, &asked)?;
    let places = work.places(&models, &subject, &file);
    if places.is_empty() {
        bail!(
            "no model of --subject {:?} comes by an ordering in --file {:?}; `contend list` names the subjects",
            subject.as_str(),
            file.as_str()
        );
    }
    let rows = work.try_all(&places)?;
    let everything = arguments.subject.is_none() && arguments.file.is_none();
    let unvisited = if arguments.subject.is_none() { work.unvisited(&places, &file) } else { Vec::new() };
    let kept = arguments.models.is_none() || arguments.out.is_some();
    if kept {
        rows::write(&out, &rows, &work.sources.key(), everything)?;
    }
    let mut said = io::stdout().lock();
    write!(said, "{}", rows::table(&rows, &unvisited))?;
    if kept {
        writeln!(said, "-> {}", out.display())?;
    }
    let open = rows.iter().any(|row| row.declared.is_none() && row.survives());
    Ok(if open { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

struct Work {
    sources: Sources,
    /// By the file of the tests.
    reaches: BTreeMap<String, Reach>,
    binaries: Binaries,
    trials: Trials,
}

impl Work {
    /// Runs the models that may come by a file that matches, each as it stands, unless that was done before.
    fn record(&self, file: &Regex, models: &Regex) -> Result<Vec<(Test, Answer)>> {
        let mut tests = Vec::new();
        let asked = self.sources.primitives().map(|(name, _)| name).filter(|name| file.is_match(name));
        let asked: Vec<_> = asked.collect();
        for (file, reach) in &self.reaches {
            if asked.iter().any(|asked| reach.holds(asked)) {
                tests.extend(
                    self.binaries.tests(file)?.into_iter().filter(|test| models.is_match(&test.name)),
                );
            }
        }
        let models = Mutex::new(Vec::new());
        in_parallel(&tests, "models as they stand", |test| {
            let question = Question { test: (test.file.clone(), test.name.clone()), weakened: None };
            let answer = match self.trials.known(&question) {
                Some(answer) => answer.clone(),
                None => self.record_one(test, &question)?,
            };
            if let Some(answer) = answer {
                models.lock().expect("nobody panics").push((test.clone(), answer));
            }
            Ok(())
        })?;
        let mut models = models.into_inner().expect("nobody panics");
        models.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(models)
    }

    fn record_one(&self, test: &Test, question: &Question) -> Result<Option<Answer>> {
        let recorded = self.binaries.record(test)?;
        if let Some((verdict, _)) = recorded.as_ref().filter(|(verdict, _)| verdict.outcome != "holds") {
            eprintln!(
                "not asked: {}::{} does not hold as it stands ({}); `contend verify` says more",
                test.file, test.name, verdict.class
            );
            return Ok(None); // and not kept: whoever mends it wants it asked
        }
        let answer = recorded.map(|(verdict, visits)| {
            let places = visits.into_iter().filter_map(|visit| {
                let (_, file) = visit.file.rsplit_once(sources::PRIMITIVES)?;
                let code_line = self.sources.primitive(file)?.code_line(visit.line)?;
                let (file, column) = (file.to_owned(), visit.column);
                let (operation, ordering) = (visit.operation, visit.ordering);
                Some((Place { file, code_line, column, operation, ordering }, visit.object))
            });
            Answer { visits: places.collect(), ..answer(verdict) }
        });
        self.trials.keep(&self.reaches[&test.file].key, question, answer.as_ref())?;
        Ok(answer)
    }

    /// The places asked for, each with every model that comes by.
    fn places<'a>(&self, models: &'a [(Test, Answer)], subject: &Regex, file: &Regex) -> Places<'a> {
        let mut places = Places::new();
        for model in models {
            for (place, object) in model.1.visits.iter().filter(|(place, _)| file.is_match(&place.file)) {
                places.entry(place.clone()).or_insert_with(|| (object.clone(), Vec::new())).1.push(model);
            }
        }
        places.retain(|_, (_, models)| models.iter().any(|(_, model)| subject.is_match(&model.subject)));
        for (place, (_, models)) in &mut places {
            let own = stem(&place.file);
            // A note for the row may follow the name: `treiber keeping all`.
            let is_own = |model: &Answer| model.subject.split(' ').next() == Some(own);
            models.sort_by_key(|(_, model)| (!is_own(model), model.executions));
        }
        places
    }

    /// Weakens each place in each way.
    fn try_all(&self, places: &Places<'_>) -> Result<Vec<Row>> {
        let questions = places.iter().flat_map(|(place, (_, models))| {
            weaker(place).iter().map(move |to| (place, *to, models.as_slice()))
        });
        let questions: Vec<(&Place, &str, &[_])> = questions.collect();
        let ends = Mutex::new(BTreeMap::<&Place, Vec<Weakened>>::new());
        in_parallel(&questions, "weakened orderings", |(place, to, models)| {
            let end = self.weaken(place, to, models)?;
            ends.lock().expect("nobody panics").entry(place).or_default().push(end);
            Ok(())
        })?;
        let mut ends = ends.into_inner().expect("nobody panics");
        let rows = places.iter().map(|(place, (object, _))| {
            let mut weakenings = ends.remove(place).unwrap_or_default();
            weakenings.sort_by_key(|end| weaker(place).iter().position(|to| *to == end.to));
            let source = self.sources.primitive(&place.file).expect("it was read to find the place");
            let line = source.line(place.code_line).expect("lines of code are as many as they were");
            let reason = reasons::reason(&source.lines, line, place.column);
            Row {
                file: place.file.clone(),
                line,
                column: place.column,
                operation: place.operation.clone(),
                object: object.clone(),
                ordering: place.ordering.clone(),
                declared: reason.as_deref().and_then(reasons::declared).map(str::to_owned),
                reason,
                weakenings,
            }
        });
        Ok(rows.collect())
    }

    /// Runs the models one after the other, until one fails for a reason that tells something.
    fn weaken(&self, place: &Place, to: &str, models: &[&(Test, Answer)]) -> Result<Weakened> {
        let mut end = Weakened::untried(to, models.len());
        for (test, _) in models {
            let question = Question {
                test: (test.file.clone(), test.name.clone()),
                weakened: Some((place.clone(), to.to_owned())),
            };
            let answer = match self.trials.known(&question) {
                Some(Some(answer)) => answer.clone(),
                _ => self.weaken_one(test, place, to, &question)?,
            };
            end.add(&answer);
            if end.is_settled() {
                break;
            }
        }
        Ok(end)
    }

    fn weaken_one(&self, test: &Test, place: &Place, to: &str, question: &Question) -> Result<Answer> {
        let line = self.sources.primitive(&place.file).and_then(|source| source.line(place.code_line));
        let line = line.expect("the place was found in today's source");
        let part = match place.operation.as_str() {
            "compare_exchange" => "success:",
            "compare_exchange fails" => "failure:",
            _ => "",
        };
        let asked = format!("{}{}:{line}:{}={part}{to}", sources::PRIMITIVES, place.file, place.column);
        let verdict = self.binaries.weaken(test, &asked)?;
        if !verdict.weakened && verdict.outcome != "inconclusive" {
            bail!(
                "{}::{} did not come by {asked} when it was weakened, and did before",
                test.file,
                test.name
            );
        }
        let answer = answer(verdict);
        if answer.class != rows::TIME_OUT {
            self.trials.keep(&self.reaches[&test.file].key, question, Some(&answer))?; // a clock's word is not kept
        }
        Ok(answer)
    }

    /// Lines with an ordering that no model comes by, in files that match.
    fn unvisited(&self, places: &Places<'_>, file: &Regex) -> Vec<String> {
        const STRONG: [&str; 4] =
            ["Ordering::Acquire", "Ordering::Release", "Ordering::AcqRel", "Ordering::SeqCst"];
        let mut unvisited = Vec::new();
        for (name, source) in self.sources.primitives().filter(|(name, _)| file.is_match(name)) {
            let calls = places.keys().filter(|place| place.file == name).filter_map(|place| {
                let line = source.line(place.code_line)?;
                Some(line..=reasons::end_of_call(&source.lines, line, place.column))
            });
            let calls: Vec<_> = calls.collect();
            // What stands outside of the model has orderings that are the standard library's.
            let is_strong = |code: &str| {
                STRONG.iter().any(|word| code.contains(word)) && !code.contains("outside::Ordering")
            };
            let strong = source.code().filter(|(_, code)| is_strong(code));
            let new = strong.filter(|(line, _)| !calls.iter().any(|call| call.contains(line)));
            // Neither the facade nor a program that examines the checker is an algorithm.
            unvisited.extend(
                new.filter(|_| !name.starts_with("sync/") && !name.starts_with("litmus/"))
                    .map(|(line, _)| format!("{name}:{line}")),
            );
        }
        unvisited
    }
}

/// The orderings that one is weakened to.
fn weaker(place: &Place) -> &'static [&'static str] {
    match (place.ordering.as_str(), place.operation.as_str()) {
        ("AcqRel", _) => &["Relaxed", "Acquire", "Release"],
        ("SeqCst", "fence") => &["Relaxed", "AcqRel"],
        _ => &["Relaxed"],
    }
}

fn answer(verdict: models::Verdict) -> Answer {
    Answer {
        family: verdict.family,
        subject: verdict.subject,
        law: verdict.law,
        outcome: verdict.outcome,
        class: verdict.class,
        search: verdict.search,
        executions: verdict.executions,
        visits: Vec::new(),
    }
}

fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".rs").unwrap_or(name)
}

/// Does all of it, a few at once, with a bar; ends with the first error.
fn in_parallel<T: Sync>(all: &[T], what: &str, one: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    let style =
        ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}, {eta} left").expect("a valid template");
    let bar = ProgressBar::new(all.len() as u64).with_style(style).with_message(what.to_owned());
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let work = || {
        // Relaxed: numbers; joining the threads orders everything else.
        while !stop.load(Ordering::Relaxed)
            && let Some(item) = all.get(next.fetch_add(1, Ordering::Relaxed))
        {
            one(item).inspect_err(|_| stop.store(true, Ordering::Relaxed))?;
            bar.inc(1);
        }
        Ok(())
    };
    let done = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).collect::<Result<Vec<()>>>()
    });
    bar.finish_and_clear();
    done.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::{Place, stem, weaker};

    #[test]
    fn an_ordering_is_weakened_to_nothing_and_to_each_half() {
        let place = |operation: &str, ordering: &str| Place {
            file: "lock/tas.rs".into(),
            code_line: 1,
            column: 1,
            operation: operation.into(),
            ordering: ordering.into(),
        };
        assert_eq!(weaker(&place("store", "Release")), ["Relaxed"]);
        assert_eq!(weaker(&place("swap", "AcqRel")), ["Relaxed", "Acquire", "Release"]);
        assert_eq!(weaker(&place("fence", "SeqCst")), ["Relaxed", "AcqRel"]);
        assert_eq!(stem("lock/tas.rs"), "tas");
    }
}
