//! Two threads with two additions each, in every order in which their steps can come. Every load finds the newest value: on a
//! machine it need not, which is what the next exercise is about.

use harness::Setup;

use crate::exercise::YourCounter;

harness::models!(
    "counter",
    your_counter,
    YourCounter::new,
    Setup::CHECKED.newest(),
    primitives::counter::laws,
    [no_lost_update, monotone_for_one_reader]
);
