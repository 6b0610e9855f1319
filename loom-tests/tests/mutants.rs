//! Wrong programs, each killed by the law that was written against it, and by nothing else, in both orders of spawning.
//!
//! The files stand in `mutants/`, in the words of the native world, where the gallery and the exercises use them too.

extern crate primitives_loom as primitives;

use harness::Setup;

#[path = "../mutants/counter/mod.rs"]
pub mod counter;

macro_rules! counter {
    ($mutant:ident, $make:expr, $law:ident, $class:ident) => {
        harness::mutant!(
            "counter",
            $mutant,
            $make,
            Setup::CHECKED,
            primitives_loom::counter::laws,
            $law,
            $class
        );
    };
}

counter!(load_then_store, counter::load_then_store::LoadThenStore::new, no_lost_update, Assertion);
