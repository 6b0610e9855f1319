//! One thread: twice the work takes twice as long, and each operation as long as an operation lasts.

mod machine;

use crate::exercise::time_alone;
use machine::{OPERATION, Pretended, Script, ratio};

#[test]
fn twice_the_work_takes_twice_as_long() {
    const OPS: u64 = 1_000;
    let [(once, _), (twice, machine)] = [OPS, 2 * OPS].map(|ops| {
        let machine = Pretended::new(Script { apart: 0, late: 0 });
        (time_alone(&&machine, ops), machine)
    });
    let ratio = ratio(once, twice);
    assert!(
        (1.7..=2.3).contains(&ratio),
        "{OPS} operations took {once} ns and {} took {twice} ns, by your clock: {ratio:.2} times as long, where 1.7 to 2.3 would \
         be believed.\nThe second time, this happened:\n\n{}",
        2 * OPS,
        machine.table()
    );
    let (work, slack) = (2 * OPS * OPERATION, 2 * OPS * OPERATION / 50);
    assert!(
        twice.abs_diff(work) <= slack,
        "{} operations of {OPERATION} ns are {work} ns, and not {twice} ns. This happened:\n\n{}",
        2 * OPS,
        machine.table()
    );
}
