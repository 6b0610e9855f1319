//! A build whose speed is known: one subject, `spin`, that does so many turns of an empty loop. How many, in percent, stands in the name of
//! the file: a copy called `spin-110` takes a tenth longer than one called `spin-100`.

use std::io;
use std::path::{Path, PathBuf};

use benches::engine::{Done, Outcome, Session, Work, step};
use benches::{Catalogue, Entry, Kind, Subject};

/// Family of the subject.
pub(crate) const FAMILY: &str = "planted";
/// Turns of one operation, at 100 percent: about a tenth of a microsecond.
const TURNS: u64 = 300;

/// The catalogue of this very file.
pub(crate) fn catalogue() -> Catalogue {
    let turns = TURNS * own_percent() / 100;
    let entry = Entry {
        name: "spin",
        kind: Kind::Ours,
        mechanism: "turns of an empty loop",
        progress: "wait-free",
        consistency: "",
        origin: "this example",
        source: "benches/examples/power/planted.rs",
        version: "0",
    };
    Catalogue::new().with(Subject::new(entry.info(FAMILY, &["spin"]), move |session| spin(session, turns)))
}

/// Copies this binary to where it takes so many percent of the time.
pub(crate) fn plant(folder: &Path, percent: u64) -> io::Result<PathBuf> {
    let copy = folder.join(format!("spin-{percent}{}", std::env::consts::EXE_SUFFIX));
    std::fs::create_dir_all(folder)?;
    std::fs::copy(std::env::current_exe()?, &copy)?;
    Ok(copy)
}

/// What the file's name says; 100 where it says nothing.
fn own_percent() -> u64 {
    let own = std::env::current_exe().unwrap_or_default();
    let name = own.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    name.strip_prefix("spin-").and_then(|percent| percent.parse().ok()).unwrap_or(100)
}

fn spin(session: &Session, turns: u64) -> Outcome {
    let race = session.race(|_| Spin { turns, done: 0 });
    Outcome::of(race, |done| match done.iter().all(|&ops| ops > 0) {
        true => Ok(()),
        false => Err("progress: a worker did nothing".to_owned()),
    })
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
