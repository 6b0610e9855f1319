//! The seven programs. `x` and `y` are 0 at first; `r0`, `r1`, ... is what was read, in the order of the threads.
//!
//! The arguments use the model's own words. *Happens before*: program order, and from a release to the acquire that reads
//! what it stored (or from fence to fence, if the second thread reads between them what the first stored after its own).
//! *Coherence*: each location has one order of stores; who has seen or made one, or happens after such, never reads an
//! earlier one. *S*: one order of all sequentially consistent operations; if A precedes B in the coherence of a location
//! (B overwrites or reads A, or overwrites what A read), then A, or a fence before it, precedes B, or a fence behind it, in S.

use super::{Fences, Locations, Ordered, Relaxed, ReleaseAcquire, SeqCst, Shape, Thread};
use crate::sync::atomic::{AtomicU64, Ordering};

/// In reading order.
pub const ALL: &[Shape] = &[SB, MP, LB, CORR, TWO_PLUS_TWO_W, WRC, IRIW];

/// The same threads under each kind of orderings; behind each stands how many values it reads.
macro_rules! threads {
    ($($thread:ident reads $reads:literal),*) => {
        [
            &[$(Thread { run: $thread::<Relaxed>, reads: $reads }),*],
            &[$(Thread { run: $thread::<ReleaseAcquire>, reads: $reads }),*],
            &[$(Thread { run: $thread::<SeqCst>, reads: $reads }),*],
            &[$(Thread { run: $thread::<Fences>, reads: $reads }),*],
        ]
    };
}

const TWO_READS: &[&str] = &["r0=0 r1=0", "r0=0 r1=1", "r0=1 r1=0", "r0=1 r1=1"];

/// Store buffering.
pub const SB: Shape = Shape {
    name: "SB",
    title: "store buffering",
    program: &["x = 1; r0 = y", "y = 1; r1 = x"],
    threads: threads!(store_x_load_y reads 1, store_y_load_x reads 1),
    last: None,
    outcomes: TWO_READS,
    weak: 0b00,
    allowed: [true, true, false, false],
    why: [
        "nothing orders a store before a later load of another location",
        "nor does this: a release orders what comes before it, an acquire what comes after it, and here the store comes first. Nobody reads the other's store, so nothing synchronizes",
        "each load reads what the other's store overwrites, so in S each load precedes the other's store, which precedes its own thread's load: a circle",
        "each load reads what the other's store overwrites, so each thread's fence precedes the other's in S: a circle",
    ],
    on_x86: [true, true, false, false],
};

/// Message passing.
pub const MP: Shape = Shape {
    name: "MP",
    title: "message passing",
    program: &["x = 1; y = 1", "r0 = y; r1 = x"],
    threads: threads!(store_x_store_y reads 0, load_y_load_x reads 2),
    last: None,
    outcomes: TWO_READS,
    weak: 0b10,
    allowed: [true, false, false, false],
    why: [
        "nothing orders two stores, or two loads, of different locations",
        "the load of y reads what the release stored, so x = 1 happens before the load of x, which may not read an earlier value",
        "as with release and acquire, which these are too",
        "r0 is read before the second fence and stored after the first, so the fences synchronize: x = 1 happens before the load of x",
    ],
    on_x86: [false; 4],
};

/// Load buffering.
pub const LB: Shape = Shape {
    name: "LB",
    title: "load buffering",
    program: &["r0 = x; y = 1", "r1 = y; x = 1"],
    threads: threads!(load_x_store_y reads 1, load_y_store_x reads 1),
    last: None,
    outcomes: TWO_READS,
    weak: 0b11,
    allowed: [true, false, false, false],
    why: [
        "nothing orders a load before a later store of another location; no value comes out of thin air, since what is stored does not hang on what was read",
        "each load would read what the other thread releases after its own load, so each would happen before itself",
        "as with release and acquire, which these are too",
        "each load stands before its thread's fence and reads what the other stored behind its own, so each fence would synchronize with the other: a circle",
    ],
    on_x86: [false; 4],
};

/// Coherence of two reads of one location.
pub const CORR: Shape = Shape {
    name: "CoRR",
    title: "coherence of two reads",
    program: &["x = 1", "r0 = x; r1 = x"],
    threads: threads!(store_x reads 0, load_x_load_x reads 2),
    last: None,
    outcomes: TWO_READS,
    weak: 0b10,
    allowed: [false; 4],
    why: [
        "coherence: of one location nobody reads an earlier value after a later one, however weak the loads",
        "as when relaxed",
        "as when relaxed",
        "as when relaxed",
    ],
    on_x86: [false; 4],
};

/// Two threads with two writes each.
pub const TWO_PLUS_TWO_W: Shape = Shape {
    name: "2+2W",
    title: "two and two writes",
    program: &["x = 1; y = 2", "y = 1; x = 2"],
    threads: threads!(store_1_x_store_2_y reads 0, store_1_y_store_2_x reads 0),
    last: Some(Thread { run: left_behind, reads: 2 }),
    outcomes: &["x=1 y=1", "x=1 y=2", "x=2 y=1", "x=2 y=2"],
    weak: 0b00,
    allowed: [true, true, false, false],
    why: [
        "nothing orders two stores to different locations, so the first of each thread may come last at its location",
        "nor does this: a release orders what is before it for those who acquire it, and nobody loads",
        "x = 2 is overwritten by x = 1 and y = 2 by y = 1, and each thread's 1 precedes its 2 in S: a circle",
        "each thread's second store, behind its fence, is overwritten by the other's first, before its fence, so each fence precedes the other in S: a circle",
    ],
    on_x86: [false; 4],
};

