//! Where rows go: beside the file first, and in its place once the run is over. One run at a time.
//!
//! | file | what it holds | until |
//! |---|---|---|
//! | `records.jsonl.partial` | the rows so far, session by session | they are put in their place |
//! | `records.jsonl.plan` | what the run needs to go on after it was stopped | it is over |
//! | `records.jsonl.lock` | nothing; a run that writes here has it locked | it stays |
//!
//! While a plan and rows are there, no other run begins in their place.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use reports::Record;

use crate::begun::Begun;
use crate::error::RunError;

/// The right to write a file of rows.
#[derive(Debug)]
pub(crate) struct Claim {
    target: PathBuf,
    /// Held until the end. The system frees it with the process, so a killed run locks nobody out; the empty file
    /// stays, since removing it could pull it from under the next run.
    _lock: File,
}

impl Claim {
    /// Nobody else writes here from now on.
    ///
    /// # Errors
    /// If another run does, or if nobody can.
    pub(crate) fn on(target: &Path) -> Result<Claim, RunError> {
        let failed = |source| RunError::Output { path: target.to_owned(), source };
        match fs::metadata(target) {
            Ok(there) if there.is_dir() => return Err(failed(io::Error::other("it is a folder"))),
            // A device, or a pipe: the rows would take its place.
            Ok(there) if !there.is_file() => return Err(failed(io::Error::other("it is no file"))),
            _ => {}
        }
        if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let lock = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(beside(target, "lock"))
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(RunError::Busy { path: target.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        Ok(Claim { target: target.to_owned(), _lock: lock })
    }

    /// Begins an empty file of rows; with what the run was begun with it may go on after it was stopped.
    ///
    /// # Errors
    /// If a run that was stopped could go on here, or if the file cannot be written.
    pub(crate) fn begin(self, begun: Option<&Begun>) -> Result<Output, RunError> {
        let target = self.target.clone();
        let is_stopped = beside(&target, "plan").exists()
            && self.stopped().is_some_and(|rows| fs::metadata(rows).is_ok_and(|rows| rows.len() > 0));
        if is_stopped {
            return Err(RunError::Stopped { path: target });
        }
        for left in ["kept", "plan.new"] {
            let _ = fs::remove_file(beside(&target, left)); // by whoever was killed just then
        }
        let partial = beside(&target, "partial");
        // First the rows, and then the plan: those of an earlier run never stand beside this one's.
        let file = fresh(&partial).map_err(|source| RunError::Output { path: target.clone(), source })?;
        let mut output =
            Output { claim: self, partial, file, resumable: begun.is_some(), length: 0, rows: 0 };
        match begun {
            Some(begun) => begun.write(&target).map_err(|source| output.failed(source))?,
            None => Begun::forget(&target),
        }
        Ok(output)
    }

    /// Where the rows of a run that was stopped are, if there are any: beside the file, or in its place after Ctrl-C.
    pub(crate) fn stopped(&self) -> Option<PathBuf> {
        [beside(&self.target, "partial"), self.target.clone()].into_iter().find(|path| path.exists())
    }

    /// Goes on behind those lines of `source` that `keep` names.
    ///
    /// # Errors
    /// If the rows cannot be read or written; they are then as they were.
    pub(crate) fn go_on(self, source: &Path, keep: &[bool]) -> Result<Output, RunError> {
        let (partial, copy) = (beside(&self.target, "partial"), beside(&self.target, "kept"));
        let (mut length, mut rows) = (0, 0);
        let mut put = || {
            let mut file = BufWriter::new(fresh(&copy)?);
            let lines = BufReader::new(File::open(source)?).split(b'\n');
            for line in lines.zip(keep).filter(|(_, keep)| **keep).map(|(line, _)| line) {
                let line = line?;
                file.write_all(&line)?;
                file.write_all(b"\n")?;
                (length, rows) = (length + line.len() as u64 + 1, rows + 1);
            }
            let file = file.into_inner()?;
            file.sync_all()?;
            fs::rename(&copy, &partial)?;
            Ok(file)
        };
        match put() {
            Ok(file) => Ok(Output { claim: self, partial, file, resumable: true, length, rows }),
            Err(error) => {
                let _ = fs::remove_file(&copy);
                let rows = keep.iter().filter(|keep| **keep).count();
                Err(failed(&self.target, error, rows, source, true))
            }
        }
    }
}

/// A file of rows in the making.
#[derive(Debug)]
pub(crate) struct Output {
    claim: Claim,
    partial: PathBuf,
    file: File,
    /// Whether there is a plan to go on by.
    resumable: bool,
    /// Bytes of whole sessions.
    length: u64,
    rows: usize,
}

impl Output {
    /// Adds a session's rows; once this returns they are out of our hands.
    ///
    /// # Errors
    /// If the disk is full, or anything else is wrong with it; what was written before is kept.
    pub(crate) fn write(&mut self, rows: &[Record]) -> Result<(), RunError> {
        let try_write = || {
            let mut text = Vec::new();
            for row in rows {
                serde_json::to_writer(&mut text, row)?;
                text.push(b'\n');
            }
            // In one call: who is killed has a session written or not, but for an unlucky moment.
            (&self.file).write_all(&text).map(|()| text.len() as u64)
        };
        match try_write() {
            Ok(length) => {
                self.length += length;
                self.rows += rows.len();
                Ok(())
            }
            Err(source) => Err(self.failed(source)),
        }
    }

    /// Makes what was written outlast a failure of power. It keeps the disk busy: not while anything is measured.
    ///
    /// # Errors
    /// If the disk is full: some file systems find out late.
    pub(crate) fn sync(&mut self) -> Result<(), RunError> {
        self.file.sync_data().map_err(|source| self.failed(source))
    }

    /// Keeps what decides the rest of the run.
    ///
    /// # Errors
    /// As [`write`](Output::write).
    pub(crate) fn decide(&mut self, begun: &Begun) -> Result<(), RunError> {
        if !self.resumable {
            return Ok(());
        }
        begun.write(&self.claim.target).map_err(|source| self.failed(source))
    }

    /// Puts the rows in their place; without rows, leaves what was there. A run that is not `over` may be resumed.
    ///
    /// # Errors
    /// If they cannot be put there.
    pub(crate) fn finish(mut self, over: bool) -> Result<usize, RunError> {
        if self.rows > 0 {
            let put = |output: &Output| {
                output.file.sync_all()?;
                fs::rename(&output.partial, &output.claim.target)
            };
            put(&self).map_err(|source| self.failed(source))?;
            if over {
                Begun::forget(&self.claim.target);
            }
        }
        Ok(self.rows)
    }

    /// What is written of a session that was not written whole is taken away again.
    fn failed(&mut self, source: io::Error) -> RunError {
        let _ = self.file.set_len(self.length);
        failed(&self.claim.target, source, self.rows, &self.partial, self.resumable)
    }

    /// An error that ends the run, with what is kept of it.
    pub(crate) fn ended_by(&self, error: RunError) -> RunError {
        match error {
            RunError::Unfinished { .. } => error,
            error if self.rows == 0 => error,
            error => {
                let why = error.to_string();
                unfinished(&self.claim.target, why, self.rows, &self.partial, self.resumable)
            }
        }
    }
}

/// The error of who cannot write to `target`, and has so many rows elsewhere.
fn failed(target: &Path, source: io::Error, rows: usize, place: &Path, resumable: bool) -> RunError {
    match rows {
        0 => RunError::Output { path: target.to_owned(), source },
        _ => {
            let why = format!("cannot write {}: {source}", target.display());
            unfinished(target, why, rows, place, resumable)
        }
    }
}

fn unfinished(target: &Path, why: String, rows: usize, place: &Path, resumable: bool) -> RunError {
    let resume = resumable.then(|| target.to_owned());
    RunError::Unfinished { why, rows, place: place.to_owned(), resume }
}

/// An empty file that is new: whatever stood there is gone, and a link is not followed.
pub(crate) fn fresh(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    File::options().write(true).create_new(true).open(path)
}

/// Without a row there is nothing to go on with.
impl Drop for Output {
    fn drop(&mut self) {
        if self.rows == 0 {
            let _ = fs::remove_file(&self.partial);
            Begun::forget(&self.claim.target);
        }
    }
}

/// `records.jsonl` and `lock` make `records.jsonl.lock`.
pub(crate) fn beside(target: &Path, what: &str) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(what);
    target.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_ends_a_run_tells_once_what_is_kept_of_it() {
        let folder = std::env::temp_dir().join(format!("contend-output-{}", std::process::id()));
        let target = folder.join("records.jsonl");
        let mut output = Claim::on(&target).unwrap().begin(None).unwrap();
        let error = || RunError::Launch { source: io::Error::other("there are too many") };
        let told = |output: &Output| output.ended_by(error()).to_string();
        assert_eq!(told(&output), error().to_string());
        output.rows = 3;
        let kept = format!("3 rows are in {}", beside(&target, "partial").display());
        assert_eq!(told(&output), format!("{}; {kept}", error()));
        output.resumable = true;
        let resume = format!("go on with --resume {}", target.display());
        assert!(told(&output).contains(&kept) && told(&output).ends_with(&resume), "{}", told(&output));
        let full = output.failed(io::Error::other("the disk is full"));
        let said = full.to_string();
        assert!(said.starts_with("cannot write ") && said.ends_with(&resume), "{said}");
        assert_eq!(output.ended_by(full).to_string(), said);
        fs::remove_dir_all(folder).unwrap();
    }
}
