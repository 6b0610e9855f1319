//! A question that is answered before anything is measured or told: `predict.toml`.

use std::fs;

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;

use crate::exercise::{Exercise, one_line};

/// What the learner's own piece is called in `over` and `under`.
pub(crate) const YOURS: &str = "yours";

/// `predict.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prediction {
    /// What is asked.
    pub(crate) question: String,
    /// What can be answered.
    #[serde(rename = "answer")]
    pub(crate) answers: Vec<Answer>,
    /// What is raced, if the engine tells who is right.
    pub(crate) measure: Option<Measure>,
    #[serde(default)]
    debrief: String,
}

/// One answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    /// A letter.
    pub(crate) key: String,
    /// What it says.
    pub(crate) says: String,
    /// Of a race: the ratios for which it is right.
    pub(crate) ratio: Option<[f64; 2]>,
    /// Without a race: this is the one.
    #[serde(default)]
    pub(crate) right: bool,
    #[serde(default)]
    debrief: String,
}

/// What is raced.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Measure {
    /// How the learner's type is made a subject; none if nothing of hers is raced.
    pub(crate) subject: Option<Subject>,
    /// Her type: a name, or a whole type where a name is not enough.
    pub(crate) yours: Option<String>,
    /// Family of the catalogue.
    pub(crate) family: String,
    /// Workload of that family.
    pub(crate) workload: String,
    /// Worker threads.
    pub(crate) threads: Threads,
    /// Subjects of the catalogue that run along.
    pub(crate) beside: Vec<String>,
    /// Whose throughput is divided...
    pub(crate) over: String,
    /// ...by whose.
    pub(crate) under: String,
    #[serde(default)]
    debrief: String,
}

/// How a type becomes a subject.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Subject {
    Counter,
    Lock,
    ReadMostly,
    QueueSpsc,
    QueueMpmc,
    ChannelMpsc,
    ChannelMpmc,
    Cache,
}

impl Subject {
    /// Its family in the catalogue.
    fn family(self) -> &'static str {
        match self {
            Subject::Counter => "counter",
            Subject::Lock => "lock",
            Subject::ReadMostly => "read_mostly",
            Subject::QueueSpsc | Subject::QueueMpmc => "queue",
            Subject::ChannelMpsc | Subject::ChannelMpmc => "channel",
            Subject::Cache => "cache",
        }
    }
}

/// `2`, or `"4x"` for four on each core.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "toml::Value")]
pub(crate) enum Threads {
    Exactly(u32),
    PerCore(u32),
}

impl TryFrom<toml::Value> for Threads {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Threads, String> {
        let number = match &value {
            toml::Value::Integer(number) => u32::try_from(*number).ok().map(Threads::Exactly),
            toml::Value::String(text) => {
                text.strip_suffix('x').and_then(|times| times.parse().ok()).map(Threads::PerCore)
            }
            _ => None,
        };
        let some = number.filter(|number| !matches!(number, Threads::Exactly(0) | Threads::PerCore(0)));
        some.ok_or_else(|| {
            format!("threads is {value}; allowed are a number from 1, and \"4x\" for four on each core")
        })
    }
}

impl Prediction {
    /// Reads an exercise's question.
    pub(crate) fn read(exercise: &Exercise) -> Result<Prediction> {
        Prediction::find(exercise)?
            .with_context(|| format!("{0} asks for no prediction: it has no predict.toml", exercise.id))
    }

    /// Reads it, if there is one.
    pub(crate) fn find(exercise: &Exercise) -> Result<Option<Prediction>> {
        let file = exercise.folder.join("predict.toml");
        let text = match fs::read_to_string(&file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            text => text.with_context(|| format!("{} cannot be read", file.display()))?,
        };
        let prediction = parse(&text).map_err(|why| anyhow!("{}: {why}", file.display()))?;
        Ok(Some(prediction))
    }

