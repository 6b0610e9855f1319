//! What a run needs to go on after it was stopped: kept beside its rows until it is over.
//!
//! From the options, the catalogue and the number of cores the same plan is made again, with one exception: what was cut
//! after the first launch was decided by a clock. That decision is kept too.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use reports::Host;
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::error::RunError;
use crate::output::beside;
use crate::plan::budget::Extent;
use crate::plan::{RunOptions, RunPlan};
use crate::random;

/// Version of this file's format. Nothing but the program that wrote it needs to read it.
const FORMAT: u32 = 1;

/// A run that was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Begun {
    format: u32,
    /// Its name.
    pub(crate) run: String,
    /// What was asked for.
    pub(crate) options: RunOptions,
    host: Host,
    /// Stands for all of its sessions and for the versions of all subjects in them.
    sessions: String,
    /// What is left for the launches behind the first, once that is decided.
    pub(crate) rest: Option<Extent>,
}

impl Begun {
    /// A plan that nothing was done of yet.
    pub(crate) fn of(plan: &RunPlan, options: &RunOptions, catalogue: &Catalogue, host: Host) -> Begun {
        let options = absolute(options.clone());
        let sessions = fingerprint(plan, catalogue);
        Begun { format: FORMAT, run: plan.run.clone(), options, host, sessions, rest: None }
    }

    /// Writes it beside `out`: whole, or not at all.
    pub(crate) fn write(&self, out: &Path) -> io::Result<()> {
        let (place, new) = (beside(out, "plan"), beside(out, "plan.new"));
        let put = || {
            let mut file = File::create(&new)?;
            file.write_all(&serde_json::to_vec(self)?)?;
            file.sync_all()?;
            fs::rename(&new, &place)
        };
        put().inspect_err(|_| drop(fs::remove_file(&new)))
    }

    /// Reads what stands beside `out`.
    ///
    /// # Errors
    /// If there is nothing to go on with.
    pub(crate) fn read(out: &Path) -> Result<Begun, RunError> {
        let place = beside(out, "plan");
        let text = fs::read(&place).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => RunError::NotBegun { path: out.to_owned() },
            _ => RunError::NoPlan { path: place.clone(), reason: source.to_string() },
        })?;
        let no_plan = |reason| RunError::NoPlan { path: place.clone(), reason };
        let begun: Begun = serde_json::from_slice(&text).map_err(|error| no_plan(error.to_string()))?;
        match begun.format {
            FORMAT => Ok(begun),
            other => Err(no_plan(format!("its format is {other}, and this program knows {FORMAT}"))),
        }
    }

    /// The run is over.
    pub(crate) fn forget(out: &Path) {
        let _ = fs::remove_file(beside(out, "plan"));
    }

    /// Whether `now`, made by this process, is the same run.
    ///
    /// # Errors
    /// With the first thing that is not the same.
    pub(crate) fn is(&self, now: &Begun, out: &Path) -> Result<(), RunError> {
        let pairs = self.told().into_iter().zip(now.told());
        match pairs.into_iter().find(|((_, begun), (_, now))| begun != now) {
            None => Ok(()),
            Some(((what, begun), (_, now))) => {
                Err(RunError::OtherRun { path: out.to_owned(), what, begun, now })
            }
        }
    }

    /// Everything that must be the same, by name. What was asked for comes first: it may be mended.
    fn told(&self) -> Vec<(&'static str, String)> {
        let RunOptions { profile, families, subject, workload, threads, budget, seed, traces, data, .. } =
            &self.options;
        let Host { cpu, arch, os, cores, vm, rustc, profile: build, git, .. } = &self.host;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let paths = |paths: &[std::path::PathBuf]| {
            paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
        };
        let threads: Vec<_> = threads.iter().map(u32::to_string).collect();
        vec![
            ("the profile", format!("{profile:?}").to_lowercase()),
            ("families", families.join(" ")),
            ("subjects", text(subject)),
            ("workloads", text(workload)),
            ("threads", threads.join(",")),
            ("the budget", budget.map(|budget| format!("{} s", budget.as_secs())).unwrap_or_default()),
            ("the seed", seed.to_string()),
            ("traces", paths(traces)),
            ("further data", paths(data.as_slice())),
            ("the processor", cpu.clone()),
            ("the architecture", arch.clone()),
            ("the system", os.clone()),
            ("the cores to run on", cores.to_string()),
            ("the virtual machine", vm.clone()),
            ("the compiler", rustc.clone()),
            ("the build", build.clone()),
            ("the revision", git.clone()),
            ("the catalogue", self.sessions.clone()),
        ]
    }
}

/// A relative path means another file in another folder.
fn absolute(mut options: RunOptions) -> RunOptions {
    let paths = options.traces.iter_mut().chain(&mut options.data);
    paths.for_each(|path| *path = std::path::absolute(&*path).unwrap_or_else(|_| path.clone()));
    options
}

/// A number that is another one if anything in the plan is.
fn fingerprint(plan: &RunPlan, catalogue: &Catalogue) -> String {
    let mut all = 0;
    let mut add = |text: &str| {
        all = text.bytes().fold(random::mix(all), |all, byte| random::mix(all ^ u64::from(byte)));
    };
    for session in plan.launches.iter().flat_map(|launch| &launch.sessions) {
        add(&serde_json::to_string(session).expect("a session is plain data"));
        let subject = catalogue.find(&session.family, &session.subject);
        add(subject.map_or("", |subject| &subject.info.version));
    }
    format!("{all:016x}")
}
