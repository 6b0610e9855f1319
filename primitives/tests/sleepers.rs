//! The laws of the list of sleepers, on real threads.

use primitives::sleepers::laws;
use primitives::world::Native;

#[test]
fn no_lost_wakeup() {
    laws::no_lost_wakeup(&Native::default());
}

#[test]
fn change_is_seen() {
    laws::change_is_seen(&Native::default());
}

#[test]
fn wakeup_is_passed_on() {
    laws::wakeup_is_passed_on(&Native::default());
}
