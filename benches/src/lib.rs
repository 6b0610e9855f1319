//! What is **fast**: every subject of the catalogue, raced under load by one engine. It prints no prose; it makes rows.
//!
//! In reading order:
//!
//! | module | what it holds |
//! |---|---|
//! | [`engine`] | how a window is measured; begin with [`engine::timed`] |
//! | [`traces`] | requests that caches are replayed with, and the optimum |
//! | [`workloads`] | what subjects are asked to do, and what makes an answer right |
//! | [`subjects`] | the entries of the catalogue: ours, peers, floors |
//! | [`catalogue`] | what an entry is |
//! | [`plan`] | from what was asked to what will be run |
//! | [`launch`] | fresh processes |
//! | [`run()`] | all of it together; [`resume`] goes on with one that was stopped |
//! | [`company`] | whether somebody else measures on this machine |
//! | [`builds`] | two builds of a binary against each other, in turns |
//! | [`litmus`] | what this machine shows of the programs that tell memory models apart |
//! | [`host`] | where it was measured |
//! | [`trial`] | whether the engine reads right, here and now |
//! | [`arguments`] | what the sweep target understands |
//!
//! A crate of your own can race its subject beside ours:
//!
//! ```no_run
//! use benches::{Catalogue, Entry, Kind, RunOptions, launch, run, workloads::counter::counter_subject};
//! use primitives::counter::atomic_relaxed::AtomicRelaxed as Mine;
//!
//! let entry = Entry {
//!     name: "mine",
//!     kind: Kind::Ours,
//!     mechanism: "one atomic",
//!     progress: "wait-free",
//!     consistency: "linearizable",
//!     origin: "me",
//!     source: "src/main.rs",
//!     version: "0.1.0",
//! };
//! let catalogue = Catalogue::standard().with(counter_subject(entry, Mine::new));
//! launch::run_if_child(&catalogue);
//! let options = RunOptions { subject: Some("^(mine|mutex)$".to_owned()), ..RunOptions::default() };
//! let finished = run(&catalogue, &options, &mut |_| ())?;
//! println!("{} rows in {}", finished.rows, finished.out.display());
//! # Ok::<(), benches::RunError>(())
//! ```

pub mod arguments;
mod begun;
pub mod builds;
pub mod catalogue;
pub mod company;
pub mod engine;
pub mod error;
pub mod host;
pub mod launch;
pub mod litmus;
mod measured;
mod output;
pub mod plan;
pub mod random;
mod run;
pub mod subjects;
pub mod traces;
pub mod trial;
pub mod workloads;

pub use catalogue::{Catalogue, Entry, Subject};
pub use engine::CountingAllocator;
pub use error::RunError;
pub use plan::{Profile, RunOptions};
pub use reports::Kind;
pub use run::{Finished, Progress, begun, resume, run};
