//! Wrong queues, each killed by the law that was written against it, and by nothing else, in both orders of spawning.

extern crate primitives_loom as primitives;

use harness::Setup;
use primitives_loom::queue::Bounded;

#[path = "../mutants/queue/mod.rs"]
pub mod queue;

macro_rules! queue {
    ($mutant:ident, $kind:ty, $setup:expr, $law:ident, $class:ident) => {
        harness::mutant_type!("queue", $mutant, $kind, $setup, primitives_loom::queue::laws, $law, $class);
    };
}

queue!(
    looks_then_pops,
    Bounded<queue::looks_then_pops::LooksThenPops>,
    Setup::CHECKED,
    each_item_once_among_many,
    Assertion
);
