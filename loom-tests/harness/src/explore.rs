//! The world in which loom explores a law.

use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::{Arc, Once};

use primitives_loom::sync::trace;
use primitives_loom::world::{Law, Size, SpawnOrder, Witness, World};

use crate::report::Report;
use crate::setup::Setup;
use crate::table;

/// The main thread, and three that a model may start.
const THREADS: usize = 4;

/// Explores interleavings, by loom.
#[derive(Clone, Copy, Debug)]
pub struct Loom {
    setup: Setup,
}

/// The model under way on this thread. The checker runs all threads of a model on one thread of the system, so the
/// panic hook finds it here whichever of them panicked.
#[derive(Debug)]
struct Progress {
    report: Report,
    /// Where in the search the execution under way stands.
    order: SpawnOrder,
    bound: Option<usize>,
    /// None until the law says which outcomes there are.
    witness: Option<Witness>,
    /// An execution is under way, so its trace is worth a table.
    exploring: bool,
    /// The first panic was shown; a deadlock panics twice.
    shown: bool,
}

thread_local!(static PROGRESS: RefCell<Option<Progress>> = const { RefCell::new(None) });

impl Loom {
    /// Runs `law` in this process and prints the report; a failure prints its table and panics.
    pub(crate) fn run(setup: Setup, law: impl FnOnce(&Loom)) {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| std::panic::set_hook(Box::new(show_first_panic)));
        PROGRESS.set(Some(Progress {
            report: Report { search: "bounded:0".to_owned(), ..Report::default() },
            order: SpawnOrder::Forward,
            bound: None,
            witness: None,
            exploring: false,
            shown: false,
        }));
        law(&Loom { setup });
        let progress = PROGRESS.take().expect("set above");
        println!("\n{}", progress.finished().to_line());
    }

    /// Explores one bound in one order; says whether the search came to its end.
    fn search(
        &self,
        bound: Option<usize>,
        witness: &Witness,
        order: SpawnOrder,
        body: &Arc<impl Fn(&Witness) + Send + Sync + 'static>,
    ) -> bool {
        let limits = &self.setup.limits;
        let most = if bound.is_some() { limits.bounded } else { limits.unbounded };
        let before = with(|progress| {
            (progress.order, progress.bound, progress.exploring) = (order, bound, true);
            progress.report.executions
        });
        let mut loom = loom::model::Builder::new();
        loom.max_threads = THREADS;
        loom.max_branches = limits.steps;
        loom.preemption_bound = bound;
        loom.max_duration = None; // nothing depends on the clock
        loom.checkpoint_file = None;
        loom.checkpoint_interval = 1; // the maximum below is looked at only then
        // It stops *before* the execution with this number: one more than `most` tells "cut off" from "just done".
        loom.max_permutations = Some(usize::try_from(most).expect("a maximum that fits") + 2);
        let (witness, body) = (witness.with_order(order), Arc::clone(body));
        loom.check(move || {
            trace::begin();
            with(|progress| progress.report.executions += 1);
            body(&witness);
        });
        with(|progress| {
            progress.exploring = false;
            progress.report.executions - before <= most
        })
    }
}

impl World for Loom {
    fn size(&self) -> Size {
        self.setup.limits.size
    }

    fn explore(&self, law: Law, body: impl Fn(&Witness) + Send + Sync + 'static) {
        let witness = Witness::new(law, SpawnOrder::Forward);
        let body = Arc::new(body);
        let orders = self.setup.orders.each();
        with(|progress| progress.witness = Some(witness.clone()));
        // Low bounds first: a depth-first search without one spends its life deep in the first corner, and may never
        // reach a bug that two pre-emptions show.
        let mut open = orders.to_vec(); // orders whose searches came to their end so far
        for &most in self.setup.limits.bounds {
            // What was cut off under a low bound would be cut off under a higher one.
            open.retain(|&order| self.search(Some(most), &witness, order, &body));
            if open.len() == orders.len() {
                with(|progress| progress.report.search = format!("bounded:{most}"));
            }
        }
        // Not so without a bound: the checker then leaves out what only repeats, and may well need fewer.
        if self.setup.limits.unbounded > 0 {
            let ended = orders.iter().filter(|&&order| self.search(None, &witness, order, &body));
            if ended.count() == orders.len() {
                with(|progress| progress.report.search = "complete".to_owned());
            }
        }
        witness.require_all_outcomes();
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
        let bound = self.bound.map_or("any number of".to_owned(), |bound| format!("at most {bound}"));
        let order = if self.order == SpawnOrder::Forward { "as written" } else { "in reverse" };
        format!("execution {} ({bound} pre-emptions, jobs spawned {order})", self.report.executions)
    }
}

/// Prints everything at the first panic: after a second one the process aborts.
fn show_first_panic(panic: &PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("a panic without words").trim().to_owned();
    // Where in the checker's or the compiler's own source it was noticed helps nobody.
    let ours = |file: &str| !file.contains("/loom-") && !file.starts_with("/rustc/");
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
