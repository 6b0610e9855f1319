//! Two threads with two additions each, in every order in which their steps can come.

use harness::Setup;

use crate::exercise::YourCounter;

harness::models!(
    "counter",
    your_counter,
    YourCounter::new,
    Setup::CHECKED,
    primitives::counter::laws,
    [no_lost_update, monotone_for_one_reader]
);
