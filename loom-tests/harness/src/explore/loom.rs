//! loom: every interleaving and every value that a weakly ordered load may return, within bounds.

use std::sync::Arc;

use primitives::sync::trace;
use primitives::world::{Law, Size, SpawnOrder, Witness, World};

use super::{Explorer, with};
use crate::end::Class;
use crate::part::{Part, Place};
use crate::process::Model;

/// As a row of verdicts has it.
pub(crate) const ENGINE: &str = "loom";

/// The main thread, and three that a model may start.
const THREADS: usize = 4;

/// The body of one execution. One type for all laws: hundreds of copies of the checker would take minutes to build.
type Body = dyn Fn(&Witness) + Send + Sync;

impl Explorer {
    /// Explores one bound in one order; says whether the search came to its end.
    fn search(&self, bound: Option<usize>, witness: &Witness, order: SpawnOrder, body: &Arc<Body>) -> bool {
        let limits = &self.setup.limits;
        let most = if bound.is_some() { limits.bounded } else { limits.unbounded };
        let before = with(|progress| {
            let most = match bound {
                None => "any number of pre-emptions".to_owned(),
                Some(1) => "at most 1 pre-emption".to_owned(),
                Some(most) => format!("at most {most} pre-emptions"),
            };
            (progress.order, progress.bound, progress.kind) = (order, bound, most);
            (progress.before, progress.exploring) = (progress.report.executions, true);
            progress.before
        });
        let mut loom = ::loom::model::Builder::new();
        loom.max_threads = THREADS;
        loom.max_branches = limits.steps;
        loom.preemption_bound = bound;
        loom.max_duration = None; // nothing depends on the clock
        loom.checkpoint_file = None;
        loom.checkpoint_interval = 1; // the maximum below is looked at only then
        // It stops *before* the execution with this number: one more than `most` tells "cut off" from "just done".
        loom.max_permutations = Some(usize::try_from(most).expect("a maximum that fits") + 2);
        match &self.part {
            Part::Whole => {}
            // It writes the file before each execution whose number the interval divides: the wanted one is the first.
            Part::UpTo(Place { number, .. }, path) => {
                loom.checkpoint_file = Some(path.clone());
                loom.checkpoint_interval =
                    usize::try_from(*number).expect("a number of executions that fits");
            }
            // It reads the file before the first execution, and is to stop before the second.
            Part::Only(_, path) => {
                loom.checkpoint_file = Some(path.clone());
                loom.checkpoint_interval = 2;
                loom.max_permutations = Some(2);
            }
        }
        let (witness, body) = (witness.with_order(order), Arc::clone(body));
        loom.check(move || {
            trace::begin();
            with(|progress| {
                progress.report.executions += 1;
                progress.report.reversed += u64::from(progress.order == SpawnOrder::Reversed);
            });
            body(&witness);
        });
        with(|progress| {
            progress.exploring = false;
            progress.report.executions - before <= most
        })
    }

    /// Every bound, in every order.
    fn explore_all(&self, law: Law, body: &Arc<Body>) {
        let witness = Witness::new(law, SpawnOrder::Forward);
        let orders = self.setup.orders.each();
        with(|progress| progress.witness = Some(witness.clone()));
        if let Part::UpTo(place, _) | Part::Only(place, _) = &self.part {
            self.search(place.bound, &witness, place.order(), body);
            return;
        }
        // Low bounds first: a depth-first search without one spends its life deep in the first corner, and may never
        // reach a bug that two pre-emptions show.
        let mut open = orders.to_vec(); // orders whose searches came to their end so far
        for &most in self.setup.limits.bounds {
            // What was cut off under a low bound would be cut off under a higher one.
            open.retain(|&order| self.search(Some(most), &witness, order, body));
            if open.len() == orders.len() {
                with(|progress| progress.report.search = format!("bounded:{most}"));
            }
        }
        // Not so without a bound: the checker then leaves out what only repeats, and may well need fewer.
        if self.setup.limits.unbounded > 0 {
            let ended = orders.iter().filter(|&&order| self.search(None, &witness, order, body));
            if ended.count() == orders.len() {
                with(|progress| progress.report.search = "complete".to_owned());
            }
        }
        witness.require_all_outcomes();
    }
}

impl World for Explorer {
    fn size(&self) -> Size {
        self.setup.limits.size
    }

    fn explore(&self, law: Law, body: impl Fn(&Witness) + Send + Sync + 'static) {
        let body: Arc<Body> = Arc::new(body);
        self.explore_all(law, &body);
    }
}

/// What a mutant may die of here: what its test says.
pub(crate) fn expected(_: &Model, by_loom: Class) -> Vec<Class> {
    vec![by_loom]
}

/// What a model's process printed.
pub(crate) fn readable(printed: &str) -> String {
    printed.to_owned()
}