    /// What there is to say of it, whichever answer was given. By TOML's rules a text at the end of the file belongs to the last
    /// table; it is found there, too.
    pub(crate) fn debrief(&self) -> &str {
        let of_measure = self.measure.iter().map(|measure| measure.debrief.as_str());
        let of_answers = self.answers.iter().map(|answer| answer.debrief.as_str());
        let mut all = std::iter::once(self.debrief.as_str()).chain(of_measure).chain(of_answers);
        all.find(|text| !text.trim().is_empty()).unwrap_or_default().trim()
    }

    /// All that a learner reads of it.
    pub(crate) fn said(&self) -> String {
        let answers = self.answers.iter().map(|answer| answer.says.as_str());
        std::iter::once(self.question.as_str())
            .chain(answers)
            .chain([self.debrief()])
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The answer of this letter, large or small.
    pub(crate) fn answer(&self, key: &str) -> Result<&Answer> {
        self.answers.iter().find(|answer| answer.key.eq_ignore_ascii_case(key)).with_context(|| {
            let keys: Vec<_> = self.answers.iter().map(|answer| answer.key.as_str()).collect();
            format!("{key:?} is no answer; there are {}", keys.join(", "))
        })
    }

    /// The one that is right, where that is known beforehand.
    pub(crate) fn right(&self) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.right)
    }
}

/// The text as a question that can be asked and judged, or the first thing that is wrong with it.
fn parse(text: &str) -> Result<Prediction, String> {
    let prediction: Prediction = toml::from_str(text).map_err(|error| one_line(&error))?;
    match wrong(&prediction).into_iter().next() {
        Some(wrong) => Err(wrong),
        None => Ok(prediction),
    }
}

/// What is wrong with it.
fn wrong(prediction: &Prediction) -> Vec<String> {
    let Prediction { question, answers, measure, .. } = prediction;
    let mut wrong = Vec::new();
    if question.trim().is_empty() || prediction.debrief().is_empty() {
        wrong.push("question and debrief must say something".to_owned());
    }
    if answers.len() < 2 {
        wrong.push(format!("{} answer, and a question needs two", answers.len()));
    }
    for (number, answer) in answers.iter().enumerate() {
        let letter = char::from(b'a' + u8::try_from(number).unwrap_or_default()).to_string();
        if answer.key != letter {
            wrong.push(format!("the key {:?} stands where {letter:?} should: letters go from a", answer.key));
        }
    }
    match measure {
        Some(measure) => wrong.extend(wrong_ratios(answers).into_iter().chain(wrong_names(measure))),
        None => {
            let right = answers.iter().filter(|answer| answer.right).count();
            if right != 1 {
                wrong.push(format!("{right} answers have `right = true`; without [measure] exactly one has"));
            }
            if answers.iter().any(|answer| answer.ratio.is_some()) {
                wrong.push("an answer has a ratio, and there is no [measure]".to_owned());
            }
        }
    }
    wrong
}

/// Each ratio must be some answer's, and none but at a border two.
fn wrong_ratios(answers: &[Answer]) -> Option<String> {
    if let Some(answer) = answers.iter().find(|answer| answer.right) {
        return Some(format!(
            "the answer {} has `right = true`: with [measure] the engine tells",
            answer.key
        ));
    }
    let mut ranges = Vec::new();
    for answer in answers {
        match answer.ratio {
            None => return Some(format!("the answer {} has no ratio", answer.key)),
            Some([low, high]) if low.is_nan() || high.is_nan() || low >= high => {
                return Some(format!("the answer {}: {low} is not below {high}", answer.key));
            }
            Some(range) => ranges.push(range),
        }
    }
    ranges.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let (least, most) = (ranges.first()?[0], ranges.last()?[1]);
    if least != 0.0 || most != f64::INFINITY {
        return Some(format!("the ratios reach from {least} to {most}, and must from 0 to inf"));
    }
    let apart = ranges.windows(2).find(|pair| pair[0][1] != pair[1][0])?;
    Some(format!(
        "one ratio ends at {}, and the next begins at {}: neighbours must touch",
        apart[0][1], apart[1][0]
    ))
}

