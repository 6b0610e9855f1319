//! What lets a change pass: no confirmed regression, no answer that became wrong, and something that could be compared at all.

use std::fmt;

use reports::comparison::live::Live;
use reports::comparison::{Comparison, Verdict};

/// What a gate looks at, of records as of builds.
pub(super) struct Gate {
    percent: f64,
    /// Confirmed slow-downs beyond it.
    slower: usize,
    /// Cells in which the new build answers wrongly, and the old one does not.
    wrong: usize,
    /// Cells that could be compared.
    compared: usize,
}

impl Gate {
    pub(super) fn of_files(percent: f64, files: &Comparison) -> Gate {
        let compared = files.changes.iter().filter(|c| c.verdict != Verdict::NotComparable).count();
        Gate { percent, slower: files.regressions(percent).count(), wrong: 0, compared }
    }

    pub(super) fn of_builds(percent: f64, live: &Live) -> Gate {
        let (slower, wrong) = (live.regressions(percent).count(), live.newly_wrong().count());
        Gate { percent, slower, wrong, compared: live.compared() }
    }

    /// A gate that has seen nothing lets nothing pass.
    pub(super) fn code(&self) -> u8 {
        match (self.slower + self.wrong, self.compared) {
            (1.., _) => 1,
            (0, 0) => 2,
            (0, 1..) => 0,
        }
    }
}

fn cells(n: usize) -> String {
    if n == 1 { "1 cell".to_owned() } else { format!("{n} cells") }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.wrong > 0 {
            writeln!(f, "gate: {} that the new build alone answers wrongly", cells(self.wrong))?;
        }
        match (self.slower, self.compared + self.wrong) {
            (_, 0) => write!(f, "gate: nothing could be compared, so nothing passes"),
            (0, _) => write!(f, "gate: no confirmed regression of more than {} %", self.percent),
            (n, _) => write!(f, "gate: {n} confirmed of more than {} % slower", self.percent),
        }
    }
}

#[cfg(test)]
mod tests {
    use reports::Kind;
    use reports::comparison::live::{Place, Side, Stage, conclude};

    use super::Gate;

    #[test]
    fn a_gate_lets_neither_nothing_nor_a_wrong_answer_pass() {
        let place = Place { family: "f".into(), workload: "w".into(), threads: 1, subject: "s".into() };
        let mut stage = Stage::default();
        stage.expect(place.clone(), Kind::Ours);
        let gate = |stage: &Stage| Gate::of_builds(5.0, &conclude(stage, &Stage::default()));
        let nothing = gate(&stage);
        assert_eq!((nothing.code(), nothing.to_string().contains("nothing could be compared")), (2, true));
        stage.fail(Side::New, &place, "it died".into());
        let dead = gate(&stage);
        assert_eq!((dead.code(), dead.to_string().contains("1 cell that the new build alone")), (1, true));
        stage.fail(Side::Old, &place, "it died".into());
        assert_eq!(gate(&stage).code(), 2, "nor did the old one answer");
        let good = Gate { percent: 5.0, slower: 0, wrong: 0, compared: 1 };
        assert_eq!((good.code(), Gate { slower: 1, ..good }.code()), (0, 1));
    }
}
