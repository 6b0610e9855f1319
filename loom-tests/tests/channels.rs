//! Channels: every law, every interleaving of two threads, and some of three and four.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::channel::{
    Bounded, Endless, HandOver,
    condvar::CondvarChannel,
    laws,
    park::{Park, ParkChannel, ParkUnbounded},
    rendezvous::Rendezvous,
};
use primitives::queue;

/// One module of models for one subject: `channel!(MODULE, SUBJECT, KIND, SETUP, [LAWS])`.
macro_rules! channel {
    ($module:ident, $subject:literal, $kind:ty, $setup:expr, [$($law:ident),*]) => {
        mod $module {
            use super::*;
            $(
                #[test]
                fn $law() {
                    let model = harness::model!("channel", $subject, stringify!($law), $law);
                    harness::holds(&model, $setup, |world| laws::$law::<$kind>(world));
                }
            )*
        }
    };
}

/// Laws of two threads, which end or nearly do.
const TWO: Setup = Setup::CHECKED.within(Limits {
    unbounded: 5_000,
    why: "what does not end within three pre-emptions has very many executions without a bound, whose beginning shows little",
    ..Limits::USUAL
});
/// Laws of three and four threads.
const MORE: Setup = Setup::CHECKED.within(Limits {
    bounds: &[1, 2],
    bounded: 15_000,
    unbounded: 0,
    why: "a lost wake-up shows with one pre-emption; with two among four threads the search is cut off",
    ..Limits::USUAL
});

/// The same, over a queue with many steps.
const LONG: Setup = Setup::CHECKED.within(Limits {
    bounds: &[1],
    bounded: 40_000,
    unbounded: 0,
    why: "a lost wake-up shows with one pre-emption, and with one there are up to thirty thousand executions",
    ..Limits::USUAL
});

/// All of them, for a channel of any kind.
macro_rules! all {
    ($two:ident, $more:ident, $subject:literal, $kind:ty, $setup:expr) => {
        channel!(
            $two,
            $subject,
            $kind,
            TWO,
            [no_loss_no_duplication, drops_once, time_runs_out, question_is_never_lost]
        );
        channel!(
            $more,
            $subject,
            $kind,
            $setup,
            [fifo_per_producer, no_lost_wakeup, close_wakes_all, close_wakes_every_sender]
        );
    };
}

all!(condvar, condvar_of_more, "condvar", Bounded<CondvarChannel>, MORE);
all!(condvar_unbounded, condvar_unbounded_of_more, "condvar_unbounded", Endless<CondvarChannel>, MORE);
all!(park, park_of_more, "park", Bounded<ParkChannel>, LONG);
all!(
    park_over_a_mutex,
    park_over_a_mutex_of_more,
    "park over a mutex",
    Bounded<Park<queue::Bounded<queue::mutex::Mutex>>>,
    MORE
);
// Not `fifo_per_producer`: two senders that mix take more pre-emptions than can be searched here. The law is that of its queue.
channel!(
    park_unbounded,
    "park_unbounded",
    Endless<ParkUnbounded>,
    TWO,
    [no_loss_no_duplication, drops_once, time_runs_out, question_is_never_lost]
);
channel!(
    park_unbounded_of_more,
    "park_unbounded",
    Endless<ParkUnbounded>,
    MORE,
    [no_lost_wakeup, close_wakes_all, close_wakes_every_sender]
);
channel!(
    rendezvous,
    "rendezvous",
    HandOver<Rendezvous>,
    TWO,
    [no_loss_no_duplication, meeting_tells, drops_once, time_runs_out]
);
channel!(
    rendezvous_of_more,
    "rendezvous",
    HandOver<Rendezvous>,
    MORE,
    [fifo_per_producer, no_lost_wakeup, close_wakes_all, close_wakes_every_sender]
);

mod oneshot {
    use super::*;

    macro_rules! once {
        ($($law:ident),*) => {$(
            #[test]
            fn $law() {
                let model = harness::model!("channel", "oneshot", stringify!($law), $law);
                harness::holds(&model, TWO, |world| laws::once::$law(world));
            }
        )*};
    }

    once!(arrives_once, comes_back_or_is_dropped, silence_is_heard, time_runs_out);
}

harness::every_declared_model_exists!();
