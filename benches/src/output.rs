//! Where rows go: beside the file first, and in its place once the run is over. One run at a time.
//!
//! | file | what it holds | until |
//! |---|---|---|
//! | `records.jsonl.partial` | the rows so far, session by session | they are put in their place |
//! | `records.jsonl.plan` | what the run needs to go on after it was stopped | it is over |
//! | `records.jsonl.lock` | nothing; a run that writes here has it locked | it stays |

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
    /// If it cannot be written.
    pub(crate) fn begin(self, begun: Option<&Begun>) -> Result<Output, RunError> {
        let partial = beside(&self.target, "partial");
        // Rows of an earlier run must not stand beside this one's plan, not for a moment.
        let removed = match fs::remove_file(&partial) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
        removed
            .and_then(|()| begun.map_or(Ok(()), |begun| begun.write(&self.target)))
            .and_then(|()| File::create(&partial))
            .map_err(|source| RunError::Output { path: self.target.clone(), source })
            .map(|file| Output { claim: self, partial, file, length: 0, rows: 0 })
    }

    /// Where the rows of a run that was stopped are, if there are any: beside the file, or in its place after Ctrl-C.
    pub(crate) fn stopped(&self) -> Option<PathBuf> {
        [beside(&self.target, "partial"), self.target.clone()].into_iter().find(|path| path.exists())
    }

    /// Goes on behind those lines of `source` that `keep` names.
    ///
    /// # Errors
    /// If the rows cannot be read or written; they are then as they were.
    pub(crate) fn go_on(self, source: Option<&Path>, keep: &[bool]) -> Result<Output, RunError> {
        let (partial, copy) = (beside(&self.target, "partial"), beside(&self.target, "kept"));
        let (mut length, mut rows) = (0, 0);
        let mut put = || {
            let mut file = BufWriter::new(File::create(&copy)?);
            if let Some(source) = source {
                let lines = BufReader::new(File::open(source)?).split(b'\n');
                for line in lines.zip(keep).filter(|(_, keep)| **keep).map(|(line, _)| line) {
                    let line = line?;
                    file.write_all(&line)?;
                    file.write_all(b"\n")?;
                    (length, rows) = (length + line.len() as u64 + 1, rows + 1);
                }
            }
            let file = file.into_inner()?;
            file.sync_all()?;
            fs::rename(&copy, &partial)?;
            Ok(file)
        };
        match put() {
            Ok(file) => Ok(Output { claim: self, partial, file, length, rows }),
            Err(source) => {
                let _ = fs::remove_file(&copy);
                Err(RunError::Output { path: self.target, source })
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
            Err(source) => Err(self.unfinished(source)),
        }
    }

    /// Makes what was written outlast a failure of power. It keeps the disk busy: not while anything is measured.
    ///
    /// # Errors
    /// If the disk is full: some file systems find out late.
    pub(crate) fn sync(&mut self) -> Result<(), RunError> {
        self.file.sync_data().map_err(|source| self.unfinished(source))
    }

    /// Keeps what decides the rest of the run.
    ///
    /// # Errors
    /// As [`write`](Output::write).
    pub(crate) fn decide(&mut self, begun: &Begun) -> Result<(), RunError> {
        begun.write(&self.claim.target).map_err(|source| self.unfinished(source))
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
            put(&self).map_err(|source| self.unfinished(source))?;
            if over {
                Begun::forget(&self.claim.target);
            }
        }
        Ok(self.rows)
    }

    /// What is written of a session that was not written whole is taken away again.
    fn unfinished(&mut self, source: io::Error) -> RunError {
        let _ = self.file.set_len(self.length);
        let path = self.claim.target.clone();
        match self.rows {
            0 => RunError::Output { path, source },
            rows => RunError::Unfinished { path, source, rows, partial: self.partial.clone() },
        }
    }
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
