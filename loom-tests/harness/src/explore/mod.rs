//! The world in which a checker explores a law, and what it tells of the search.

use std::cell::RefCell;
use std::panic::{Location, PanicHookInfo};
use std::sync::Once;

use primitives::sync::{newest, trace};
use primitives::world::{SpawnOrder, Witness};

use crate::end::Class;
use crate::failure::Failure;
use crate::part::{Part, Place};
use crate::process::Model;
use crate::report::Report;
use crate::saved::{self, Saved};
use crate::setup::Setup;
use crate::sources;
use crate::steps::Execution;
use crate::table;

#[cfg(not(shuttle))]
mod loom;
#[cfg(shuttle)]
mod shuttle;

#[cfg(not(shuttle))]
pub(crate) use loom::{ENGINE, expected, readable};
#[cfg(shuttle)]
pub(crate) use shuttle::{ENGINE, expected, readable};

/// Explores interleavings, by the checker over which this library was built.
#[derive(Clone, Debug)]
pub struct Explorer {
    setup: Setup,
    #[cfg_attr(shuttle, expect(dead_code, reason = "only loom's searches have parts that can be run alone"))]
    part: Part,
}

/// The model under way on this thread. The checker runs all threads of a model on one thread of the system, so the
/// panic hook finds it here whichever of them panicked.
#[derive(Debug)]
struct Progress {
    model: Model,
    report: Report,
    /// Where in the search the execution under way stands.
    order: SpawnOrder,
    /// Which part of the search, in words.
    kind: String,
    bound: Option<usize>,
    /// Executions before the search under this bound, in this order.
    before: u64,
    /// None until the law says which outcomes there are.
    witness: Option<Witness>,
    /// An execution is under way, so its trace is worth a table.
    exploring: bool,
    /// The first panic was shown; a deadlock panics twice.
    shown: bool,
    /// So was the first that a lock of the checker's raised because it was poisoned. All threads of a model are one of the
    /// system, so one that releases a lock while another unwinds poisons it. Of the subject that says nothing, unless it ends the model.
    poisoned: bool,
}

thread_local!(static PROGRESS: RefCell<Option<Progress>> = const { RefCell::new(None) });

impl Explorer {
    /// Runs `law` in this process and prints the report; a failure prints its table and panics.
    ///
    /// # Panics
    /// If an execution fails, be its panic caught or not: laws catch those that they plan, and must not hide the checker's.
    /// So does a law that explores nothing.
    pub(crate) fn run(model: &Model, setup: Setup, part: Part, law: impl FnOnce(&Explorer)) {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| std::panic::set_hook(Box::new(show_first_panic)));
        PROGRESS.set(Some(Progress {
            model: *model,
            report: Report { search: "bounded:0".to_owned(), ..Report::default() },
            order: SpawnOrder::Forward,
            kind: String::new(),
            bound: None,
            before: 0,
            witness: None,
            exploring: false,
            shown: false,
            poisoned: false,
        }));
        newest::set_only(setup.newest);
        law(&Explorer { setup, part });
        let explored = with(|progress| progress.report.executions);
        assert!(explored > 0, "law[{}][unreached]: nothing was explored", model.law);
        let progress = PROGRESS.take().expect("set above");
        // Its report is printed, and a second one would take it back.
        assert!(!progress.shown, "a failure was caught on its way out, and the law seemed to hold");
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

    /// The execution under way.
    fn place(&self) -> Place {
        Place {
            reversed: self.order == SpawnOrder::Reversed,
            bound: self.bound,
            number: self.report.executions - self.before,
        }
    }

    /// How far the search is, in words.
    fn when(&self) -> String {
        let number = self.report.executions;
        if !self.exploring {
            return format!("after {number} execution{}", if number == 1 { "" } else { "s" });
        }
        let order = if self.order == SpawnOrder::Forward { "as written" } else { "in reverse" };
        format!("execution {number} ({}, jobs spawned {order})", self.kind)
    }
}

/// What the hook takes from the search under way.
struct Shown {
    model: Model,
    report: Report,
    when: String,
    kind: String,
}

/// Prints, and keeps, everything at the first panic: after a second one the process aborts.
fn show_first_panic(panic: &PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("a panic without words").trim().to_owned();
    // Where in the checker's or the compiler's own source it was noticed helps nobody.
    let noticed = panic.location().filter(|place| sources::is_ours(place.file()));
    let shown = PROGRESS.with_borrow_mut(|progress| {
        let progress = progress.as_mut()?;
        let kind = if message.contains("PoisonError") { &mut progress.poisoned } else { &mut progress.shown };
        if std::mem::replace(kind, true) {
            return None;
        }
        let found = progress.exploring.then(|| progress.place());
        let report = Report { failure: Some(message.clone()), found, ..progress.finished() };
        Some(Shown { model: progress.model, report, when: progress.when(), kind: progress.kind.clone() })
    });
    let Some(shown) = shown else {
        let place = noticed.map_or(String::new(), |place| format!(" (at {place})"));
        eprintln!("while it was torn down: {message}{place}");
        return;
    };
    let events = trace::events();
    std::thread::scope(|scope| {
        // On a thread of its own: a thread of a model has a stack of 32 KiB.
        let told = scope.spawn(|| tell(&shown, &message, noticed, &events)).join();
        if told.is_err() {
            eprintln!("{message}");
        }
    });
    println!("\n{}", shown.report.to_line());
}

/// What happened, for the reader and, if a folder is named, for a file.
fn tell(shown: &Shown, message: &str, noticed: Option<&Location<'_>>, events: &[trace::Event]) {
    let Shown { model, report, when, .. } = shown;
    let (class, _) = Class::of_panic(message);
    let execution = report.found.as_ref().map(|place| (place, Execution::recorded(events)));
    let what = execution.as_ref().map(|(_, what)| what);
    eprint!("\n{}", Failure { model, class, message, noticed, when: when.clone(), execution: what });
    if let Some(what) = what {
        eprint!("\n{}\n", table::render(what));
    }
    let Some(folder) = saved::folder() else { return };
    let mut failure = Saved::new(model, class, message);
    if let Some((place, what)) = execution {
        failure = failure.noticed(noticed).with_execution(report.executions, place, &shown.kind, what);
    }
    if let Err(why) = failure.write(&saved::file(&folder, model)) {
        eprintln!("{why}");
    }
}
