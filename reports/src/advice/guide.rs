//! What is asked of a family, and what each answer stands for: the words in which `guides` is written.

use crate::record::SubjectInfo;

/// What is asked of one family.
#[derive(Debug)]
pub struct Guide {
    /// The family.
    pub family: &'static str,
    /// What the situation is.
    pub questions: &'static [Question],
    /// What must hold, the weakest first.
    pub promises: &'static [Promise],
    /// The measured situations.
    pub(super) situations: &'static [Situation],
}

/// One question.
#[derive(Debug)]
pub struct Question {
    /// Its short name, as on a command line.
    pub key: &'static str,
    /// In words.
    pub asks: &'static str,
    /// What can be answered: a short name, and words.
    pub choices: &'static [(&'static str, &'static str)],
}

/// Something that may be required of a subject.
#[derive(Debug)]
pub struct Promise {
    /// Its short name.
    pub key: &'static str,
    /// In words.
    pub says: &'static str,
    /// Whether a subject promises it.
    pub(super) keeps: fn(&SubjectInfo) -> bool,
}

/// A workload, and the need that it stands for.
#[derive(Debug)]
pub(super) struct Situation {
    /// Without the parameters that tell it from its like.
    pub(super) workload: &'static str,
    /// One answer for each question.
    pub(super) answers: &'static [&'static str],
    /// What counts there.
    pub(super) by: By,
}

/// What the best is best in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// Operations in a second.
    Throughput,
    /// The 99th percentile of time.
    P99,
    /// Hits; among those alike, operations in a second.
    Hits,
}

pub(super) const fn at(workload: &'static str, answers: &'static [&'static str]) -> Situation {
    Situation { workload, answers, by: By::Throughput }
}

pub(super) const fn p99(workload: &'static str, answers: &'static [&'static str]) -> Situation {
    Situation { workload, answers, by: By::P99 }
}

pub(super) const fn hits(workload: &'static str, answers: &'static [&'static str]) -> Situation {
    Situation { workload, answers, by: By::Hits }
}

pub(super) const fn ask(
    key: &'static str,
    asks: &'static str,
    choices: &'static [(&'static str, &'static str)],
) -> Question {
    Question { key, asks, choices }
}

pub(super) const fn promise(
    key: &'static str,
    says: &'static str,
    keeps: fn(&SubjectInfo) -> bool,
) -> Promise {
    Promise { key, says, keeps }
}

impl Guide {
    /// The workload that stands for a need; none where nothing does.
    pub fn workload(&self, choices: &[&str]) -> Option<&'static str> {
        self.situations
            .iter()
            .find(|situation| situation.answers == choices)
            .map(|situation| situation.workload)
    }

    /// Needs that are measured and differ from this one in as few answers as possible.
    pub fn nearest(&self, choices: &[&str]) -> Vec<&'static [&'static str]> {
        let apart = |answers: &[&str]| answers.iter().zip(choices).filter(|(a, b)| a != b).count();
        let least = self.situations.iter().map(|s| apart(s.answers)).min();
        self.situations.iter().map(|s| s.answers).filter(|answers| Some(apart(answers)) == least).collect()
    }
}
