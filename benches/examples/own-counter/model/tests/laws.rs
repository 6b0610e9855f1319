//! The same laws over every interleaving of two threads.

use harness::Setup;
use own_counter_model::TwoCells;

harness::models!(
    "counter",
    two_cells,
    TwoCells::default,
    Setup::CHECKED,
    primitives::counter::laws,
    [no_lost_update, exact_when_quiescent, monotone_for_one_reader, drop_flushes, error_bound, any_amount, no_deadlock_on_drop]
);
