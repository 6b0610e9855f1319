//! What becomes of a wrong counter under the learner's law.

use std::cell::Cell;
use std::panic::Location;

use harness::steps::Execution;
use harness::verdict::Row;
use harness::{Class, End, Limits, Model, Setup, process, table};
use primitives::counter::Counter;
use primitives::sync::trace;
use primitives::world::{Law, Size, Witness, World};

use crate::exercise::your_law;

/// A law may be larger than it must be.
pub(super) const SETUP: Setup = Setup::CHECKED.within(Limits {
    bounds: &[1, 2],
    bounded: 2_000,
    unbounded: 2_000,
    why: "two pre-emptions show each of the wrong ones; a law with three threads is cut off before it takes long",
    ..Limits::USUAL
});

/// Fails unless the law kills the counter that `make` makes; `source` is its file.
pub(super) fn must_die<C: Counter>(
    model: &Model,
    source: &str,
    make: impl Fn() -> C + Send + Sync + 'static,
) {
    if std::env::var_os(process::CHOSEN).is_some() {
        // In the process that is started below.
        return harness::holds(model, SETUP, |world| watch(world, make));
    }
    let ended = harness::run_again(model, ("RUST_BACKTRACE", "0"));
    let found = match &ended.end {
        // By a `check`, or by an outcome that the law does not know.
        End::Failed { class: Class::Assertion | Class::Undeclared, .. } => return,
        End::Failed { class, .. } => {
            format!("it ends, but not by your law: by {} ({})", class.name(), class.meaning())
        }
        End::Held => format!("it lives: the law was kept in all of its {} executions", ended.executions),
    };
    publish(model, ended.executions, &ended.search, ended.seconds);
    println!(
        "The wrong counter is loom-tests/mutants/counter/{}.rs.\nWho wrote it believes: {}\nUnder your law {found}.\n{}",
        model.subject,
        belief(source),
        ended.shown
    );
    panic!("{} must die", model.subject);
}

/// A law that a wrong program keeps is too small, or blind; that is what this class means.
fn publish(model: &Model, executions: u64, search: &str, seconds: f64) {
    let row = Row {
        family: model.family,
        subject: model.subject,
        law: model.law,
        status: SETUP.status.name(),
        executions,
        search,
        outcome: "inconclusive",
        class: Class::Unreached.name(),
        reached: &[],
        mutant: true,
        weakened: false,
        promised: true,
        history: &[],
        seconds,
    };
    row.publish(model.test);
}

/// Runs the law, and prints its last execution, which tells most of what the threads do not do.
fn watch<C: Counter>(world: &impl World, make: impl Fn() -> C + Send + Sync + 'static) {
    let watched = Watched { world, place: Cell::new(None) };
    your_law(&watched, make);
    let Some(place) = watched.place.get() else {
        eprintln!("Your law explores nothing: it must call world.explore.");
        return;
    };
    let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
    eprintln!("This is the last one of them; your law begins at {file}:{}.\n", place.line());
    eprint!("{}", table::render(&Execution::recorded(&trace::events())));
}

/// Knows where the law asked to be explored.
struct Watched<'a, W> {
    world: &'a W,
    place: Cell<Option<&'static Location<'static>>>,
}

impl<W: World> World for Watched<'_, W> {
    fn size(&self) -> Size {
        self.world.size()
    }

    #[track_caller]
    fn explore(&self, law: Law, body: impl Fn(&Witness) + Send + Sync + 'static) {
        self.place.set(Some(Location::caller()));
        self.world.explore(law, body);
    }
}

/// What stands in quotation marks behind the word *Misconception* in a wrong program's header.
fn belief(source: &str) -> String {
    let header: Vec<&str> =
        source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let header = header.join(" ");
    let quoted = header.split_once("*Misconception.* \"").and_then(|(_, rest)| rest.split_once('"'));
    format!("{:?}", quoted.expect("a wrong program says what its author believed").0)
}
