//! The family's laws on real threads.

use own_counter::TwoCells;
use primitives::counter::laws;
use primitives::world::Native;

#[test]
fn every_law() {
    let world = Native::default();
    laws::no_lost_update(&world, TwoCells::default);
    laws::exact_when_quiescent(&world, TwoCells::default);
    laws::monotone_for_one_reader(&world, TwoCells::default);
    laws::drop_flushes(&world, TwoCells::default);
    laws::error_bound(&world, TwoCells::default);
    laws::any_amount(&world, TwoCells::default);
    laws::more_handles_than_places(&world, TwoCells::default);
    laws::no_deadlock_on_drop(&world, TwoCells::default);
}
