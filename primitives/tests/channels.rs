//! The laws of channels, on real threads.

use primitives::channel::{
    Bounded, Channel, CrossbeamChannel, Endless, HandOver, StdChannel,
    condvar::CondvarChannel,
    laws,
    park::{Park, ParkChannel, ParkUnbounded},
    rendezvous::Rendezvous,
};
use primitives::queue;
use primitives::world::{Native, Size};

/// One test a law, for one subject.
macro_rules! laws {
    ($subject:ident: $($law:ident = $call:expr;)*) => {
        mod $subject {
            use super::*;
            $(#[test] fn $law() { $call })*
        }
    };
}

/// A few threads that meet once, many times over.
const MEETINGS: Native = Native { rounds: 200, size: Size { threads: 3, ops: 2 } };

/// The laws of all, and those that this one promises beside.
macro_rules! channel {
    ($subject:ident, $kind:ty, [$($law:ident),*], [$($alone:ident),*]) => {
        laws! { $subject:
            no_loss_no_duplication = laws::no_loss_no_duplication::<$kind>(&Native::default());
            fifo_per_producer = laws::fifo_per_producer::<$kind>(&MEETINGS);
            close_wakes_all = laws::close_wakes_all::<$kind>(&MEETINGS);
            close_wakes_every_sender = laws::close_wakes_every_sender::<$kind>(&MEETINGS);
            panicking_receiver_closes = laws::panicking_receiver_closes::<$kind>(&MEETINGS);
            drops_once = laws::drops_once::<$kind>(&MEETINGS);
            time_runs_out = laws::time_runs_out::<$kind>(&MEETINGS);
            bounded_wait_says_why = laws::bounded_wait_says_why::<$kind>();
            $($law = laws::$law::<$kind>(&MEETINGS);)*
            $($alone = laws::$alone::<$kind>();)*
        }
    };
}

/// A channel that sleeps over the naive queue.
type ParkOver<Q> = Park<queue::Bounded<Q>>;

channel!(condvar, Bounded<CondvarChannel>, [no_lost_wakeup, question_is_never_lost], [closing_is_orderly]);
channel!(
    condvar_unbounded,
    Endless<CondvarChannel>,
    [no_lost_wakeup, question_is_never_lost],
    [closing_is_orderly]
);
channel!(park, Bounded<ParkChannel>, [no_lost_wakeup, question_is_never_lost], [closing_is_orderly]);
channel!(
    park_over_a_mutex,
    Bounded<ParkOver<queue::mutex::Mutex>>,
    [no_lost_wakeup, question_is_never_lost],
    [closing_is_orderly]
);
channel!(
    park_unbounded,
    Endless<ParkUnbounded>,
    [no_lost_wakeup, question_is_never_lost],
    [closing_is_orderly]
);
channel!(rendezvous, HandOver<Rendezvous>, [no_lost_wakeup, meeting_tells], []);
channel!(std_sync_channel, Bounded<StdChannel>, [question_is_never_lost], [closing_is_orderly]);
channel!(crossbeam_channel, Bounded<CrossbeamChannel>, [], [closing_is_orderly]);

laws! { oneshot:
    arrives_once = laws::once::arrives_once(&MEETINGS);
    comes_back_or_is_dropped = laws::once::comes_back_or_is_dropped(&MEETINGS);
    silence_is_heard = laws::once::silence_is_heard(&MEETINGS);
    time_runs_out = laws::once::time_runs_out(&MEETINGS);
}

/// What a channel that cannot have a capacity says.
fn refusal<C: Channel<u64>>(capacity: usize) -> String {
    C::bounded(capacity).err().expect("this capacity cannot be had").to_string()
}

#[test]
fn a_capacity_that_cannot_be_had_is_an_error_value() {
    assert_eq!(
        refusal::<CondvarChannel>(0),
        format!("a capacity of 0 cannot be had: 1 to {} can", isize::MAX)
    );
    assert!(refusal::<ParkChannel>(0).starts_with("a capacity of 0 cannot be had: 1 to "));
    assert!(refusal::<ParkChannel>(usize::MAX).starts_with("a capacity of 18446744073709551615 cannot"));
    assert_eq!(refusal::<Rendezvous>(1), "a capacity of 1 cannot be had: 0 to 0 can");
}

#[test]
fn a_bounded_wait_ends_by_itself_or_with_a_look_at_the_word() {
    use primitives::sync::atomic::AtomicU32;
    use primitives::wait::wait_timeout;
    use std::time::Duration;

    let word = AtomicU32::new(0);
    // It may return for no reason, but not for ever.
    while wait_timeout(&word, 0, Duration::from_millis(1)) {}
    assert!(wait_timeout(&word, 1, Duration::MAX), "the word holds something else: no time passes");
}