/// Names, as far as they can be judged without the catalogue.
fn wrong_names(measure: &Measure) -> Vec<String> {
    let Measure { subject, yours, family, workload, beside, over, under, .. } = measure;
    let mut wrong = Vec::new();
    let named = || [family, workload, over, under].into_iter().chain(beside);
    let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if let Some(name) = named().find(|name| name.is_empty() || !plain(name)) {
        wrong.push(format!("{name:?} is no name of the catalogue: letters, digits, - and _"));
    }
    match (subject, yours) {
        (Some(subject), Some(_)) if subject.family() != family => {
            wrong.push(format!("the family is {family:?}, and the subject of {:?}", subject.family()));
        }
        (Some(_), Some(_)) | (None, None) => (),
        _ => wrong.push("subject and yours belong together: both, or neither".to_owned()),
    }
    let raced = |name: &String| beside.contains(name) || subject.is_some() && name == YOURS;
    if let Some(name) = [over, under].into_iter().find(|name| !raced(name)) {
        let mut all = beside.clone();
        all.extend(subject.map(|_| YOURS.to_owned()));
        wrong.push(format!("{name:?} does not run: there are {}", all.join(", ")));
    }
    if over == under || beside.iter().any(|name| name == YOURS) {
        wrong.push(format!("over and under must be two, and {YOURS:?} is not one of those beside"));
    }
    wrong
}

/// Faults of an exercise's question for `learn verify`. What the catalogue knows, `learn measure --check` judges.
pub(crate) fn faults(exercise: &Exercise) -> Vec<String> {
    let prediction = match Prediction::find(exercise) {
        Ok(Some(prediction)) => prediction,
        Ok(None) => return Vec::new(), // that it is missing, is said of all files alike
        Err(error) => return vec![format!("{error:#}")],
    };
    let Some(yours) = prediction.measure.and_then(|measure| measure.yours) else { return Vec::new() };
    let solution = fs::read_to_string(exercise.solution_file()).unwrap_or_default();
    if declares(&solution, &yours) {
        return Vec::new();
    }
    vec![format!("{}: predict.toml: solution.rs declares no {yours:?}", exercise.id)]
}

/// Whether a source declares a type that is named in `yours`.
fn declares(source: &str, yours: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    yours.split(|c| !part(c)).filter(|name| !name.is_empty()).any(|name| {
        ["struct ", "enum ", "type "].iter().any(|kind| {
            source
                .match_indices(&format!("{kind}{name}"))
                .any(|(at, found)| !source[at + found.len()..].starts_with(part))
        })
    })
}

