//! Published locks keep the laws of ours, on real threads: what stands beside ours in a table must be what it says.

use std::panic::{AssertUnwindSafe, catch_unwind};

use benches::subjects::lock_peers::{ParkingLotFairMutex, SpinMutex};
use primitives::lock::{LockKind, Mutual, TryLock, laws};
use primitives::world::{Native, Size, Token};

/// Small: one of them spins without giving its core away, the other wakes somebody at each release.
const SMALL: Native = Native { rounds: 3, size: Size { threads: 3, ops: 100 } };

fn keeps_the_laws<L: LockKind>()
where
    L::Of<u64>: TryLock<u64>,
{
    laws::mutual_exclusion::<L::Of<u64>>(&SMALL);
    laws::no_lost_wakeup::<L::Of<u64>>(&SMALL);
    laws::panics_release::<L::Of<u64>>(&SMALL);
    laws::try_lock_never_blocks::<L::Of<u64>>(&SMALL);
    laws::drops_once::<L::Of<Token>>(&SMALL);
    let page = L::Of::<[u64; 512]>::new([7; 512]);
    assert_eq!(page.with(|words| words.iter().sum::<u64>()), 512 * 7);
    let unlucky =
        catch_unwind(AssertUnwindSafe(|| page.with(|_| std::panic::resume_unwind(Box::new("planned")))));
    assert!(unlucky.is_err() && page.with(|words| words[0]) == 7);
}

#[test]
fn parking_lot_fair() {
    keeps_the_laws::<ParkingLotFairMutex>();
}

#[test]
fn spin() {
    keeps_the_laws::<SpinMutex>();
}
