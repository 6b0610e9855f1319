//! Whatever they say of the time: the work is asked for, all of it, by those who should do it.

mod machine;

use crate::exercise::{time_alone, time_together};
use machine::{Pretended, Script};

const SCRIPT: Script = Script { apart: 1_000, late: 60_000 };

#[test]
fn one_thread_asks_for_all_operations() {
    for ops in [1, 2, 1_000] {
        let machine = Pretended::new(SCRIPT);
        time_alone(&&machine, ops);
        assert_eq!(machine.asked(), [ops], "operations asked for, of {ops}");
    }
}

#[test]
fn each_worker_asks_for_all_operations() {
    for (workers, ops) in [(1, 1), (2, 500), (3, 7)] {
        let machine = Pretended::new(SCRIPT);
        time_together(&&machine, workers, ops);
        assert_eq!(
            machine.asked(),
            vec![ops; workers],
            "operations asked for by {workers} workers, of {ops} each"
        );
    }
}
