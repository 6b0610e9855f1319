//! Where rows go: beside the file first, and in its place once the run is over. One run at a time.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use reports::Record;

use crate::error::RunError;

/// A file of rows in the making.
#[derive(Debug)]
pub(crate) struct Output {
    target: PathBuf,
    partial: PathBuf,
    writer: BufWriter<File>,
    rows: usize,
    /// Held until the end. The system frees it with the process, so a killed run locks nobody out; the empty file
    /// stays, since removing it could pull it from under the next run.
    _lock: File,
}

impl Output {
    /// Opens `target`'s neighbour for writing.
    ///
    /// # Errors
    /// If another run has it, or if it cannot be written.
    pub(crate) fn open(target: &Path) -> Result<Output, RunError> {
        let failed = |source| RunError::Output { path: target.to_owned(), source };
        if target.is_dir() {
            return Err(failed(io::Error::other("it is a folder")));
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
        let partial = beside(target, "partial");
        let writer = BufWriter::new(File::create(&partial).map_err(failed)?);
        Ok(Output { target: target.to_owned(), partial, writer, rows: 0, _lock: lock })
    }

    /// Adds rows; once this returns they are out of our hands.
    ///
    /// # Errors
    /// If the disk is full, or anything else is wrong with it.
    pub(crate) fn write(&mut self, rows: &[Record]) -> Result<(), RunError> {
        self.try_write(rows).map_err(|source| RunError::Output { path: self.target.clone(), source })
    }

    fn try_write(&mut self, rows: &[Record]) -> io::Result<()> {
        for row in rows {
            serde_json::to_writer(&mut self.writer, row)?;
            self.writer.write_all(b"\n")?;
        }
        self.rows += rows.len();
        self.writer.flush()
    }

    /// Puts the rows in their place; without rows, leaves what was there.
    ///
    /// # Errors
    /// If they cannot be put there.
    pub(crate) fn finish(mut self) -> Result<usize, RunError> {
        if self.rows > 0 {
            let put = |output: &mut Output| {
                output.writer.flush()?;
                output.writer.get_ref().sync_all()?;
                fs::rename(&output.partial, &output.target)
            };
            put(&mut self).map_err(|source| RunError::Output { path: self.target.clone(), source })?;
        }
        Ok(self.rows)
    }
}

/// A file that was not put in its place is of no use.
impl Drop for Output {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.partial);
    }
}

/// `records.jsonl` and `lock` make `records.jsonl.lock`.
fn beside(target: &Path, what: &str) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(what);
    target.with_file_name(name)
}
