//! Why no law is told, in words.

use std::fmt;

use super::{Crossed, LEAST_COUNTS, LEAST_LAUNCHES, MOST_RMS};

/// Why no law is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refusal {
    /// Measured at so many numbers of threads.
    TooFewCounts(usize),
    /// Which cores the threads had is not known.
    UnknownFooting,
    /// From this number of threads on they have something else under them.
    Crosses {
        /// Threads.
        threads: u32,
        /// What is crossed.
        what: Crossed,
    },
    /// So many launches.
    TooFewLaunches(usize),
    /// The fitted σ is above 1.
    Sigma(f64),
    /// The fitted σ is not, but the upper end of its interval is.
    SigmaUpTo(f64),
    /// The residuals are larger than the law allows.
    Rms(f64),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewCounts(n) => {
                write!(
                    f,
                    "{n} numbers of threads with a core each are fewer than the {LEAST_COUNTS} that it takes"
                )
            }
            Self::UnknownFooting => f.write_str("the records do not tell which cores the threads had"),
            Self::Crosses { threads, what } => {
                let what = match what {
                    Crossed::Packages => "threads are spread over another number of sockets",
                    Crossed::Nodes => "threads are spread over another number of NUMA nodes",
                    Crossed::Complexes => "threads are spread over another number of core complexes",
                    Crossed::SharedCores => "threads share cores",
                    Crossed::SmallCores => "threads run on small cores too",
                    Crossed::Distance => "the first two threads are another distance apart",
                };
                write!(f, "at {threads} threads the range crosses a level: {what}")
            }
            Self::TooFewLaunches(n) => {
                write!(f, "{n} launches are fewer than the {LEAST_LAUNCHES} that tell an interval")
            }
            Self::Sigma(sigma) => write!(f, "σ would be {sigma:.1}, and above 1 it has no meaning"),
            Self::SigmaUpTo(high) => {
                write!(f, "σ may be as large as {high:.2}, and above 1 it has no meaning")
            }
            Self::Rms(rms) => write!(
                f,
                "the curve has another shape (residuals of {:.0} %, more than {:.0} %)",
                rms * 100.0,
                MOST_RMS * 100.0
            ),
        }
    }
}
