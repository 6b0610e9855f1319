//! What may be said of a change, in four words, and why nothing can be.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::numbers::{listed, percent};
use crate::record::Placement;
use crate::words;

/// What may be said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Slower: outside the noise, intervals apart, p small.
    Slower,
    /// Faster, likewise.
    Faster,
    /// No difference measured.
    Same,
    /// Not comparable; [`Why`] stands beside it.
    NotComparable,
}

impl Verdict {
    /// Whether a difference was confirmed.
    pub fn is_confirmed(self) -> bool {
        matches!(self, Self::Slower | Self::Faster)
    }

    /// The words that terminal, page, Markdown and JSON use.
    pub fn words(self) -> &'static str {
        match self {
            Self::Slower => "slower",
            Self::Faster => "faster",
            Self::Same => "no difference measured",
            Self::NotComparable => "not comparable",
        }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words())
    }
}

/// Why two cells are not comparable; of a verdict that stands, what should be known beside it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Why {
    /// Too few launches on one side for any difference to be confirmed.
    TooFewLaunches,
    /// The two ran at different core distances, on seats that share more or less, or only one of them with a core for each thread.
    OtherPlacement,
    /// One build's launches ran so much more often than the other's with the workers placed like this.
    OtherShares {
        /// How far apart.
        distance: Placement,
        /// Whether some worker could not be kept on its core.
        unpinned: bool,
        /// Share of the old build's launches.
        old: f64,
        /// Share of the new build's.
        new: f64,
    },
    /// One build's launches ran on slowed cores more often.
    OtherSpeed {
        /// Which cores were slowed.
        slowed: &'static str,
        /// Share of the old build's launches.
        old: f64,
        /// Share of the new build's.
        new: f64,
    },
    /// They were given different things.
    OtherSetting {
        /// What: `capacity`, `payload`, ...
        name: String,
        /// What the old one was given.
        old: String,
        /// What the new one was given.
        new: String,
    },
    /// A cache's time went one way and its hits the other, or its hits alone changed: neither is better.
    Hits {
        /// What became of its time.
        time: Verdict,
        /// Hit ratio of the new one less that of the old.
        more: f64,
    },
    /// One side's windows were spoilt, too many of them to say anything.
    NotMeasurable {
        /// Neighbouring launches that both had usable windows.
        pairs: usize,
        /// Share of windows with each flag, most first.
        flags: Vec<(String, f64)>,
    },
    /// Operations come on schedule: their rate is the schedule's.
    OnSchedule,
    /// One side answered wrongly, or both.
    WrongAnswer {
        /// `old`, `new`, or `old, like the new`.
        side: &'static str,
        /// The law first.
        failure: String,
    },
    /// The first stage suspected a difference, and the second did not show it.
    NotConfirmed,
    /// The first stage suspected a difference, and the second never came to an answer.
    Unfinished,
}

impl Why {
    /// The reason without its figures, for counting.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::TooFewLaunches => "too few launches",
            Self::OtherPlacement => "other core distance",
            Self::OtherShares { .. } => "other placement",
            Self::OtherSpeed { .. } => "other speed of cores",
            Self::OtherSetting { .. } => "other settings",
            Self::Hits { .. } => "other hits",
            Self::NotMeasurable { .. } => "not measurable here",
            Self::OnSchedule => "operations on schedule",
            Self::WrongAnswer { .. } => "a wrong answer",
            Self::NotConfirmed => "not confirmed",
            Self::Unfinished => "unfinished",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewLaunches | Self::OtherPlacement => write!(f, "{}", self.kind()),
            Self::OtherShares { distance, unpinned, old, new } => {
                let pinned = if *unpinned { ", workers not pinned" } else { "" };
                let (old, new) = (percent(*old), percent(*new));
                write!(
                    f,
                    "other placement: {}{pinned} in {old} of the old build's launches and {new} of the new one's",
                    words::class(*distance)
                )
            }
            Self::OtherSpeed { slowed, old, new } => {
                let (old, new) = (percent(*old), percent(*new));
                write!(
                    f,
                    "{}: {slowed} in {old} of the old build's launches and {new} of the new one's",
                    self.kind()
                )
            }
            Self::OtherSetting { name, old, new } => write!(f, "other {name}: {old} against {new}"),
            Self::Hits { time, more } => {
                let time = time.words();
                let side = if *more < 0.0 { "less" } else { "more" };
                write!(f, "{time}, but hits {:.2} points {side}", (more * 100.0).abs())
            }
            Self::NotMeasurable { pairs, flags } => {
                write!(f, "not measurable here: {pairs} pairs of launches with usable windows")?;
                let flags: Vec<String> =
                    flags.iter().map(|(flag, share)| format!("{flag} {}", percent(*share))).collect();
                if flags.is_empty() { Ok(()) } else { write!(f, "; {} of windows", listed(&flags)) }
            }
            Self::OnSchedule => write!(f, "operations on schedule, whose rate is the schedule's"),
            Self::WrongAnswer { side, failure } => write!(f, "the {side} build answers wrongly: {failure}"),
            Self::NotConfirmed => write!(f, "suspected at first, not confirmed by a second stage"),
            Self::Unfinished => write!(f, "suspected, and the second stage came to no answer"),
        }
    }
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
