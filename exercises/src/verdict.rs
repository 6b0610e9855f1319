//! What a race says of a prediction. Nothing here looks at a clock: it can be tried with any ratio.

use serde::Deserialize;

use crate::prediction::Answer;

/// An interval over fewer launches has no width worth the name.
const LEAST_LAUNCHES: usize = 3;

/// What a race has shown, as the generated crate tells it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Told {
    /// Worker threads.
    pub(crate) threads: u32,
    /// Throughput of `over` / throughput of `under`, if both gave right answers.
    pub(crate) ratio: Option<Ratio>,
    /// Windows of these two that nothing disturbed...
    pub(crate) undisturbed: u64,
    /// ...of so many.
    pub(crate) windows: u64,
    /// Wrong answers, of whichever subject.
    pub(crate) wrong: Vec<String>,
}

/// Median over launches, with its 95 % interval.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Ratio {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) launches: usize,
}

/// Who was right.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// The whole interval lies within the answer that was given.
    Confirmed,
    /// It lies within this other one.
    Contradicted(String),
    /// It lies within this one, and none was given.
    Found(String),
    /// Nothing can be said, and why.
    Inconclusive(String),
}

/// Judges an answer by what was seen.
pub(crate) fn verdict(answers: &[Answer], given: Option<&str>, told: &Told) -> Verdict {
    let open = |why: String| Verdict::Inconclusive(why);
    if told.ratio.is_none() && !told.wrong.is_empty() {
        return open("where an answer is wrong, its speed means nothing".to_owned());
    }
    if told.undisturbed * 2 < told.windows {
        return open(format!(
            "the machine was busy: of {} windows only {} were not disturbed",
            told.windows, told.undisturbed
        ));
    }
    let Some(ratio) = told.ratio else { return open("one of the two could not be measured".to_owned()) };
    if ratio.launches < LEAST_LAUNCHES {
        return open(format!("{} launches, and it takes {LEAST_LAUNCHES}", ratio.launches));
    }
    let touched = answers
        .iter()
        .filter(|answer| answer.ratio.is_some_and(|[low, high]| low <= ratio.high && ratio.low <= high));
    let touched: Vec<&str> = touched.map(|answer| answer.key.as_str()).collect();
    match (touched.as_slice(), given) {
        ([found], Some(given)) if *found == given => Verdict::Confirmed,
        ([found], Some(_)) => Verdict::Contradicted((*found).to_owned()),
        ([found], None) => Verdict::Found((*found).to_owned()),
        (several, _) => open(format!("the interval touches more than one answer: {}", several.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Ratio, Told, Verdict, verdict};
    use crate::prediction::tests::raced;

    /// Answers: a from 1.5, b from 0.67 to 1.5, c below.
    fn of(low: f64, high: f64, given: Option<&str>) -> Verdict {
        judged(given, &told(low, high))
    }

    fn told(low: f64, high: f64) -> Told {
        let ratio = Some(Ratio { median: f64::midpoint(low, high), low, high, launches: 7 });
        Told { threads: 2, ratio, undisturbed: 90, windows: 100, wrong: Vec::new() }
    }

    fn judged(given: Option<&str>, told: &Told) -> Verdict {
        verdict(&raced().answers, given, told)
    }

    fn why(verdict: Verdict) -> String {
        let Verdict::Inconclusive(why) = verdict else { panic!("{verdict:?}") };
        why
    }

    #[test]
    fn an_interval_within_one_answer_decides() {
        assert_eq!(of(0.9, 1.1, Some("b")), Verdict::Confirmed);
        assert_eq!(of(1.51, 900.0, Some("b")), Verdict::Contradicted("a".into()));
        assert_eq!(of(0.0, 0.6, Some("a")), Verdict::Contradicted("c".into()));
        assert_eq!(of(0.9, 1.1, None), Verdict::Found("b".into()));
    }

    #[test]
    fn an_interval_that_touches_two_decides_nothing() {
        // What a comparison of something with itself may show on a busy machine.
        assert!(why(of(0.6, 1.2, Some("b"))).ends_with("more than one answer: b, c"));
        assert!(why(of(1.5, 2.0, Some("a"))).ends_with("more than one answer: a, b"), "the border is both's");
        assert!(why(of(0.1, 9.0, Some("a"))).ends_with("more than one answer: a, b, c"));
    }

    #[test]
    fn what_was_seen_badly_decides_nothing() {
        let mut few = told(0.9, 1.1);
        few.ratio.as_mut().unwrap().launches = 2;
        assert!(why(judged(Some("b"), &few)).starts_with("2 launches"));
        let busy = Told { undisturbed: 49, ..told(0.9, 1.1) };
        assert!(why(judged(Some("b"), &busy)).contains("of 100 windows only 49"));
        let nothing = Told { ratio: None, ..told(0.9, 1.1) };
        assert!(why(judged(Some("b"), &nothing)).contains("could not be measured"));
        let wrong = Told { wrong: vec!["yours: 1 is missing".into()], ..nothing };
        assert!(why(judged(Some("b"), &wrong)).contains("an answer is wrong"));
    }
}