/// Whether a source declares this type with parameters.
pub(crate) fn is_generic(source: &str, name: &str) -> bool {
    source.contains(&format!("struct {name}<")) || source.contains(&format!("type {name}<"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Prediction, Threads, declares, is_generic, parse};

    const RATIOS: &str = "question='how fast?'\ndebrief='so'\n\
        [[answer]]\nkey='a'\nsays='faster'\nratio=[1.5,inf]\n\
        [[answer]]\nkey='b'\nsays='as fast'\nratio=[0.67,1.5]\n\
        [[answer]]\nkey='c'\nsays='slower'\nratio=[0,0.67]\n\
        [measure]\nsubject='lock'\nyours='SpinLock'\nfamily='lock'\nworkload='section-0'\nthreads=2\n\
        beside=['parking_lot','std']\nover='yours'\nunder='parking_lot'\n";
    const RIGHT: &str = "question='how many?'\n[[answer]]\nkey='a'\nsays='one'\n\
        [[answer]]\nkey='b'\nsays='two'\nright=true\ndebrief='so'\n";

    /// A race with three answers.
    pub(crate) fn raced() -> Prediction {
        parse(RATIOS).unwrap()
    }

    #[test]
    fn a_question_is_read() {
        let raced = raced();
        let measure = raced.measure.as_ref().unwrap();
        assert_eq!((measure.threads, raced.debrief(), raced.answers.len()), (Threads::Exactly(2), "so", 3));
        let told = parse(RIGHT).unwrap();
        assert_eq!(
            (told.right().unwrap().key.as_str(), told.debrief()),
            ("b", "so"),
            "a text at the end is found"
        );
        assert!(told.answer("z").unwrap_err().to_string().ends_with("there are a, b"));
        let crowded = parse(&RATIOS.replace("threads=2", "threads='4x'")).unwrap();
        assert_eq!(crowded.measure.unwrap().threads, Threads::PerCore(4));
    }

    #[test]
    fn what_cannot_be_judged_is_refused_in_a_line() {
        let cases = [
            (
                RATIOS,
                "ratio=[0.67,1.5]",
                "ratio=[0.7,1.5]",
                "one ratio ends at 0.67, and the next begins at 0.7",
            ),
            (RATIOS, "ratio=[0,0.67]", "ratio=[0.1,0.67]", "reach from 0.1 to inf"),
            (RATIOS, "ratio=[1.5,inf]", "ratio=[1.5,9]", "reach from 0 to 9"),
            (RATIOS, "ratio=[0.67,1.5]", "ratio=[1.5,0.67]", "1.5 is not below 0.67"),
            (RATIOS, "ratio=[0.67,1.5]", "ratio=[nan,1.5]", "is not below"),
            (RATIOS, "ratio=[1.5,inf]", "", "the answer a has no ratio"),
            (RATIOS, "ratio=[1.5,inf]", "ratio=[1.5,inf]\nright=true", "the engine tells"),
            (RATIOS, "key='b'", "key='x'", "\"x\" stands where \"b\" should"),
            (RATIOS, "threads=2", "threads=0", "threads is 0; allowed"),
            (RATIOS, "threads=2", "threads='lots'", "threads is \"lots\"; allowed"),
            (
                RATIOS,
                "under='parking_lot'",
                "under='spin'",
                "\"spin\" does not run: there are parking_lot, std, yours",
            ),
            (RATIOS, "under='parking_lot'", "under='yours'", "over and under must be two"),
            (RATIOS, "yours='SpinLock'\n", "", "belong together"),
            (
                RATIOS,
                "family='lock'",
                "family='queue'",
                "the family is \"queue\", and the subject of \"lock\"",
            ),
            (RATIOS, "subject='lock'", "subject='teapot'", "unknown variant `teapot`"),
            (RATIOS, "workload='section-0'", "workload='.*'", "\".*\" is no name"),
            (RIGHT, "right=true\n", "", "0 answers have `right = true`"),
            (RIGHT, "says='one'", "says='one'\nright=true", "2 answers have"),
            (RIGHT, "says='one'", "says='one'\nratio=[0,inf]", "there is no [measure]"),
            (RIGHT, "debrief='so'", "", "question and debrief"),
            (RIGHT, "key='a'", "kye='a'", "kye"),
        ];
        for (text, from, to, expected) in cases {
            let why = parse(&text.replacen(from, to, 1)).map(|_| ()).unwrap_err();
            assert!(why.contains(expected) && why.lines().count() == 1, "{from} -> {to}: {why}");
        }
    }

    #[test]
    fn a_type_is_found_in_a_source() {
        let source = "pub struct Ring<T> {}\npub struct SpinLocked;\npub type Of = u8;";
        assert!(declares(source, "Ring") && declares(source, "Bounded<Ring>") && declares(source, "Of"));
        assert!(!declares(source, "SpinLock") && !declares(source, "Bounded"));
        assert!(is_generic(source, "Ring") && !is_generic(source, "SpinLocked"));
    }
}
