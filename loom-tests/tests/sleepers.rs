//! The list of sleepers: every law, every interleaving of two threads, and some of three.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::sleepers::laws;

/// Two threads that wait and bring.
const TWO: Setup = Setup::CHECKED;
/// Laws of three threads.
const THREE: Setup = Setup::CHECKED.within(Limits {
    bounds: &[1, 2],
    bounded: 15_000,
    unbounded: 0,
    why: "two pre-emptions are enough for a wake-up that goes to the wrong thread",
    ..Limits::USUAL
});

/// One model for each law.
macro_rules! sleepers {
    ($($law:ident within $setup:expr),*) => {$(
        #[test]
        fn $law() {
            let model = harness::model!("wait", "sleepers", stringify!($law), $law);
            harness::holds(&model, $setup, |world| laws::$law(world));
        }
    )*};
}

sleepers!(no_lost_wakeup within TWO, change_is_seen within TWO, wakeup_is_passed_on within THREE);

harness::every_declared_model_exists!();