/// From a write, over a read, to a third thread.
pub const WRC: Shape = Shape {
    name: "WRC",
    title: "write to read causality",
    program: &["x = 1", "r0 = x; y = 1", "r1 = y; r2 = x"],
    threads: threads!(store_x reads 0, load_x_store_y reads 1, load_y_load_x reads 2),
    last: None,
    outcomes: &[
        "r0=0 r1=0 r2=0",
        "r0=0 r1=0 r2=1",
        "r0=0 r1=1 r2=0",
        "r0=0 r1=1 r2=1",
        "r0=1 r1=0 r2=0",
        "r0=1 r1=0 r2=1",
        "r0=1 r1=1 r2=0",
        "r0=1 r1=1 r2=1",
    ],
    weak: 0b110,
    allowed: [true, false, false, false],
    why: [
        "nothing orders the lines of the second thread, nor those of the third",
        "the release of y is read by the third thread, so the second's load of x happens before the third's, which may not read an earlier value",
        "as with release and acquire, which these are too",
        "y is stored behind the second thread's fence and read before the third's, so they synchronize: the second's load of x happens before the third's",
    ],
    on_x86: [false; 4],
};

/// Independent reads of independent writes.
pub const IRIW: Shape = Shape {
    name: "IRIW",
    title: "independent reads of independent writes",
    program: &["x = 1", "y = 1", "r0 = x; r1 = y", "r2 = y; r3 = x"],
    threads: threads!(store_x reads 0, store_y reads 0, load_x_load_y reads 2, load_y_load_x reads 2),
    last: None,
    outcomes: &[
        "r0=0 r1=0 r2=0 r3=0",
        "r0=0 r1=0 r2=0 r3=1",
        "r0=0 r1=0 r2=1 r3=0",
        "r0=0 r1=0 r2=1 r3=1",
        "r0=0 r1=1 r2=0 r3=0",
        "r0=0 r1=1 r2=0 r3=1",
        "r0=0 r1=1 r2=1 r3=0",
        "r0=0 r1=1 r2=1 r3=1",
        "r0=1 r1=0 r2=0 r3=0",
        "r0=1 r1=0 r2=0 r3=1",
        "r0=1 r1=0 r2=1 r3=0",
        "r0=1 r1=0 r2=1 r3=1",
        "r0=1 r1=1 r2=0 r3=0",
        "r0=1 r1=1 r2=0 r3=1",
        "r0=1 r1=1 r2=1 r3=0",
        "r0=1 r1=1 r2=1 r3=1",
    ],
    weak: 0b1010,
    allowed: [true, true, false, false],
    why: [
        "nothing orders two loads of different locations",
        "each reader synchronizes with the writer that it has seen, and learns nothing of the other: there is no one order of two independent stores",
        "each reader's second load reads what the store that it has not seen overwrites, so in S it precedes that store, which precedes the other's first load: a circle",
        "each reader's second load, behind its fence, comes before the store that the other's first load, before its fence, has read: each fence precedes the other in S: a circle",
    ],
    on_x86: [false; 4],
};

fn store<O: Ordered>(location: &AtomicU64, value: u64) {
    location.store(value, O::STORE);
}

/// One bit.
fn load<O: Ordered>(location: &AtomicU64) -> usize {
    location.load(O::LOAD) as usize
}

fn store_x<O: Ordered>(at: &Locations) -> usize {
    store::<O>(&at.x, 1);
    0
}

fn store_y<O: Ordered>(at: &Locations) -> usize {
    store::<O>(&at.y, 1);
    0
}

fn store_x_load_y<O: Ordered>(at: &Locations) -> usize {
    store::<O>(&at.x, 1);
    O::between();
    load::<O>(&at.y)
}

fn store_y_load_x<O: Ordered>(at: &Locations) -> usize {
    store::<O>(&at.y, 1);
    O::between();
    load::<O>(&at.x)
}

fn store_x_store_y<O: Ordered>(at: &Locations) -> usize {
    store::<O>(&at.x, 1);
    O::between();
    store::<O>(&at.y, 1);
    0
}

fn load_x_store_y<O: Ordered>(at: &Locations) -> usize {
    let read = load::<O>(&at.x);
    O::between();
    store::<O>(&at.y, 1);
    read
}

fn load_y_store_x<O: Ordered>(at: &Locations) -> usize {
    let read = load::<O>(&at.y);
    O::between();
    store::<O>(&at.x, 1);
    read
}

fn load_x_load_x<O: Ordered>(at: &Locations) -> usize {
    let first = load::<O>(&at.x);
    O::between();
    first << 1 | load::<O>(&at.x)
}

fn load_x_load_y<O: Ordered>(at: &Locations) -> usize {
    let first = load::<O>(&at.x);
    O::between();
    first << 1 | load::<O>(&at.y)
}

fn load_y_load_x<O: Ordered>(at: &Locations) -> usize {
    let first = load::<O>(&at.y);
    O::between();
    first << 1 | load::<O>(&at.x)
}

fn store_1_x_store_2_y<O: Ordered>(at: &Locations) -> usize {
    store::<O>(&at.x, 1);
    O::between();
    store::<O>(&at.y, 2);
    0
}

fn store_1_y_store_2_x<O: Ordered>(at: &Locations) -> usize {
    store::<O>(&at.y, 1);
    O::between();
    store::<O>(&at.x, 2);
    0
}

/// Which store came last, at each location: 1 or 2, as a bit.
fn left_behind(at: &Locations) -> usize {
    // Relaxed: all threads have ended, so there is one value to read.
    let value = |location: &AtomicU64| location.load(Ordering::Relaxed) as usize - 1;
    value(&at.x) << 1 | value(&at.y)
}
