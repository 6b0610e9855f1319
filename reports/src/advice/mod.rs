//! Which should I use? A need in, an answer of these records out: what to take, what is next to it, on what evidence, and what is
//! given up. Nothing is ever ranked over all needs.
//!
//! `guides` holds what is asked of each family, and which workload stands for which need, in the words of `guide`; `choose` finds the best for one need;
//! `said` puts it into words; `need` reads what somebody says that is needed.

mod choose;
mod guide;
mod guides;
mod need;
mod said;

pub use guide::{Guide, Promise, Question};
pub use guides::{GUIDES, guide};
pub use need::Need;

use crate::analysis::model::{Family, Group, Workload};
use crate::analysis::{Prose, Report, known};

/// What the records say to one need.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Family.
    pub family: &'static str,
    /// One choice for each of the guide's questions, by its short name.
    pub choices: &'static [&'static str],
    /// The promise that is required, by its short name.
    pub promise: &'static str,
    /// Name of the workload that stands for the need.
    pub workload: String,
    /// Its anchor on the page.
    pub workload_id: String,
    /// Worker threads.
    pub threads: u32,
    /// More than there are cores.
    pub oversubscribed: bool,
    /// What to take: several where no difference was measured between them, and none where nothing can be advised.
    pub picks: Vec<String>,
    /// What to take, and how it did.
    pub choice: Prose,
    /// What comes next, and by how much.
    pub runner_up: Prose,
    /// What that rests on.
    pub evidence: Prose,
    /// What the choice does not give.
    pub gives_up: Prose,
}

/// The answer to every need for which something was measured, by family, need, number of threads and promise.
pub fn answers(report: &Report) -> Vec<Answer> {
    let mut all = Vec::new();
    for guide in GUIDES {
        let Some(family) = report.families.iter().find(|family| family.name == guide.family) else {
            continue;
        };
        for situation in guide.situations {
            let stands = |w: &&Workload| known::plain(&w.name) == situation.workload;
            for workload in family.workloads.iter().filter(stands) {
                for group in &workload.groups {
                    all.extend(of_group(report, guide, situation, family, workload, group));
                }
            }
        }
    }
    all
}

fn of_group(
    report: &Report,
    guide: &'static Guide,
    situation: &'static guide::Situation,
    family: &Family,
    workload: &Workload,
    group: &Group,
) -> Vec<Answer> {
    let info = |subject: &str| {
        report.subjects.iter().find(|c| c.info.family == family.name && c.info.name == subject)
    };
    let wrong = |subject: &str| {
        report
            .wrong
            .iter()
            .any(|w| w.family == family.name && w.subject == subject && w.workload == workload.name)
    };
    let chosen: Vec<_> = guide
        .promises
        .iter()
        .map(|promise| {
            let fits = |subject: &str| {
                !wrong(subject) && info(subject).is_some_and(|card| (promise.keeps)(&card.info))
            };
            choose::best(group, situation.by, fits)
        })
        .collect();
    let answer = |(at, promise): (usize, &'static Promise)| {
        let stronger = guide.promises[at + 1..].iter().zip(&chosen[at + 1..]);
        Answer {
            family: guide.family,
            choices: situation.answers,
            promise: promise.key,
            workload: workload.name.clone(),
            workload_id: workload.id.clone(),
            threads: group.threads,
            oversubscribed: group.oversubscribed,
            picks: chosen[at].top.iter().map(|cell| cell.subject.clone()).collect(),
            choice: said::choice(&chosen[at], situation.by, promise),
            runner_up: said::runner_up(&chosen[at], situation.by),
            evidence: said::evidence(group, &chosen[at], situation.by, &info),
            gives_up: said::gives_up(&chosen[at], situation.by, stronger, &info),
        }
    };
    guide.promises.iter().enumerate().map(answer).collect()
}
