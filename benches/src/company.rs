//! Whether another run is under way on this machine: both would disturb each other, whatever files they write to.
//!
//! Every run shares the lock of one empty file in the folder for temporary files; the system frees it with the process. Who
//! can have the file for himself is alone. It is advice, and no more: where there is no such file to be had, nobody is seen.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// How often a share is asked for. Others have the file for themselves for a moment at most.
const TRIES: u32 = 1_000;

/// What there is to say of others that are there.
pub const IS_THERE: &str = "another run is under way on this machine: both disturb each other";
/// What there is to say of others that came later.
pub const HAS_COME: &str = "another run began on this machine: both disturb each other";

/// A run among others.
#[derive(Debug)]
pub struct Company(Option<File>);

impl Company {
    /// Joins the runs of this machine; tells whether there are others.
    pub fn join() -> (Company, bool) {
        Company::join_at(&place())
    }

    fn join_at(place: &Path) -> (Company, bool) {
        let company = Company(open(place).ok());
        let others = company.look();
        (company, others)
    }

    /// Whether there are others now.
    pub fn look(&self) -> bool {
        let Some(file) = &self.0 else { return false };
        let _ = file.unlock(); // our own share would be in our way
        let others = is_shared(file);
        let shared = (0..TRIES).any(|_| {
            let shared = file.try_lock_shared().is_ok();
            if !shared {
                std::thread::yield_now();
            }
            shared
        });
        others || !shared
    }
}

/// Whether a run is under way on this machine.
pub fn is_run_under_way() -> bool {
    open(&place()).is_ok_and(|file| is_shared(&file))
}

/// Whether somebody has a share of this file, which we have none of.
fn is_shared(file: &File) -> bool {
    match file.try_lock() {
        Ok(()) => {
            let _ = file.unlock();
            false
        }
        Err(TryLockError::WouldBlock) => true,
        Err(TryLockError::Error(_)) => false,
    }
}

fn place() -> PathBuf {
    std::env::temp_dir().join("contend-runs.lock")
}

/// Anybody's file will do, since a lock needs no more than reading.
fn open(place: &Path) -> io::Result<File> {
    let mut read = OpenOptions::new();
    read.read(true);
    let mut make = OpenOptions::new();
    make.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A folder that all may write to: nothing is followed there, and nothing waited for.
        read.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    }
    match read.open(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_for_all(&make, place);
            read.open(place)
        }
        file => file,
    }
}

/// Makes the file, unless somebody was faster.
fn make_for_all(make: &OpenOptions, place: &Path) {
    let Ok(file) = make.open(place) else { return };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Whatever this user's mask is, others must be able to read it.
        let _ = file.set_permissions(std::fs::Permissions::from_mode(0o644));
    }
    drop(file);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_alone_is_told_so_and_who_is_not_too() {
        let place = std::env::temp_dir().join(format!("contend-company-{}.lock", std::process::id()));
        let (first, others) = Company::join_at(&place);
        assert!(!others && !first.look() && !first.look(), "to ask is no company");
        let (second, others) = Company::join_at(&place);
        assert!(others && first.look() && second.look());
        let (third, _) = Company::join_at(&place);
        drop(second);
        assert!(first.look() && third.look());
        drop(third);
        assert!(!first.look(), "whoever is gone has left nothing");
        std::fs::remove_file(place).unwrap();
    }

    #[test]
    fn where_no_file_can_be_had_nobody_is_seen() {
        let folder = std::env::temp_dir().join(format!("contend-nowhere-{}", std::process::id()));
        let (company, others) = Company::join_at(&folder.join("lock"));
        assert!(!others && !company.look());
    }
}
