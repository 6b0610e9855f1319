//! One stage: processes of both builds in turns, and their rows.

use std::time::Instant;

use rand::RngExt;
use reports::Kind;
use reports::comparison::live::{BLOCK, ORDER, Side, Stage};

use super::build::Build;
use super::extent::Part;
use super::{BuildsOptions, BuildsProgress};
use crate::catalogue::Catalogue;
use crate::engine::Session;
use crate::error::RunError;
use crate::host::Topology;
use crate::launch::{Ended, Interruptions, Launch};
use crate::output::Output;
use crate::plan::choice::{Choice, Item};
use crate::plan::{LaunchPlan, RunOptions, schedule};
use crate::random;

/// One of each build.
#[derive(Clone, Debug)]
pub(super) struct Sides<T> {
    pub(super) old: T,
    pub(super) new: T,
}

impl<T> Sides<T> {
    fn of(&self, side: Side) -> &T {
        match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        }
    }

    fn of_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Old => &mut self.old,
            Side::New => &mut self.new,
        }
    }
}

/// A comparison under way.
pub(super) struct Racing<'a> {
    builds: &'a Sides<Build>,
    /// Names of the two runs.
    runs: Sides<String>,
    options: RunOptions,
    outputs: Sides<Output>,
    caught: &'a Interruptions,
    on_progress: &'a mut dyn FnMut(BuildsProgress<'_>),
    /// Blocks of all stages so far.
    block: u32,
    /// Cells that hung or crashed, and the build: once is enough.
    broken: Vec<(Side, Session)>,
    pub(super) interrupted: bool,
    pub(super) notes: Vec<String>,
}

impl<'a> Racing<'a> {
    pub(super) fn new(
        builds: &'a Sides<Build>,
        run: &str,
        options: &BuildsOptions,
        outputs: Sides<Output>,
        caught: &'a Interruptions,
        on_progress: &'a mut dyn FnMut(BuildsProgress<'_>),
    ) -> Racing<'a> {
        Racing {
            builds,
            runs: Sides { old: format!("{run}-old"), new: format!("{run}-new") },
            options: RunOptions {
                seed: options.seed,
                command: options.command.clone(),
                ..RunOptions::default()
            },
            outputs,
            caught,
            on_progress,
            block: 0,
            broken: Vec::new(),
            interrupted: false,
            notes: Vec::new(),
        }
    }

    /// Measures these cells, block by block.
    pub(super) fn stage(
        &mut self,
        items: &[Item],
        catalogue: &Catalogue,
        part: Part,
        topology: &Topology,
    ) -> Result<Stage, RunError> {
        let choice = Choice { items: items.to_vec(), hits: Vec::new() };
        let (cells, launches, estimate) =
            (items.len(), part.blocks * BLOCK, part.estimate(items, topology.logical()));
        (self.on_progress)(BuildsProgress::Stage { stage: part.stage, cells, launches, estimate });
        let mut stage = Stage::default();
        for item in items {
            // Builds may have what this program has not; a row of theirs says more.
            let known = catalogue.find(&item.family, &item.subject);
            let kind = known.map_or(Kind::Ours, |subject| subject.info.kind);
            stage.expect(super::place(item), kind);
        }
        for block in 0..part.blocks {
            if block >= part.least && Instant::now() > part.until {
                self.say(format!(
                    "stage {}: {block} blocks in place of {}, since each took longer than expected",
                    part.stage, part.blocks
                ));
                break;
            }
            // All processes of a block do the same in the same order, and from the same seeds.
            let number = self.block + 1; // 0 is the launch that measures what is measured once
            let plan = schedule::launch("", number, &choice, &part.extent, &self.options, topology);
            for (turn, side) in order(self.options.seed, self.block).into_iter().enumerate() {
                let launch = self.block * BLOCK + turn as u32;
                let plan = LaunchPlan { run: self.runs.of(side).clone(), launch, ..plan.clone() };
                self.launch(side, plan, &mut stage)?;
                if self.interrupted {
                    return Ok(stage);
                }
                (self.on_progress)(BuildsProgress::Launch { done: block * BLOCK + turn as u32 + 1 });
            }
            self.block += 1;
        }
        Ok(stage)
    }

    /// One launch of one build, in as many processes as it costs.
    fn launch(&mut self, side: Side, mut plan: LaunchPlan, stage: &mut Stage) -> Result<(), RunError> {
        let build = self.builds.of(side);
        let is_broken = |broken: &[(Side, Session)], session: &Session| {
            broken.iter().any(|(of, known)| *of == side && same(known, session))
        };
        plan.sessions.retain(|session| !is_broken(&self.broken, session));
        while !plan.sessions.is_empty() {
            let output = self.outputs.of_mut(side);
            let listening = Launch::start_of(&build.absolute, &plan, self.options.patience, self.caught)?
                .listen(|_, rows| {
                    rows.iter().for_each(|row| stage.add(side, row));
                    output.write(&rows)
                });
            match listening {
                Ok(Ended::Complete) => break,
                Ok(Ended::Interrupted) => {
                    self.interrupted = true;
                    break;
                }
                Ok(Ended::Broken { session, reason }) => {
                    let broken = plan.sessions[session].clone();
                    plan.sessions.drain(..=session);
                    self.broken(side, broken, reason, stage);
                    plan.sessions.retain(|session| !is_broken(&self.broken, session));
                }
                Err(RunError::NoChild { status, .. }) => {
                    return Err(build.no_child(&format!("it ended at once: {status}")));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// A session took its process with it: that is an answer too, and a wrong one.
    fn broken(&mut self, side: Side, session: Session, reason: String, stage: &mut Stage) {
        let which = self.builds.of(side).path.display();
        let (subject, workload, threads) = (&session.subject, &session.workload, session.threads);
        self.say(format!("{which}: {subject} ({workload}, {threads} threads): {reason}"));
        stage.fail(side, &super::place_of(&session), reason);
        self.broken.push((side, session));
    }

    /// Tells at once.
    pub(super) fn note(&mut self, note: &str) {
        (self.on_progress)(BuildsProgress::Note(note));
    }

    fn say(&mut self, note: String) {
        self.note(&note);
        self.notes.push(note);
    }

    /// Puts the rows in their places; tells whether it was interrupted, and how many rows there are.
    pub(super) fn finish(self) -> Result<(bool, usize), RunError> {
        let rows = self.outputs.old.finish(true)? + self.outputs.new.finish(true)?;
        Ok((self.interrupted, rows))
    }
}

fn same(a: &Session, b: &Session) -> bool {
    super::place_of(a) == super::place_of(b)
}

/// The order of a block's processes: which build begins, a coin of the seed says.
fn order(seed: u64, block: u32) -> [Side; BLOCK as usize] {
    let old_first = random::generator(seed ^ random::mix(u64::from(block) + 1)).random::<bool>();
    ORDER.map(|second| if (second == 0) == old_first { Side::Old } else { Side::New })
}
