//! The world in which a checker explores a law, and what it tells of the search.

use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::Once;

use primitives::sync::trace;
use primitives::world::{SpawnOrder, Witness};

use crate::report::Report;
use crate::setup::Setup;
use crate::table;

#[cfg(not(shuttle))]
mod loom;
#[cfg(shuttle)]
mod shuttle;

#[cfg(not(shuttle))]
pub(crate) use loom::{ENGINE, expected};
#[cfg(shuttle)]
pub(crate) use shuttle::{ENGINE, expected};

/// Explores interleavings, by the checker over which this library was built.
#[derive(Clone, Copy, Debug)]
pub struct Explorer {
    setup: Setup,
}

/// The model under way on this thread. The checker runs all threads of a model on one thread of the system, so the
/// panic hook finds it here whichever of them panicked.
#[derive(Debug)]
struct Progress {
    report: Report,
    /// Where in the search the execution under way stands.
    order: SpawnOrder,
    /// Which part of the search, in words.
    kind: String,
    /// None until the law says which outcomes there are.
    witness: Option<Witness>,
    /// An execution is under way, so its trace is worth a table.
    exploring: bool,
    /// The first panic was shown; a deadlock panics twice.
    shown: bool,
}

thread_local!(static PROGRESS: RefCell<Option<Progress>> = const { RefCell::new(None) });

impl Explorer {
    /// Runs `law` in this process and prints the report; a failure prints its table and panics.
    pub(crate) fn run(setup: Setup, law: impl FnOnce(&Explorer)) {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| std::panic::set_hook(Box::new(show_first_panic)));
        PROGRESS.set(Some(Progress {
            report: Report { search: "bounded:0".to_owned(), ..Report::default() },
            order: SpawnOrder::Forward,
            kind: String::new(),
            witness: None,
            exploring: false,
            shown: false,
        }));
        law(&Explorer { setup });
        let progress = PROGRESS.take().expect("set above");
        println!("\n{}", progress.finished().to_line());
    }
}

fn with<R>(body: impl FnOnce(&mut Progress) -> R) -> R {
    PROGRESS.with_borrow_mut(|progress| body(progress.as_mut().expect("a model is under way")))
}

impl Progress {
    fn finished(&self) -> Report {
        let reached = self.witness.iter().flat_map(Witness::seen).map(str::to_owned).collect();
        Report { reached, weakened: trace::weakened(), ..self.report.clone() }
    }

    fn place(&self) -> String {
        let order = if self.order == SpawnOrder::Forward { "as written" } else { "in reverse" };
        format!("execution {} ({}, jobs spawned {order})", self.report.executions, self.kind)
    }
}

/// Prints everything at the first panic: after a second one the process aborts.
fn show_first_panic(panic: &PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("a panic without words").trim().to_owned();
    // Where in the checker's or the compiler's own source it was noticed helps nobody.
    let ours = |file: &str| !file.contains("/registry/src/") && !file.starts_with("/rustc/");
    let place = panic.location().filter(|place| ours(place.file()));
    let place = place.map_or(String::new(), |place| format!(" (at {place})"));
    let shown = PROGRESS.with_borrow_mut(|progress| {
        let progress = progress.as_mut()?;
        if std::mem::replace(&mut progress.shown, true) {
            return None;
        }
        Some((progress.finished(), progress.exploring.then(|| progress.place())))
    });
    let Some((mut report, execution)) = shown else {
        eprintln!("then: {message}{place}");
        return;
    };
    eprintln!("\n{message}{place}");
    if let Some(execution) = execution {
        let events = trace::events();
        // On a thread of its own: a thread of a model has a stack of 32 KiB.
        let table = std::thread::spawn(move || table::render(&events)).join();
        eprintln!("{execution}:\n{}", table.unwrap_or_default());
    }
    report.failure = Some(message);
    println!("\n{}", report.to_line());
}
