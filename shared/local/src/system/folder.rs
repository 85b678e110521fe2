//! The folder that everything is kept in.
//!
//! Guaranteed: one system at a time uses a folder, also when the last one was killed: the lock is
//! the operating system's and goes with its process. `--fresh` removes only files made here.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::StartError;

const LOCK: &str = "lock";
const TABLE: &str = "table.sqlite";
const LOCAL: &str = "local.sqlite";
const ROOT_SECRET: &str = "root-secret";
/// What SQLite appends to the name of a file for its own files beside it.
const COMPANIONS: [&str; 3] = ["", "-wal", "-shm"];

/// A folder that is ours as long as this lives.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Takes the folder, and makes it when it is not there.
    pub(crate) fn take(path: &Path) -> Result<Self, StartError> {
        let unusable = |source| StartError::Folder { path: path.to_owned(), source };
        fs::create_dir_all(path).map_err(unusable)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join(LOCK));
        let lock = lock.map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(StartError::DataInUse(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// The file of the table.
    pub(crate) fn table(&self) -> PathBuf {
        self.path.join(TABLE)
    }

    /// The file of everything else.
    pub(crate) fn local(&self) -> PathBuf {
        self.path.join(LOCAL)
    }

    /// The file of what every secret is derived from.
    pub(crate) fn root_secret(&self) -> PathBuf {
        self.path.join(ROOT_SECRET)
    }

    /// Throws away what is kept here.
    pub(crate) fn clear(&self) -> Result<(), StartError> {
        let data = [TABLE, LOCAL].into_iter().flat_map(|name| COMPANIONS.map(|end| format!("{name}{end}")));
        for name in data.chain([ROOT_SECRET.to_owned()]) {
            let file = self.path.join(name);
            match fs::remove_file(&file) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(StartError::Folder { path: file, source }),
            }
        }
        Ok(())
    }
}

/// Throws away what a system keeps in this folder.
///
/// # Errors
/// When another system uses it, or a file cannot be removed.
pub fn throw_away(path: &Path) -> Result<(), StartError> {
    Folder::take(path)?.clear()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_taken_once_and_only_our_files_are_thrown_away() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("table.sqlite-wal"), "x").unwrap();
        fs::write(dir.path().join("notes.txt"), "x").unwrap();
        let folder = Folder::take(dir.path()).unwrap();
        assert!(matches!(throw_away(dir.path()), Err(StartError::DataInUse(_))));
        drop(folder);
        throw_away(dir.path()).unwrap();
        assert!(!dir.path().join("table.sqlite-wal").exists());
        assert!(dir.path().join("notes.txt").exists());
    }
}
