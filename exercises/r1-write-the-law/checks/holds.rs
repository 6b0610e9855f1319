//! The law must hold for counters that are right: one number, a cell for each thread, and one that may keep something back while its handle
//! lives.

mod wrong;

use primitives::counter::atomic_relaxed::AtomicRelaxed;
use primitives::counter::batched::Batched;
use primitives::counter::per_thread::PerThread;

use crate::exercise;

harness::models!("counter", atomic_relaxed, AtomicRelaxed::new, wrong::SETUP, exercise, [your_law]);
harness::models!("counter", batched, || Batched::new(2), wrong::SETUP, exercise, [your_law]);
harness::models!("counter", per_thread, PerThread::new, wrong::SETUP, exercise, [your_law]);
