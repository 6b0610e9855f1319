//! Memory reclamation: every law, every interleaving of two threads; and once more where threads have no place of their
//! own.

use harness::Setup;
use primitives_loom::reclaim::epoch::Domain;
use primitives_loom::reclaim::{Reclaim, Retired, laws};
use primitives_loom::sync::limits::SLOTS;
use primitives_loom::sync::thread;

/// One module of models: each law, with a note for its row if it is not explored as usual.
macro_rules! domain {
    ($module:ident, $type:ty, $setup:expr, $note:literal, [$($law:ident),*]) => {
        mod $module {
            use super::*;
            $(
                #[test]
                fn $law() {
                    let law = concat!(stringify!($law), $note);
                    let model = harness::model!("reclaim", "epoch", law, $law);
                    harness::holds(&model, $setup, |world| laws::$law::<$type>(world));
                }
            )*
        }
    };
}

domain!(
    epoch,
    Domain,
    Setup::CHECKED,
    "",
    [no_early_free, nested_pins_protect, drops_once, garbage_is_freed]
);

/// A domain that is made when all numbers but `LEFT` belonged to others: the next threads of the model have no place.
/// (The thread that makes it has one.)
struct Crowded<const LEFT: usize>(Domain);

impl<const LEFT: usize> Reclaim for Crowded<LEFT> {
    type Pinned<'a> = <Domain as Reclaim>::Pinned<'a>;

    fn new() -> Self {
        for _ in 0..SLOTS - 1 - LEFT {
            thread::spawn(|| assert!(thread::number().is_some())).join().expect("it asked for a number");
        }
        Crowded(Domain::new())
    }

    fn pin(&self) -> Self::Pinned<'_> {
        self.0.pin()
    }

    unsafe fn retire(&self, object: Retired) {
        // SAFETY: the same contract.
        unsafe { self.0.retire(object) }
    }

    fn collect(&self) {
        self.0.collect();
    }

    fn pending(&self) -> usize {
        self.0.pending()
    }
}

domain!(
    no_place_left,
    Crowded<0>,
    Setup::CHECKED,
    " (no place left)",
    [no_early_free, nested_pins_protect, drops_once, garbage_is_freed]
);
