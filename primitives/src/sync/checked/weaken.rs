//! One site's ordering, weakened from outside: the way to ask what an ordering is for.
//!
//! `CONTEND_WEAKEN=FILE:LINE[:COLUMN][=[PART:]ORDERING]` names the site. FILE is compared from its end, so
//! `counter/per_thread.rs:57` is enough. ORDERING is `Relaxed` if none is given, `Acquire`, `Release` or `AcqRel`. A
//! `compare_exchange` has two orderings, which are two questions: PART is `success` or `failure`; without it both are
//! weakened. An ordering that is not stronger than the one asked for stays as it is.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use super::atomic::Ordering;
use super::trace::Site;

/// The ordering in force at a site: the one written there, unless the variable names the site.
///
/// # Panics
/// If the variable names no site: a model that was not weakened must not look like one that survived it.
pub(super) fn in_force(site: Site, written: Ordering) -> Ordering {
    part_in_force(site, Part::Success, written)
}

/// As [`in_force`], of the ordering that a `compare_exchange` has when it fails.
pub(super) fn in_force_on_failure(site: Site, written: Ordering) -> Ordering {
    part_in_force(site, Part::Failure, written)
}

fn part_in_force(site: Site, part: Part, written: Ordering) -> Ordering {
    static ASKED: OnceLock<Option<Weakening>> = OnceLock::new();
    let asked = ASKED.get_or_init(|| {
        let text = std::env::var("CONTEND_WEAKEN").ok()?;
        Some(Weakening::parse(&text).unwrap_or_else(|| {
            panic!("CONTEND_WEAKEN is {text:?}, and not FILE:LINE[:COLUMN][=[success:|failure:]ORDERING], with ORDERING one of Relaxed, Acquire, Release, AcqRel")
        }))
    });
    match asked {
        Some(asked) if is_stronger(written, asked.to) && asked.is(site, part) => {
            WEAKENED.store(true, std::sync::atomic::Ordering::Relaxed); // Relaxed: one thread of the system runs a model
            asked.to
        }
        _ => written,
    }
}

/// Whether an ordering was weakened since the process began.
pub fn weakened() -> bool {
    WEAKENED.load(std::sync::atomic::Ordering::Relaxed) // Relaxed: as above
}

static WEAKENED: AtomicBool = AtomicBool::new(false);

/// Whether `one` promises more than `other`. Acquire and Release promise different things: neither is the stronger.
fn is_stronger(one: Ordering, other: Ordering) -> bool {
    let strength = |ordering| match ordering {
        Ordering::Relaxed => 0,
        Ordering::Acquire | Ordering::Release => 1,
        Ordering::AcqRel => 2,
        _ => 3,
    };
    strength(one) > strength(other)
}

/// Of a `compare_exchange`; whatever cannot fail succeeds.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Success,
    Failure,
}

/// A site and what is asked of it.
struct Weakening {
    file: String,
    line: u32,
    column: Option<u32>,
    part: Option<Part>,
    to: Ordering,
}

impl Weakening {
    fn parse(text: &str) -> Option<Weakening> {
        let (site, asked) = text.split_once('=').unwrap_or((text, "Relaxed"));
        let (part, to) = match asked.split_once(':') {
            Some(("success", to)) => (Some(Part::Success), to),
            Some(("failure", to)) => (Some(Part::Failure), to),
            Some(_) => return None,
            None => (None, asked),
        };
        let to = match to {
            "Relaxed" => Ordering::Relaxed,
            "Acquire" => Ordering::Acquire,
            "Release" => Ordering::Release,
            "AcqRel" => Ordering::AcqRel,
            _ => return None,
        };
        let mut parts = site.split(':');
        let (file, line) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?);
        let column = parts.next().map(str::parse).transpose().ok()?;
        let whole = !file.is_empty() && parts.next().is_none();
        whole.then_some(Weakening { file, line, column, part, to })
    }

    fn is(&self, site: Site, part: Part) -> bool {
        site.line() == self.line
            && self.column.is_none_or(|column| column == site.column())
            && self.part.is_none_or(|asked| asked == part)
            && site.file().ends_with(&self.file)
    }
}
