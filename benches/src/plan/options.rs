//! What may be asked of a run.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How thorough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Profile {
    /// Minutes: enough to see factors.
    #[default]
    Quick,
    /// Enough to see a few percent on a quiet machine.
    Standard,
    /// As much as helps.
    Thorough,
}

/// What to run. The default is everything, quickly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunOptions {
    /// How thorough.
    pub profile: Profile,
    /// Only these families; none: all.
    pub families: Vec<String>,
    /// Only subjects whose name this regular expression matches.
    pub subject: Option<String>,
    /// Only workloads whose name this regular expression matches.
    pub workload: Option<String>,
    /// Numbers of threads; none: what suits the machine, see [`points`](super::points::points).
    pub threads: Vec<u32>,
    /// Do not plan for longer than this.
    pub budget: Option<Duration>,
    /// Where the rows go.
    #[serde(skip)]
    pub out: PathBuf,
    /// Orders and keys come from it.
    pub seed: u64,
    /// Files of traces to replay through caches, beside the one that this project makes.
    pub traces: Vec<PathBuf>,
    /// A folder of optional data, whose traces are replayed too if caches are asked for by their family's name.
    pub data: Option<PathBuf>,
    /// A session may take this much longer than its windows before it is said to hang.
    pub patience: Duration,
    /// The command line, for the record.
    pub command: String,
    /// Whether what it needs to go on is kept: not for who has no way to [`resume`](crate::resume).
    pub resumable: bool,
}

impl Default for RunOptions {
    fn default() -> Self {
        RunOptions {
            profile: Profile::Quick,
            families: Vec::new(),
            subject: None,
            workload: None,
            threads: Vec::new(),
            budget: None,
            out: PathBuf::from("target/contend/records.jsonl"),
            seed: 0,
            traces: Vec::new(),
            data: None,
            patience: Duration::from_secs(30),
            command: String::new(),
            resumable: true,
        }
    }
}

impl RunOptions {
    /// The same from wherever it is looked at: a relative path means another file in another folder.
    #[must_use]
    pub(crate) fn absolute(mut self) -> RunOptions {
        let paths = self.traces.iter_mut().chain(&mut self.data);
        paths.for_each(|path| *path = std::path::absolute(&*path).unwrap_or_else(|_| path.clone()));
        self
    }

    /// Whether nothing was chosen: neither families nor subjects nor workloads.
    pub fn is_everything(&self) -> bool {
        self.families.is_empty() && self.subject.is_none() && self.workload.is_none()
    }
}
