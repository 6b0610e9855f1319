//! A build whose speed is known. Its subject `spin` does so many turns of an empty loop, each worker for itself; its subject `line` adds so many
//! times to one number that all workers share, so that it feels how far apart they are. How many, in percent, stands in the name of the file: a
//! copy called `planted-110` takes a tenth longer than one called `planted-100`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use benches::engine::{Done, Outcome, Session, Work, step};
use benches::{Catalogue, Entry, Kind, Subject};

/// Family of the subjects.
pub(crate) const FAMILY: &str = "planted";
/// Turns of one operation of `spin`, at 100 percent: about a tenth of a microsecond.
const TURNS: u64 = 300;
/// Additions of one operation of `line`, at 100 percent.
const ADDITIONS: u64 = 20;

/// The catalogue of this very file.
pub(crate) fn catalogue() -> Catalogue {
    watched(|_| ())
}

/// The same, where something is done before a session.
pub(crate) fn watched(before: fn(&Session)) -> Catalogue {
    let (turns, additions) = (TURNS * own_percent() / 100, ADDITIONS * own_percent() / 100);
    let info = |name, mechanism| {
        let entry = Entry {
            name,
            kind: Kind::Ours,
            mechanism,
            progress: "wait-free",
            consistency: "",
            origin: "this example",
            source: "benches/examples/power/planted.rs",
            version: "0",
        };
        entry.info(FAMILY, &["work"])
    };
    let spin = Subject::new(info("spin", "turns of an empty loop"), move |session| {
        before(session);
        spin(session, turns)
    });
    let line = Subject::new(info("line", "additions to one shared number"), move |session| {
        before(session);
        line(session, additions)
    });
    Catalogue::new().with(spin).with(line)
}

/// Copies this binary to where it takes so many percent of the time.
pub(crate) fn plant(folder: &Path, percent: u64) -> io::Result<PathBuf> {
    let copy = folder.join(format!("planted-{percent}{}", std::env::consts::EXE_SUFFIX));
    std::fs::create_dir_all(folder)?;
    std::fs::copy(std::env::current_exe()?, &copy)?;
    Ok(copy)
}

/// What the file's name says; 100 where it says nothing.
fn own_percent() -> u64 {
    let own = std::env::current_exe().unwrap_or_default();
    let name = own.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    name.strip_prefix("planted-").and_then(|percent| percent.parse().ok()).unwrap_or(100)
}

fn spin(session: &Session, turns: u64) -> Outcome {
    let race = session.race(|_| Spin { turns, done: 0 });
    Outcome::of(race, |done| match done.iter().all(|&ops| ops > 0) {
        true => Ok(()),
        false => Err("progress: a worker did nothing".to_owned()),
    })
}

fn line(session: &Session, additions: u64) -> Outcome {
    let sum = AtomicU64::new(0);
    let race = session.race(|_| Line { sum: &sum, additions, done: 0 });
    Outcome::of(race, |done| {
        let added = done.iter().sum::<u64>() * additions;
        let sum = sum.load(Ordering::Relaxed); // Relaxed: the workers were joined
        if sum == added { Ok(()) } else { Err(format!("no_lost_update: added {added}, the sum is {sum}")) }
    })
}

struct Line<'a> {
    sum: &'a AtomicU64,
    additions: u64,
    done: u64,
}

impl Work for Line<'_> {
    type Report = u64;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        for _ in 0..ops {
            for _ in 0..self.additions {
                self.sum.fetch_add(1, Ordering::Relaxed); // Relaxed: a sum, read when all is done
            }
            step();
        }
        self.done += ops;
        Done::ops(ops)
    }

    fn finish(self) -> u64 {
        self.done
    }
}

struct Spin {
    turns: u64,
    done: u64,
}

impl Work for Spin {
    type Report = u64;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        for _ in 0..ops {
            for _ in 0..self.turns {
                step();
            }
            step();
        }
        self.done += ops;
        Done::ops(ops)
    }

    fn finish(self) -> u64 {
        self.done
    }
}
