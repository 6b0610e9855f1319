//! A session's workers: threads, each on its core, through all windows of the session.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use core_affinity::CoreId;

use super::clock::{Clock, Now};
use super::gate::{Abandoned, Gate};
use super::pace::Pace;
use super::probe::Probe;
use super::session::Session;
use super::timed::{self, Stretch};
use super::turn::turn_ns;
use super::window::Window;
use super::work::{Seat, Work};

/// What came of a session's windows.
#[derive(Debug)]
pub struct Race<R> {
    /// Window by window.
    pub windows: Vec<Window>,
    /// What each worker tells, by its number.
    pub reports: Vec<R>,
    /// Whether every worker is bound to its core.
    pub pinned: bool,
}

/// One worker's results.
struct Course<R> {
    stretches: Vec<Stretch>,
    probes: Vec<Option<f64>>,
    turns: Vec<Option<f64>>,
    report: R,
    pinned: bool,
}

/// What workers share; none of it is written inside a window, but for the mark that it is closed.
struct Ground<'a> {
    session: &'a Session,
    cores: Option<Vec<CoreId>>,
    gate: Gate,
    probe: Probe,
    clock: Clock,
}

/// Runs all windows of a session. `build` makes each worker's part, on the worker's own thread.
///
/// # Errors
/// With the message of the first panic.
pub fn race<W: Work>(session: &Session, build: impl Fn(Seat) -> W + Sync) -> Result<Race<W::Report>, String> {
    let threads = session.threads as usize;
    let ground = Ground {
        session,
        cores: core_affinity::get_core_ids().filter(|cores| !cores.is_empty()),
        gate: Gate::new(threads),
        probe: Probe::default(),
        clock: Clock::start(),
    };
    let courses: Vec<_> = std::thread::scope(|scope| {
        let start = |index| {
            let seat = Seat { index, threads, seed: session.seed_of(index) };
            let (ground, build) = (&ground, &build);
            scope.spawn(move || ground.guarded(seat, build))
        };
        let workers: Vec<_> = (0..threads).map(start).collect();
        workers.into_iter().map(|worker| worker.join().expect("workers catch panics")).collect()
    });
    match courses.into_iter().collect::<Result<Vec<_>, Abandoned>>() {
        Ok(courses) => Ok(assemble(session, courses)),
        Err(Abandoned) => Err(ground.gate.failure().unwrap_or_default()),
    }
}

impl Ground<'_> {
    /// A worker's life; its panic ends the session for all.
    fn guarded<W: Work>(
        &self,
        seat: Seat,
        build: &(impl Fn(Seat) -> W + Sync),
    ) -> Result<Course<W::Report>, Abandoned> {
        catch_unwind(AssertUnwindSafe(|| self.run(seat, build))).unwrap_or_else(|panic| {
            self.gate.fail(format!("worker {} panicked: {}", seat.index, message(&*panic)));
            Err(Abandoned)
        })
    }

    fn run<W: Work>(&self, seat: Seat, build: &impl Fn(Seat) -> W) -> Result<Course<W::Report>, Abandoned> {
        let pinned = self.pin(seat.index);
        let windows = self.session.windows;
        let mut stretches = Vec::with_capacity(windows as usize);
        let mut probes = Vec::with_capacity(windows as usize + 1);
        let mut turns = Vec::with_capacity(windows as usize + 1);
        let mut pace = Pace::new();
        let mut work = build(seat);
        probes.push(self.probe(seat.index)?);
        turns.push(self.turn()?);
        for number in 0..windows {
            work.open(number);
            self.gate.meet(|| self.announce())?;
            stretches.push(timed::window(&mut work, number, &self.gate, &self.clock, &mut pace));
            work.close();
            turns.push(self.turn()?);
            probes.push(self.probe(seat.index)?);
        }
        let report = work.finish();
        Ok(Course { stretches, probes, turns, report, pinned })
    }

    /// A worker stays on its seat; where nothing is known of those, worker `i` on core `i` modulo cores.
    fn pin(&self, index: usize) -> bool {
        if let Some(&id) = self.session.seats.as_ref().and_then(|seats| seats.cpus.get(index)) {
            return core_affinity::set_for_current(CoreId { id: id as usize });
        }
        self.cores.as_ref().is_some_and(|cores| core_affinity::set_for_current(cores[index % cores.len()]))
    }

    fn announce(&self) {
        let begin = self.clock.now() + self.session.ramp_ns;
        self.gate.announce(begin, begin + self.session.window_ns);
    }

    /// How fast this worker's core is, if it has one. All time it at once: a core's other hardware thread is then as busy as in a window,
    /// and what is timed leans on no subject, late or early.
    fn turn(&self) -> Result<Option<f64>, Abandoned> {
        if self.session.is_oversubscribed() {
            return Ok(None);
        }
        self.gate.meet(|| ())?;
        Ok(Some(turn_ns(&self.clock)))
    }

    /// The first two workers measure their distance while the others wait.
    fn probe(&self, index: usize) -> Result<Option<f64>, Abandoned> {
        self.gate.meet(|| ())?;
        if self.session.threads < 2 || self.session.is_oversubscribed() {
            return Ok(None);
        }
        match index {
            0 => Ok(Some(self.probe.serve(&self.clock))),
            1 => {
                self.probe.return_all();
                Ok(None)
            }
            _ => Ok(None),
        }
    }
}

/// Turns each worker's windows into each window's workers.
fn assemble<R>(session: &Session, courses: Vec<Course<R>>) -> Race<R> {
    let probes = &courses[0].probes;
    let windows = (0..session.windows as usize).map(|number| Window {
        stretches: courses.iter().map(|course| course.stretches[number]).collect(),
        probe_ns: probes[number].zip(probes[number + 1]).map(|(before, after)| before.max(after)),
        turns_ns: courses
            .iter()
            .filter_map(|course| Some(course.turns[number]?.max(course.turns[number + 1]?)))
            .collect(),
    });
    let windows = windows.collect();
    let pinned = courses.iter().all(|course| course.pinned);
    Race { windows, reports: courses.into_iter().map(|course| course.report).collect(), pinned }
}

/// What a panic says.
pub fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("(no message)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_core_is_as_slow_as_before_or_after_the_window() {
        let course = |turns: [f64; 3]| Course {
            stretches: vec![Stretch::default(); 2],
            probes: vec![None; 3],
            turns: turns.map(Some).to_vec(),
            report: (),
            pinned: true,
        };
        let session = Session { windows: 2, ..Session::brief("test", "spin", "spin", 2) };
        let race = assemble(&session, vec![course([0.4, 0.8, 0.4]), course([0.4, 0.4, 0.5])]);
        let turns: Vec<_> = race.windows.iter().map(|window| window.turns_ns.clone()).collect();
        assert_eq!(turns, [[0.8, 0.4], [0.8, 0.5]]);
    }
}
