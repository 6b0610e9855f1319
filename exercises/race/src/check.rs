//! Whether a race can be run at all: its names are those of the catalogue, and its subjects offer what is asked of them.

use std::path::Path;

use benches::plan::plan;
use benches::{Catalogue, host};

use crate::{Race, YOURS};

/// What is wrong, a line each. Whether a learner's piece can be made a subject, the compiler has said before.
pub(crate) fn all(races: Vec<Race>) -> Vec<String> {
    races
        .into_iter()
        .flat_map(|mut race| {
            let catalogue = race.catalogue();
            let wrong = one(&race, &catalogue);
            wrong.into_iter().map(move |wrong| format!("{}: predict.toml: {wrong}", race.exercise))
        })
        .collect()
}

fn one(race: &Race, catalogue: &Catalogue) -> Vec<String> {
    let of_family: Vec<_> =
        catalogue.subjects().iter().filter(|subject| subject.info.family == race.family).collect();
    if of_family.is_empty() {
        return vec![format!(
            "there is no family {:?}; there are {}",
            race.family,
            catalogue.families().join(", ")
        )];
    }
    let mut wrong = Vec::new();
    for name in race.beside {
        match catalogue.find(race.family, name) {
            None => {
                let names: Vec<_> = of_family.iter().map(|subject| subject.info.name.as_str()).collect();
                wrong.push(format!("there is no {} {name:?}; there are {}", race.family, names.join(", ")));
            }
            Some(subject) if !subject.offers(race.workload) => wrong.push(format!(
                "{name} offers no workload {:?}; it offers {}",
                race.workload,
                subject.info.workloads.join(", ")
            )),
            Some(_) => (),
        }
    }
    if let Some(yours) = catalogue.find(race.family, YOURS).filter(|yours| !yours.offers(race.workload)) {
        let offered = yours.info.workloads.join(", ");
        wrong.push(format!("{YOURS} offers no workload {:?}; it offers {offered}", race.workload));
    }
    if wrong.is_empty()
        && let Err(why) = planned(race, catalogue)
    {
        wrong.push(why);
    }
    wrong
}

/// Every subject must be in the plan with the number of threads that was asked for.
fn planned(race: &Race, catalogue: &Catalogue) -> Result<(), String> {
    let threads = race.threads(catalogue).ok_or("its subjects take no number of threads together")?;
    if let Some(subject) = race.subjects(catalogue).find(|subject| !subject.takes(race.workload, threads)) {
        return Err(format!("{} does not take {threads} threads in {}", subject.info.name, race.workload));
    }
    let options = race.options(catalogue, Path::new("nowhere"));
    plan(catalogue, &options, &host::topology()).map(|_| ()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::all;
    use crate::{Race, Threads, YOURS, yours};
    use benches::workloads::lock::lock_subject;
    use primitives::lock::tas::TasLock;

    fn race() -> Race {
        Race {
            exercise: "l1",
            family: "lock",
            workload: "section-0",
            threads: Threads::Exactly(2),
            beside: &["parking_lot"],
            over: YOURS,
            under: "parking_lot",
            yours: Some(lock_subject::<TasLock>(yours("src/lib.rs"))),
        }
    }

    #[test]
    fn names_must_be_those_of_the_catalogue() {
        let cases = [
            (race(), ""),
            (Race { threads: Threads::PerCore(4), ..race() }, ""),
            (Race { family: "stack", ..race() }, "no family \"stack\"; there are counter, lock"),
            (Race { beside: &["parking_lott"], ..race() }, "no lock \"parking_lott\"; there are tas, "),
            (
                Race { workload: "inc", ..race() },
                "parking_lot offers no workload \"inc\"; it offers section-0",
            ),
            (Race { beside: &[], workload: "inc", ..race() }, "yours offers no workload \"inc\""),
            (Race { threads: Threads::Exactly(999), ..race() }, "does not take 999 threads"),
            (
                Race { workload: "queue-over", threads: Threads::Exactly(1), ..race() },
                "does not take 1 threads",
            ),
        ];
        for (race, expected) in cases {
            let faults = all(vec![race]);
            match expected {
                "" => assert!(faults.is_empty(), "{faults:?}"),
                words => assert!(faults[0].contains(words) && faults[0].starts_with("l1: "), "{faults:?}"),
            }
        }
    }
}
