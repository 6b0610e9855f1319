//! Three threads ask for one missing key: two have to be told. And a loader asks for another key, which a second thread wants, too.

use harness::{Limits, Setup};
use primitives::cache::laws::loading;

use crate::exercise::LoadingCache;

const SETUP: Setup = Setup::CHECKED.within(Limits {
    bounds: &[1, 2],
    bounded: 10_000,
    unbounded: 0,
    why: "two pre-emptions show each way to meet a loading half done",
    ..Limits::USUAL
});

#[test]
fn loads_once_for_three() {
    let model = harness::model!("cache", "loading_cache", "loads_once_for_three", loads_once_for_three);
    harness::holds(&model, SETUP, |world| loading::loads_once_for_three::<LoadingCache>(world));
}

#[test]
fn another_key_is_loaded() {
    let model = harness::model!("cache", "loading_cache", "another_key_is_loaded", another_key_is_loaded);
    harness::holds(&model, SETUP, |world| loading::another_key_is_loaded::<LoadingCache>(world));
}
