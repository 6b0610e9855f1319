//! Several threads: from the first start to the last end, whoever is woken when.

mod machine;

use crate::exercise::time_together;
use machine::{Pretended, Script, ratio};

const WORKERS: usize = 2;
const OPS: u64 = 1_000;

/// Two cores for two workers; the coordinator gets one when they are done.
const BUSY: Script = Script { apart: 1_000, late: 60_000 };
/// The second worker gets a core when the first one is done. That is a bad race; but its time is still to be told truly.
const NEVER_MET: Script = Script { apart: 30_000, late: 60_000 };

fn time(script: Script, ops: u64) -> (u64, Pretended) {
    let machine = Pretended::new(script);
    (time_together(&&machine, WORKERS, ops), machine)
}

/// What was said, against what was.
fn check_span(said: u64, machine: &Pretended) {
    let span = machine.span();
    assert!(
        said.abs_diff(span) <= span / 50,
        "from the first start to the last end it was {span} ns, and not {said} ns. This happened:\n\n{}",
        machine.table()
    );
}

#[test]
fn from_the_first_start_to_the_last_end() {
    let [(once, _), (twice, machine)] = [OPS, 2 * OPS].map(|ops| time(BUSY, ops));
    let ratio = ratio(once, twice);
    assert!(
        (1.7..=2.3).contains(&ratio),
        "{WORKERS} workers took {once} ns for {OPS} operations each and {twice} ns for {}, by your clock: {ratio:.2} times as long, \
         where 1.7 to 2.3 would be believed.\nThe second time, this happened:\n\n{}",
        2 * OPS,
        machine.table()
    );
    check_span(twice, &machine);
    let (said, machine) = time(NEVER_MET, OPS);
    check_span(said, &machine);
}
