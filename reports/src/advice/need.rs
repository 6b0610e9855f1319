//! A need as it is said on a command line: names and numbers, some of them left out.

use super::Answer;
use super::guide::{Guide, Promise, Question};
use super::guides::{GUIDES, guide};

/// What somebody needs.
#[derive(Clone, Debug)]
pub struct Need {
    /// What is asked of its family.
    pub guide: &'static Guide,
    /// One choice for each question.
    pub choices: Vec<&'static str>,
    /// What must hold.
    pub promise: &'static Promise,
    /// Worker threads, if they matter.
    pub threads: Option<u32>,
    /// What was taken for granted, or is not quite what was said; a sentence each.
    pub notes: Vec<String>,
}

impl Need {
    /// Reads answers to some of a family's questions; for each of the others the first choice is taken, and a note says so. A number
    /// that is not among the choices stands for the nearest of them.
    ///
    /// # Errors
    /// One line that says what is not known, and what is.
    pub fn read(
        family: &str,
        given: &[(&str, &str)],
        must: Option<&str>,
        threads: Option<u32>,
    ) -> Result<Need, String> {
        let guide = guide(family).ok_or_else(|| {
            let all: Vec<_> = GUIDES.iter().map(|guide| guide.family).collect();
            format!("--family {family:?} is not known; allowed: {}", all.join(", "))
        })?;
        let asked = |key: &str| guide.questions.iter().any(|question| question.key == key);
        if let Some((key, _)) = given.iter().find(|(key, _)| !asked(key)) {
            let all: Vec<_> = guide.questions.iter().map(|question| format!("--{}", question.key)).collect();
            return Err(format!(
                "--{key} means nothing for the family {family}; allowed: {}",
                all.join(", ")
            ));
        }
        let mut notes = Vec::new();
        let choices = guide.questions.iter().map(|question| {
            let said = given.iter().find(|(key, _)| *key == question.key).map(|(_, value)| *value);
            choice(question, said, &mut notes)
        });
        let choices = choices.collect::<Result<_, _>>()?;
        let promise = match must {
            None => &guide.promises[0],
            Some(must) => guide.promises.iter().find(|promise| promise.key == must).ok_or_else(|| {
                let all: Vec<_> = guide.promises.iter().map(|promise| promise.key).collect();
                format!("--must {must:?} is not known for the family {family}; allowed: {}", all.join(", "))
            })?,
        };
        Ok(Need { guide, choices, promise, threads, notes })
    }

    /// The need in words.
    pub fn words(&self) -> String {
        let says = |(question, choice): (&Question, &&str)| {
            question.choices.iter().find(|(key, _)| key == choice).map_or("", |(_, says)| *says)
        };
        let answers: Vec<&str> = self.guide.questions.iter().zip(&self.choices).map(says).collect();
        format!("{}: {}; {}", self.guide.family, answers.join("; "), self.promise.says)
    }

    /// What was measured of it: at the number of threads that is wanted, or else at the nearest; without one, at the most that have a
    /// core each. Empty where nothing was. One answer for each workload that stands for the need.
    pub fn find<'a>(&self, answers: &'a [Answer]) -> Vec<&'a Answer> {
        let fits = |answer: &&Answer| {
            answer.family == self.guide.family
                && answer.choices == self.choices.as_slice()
                && answer.promise == self.promise.key
        };
        let all: Vec<&Answer> = answers.iter().filter(fits).collect();
        let threads = match self.threads {
            Some(wanted) => all.iter().map(|answer| answer.threads).min_by_key(|n| (n.abs_diff(wanted), *n)),
            None => {
                let housed =
                    all.iter().filter(|answer| !answer.oversubscribed).map(|answer| answer.threads).max();
                housed.or_else(|| all.iter().map(|answer| answer.threads).min())
            }
        };
        all.into_iter().filter(|answer| Some(answer.threads) == threads).collect()
    }
}

fn choice(question: &Question, said: Option<&str>, notes: &mut Vec<String>) -> Result<&'static str, String> {
    let keys = || question.choices.iter().map(|(key, _)| *key);
    let Some(said) = said else {
        let (first, says) = question.choices[0];
        let others: Vec<_> = keys().skip(1).collect();
        notes.push(format!(
            "--{} was not said: {first} ({says}) is taken; or {}",
            question.key,
            others.join(", ")
        ));
        return Ok(first);
    };
    if let Some(key) = keys().find(|key| *key == said) {
        return Ok(key);
    }
    let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite() && *x >= 0.0);
    let nearest = number(said).and_then(|wanted| {
        // As factors: 48 is nearer to 64 than to 8. One more, so that 0 has a logarithm.
        let apart = |x: f64| ((x + 1.0) / (wanted + 1.0)).ln().abs();
        keys().filter_map(|key| Some((key, apart(number(key)?)))).min_by(|a, b| a.1.total_cmp(&b.1))
    });
    match nearest {
        Some((key, _)) => {
            notes.push(format!("--{} {said} is not measured here; the nearest is {key}", question.key));
            Ok(key)
        }
        None => {
            let all: Vec<_> = keys().collect();
            Err(format!("--{} {said:?} is not known; allowed: {}", question.key, all.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Need;

    #[test]
    fn what_is_not_said_is_taken_and_told() {
        let need = Need::read("queue", &[("payload", "48"), ("room", "unlimited")], None, Some(4)).unwrap();
        assert_eq!(need.choices, ["1-1", "64", "unlimited", "throughput"]);
        assert_eq!(need.promise.key, "fifo");
        let said = need.notes.join("\n");
        assert!(said.contains("--payload 48 is not measured here; the nearest is 64"), "{said}");
        assert!(said.contains("--sides was not said") && said.contains("--matters was not said"), "{said}");
        assert_eq!(need.notes.len(), 3, "{said}");
    }

    #[test]
    fn what_is_not_known_is_refused_with_what_is() {
        let refused =
            |family, given: &[(&str, &str)], must| Need::read(family, given, must, None).unwrap_err();
        assert!(refused("teapot", &[], None).ends_with("counter, lock, read_mostly, queue, channel, cache"));
        assert!(
            refused("lock", &[("payload", "8")], None).contains("allowed: --section, --pause, --matters")
        );
        assert!(refused("queue", &[("room", "some")], None).contains("allowed: 1024, 64, unlimited"));
        assert!(refused("counter", &[], Some("speed")).contains("allowed: rough, quiescent, exact"));
    }
}
