//! The laws whose mistakes may need a third thread, with three: two that collide, and one that comes between; of three
//! handles one finds no cell of its own.
//!
//! Not `no_lost_update` of `striped` and `per_cpu`: under the checker they have two cells, so of three threads two share one and
//! see each other, and that nobody sees anybody, which their promise allows, cannot happen. That nothing is lost in a shared
//! cell shows in `more_handles_than_places`.

#[cfg(loom)]
extern crate primitives_loom as primitives;

use harness::{Limits, Setup};
use primitives::counter;
use primitives::world::Size;

/// Low caps: what three threads can show and two cannot, two or three pre-emptions show.
const THREE: Limits = Limits {
    // One operation each: with two it is a hundred times as many executions.
    size: Size { threads: 3, ops: 1 },
    bounds: &[1, 2],
    bounded: 10_000,
    unbounded: 8_000,
    why: "numbers and locks finish without a bound; cells and combiners have millions of executions",
    ..Limits::USUAL
};

/// For those of which no end is in sight. The checker passes the turn among threads that spin by how often each has
/// yielded, so two of them may take hundreds of turns before the one that they wait for has its own.
const HEAVY: Limits = Limits {
    unbounded: 0,
    steps: 5_000,
    why: "without a bound only the first corner would be seen",
    ..THREE
};

macro_rules! counter {
    ($subject:ident, $make:expr, $limits:expr, [$($law:ident),*]) => {
        mod $subject {
            use super::*;
            $(
                #[test]
                fn $law() {
                    let law = concat!(stringify!($law), " (three threads)");
                    let model = harness::model!("counter", stringify!($subject), law, $law);
                    harness::holds(&model, Setup::CHECKED.within($limits), |world| counter::laws::$law(world, $make));
                }
            )*
        }
    };
}

counter!(mutex, counter::mutex::Mutex::new, THREE, [no_lost_update]);
counter!(atomic_relaxed, counter::atomic_relaxed::AtomicRelaxed::new, THREE, [no_lost_update]);
counter!(cas_loop, counter::cas_loop::CasLoop::new, THREE, [no_lost_update]);
counter!(per_thread, counter::per_thread::PerThread::new, HEAVY, [no_lost_update, more_handles_than_places]);
counter!(striped, counter::striped::Striped::new, THREE, [more_handles_than_places]);
counter!(per_cpu, counter::per_cpu::PerCpu::new, THREE, [more_handles_than_places]);
counter!(batched, || counter::batched::Batched::new(2), THREE, [no_lost_update, error_bound]);
counter!(
    flat_combining,
    counter::flat_combining::FlatCombining::new,
    HEAVY,
    [no_lost_update, more_handles_than_places]
);

/// Two readers and a writer that meet: in the first law each of three threads changes the value and then reads it.
mod read_mostly_values {
    use super::*;
    use primitives::read_mostly::{
        RwLocked, big_reader::BigReaderLock, laws, phase_fair::PhaseFairLock, rwlock_futex::RwLockFutex,
    };

    macro_rules! value {
        ($subject:ident, $lock:ty, $limits:expr, [$($law:ident),*]) => {
            mod $subject {
                use super::*;
                $(
                    #[test]
                    fn $law() {
                        let name = concat!(stringify!($law), " (three threads)");
                        let model = harness::model!("read_mostly", stringify!($subject), name, $law);
                        let law = laws::$law::<RwLocked<$lock, [u64; 2]>>;
                        harness::holds(&model, Setup::CHECKED.within($limits), |world| law(world));
                    }
                )*
            }
        };
    }

    value!(rwlock_futex, RwLockFutex, HEAVY, [no_lost_update]);
    value!(phase_fair, PhaseFairLock, SPINS, [no_lost_update]);
    value!(big_reader, BigReaderLock, HEAVY, [no_lost_update]);

    const SPINS: Limits = Limits {
        bounds: &[1],
        why: "whoever waits spins: two pre-emptions are tens of thousands that differ in how often a thread looked",
        ..HEAVY
    };
}

harness::every_declared_model_exists!();
