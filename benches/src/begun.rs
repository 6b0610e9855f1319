//! What a run needs to go on after it was stopped: kept beside its rows until it is over.
//!
//! From the options, the catalogue and the number of cores the same plan is made again, with one exception: what was cut
//! after the first launch was decided by a clock. That decision is kept too.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use reports::Host;
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::error::RunError;
use crate::output::{beside, fresh};
use crate::plan::budget::Extent;
use crate::plan::{RunOptions, RunPlan};

/// Version of this file's format. Nothing but the program that wrote it needs to read it.
const FORMAT: u32 = 2;

/// A run that was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Begun {
    format: u32,
    /// Its name.
    pub(crate) run: String,
    /// What was asked for.
    pub(crate) options: RunOptions,
    host: Host,
    /// Stands for the binary: of one revision there are as many as somebody changes files.
    program: String,
    /// Stands for where all workers run.
    seats: String,
    /// Stands for all requests of all traces.
    requests: String,
    /// Stands for all of its sessions and for the versions of all subjects in them.
    sessions: String,
    /// What is left for the launches behind the first, once that is decided.
    pub(crate) rest: Option<Extent>,
}

impl Begun {
    /// A plan that nothing was done of yet.
    pub(crate) fn of(plan: &RunPlan, options: &RunOptions, catalogue: &Catalogue, host: Host) -> Begun {
        let all = || plan.launches.iter().flat_map(|launch| &launch.sessions);
        let traces: BTreeSet<_> = all().filter_map(|session| Some(&session.replay.as_ref()?.trace)).collect();
        Begun {
            format: FORMAT,
            run: plan.run.clone(),
            options: options.clone(),
            host,
            program: program().unwrap_or_default(),
            seats: of_all(all(), |hasher, session| {
                session.seats.iter().for_each(|seats| hasher.write(format!("{seats:?}").as_bytes()));
            }),
            // Whoever planned them has read them.
            requests: of_all(traces.into_iter().flat_map(|trace| trace.read().ok()), |hasher, trace| {
                trace.keys.iter().for_each(|key| hasher.write_u64(*key));
            }),
            sessions: of_all(all(), |hasher, session| {
                hasher.write(&serde_json::to_vec(session).expect("a session is plain data"));
                let subject = catalogue.find(&session.family, &session.subject);
                hasher.write(subject.map_or("", |subject| &subject.info.version).as_bytes());
            }),
            rest: None,
        }
    }

    /// Writes it beside `out`: whole, or not at all.
    pub(crate) fn write(&self, out: &Path) -> io::Result<()> {
        let (place, new) = (beside(out, "plan"), beside(out, "plan.new"));
        let put = || {
            let mut file = fresh(&new)?;
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

    /// Everything that must be the same, by name. What was asked for comes first: it may be mended. What means nothing to a reader is a
    /// fingerprint, and comes last.
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
            ("the program", self.program.clone()),
            ("the seats of workers", self.seats.clone()),
            ("the requests of traces", self.requests.clone()),
            ("the catalogue", self.sessions.clone()),
        ]
    }
}

/// A number that is another one if anything of these is. Only the program that wrote it will ever compare it.
fn of_all<T>(all: impl Iterator<Item = T>, mut add: impl FnMut(&mut DefaultHasher, T)) -> String {
    let mut hasher = DefaultHasher::new();
    for one in all {
        add(&mut hasher, one);
        hasher.write_u8(0); // an end: no two are read as one
    }
    format!("{:016x}", hasher.finish())
}

/// The same of this binary.
fn program() -> io::Result<String> {
    let mut binary = BufReader::with_capacity(1 << 16, fs::File::open(std::env::current_exe()?)?);
    let mut hasher = DefaultHasher::new();
    loop {
        let part = binary.fill_buf()?;
        if part.is_empty() {
            return Ok(format!("{:016x}", hasher.finish()));
        }
        hasher.write(part);
        let length = part.len();
        binary.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Topology;
    use crate::plan::plan_of;

    #[test]
    fn of_a_trace_its_requests_count_wherever_its_file_is_looked_for() {
        let folder = std::env::temp_dir().join(format!("contend-begun-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let begun = |name: &str, text: &str| {
            fs::write(folder.join(name), text).unwrap();
            let options = RunOptions {
                subject: Some("^mutex_lru$".to_owned()),
                traces: vec![folder.join(name)],
                ..RunOptions::default()
            };
            let catalogue = Catalogue::standard();
            let plan = plan_of("a run".to_owned(), &catalogue, &options, &Topology::unknown(2)).unwrap();
            Begun::of(&plan, &options, &catalogue, Host::default())
        };
        // Each is read once by a process, so that those of other requests have other names.
        let (one, same, other) = (begun("a", "1\n2\n1\n"), begun("b", "1\n2\n1\n"), begun("c", "1\n2\n2\n"));
        assert_eq!(one.requests, same.requests);
        assert_ne!(one.requests, other.requests);
        assert!(one.program == other.program && one.program.len() == 16, "{}", one.program);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn whatever_differs_is_named() {
        let catalogue = Catalogue::standard();
        let options = RunOptions { subject: Some("^mutex$".to_owned()), ..RunOptions::default() };
        let plan = plan_of("a run".to_owned(), &catalogue, &options, &Topology::unknown(2)).unwrap();
        let begun = Begun::of(&plan, &options, &catalogue, Host::default());
        assert!(begun.is(&begun, Path::new("out")).is_ok());
        let mut moved = plan.clone();
        let seats =
            reports::Seats { cpus: vec![7], cores: 1, small_cores: 0, complexes: 1, packages: 1, nodes: 1 };
        moved.launches[0].sessions[0].seats = Some(seats);
        let moved = Begun::of(&moved, &options, &catalogue, Host::default());
        let rebuilt = Begun { program: "another".to_owned(), ..begun.clone() };
        for (now, what) in [(moved, "the seats of workers"), (rebuilt, "the program")] {
            let error = begun.is(&now, Path::new("out")).unwrap_err().to_string();
            assert!(error.contains(what) && error.lines().count() == 1, "{error}");
        }
    }
}
